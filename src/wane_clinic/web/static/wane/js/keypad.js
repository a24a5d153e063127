// The numeric keypad: fields that advance when full, a question for what is outside the plausible range, a word for
// what is outside the clinic's line. It fills nothing in.
//   <form data-keypad> <input data-keypad-field data-high="260" data-plausible-low data-plausible-high
//   data-line-low data-line-high data-red-low data-red-high data-with="name"> <output data-flag-for="name"> <p data-ask-for="name"> <button data-key="7">

const fields = (form) => [...form.querySelectorAll("[data-keypad-field]")];

export function isFull(value, highest) {
  return value !== "" && Number(`${value}0`) > highest; // no further digit fits below the highest value
}

export function flagWord(value, { lineLow, lineHigh, redLow, redHigh }) {
  if (value === "") return "";
  if (redHigh !== undefined && Number(value) > Number(redHigh)) return "very high";
  if (redLow !== undefined && Number(value) < Number(redLow)) return "very low";
  if (lineHigh !== undefined && Number(value) > Number(lineHigh)) return "high";
  return lineLow !== undefined && Number(value) < Number(lineLow) ? "low" : "";
}

export function isImplausible(value, { plausibleLow, plausibleHigh }) {
  if (value === "") return false;
  return Number(value) < Number(plausibleLow ?? -Infinity) || Number(value) > Number(plausibleHigh ?? Infinity);
}

function flag(field) {
  const word = flagWord(field.value, field.dataset);
  const cell = field.form.querySelector(`[data-flag-for="${field.name}"]`);
  if (cell) cell.textContent = word;
  field.closest(".field")?.classList.toggle("is-flagged", word !== "");
  field.closest(".field")?.classList.toggle("is-red", word.startsWith("very"));
}

function ask(field) {
  // True where the value needs a second look that it has not had.
  const place = field.form.querySelector(`[data-ask-for="${field.name}"]`);
  const needed = isImplausible(field.value, field.dataset) && field.dataset.asked !== field.value;
  if (place) {
    const { plausibleLow: low, plausibleHigh: high } = field.dataset;
    place.textContent = needed ? `Is ${field.value} right? Usual is ${low} to ${high}. Enter again to keep it.` : "";
  }
  if (needed) field.dataset.asked = field.value;
  return needed;
}

function lacks(field) {
  // True where the other number of a pair was typed and this one was not.
  const other = field.dataset.with && field.form.elements[field.dataset.with];
  if (!other || field.value !== "" || other.value === "") return false;
  const place = field.form.querySelector(`[data-ask-for="${field.name}"]`);
  if (place) place.textContent = "A pressure has two numbers: enter both.";
  return true;
}

function advance(field) {
  if (ask(field)) return;
  const all = fields(field.form);
  const next = all[all.indexOf(field) + 1] ?? field.form.querySelector("[type=submit]");
  next?.focus();
}

function typed(field) {
  const digits = field.value.replaceAll(/\D/g, "");
  if (digits !== field.value) field.value = digits;
  flag(field);
  for (const each of new Set([field, fields(field.form)[0]])) {
    const place = field.form.querySelector(`[data-ask-for="${each.name}"]`);
    if (place) place.textContent = ""; // the first one may have said that nothing was typed
  }
  if (!isFull(field.value, Number(field.dataset.high))) return;
  advance(field);
  field.form.waneAdvanced = document.activeElement; // by itself: a Next right after it is the same step
}

function press(button) {
  const form = button.closest("form");
  const field = fields(form).find((one) => one === form.waneField) ?? fields(form)[0];
  const key = button.dataset.key;
  field.focus();
  const isSameStep = form.waneAdvanced === field && field.value === "";
  form.waneAdvanced = null;
  if (key === "next") return isSameStep ? undefined : advance(field);
  field.value = key === "back" ? field.value.slice(0, -1) : field.value + key;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function start() {
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("[data-keypad-field]")) event.target.form.waneField = event.target;
  });
  document.addEventListener("input", (event) => event.target.matches?.("[data-keypad-field]") && typed(event.target));
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-key]");
    if (button) press(button);
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest?.("[data-key]")) event.preventDefault(); // the field keeps the focus
  });
  // Before the queue hears of it.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches?.("[data-keypad]")) return;
    const asked = isEmpty(event.target) || fields(event.target).filter((field) => lacks(field) || ask(field));
    if (asked.length) {
      event.preventDefault();
      event.stopImmediatePropagation();
      asked[0].focus();
    }
  }, { capture: true });
  document.addEventListener("reset", (event) => {
    if (event.target.matches?.("[data-keypad]")) setTimeout(() => fields(event.target).forEach(clear));
  });
}

// An empty form is no entry: its first field says so, and the rest is not asked.
function isEmpty(form) {
  const [first, ...others] = fields(form);
  if ([first, ...others].some((field) => field.value !== "")) return null;
  const place = form.querySelector(`[data-ask-for="${first.name}"]`);
  if (place) place.textContent = "Nothing was typed yet.";
  return [first];
}

function clear(field) {
  delete field.dataset.asked;
  flag(field);
  ask(field);
}
