// Keyboard shortcuts; the help dialog lists them. Letters can be switched off in the profile.
const ITEM = "[data-list] [data-item]";
const PLACES = { h: "/", m: "/mentions", r: "/replies", t: "/themes", i: "/ideas", s: "/sources" };
/** What is typed behind `r` while the conversation is still on its way. */
const AHEAD = "plaza-ahead";
const ROW = `plaza-row:${location.pathname}${location.search.replace(/[?&]at=\d+/, "")}`;

let waitsForPlace = 0;
/** Until when a page is on its way; 0 where none is. */
let leaving = 0;

const items = () => [...document.querySelectorAll(ITEM)];
const current = () =>
  document.activeElement?.closest(ITEM) ?? document.querySelector(`${ITEM}.is-current`);
const composer = () => document.querySelector("[data-composer]");
const hrefOf = (item) => item?.querySelector("[data-open]")?.getAttribute("href");

function isTyping(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable || target.matches("input, textarea, select, dialog, dialog *"));
}

function mark(item) {
  document.querySelector(`${ITEM}.is-current`)?.classList.remove("is-current");
  item?.classList.add("is-current");
}

function select(item) {
  mark(item);
  item?.scrollIntoView({ block: "nearest" });
  // Focus goes along, so that screen readers hear where they are.
  item?.querySelector("[data-open]")?.focus({ preventScroll: true });
}

function step(by) {
  const way = document.querySelector(by > 0 ? "[data-next]" : "[data-previous]");
  if (way) {
    way.click();
    return;
  }
  const all = items();
  const at = all.indexOf(current());
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
  select(all[Math.min(Math.max(next, 0), all.length - 1)]);
}

/** Into the composer, behind what is there. */
function write() {
  const box = composer();
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}

function reply() {
  const href = hrefOf(current());
  if (composer()) write();
  else if (href?.startsWith("/mentions/")) {
    const to = new URL(href, location);
    to.searchParams.set("reply", "true");
    to.hash = "";
    leaving = Date.now() + 10_000;
    remember(current());
    location.assign(to);
  }
}

/** Presses what carries that letter: in the row that was chosen, else beside the rows. */
function press(key) {
  const mine = current()?.querySelector(`[data-key="${key}"]`);
  const found = mine ?? [...document.querySelectorAll(`[data-key="${key}"]`)]
    .find((button) => !button.closest(ITEM) && button.checkVisibility());
  if (!found && !document.querySelector(`${ITEM} [data-key="${key}"]`)) return false;
  if (!found) step(1);
  else if (found.matches("summary")) {
    found.parentElement.open = true;
    found.parentElement.querySelector("textarea, input:not([type=hidden])")?.focus();
  } else found.click();
  return true;
}

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  Enter: () => current()?.querySelector("[data-open]")?.click(),
  r: reply,
  u: () => document.querySelector("[data-back]")?.click(),
  "/": () => {
    const box = document.querySelector("[data-search]");
    if (box) box.select();
    else location.assign("/mentions");
  },
  "?": () => {
    for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
    document.querySelector("#keys")?.showModal();
  },
};

function onKey(event) {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (Date.now() < leaving) {
    // On the way to the composer every letter is one of the answer.
    if (key.length === 1) sessionStorage.setItem(AHEAD, (sessionStorage.getItem(AHEAD) ?? "") + key);
    event.preventDefault();
    return;
  }
  if (isTyping(target)) {
    if (key === "Escape") target.blur();
    return;
  }
  if (document.body.dataset.keys === "off") return;
  const letter = key.length === 1 ? key.toLowerCase() : key;
  if (Date.now() < waitsForPlace && Object.hasOwn(PLACES, letter)) {
    waitsForPlace = 0;
    event.preventDefault();
    location.assign(PLACES[letter]);
    return;
  }
  waitsForPlace = letter === "g" ? Date.now() + 1500 : 0;
  // Enter keeps its meaning on whatever has the focus.
  if (key === "Enter" && target.closest?.("a, button, summary")) return;
  if (/^[a-z1-4]$/.test(letter) && press(letter)) event.preventDefault();
  else if (Object.hasOwn(ACTIONS, letter)) {
    event.preventDefault();
    ACTIONS[letter]();
  }
}

function remember(item) {
  const href = hrefOf(item);
  if (href) sessionStorage.setItem(ROW, href);
}

/** A list that somebody comes back to goes on from the row that was opened. */
function recall() {
  const href = sessionStorage.getItem(ROW);
  if (href) mark(items().find((item) => hrefOf(item) === href));
}

/** A conversation opened by `r` begins in the composer, with what was typed on the way. */
function arrive() {
  document.documentElement.dataset.arrived = "";
  const ahead = sessionStorage.getItem(AHEAD) ?? "";
  sessionStorage.removeItem(AHEAD);
  const box = composer();
  if (!box || !new URLSearchParams(location.search).has("reply")) return;
  if (ahead) {
    const isNew = box.value === box.defaultValue || box.value === "";
    box.setRangeText(ahead, isNew ? box.value.length : 0, isNew ? box.value.length : 0);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  write();
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", ({ target }) => {
    const link = target.closest?.("[data-open]");
    if (link) remember(link.closest(ITEM));
  });
  addEventListener("pageshow", () => {
    leaving = 0;
    recall();
  });
  recall();
  arrive();
}
