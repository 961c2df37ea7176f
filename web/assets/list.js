// The list keeps its place: whoever comes back from a conversation stands on its row again.
const ITEM = "[data-list] [data-item]";

export function startList() {
  const [visit] = performance.getEntriesByType("navigation");
  const named = document.getElementById(location.hash.slice(1));
  const left = visit?.type === "back_forward" ? document.querySelector(`${ITEM}.is-current`) : null;
  const row = named?.matches(ITEM) ? named : left;
  const stand = () => {
    if (document.activeElement !== document.body) return;
    row.querySelector("[data-open]")?.focus({ preventScroll: row === left });
  };
  // A browser takes the focus away again when it goes to the place that an address names.
  if (row && document.readyState === "complete") stand();
  else if (row) addEventListener("load", () => requestAnimationFrame(stand), { once: true });
  // What is still being read comes by itself, unless somebody types meanwhile.
  if (!document.querySelector("[data-late]")) return;
  setTimeout(() => {
    if (!document.activeElement?.matches("input, textarea, select")) location.reload();
  }, 3000);
}
