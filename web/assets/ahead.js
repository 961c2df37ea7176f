// Runs before anything of the page is there: what is typed behind `r` while the composer is not
// there yet goes into it.
addEventListener("keydown", (event) => {
  const { key, target } = event;
  const root = document.documentElement;
  const early = location.search.includes("reply=true") && !("arrived" in root.dataset);
  if (!early || key.length > 1 || event.ctrlKey || event.metaKey || target.matches?.("textarea")) return;
  sessionStorage.setItem("plaza-ahead", (sessionStorage.getItem("plaza-ahead") ?? "") + key);
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
