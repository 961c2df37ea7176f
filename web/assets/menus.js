// Menus are <details>: they close on Escape and on a click elsewhere, and only one is open.
export function startMenus() {
  const open = () => [...document.querySelectorAll("details.menu[open]")];
  const close = (menu, giveFocus) => {
    menu.open = false;
    if (giveFocus) menu.querySelector("summary")?.focus();
  };
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) close(menu, false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) close(menu, menu.contains(document.activeElement));
  });
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!(menu instanceof HTMLDetailsElement) || !menu.open || !menu.matches(".menu")) return;
    // The event comes a moment after the menu: what somebody typed meanwhile must not be selected.
    const pop = menu.querySelector(".pop");
    if (pop?.contains(document.activeElement)) return;
    pop?.querySelector("input:not([type=hidden]), textarea")?.select();
  }, true);

  // A file is looked at again as soon as something about it is said.
  for (const form of document.querySelectorAll("form[data-import]")) {
    form.addEventListener("change", (event) => {
      if (event.target.matches("[data-look]")) form.requestSubmit(form.querySelector("[data-again]"));
    });
  }
}
