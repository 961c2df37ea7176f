// What changes on the server, heard once for all tabs of a browser: over HTTP/1.1 it has six
// connections to a server, and a stream for each tab would leave none for pages.
const NAME = "plaza-events";
/** So often tabs look that cannot share a stream; so long a refused stream rests. */
const PAUSE_MS = 30_000;
/** A stream that opens later than this after the page may have missed something. */
const LATE_MS = 2000;

/** One tab holds the stream and tells the others; when it goes, the next one does. */
function share(tell) {
  const channel = new BroadcastChannel(NAME);
  const life = new AbortController();
  let end = () => {};
  channel.addEventListener("message", ({ data }) => tell(data));
  const all = (kind) => {
    channel.postMessage(kind);
    tell(kind);
  };
  const stream = () => new Promise((resolve) => {
    const source = new EventSource("/events");
    end = () => {
      source.close();
      resolve();
    };
    source.addEventListener("change", ({ data }) => all(JSON.parse(data).kind));
    source.addEventListener("open", () => performance.now() > LATE_MS && all("poll"));
    source.addEventListener("missed", () => all("all"));
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return;
      // Refused; a look at the page tells whether the session is over.
      all("poll");
      setTimeout(end, PAUSE_MS);
    });
  });
  const lead = () =>
    navigator.locks.request(NAME, { signal: life.signal }, stream).then(lead, () => {});
  lead();
  // A page that sleeps in the browser's memory holds nothing.
  addEventListener("pagehide", () => {
    life.abort();
    end();
    channel.close();
  }, { once: true });
}

/** Calls `tell` with the kind of whatever changes; with `poll` where nobody says that anything did. */
export function hear(tell) {
  if (!navigator.locks || !window.BroadcastChannel || !window.EventSource) {
    setInterval(() => tell("poll"), PAUSE_MS);
    return;
  }
  share(tell);
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) share(tell);
  });
}
