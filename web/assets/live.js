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

/** Lets the seconds run down that are left to take a reply back. */
function countDown(place) {
  const end = Date.now() + Number(place.dataset.countdown) * 1000;
  const timer = setInterval(() => {
    const left = Math.ceil((end - Date.now()) / 1000);
    place.textContent = left > 0 ? place.dataset.template.replace("{s}", left) : place.dataset.over;
    if (left <= 0) clearInterval(timer);
  }, 1000);
}

export function startLive() {
  document.querySelectorAll("[data-countdown]").forEach(countDown);
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
