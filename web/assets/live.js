// Tells that there is something new, and shows it in its place when it is asked for; never moves
// what a person reads, and never touches what is being typed.
import { isTyped } from "./keep.js";
import { hear } from "./news.js";

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
/** When the page is looked at after an event: lists follow their index a moment later. */
const LOOKS_MS = [400, 4000];

const places = () => [...document.querySelectorAll("[data-live]")];
const itemsOf = (place) => [...place.querySelectorAll("[data-item][id]")];
const fresh = (page, place) => page.querySelector(`[data-live="${place.dataset.live}"]`);

/** The page as it is now; `null` where it cannot be had. */
function fetchPage() {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("GET", location.pathname + location.search);
    request.responseType = "document";
    request.addEventListener("loadend", () => {
      const { response, responseURL, status } = request;
      const out = responseURL && new URL(responseURL).pathname === "/sign-in";
      if (out) ended();
      resolve(status === 200 && !out ? response : null);
    });
    request.send();
  });
}

/** What stands there, without what says the same in other words a moment later. */
function wordsOf(node) {
  const copy = node.cloneNode(true);
  copy.querySelectorAll("time, form, [data-countdown]").forEach((part) => part.remove());
  return copy.textContent.replace(/\s+/g, " ");
}

const differs = (page) => places().some((place) => {
  const now = fresh(page, place);
  return now && wordsOf(now) !== wordsOf(place);
});

/** Whether somebody writes there. */
const isHeld = (item) => item.querySelector("input:focus, textarea:focus, select:focus")
  || [...item.querySelectorAll("form[data-keep]")].some(isTyped);

/** Shows what is new in a place; what is unchanged there or is written in stays. */
function replace(place, now) {
  const before = new Map(itemsOf(place).map((item) => [item.id, item]));
  place.replaceChildren(...[...now.childNodes].map((node) => document.importNode(node, true)));
  for (const item of itemsOf(place)) {
    const old = before.get(item.id);
    if (old && (isHeld(old) || wordsOf(old) === wordsOf(item))) item.replaceWith(old);
    before.delete(item.id);
  }
  place.prepend(...[...before.values()].filter(isHeld));
}

async function show(notice) {
  const page = places().length > 0 ? await fetchPage() : location.reload();
  if (!page) return;
  const active = document.activeElement;
  const range = [active.selectionStart, active.selectionEnd];
  const top = itemsOf(document).find((item) => item.getBoundingClientRect().bottom > 0);
  const at = top?.getBoundingClientRect().top;
  for (const place of places()) {
    const now = fresh(page, place);
    if (now) replace(place, now);
  }
  notice.remove();
  if (active.isConnected && active !== document.body) active.focus({ preventScroll: true });
  if (active.matches("textarea")) active.setSelectionRange(...range);
  const same = top && document.getElementById(top.id);
  if (same) scrollBy(0, same.getBoundingClientRect().top - at);
  document.dispatchEvent(new CustomEvent("plaza-fresh"));
}

function announce(text, act) {
  document.querySelector(".notice-new")?.remove();
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-main notice-new";
  button.textContent = text;
  button.addEventListener("click", () => act(button));
  document.querySelector("[data-toasts]").append(button);
}

const tellNews = () => announce(document.body.dataset.new, show);

/** Says that the session is over; what was typed is kept. */
export function ended() {
  const here = encodeURIComponent(location.pathname + location.search);
  announce(document.body.dataset.ended, () => location.assign(`/sign-in?next=${here}`));
}

let looks = false;
/** Something changed while nobody saw the page. */
let missed = false;

async function look() {
  missed = document.hidden;
  if (missed || document.querySelector(".notice-new")) return;
  const page = await fetchPage();
  if (page && differs(page)) tellNews();
}

function lookSoon() {
  if (looks) return;
  looks = true;
  for (const pause of LOOKS_MS) {
    setTimeout(() => {
      looks = pause !== LOOKS_MS.at(-1);
      look();
    }, pause);
  }
}

/** Lets the seconds run down that are left to take a reply back. */
function countDown(place) {
  if (place.dataset.runs) return;
  place.dataset.runs = "true";
  const end = Date.now() + Number(place.dataset.countdown) * 1000;
  const timer = setInterval(() => {
    const left = Math.ceil((end - Date.now()) / 1000);
    place.textContent = left > 0 ? place.dataset.template.replace("{s}", left) : place.dataset.over;
    if (left > 0) return;
    clearInterval(timer);
    place.closest(".toast")?.querySelector("button")?.remove();
  }, 1000);
}

const startCounting = () => document.querySelectorAll("[data-countdown]").forEach(countDown);

export function startLive() {
  startCounting();
  document.addEventListener("plaza-fresh", startCounting);
  const { section, user } = document.body.dataset;
  const kinds = KINDS[section];
  if (!kinds || !user) return;
  const loaded = Date.now();
  hear((kind) => {
    if (!["all", "poll", ...kinds].includes(kind)) return;
    if (places().length > 0) lookSoon();
    else if (kind !== "poll" && Date.now() - loaded > QUIET_MS) tellNews();
  });
  document.addEventListener("visibilitychange", () => {
    if (missed && !document.hidden) look();
  });
}
