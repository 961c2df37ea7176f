// Nothing typed is lost: forms with `data-keep` are kept in this browser, under that name and for
// who is signed in, until they are sent or saved, or for thirty days. Secrets never are.
const LIFE_MS = 30 * 86_400_000;
const FIELDS = "textarea, select, input:not([type=hidden], [type=password], [type=file])";

/** Forms that this browser could not keep. */
const unkept = new Set();
let leaving = false;

const keyOf = (form) => `plaza-text:${document.body.dataset.user}:${form.dataset.keep}`;
const forms = () => document.querySelectorAll("form[data-keep]");
const part = (field) => (field.matches("[type=checkbox], [type=radio]") ? "checked" : "value");

/** The value that the page came with. */
function initial(field) {
  if (part(field) === "checked") return field.defaultChecked;
  if (!field.options) return field.defaultValue;
  const options = [...field.options];
  return (options.find((option) => option.defaultSelected) ?? options[0])?.value;
}

/** Fields by name; those of one name are told apart by their place. */
function fieldsOf(form) {
  const named = new Map();
  for (const field of form.elements) {
    let { name } = field;
    if (!name || !field.matches(FIELDS) || field.closest("[data-secret]")) continue;
    while (named.has(name)) name += "+";
    named.set(name, field);
  }
  return named;
}

const isChanged = (field) => field[part(field)] !== initial(field);

/** Whether a form holds what the page did not come with. */
export const isTyped = (form) => [...fieldsOf(form).values()].some(isChanged);

/** Runs what needs storage; `undefined` where the browser has none to give. */
function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

const read = (store, key) => attempt(() => JSON.parse(window[store].getItem(key)));
const write = (store, key, value) => attempt(() => {
  window[store].setItem(key, JSON.stringify({ at: Date.now(), ...value }));
  return true;
});
const forget = (store, key) => attempt(() => window[store].removeItem(key));

function keep(form) {
  // What the server refused is typed still, although the page came with it.
  const all = "typed" in form.dataset;
  const typed = [...fieldsOf(form)].filter(([, field]) => all || isChanged(field));
  const fields = Object.fromEntries(typed.map(([name, field]) => [name, field[part(field)]]));
  unkept.delete(form);
  if (typed.length === 0) forget("localStorage", keyOf(form));
  else if (!write("localStorage", keyOf(form), { fields })) unkept.add(form);
}

function ago(at) {
  const minutes = Math.max(Math.round((Date.now() - at) / 60_000), 1);
  const [size, unit] =
    [[1440, "day"], [60, "hour"], [1, "minute"]].find(([size]) => minutes >= size);
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: "short" });
  return words.format(-Math.floor(minutes / size), unit);
}

/** The line that says so, with the way back to what the page came with. */
function tell(form, at) {
  const line = document.createElement("p");
  const button = document.createElement("button");
  line.className = "meta kept";
  line.setAttribute("role", "status");
  button.type = "button";
  button.className = "btn btn-quiet btn-low";
  button.textContent = document.body.dataset.discard;
  button.addEventListener("click", () => {
    form.reset();
    forget("localStorage", keyOf(form));
    line.remove();
    form.querySelector("textarea, input:not([type=hidden])")?.focus();
  });
  line.append(document.body.dataset.kept.replace("{when}", ago(at)), " · ", button);
  (form.querySelector("[data-kept]") ?? form).prepend(line);
  form.closest("details")?.setAttribute("open", "");
}

function putBack(form) {
  const kept = read("localStorage", keyOf(form));
  if (!kept || form.querySelector(".kept")) return;
  let some = false;
  for (const [name, field] of fieldsOf(form)) {
    if (!(name in kept.fields)) continue;
    const before = field[part(field)];
    field[part(field)] = kept.fields[name];
    // A browser that fills in forms again by itself is told of too.
    some ||= before !== kept.fields[name] || (isChanged(field) && !("typed" in form.dataset));
  }
  if (some) tell(form, kept.at);
}

const putAllBack = () => forms().forEach(putBack);

/** Takes what was sent for done where the page says so; else it stays kept. */
function settle() {
  const sent = read("sessionStorage", "plaza-sent");
  const done = document.querySelector("[data-done]");
  if (sent && done) forget("localStorage", sent.key);
  if (done || [...forms()].some((form) => keyOf(form) === sent?.key)) {
    forget("sessionStorage", "plaza-sent");
  }
}

function forgetOld() {
  const old = Object.keys(localStorage).filter((key) => key.startsWith("plaza-text:")
    && Date.now() - (read("localStorage", key)?.at ?? 0) > LIFE_MS);
  old.forEach((key) => forget("localStorage", key));
}

export function startKeep() {
  if (!document.body.dataset.user) return;
  attempt(forgetOld);
  settle();
  putAllBack();
  document.addEventListener("plaza-fresh", putAllBack);
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, ({ target }) => {
      if (target.form?.matches("[data-keep]")) keep(target.form);
    });
  }
  document.addEventListener("submit", ({ target: form }) => {
    leaving = true;
    if (!form.matches("[data-keep]")) return;
    form.dataset.left = "";
    write("sessionStorage", "plaza-sent", { key: keyOf(form) });
  });
  addEventListener("beforeunload", (event) => {
    const typed = [...unkept].some((form) => form.isConnected && isTyped(form));
    if (typed && !leaving) event.preventDefault();
  });
  addEventListener("pageshow", ({ persisted }) => {
    leaving = false;
    // Back from where a form was sent to: what is not kept any more was taken.
    for (const form of persisted ? document.querySelectorAll("form[data-left]") : []) {
      if (!read("localStorage", keyOf(form))) form.reset();
    }
  });
}
