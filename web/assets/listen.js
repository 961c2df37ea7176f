// Files are dropped where they are asked for; a result that is still coming shows itself.

/** How long until the page is looked at again, milliseconds. */
const LOOK_MS = 1000;

function takeDrops(place) {
  const input = place.querySelector("input[type=file]");
  const mark = (event) => {
    event.preventDefault();
    place.classList.toggle("is-over", event.type === "dragover");
  };
  place.addEventListener("dragover", mark);
  place.addEventListener("dragleave", mark);
  place.addEventListener("drop", (event) => {
    mark(event);
    if (event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    input.form.requestSubmit();
  });
  input.addEventListener("change", () => input.files.length > 0 && input.form.requestSubmit());
}

/** Replaces the part of the page that waits, and nothing else, until it waits no more. */
function look(place) {
  const request = new XMLHttpRequest();
  request.open("GET", location.pathname);
  request.responseType = "document";
  request.addEventListener("loadend", () => {
    const now = request.status === 200 && request.response?.querySelector("[data-waits]");
    if (now) {
      place.replaceChildren(...[...now.childNodes].map((node) => document.importNode(node, true)));
      place.dataset.waits = now.dataset.waits;
    }
    wait(place);
  });
  request.send();
}

function wait(place) {
  if (place.dataset.waits === "true") setTimeout(() => look(place), LOOK_MS);
}

export function startListen() {
  document.querySelectorAll("[data-drop]").forEach(takeDrops);
  document.querySelectorAll("[data-waits]").forEach(wait);
}
