// A button beside the selected words that makes an idea of them.
export function startQuotes() {
  const form = document.querySelector("[data-quote-form]");
  if (!form) return;

  function quoted() {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
    const range = selection.getRangeAt(0);
    const within = (node) =>
      (node instanceof Element ? node : node.parentElement)?.closest("[data-quotable]");
    const said = within(range.startContainer);
    const words = selection.toString().trim();
    if (!said || said !== within(range.endContainer) || words === "") return null;
    return { said, words, box: range.getBoundingClientRect() };
  }

  function place() {
    const quote = quoted();
    form.hidden = !quote;
    if (!quote) return;
    form.elements.mention.value = quote.said.dataset.quotable;
    form.elements.quote.value = quote.words;
    const width = form.offsetWidth;
    const left = Math.min(quote.box.left, document.documentElement.clientWidth - width - 8);
    form.style.left = `${Math.max(left, 8) + scrollX}px`;
    form.style.top = `${quote.box.bottom + scrollY + 6}px`;
  }

  document.addEventListener("mouseup", () => setTimeout(place));
  document.addEventListener("keyup", (event) => {
    if (event.key === "Shift" || event.key.startsWith("Arrow") || event.key === "Escape") place();
  });
  document.addEventListener("touchend", () => setTimeout(place, 300));
}
