// Asks the server what the platform would say, while an answer is being written.
import { ended } from "./live.js";

const PAUSE_MS = 400;

function showLines(list, lines) {
  list.replaceChildren(...lines.map((words) => {
    const line = document.createElement("p");
    line.textContent = words;
    return line;
  }));
}

function start(form) {
  const box = form.querySelector("[data-composer]");
  const meter = form.querySelector("[data-meter]");
  const list = form.querySelector("[data-problems]");
  const newsList = form.querySelector("[data-news]");
  let timer = 0;
  let asked = 0;

  async function ask() {
    const number = ++asked;
    const body = new URLSearchParams({ text: box.value });
    for (const name of ["csrf", "seen_replies", "opened"]) body.set(name, form.elements[name].value);
    try {
      const headers = { accept: "application/json" };
      const answer = await fetch(form.dataset.preflight, { method: "POST", body, headers });
      if (answer.status === 401 || answer.redirected) ended();
      if (!answer.ok || answer.redirected || number !== asked) return;
      const { used, over, problems, news } = await answer.json();
      meter.textContent = meter.dataset.template.replace("{used}", used ?? "");
      meter.classList.toggle("error", over);
      showLines(newsList, news);
      showLines(list, box.value.trim() === "" ? [] : problems);
    } catch {
      // Offline: the server checks again when the form is sent.
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      form.requestSubmit(form.querySelector("[data-main]"));
    }
  });
  if (box.value) ask();
}

export function startComposer() {
  // Who asks is seen, however much was said before.
  const [visit] = performance.getEntriesByType("navigation");
  const asks = document.querySelector("[data-focus]");
  if (visit?.type === "navigate" && !location.hash) asks?.scrollIntoView({ block: "nearest" });
  for (const form of document.querySelectorAll("form[data-preflight]")) start(form);
}
