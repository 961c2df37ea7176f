// Keyboard shortcuts; the help dialog lists them.
const ITEM = "[data-list] [data-item]";
const PLACES = { h: "/", m: "/mentions", r: "/replies", t: "/themes", i: "/ideas", s: "/sources" };

let waitsForPlace = 0;

const items = () => [...document.querySelectorAll(ITEM)];
const current = () => document.querySelector(`${ITEM}.is-current`);

function isTyping(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable || target.matches("input, textarea, select, dialog, dialog *"));
}

function select(item) {
  current()?.classList.remove("is-current");
  if (!item) return;
  item.classList.add("is-current");
  item.scrollIntoView({ block: "nearest" });
  // Focus goes along, so that screen readers hear where they are.
  item.querySelector("[data-open]")?.focus({ preventScroll: true });
}

function step(by) {
  const all = items();
  if (all.length === 0) return;
  const at = all.indexOf(current());
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
  select(all[Math.min(Math.max(next, 0), all.length - 1)]);
}

function open() {
  current()?.querySelector("[data-open]")?.click();
}

function reply() {
  const box = document.querySelector("[data-composer]");
  if (box) {
    box.focus();
    return;
  }
  const link = current()?.querySelector("[data-open]");
  if (link) location.assign(`${link.href.split("#")[0]}#reply`);
}

function makeIdea() {
  const quote = document.querySelector("[data-quote-form]:not([hidden]) button");
  (quote ?? document.querySelector("[data-key='i']"))?.click();
}

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  Enter: open,
  r: reply,
  i: makeIdea,
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

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (Date.now() < waitsForPlace && Object.hasOwn(PLACES, event.key)) {
      waitsForPlace = 0;
      event.preventDefault();
      location.assign(PLACES[event.key]);
      return;
    }
    waitsForPlace = event.key === "g" ? Date.now() + 1500 : 0;
    // Enter keeps its meaning on whatever has the focus.
    const onControl = event.target instanceof HTMLElement
      && event.target.closest("a, button, summary");
    if (event.key === "Enter" && onControl) return;
    if (!Object.hasOwn(ACTIONS, event.key)) return;
    event.preventDefault();
    ACTIONS[event.key]();
  });
  // A conversation opened by "r" begins in the composer.
  if (location.hash === "#reply") document.querySelector("[data-composer]")?.focus();
}
