// Moves ideas between stages by dragging, by the keys [ and ] and by the select in each card; the
// form does the same without a script. The last move can be taken back with Z.
export function startBoard() {
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const status = document.querySelector(".toasts");
  let dragged = null;

  for (const form of board.querySelectorAll("form")) {
    form.elements.stage.addEventListener("change", () => form.requestSubmit());
  }

  function count(lane) {
    const ideas = lane.querySelectorAll("[data-idea]").length;
    lane.querySelector("[data-count]").textContent = ideas;
    lane.classList.toggle("is-empty", ideas === 0);
  }

  function field(form, name, value) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }

  function tell(card, form, from, lane, next) {
    const undo = document.createElement("form");
    Object.assign(undo, { className: "toast", method: "post", action: form.action });
    const fields = { csrf: form.elements.csrf.value, version: form.elements.version.value,
      stage: from.dataset.stage, before: next?.dataset.idea ?? "", back: "/ideas", undo: "true" };
    for (const [name, value] of Object.entries(fields)) field(undo, name, value);
    const words = document.createElement("span");
    words.textContent = board.dataset.moved
      .replace("{title}", () => card.querySelector("[data-open]").textContent)
      .replace("{stage}", () => lane.querySelector("[data-stage-name]").textContent);
    const button = document.createElement("button");
    button.dataset.key = "z";
    button.textContent = `${board.dataset.undoLabel} `;
    const key = document.createElement("kbd");
    key.textContent = "Z";
    button.append(key);
    undo.append(words, button);
    status.replaceChildren(undo);
  }

  async function move(card, lane, before) {
    const from = card.closest("[data-stage]");
    const next = card.nextElementSibling;
    const list = lane.querySelector("ol");
    if (from === lane && (before === card || before === next)) return;
    list.insertBefore(card, before);
    [from, lane].forEach(count);
    const form = card.querySelector("form");
    form.elements.stage.value = lane.dataset.stage;
    const body = new URLSearchParams(new FormData(form));
    body.set("quiet", "true");
    if (before) body.set("before", before.dataset.idea);
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      form.elements.version.value = await answer.json();
      tell(card, form, from, lane, next);
    } catch {
      location.reload();
    }
  }

  function cardBelow(lane, y) {
    const cards = [...lane.querySelectorAll("[data-idea]")].filter((card) => card !== dragged);
    return cards.find((card) => {
      const box = card.getBoundingClientRect();
      return y < box.top + box.height / 2;
    }) ?? null;
  }

  const laneOf = (event) =>
    event.target instanceof Element ? event.target.closest("[data-stage]") : null;

  function target(lane) {
    board.querySelector(".is-target")?.classList.remove("is-target");
    lane?.classList.add("is-target");
  }

  board.addEventListener("dragstart", (event) => {
    dragged = event.target instanceof Element ? event.target.closest("[data-idea]") : null;
    dragged?.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
  });
  board.addEventListener("dragover", (event) => {
    const lane = laneOf(event);
    if (!dragged || !lane) return;
    event.preventDefault();
    target(lane);
  });
  board.addEventListener("drop", (event) => {
    const lane = laneOf(event);
    if (!dragged || !lane) return;
    event.preventDefault();
    move(dragged, lane, cardBelow(lane, event.clientY));
  });
  board.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
    target(null);
  });

  document.addEventListener("keydown", (event) => {
    const by = { "[": -1, "]": 1 }[event.key];
    const focused = document.activeElement;
    if (!by || event.ctrlKey || event.metaKey || focused?.matches("input, select, textarea")) return;
    const card = focused?.closest("[data-idea]") ?? board.querySelector(".is-current");
    if (!card?.draggable) return;
    const lanes = [...board.querySelectorAll("[data-stage]")];
    const lane = lanes[lanes.indexOf(card.closest("[data-stage]")) + by];
    if (!lane) return;
    event.preventDefault();
    move(card, lane, null);
    card.querySelector("[data-open]").focus();
  });
}
