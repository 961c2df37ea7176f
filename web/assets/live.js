// Tells that there is something new; never moves what a person reads.
const KINDS = {
  home: ["mentions", "replies", "sources"],
  mentions: ["mentions", "replies"],
  replies: ["replies"],
  themes: ["themes"],
  ideas: ["ideas"],
  sources: ["sources"],
};

/** Own actions come back as events while the page that they led to is still loading. */
const QUIET_MS = 1500;

function announce() {
  if (document.querySelector(".notice-new")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-primary notice-new";
  button.textContent = document.body.dataset.new;
  button.addEventListener("click", () => location.reload());
  const status = document.createElement("div");
  status.setAttribute("role", "status");
  document.body.append(status);
  status.append(button);
}

export function startLive() {
  const kinds = KINDS[document.body.dataset.section];
  if (!kinds || !("EventSource" in window)) return;
  const loaded = Date.now();
  const source = new EventSource("/events");
  source.addEventListener("change", (event) => {
    const { kind } = JSON.parse(event.data);
    if (kinds.includes(kind) && Date.now() - loaded > QUIET_MS) announce();
  });
  source.addEventListener("missed", announce);
  addEventListener("pagehide", () => source.close());
}
