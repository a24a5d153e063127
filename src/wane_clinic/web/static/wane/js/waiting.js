// What the queue shows: the number waiting, each entry with its words, and the banners for no network and no storage.
//   [data-queue-count]   [data-queue-list]   [data-banner=waiting | refused | offline | unkept]

function row(entry, person) {
  const item = document.createElement("li");
  item.className = entry.refusal ? "entry is-refused" : "entry is-waiting";
  item.dataset.entry = entry.key;
  const time = document.createElement("time");
  time.dateTime = entry.happened;
  time.textContent = new Date(entry.happened).toTimeString().slice(0, 5);
  const words = document.createElement("span");
  words.className = "entry-words";
  words.textContent = `${entry.what} ${spoken(entry.fields)}`.trim();
  const state = document.createElement("span");
  state.className = "entry-state";
  state.textContent = stateWords(entry, person);
  item.append(time, words, state);
  if (entry.refusal) {
    const ways = document.createElement("span");
    ways.className = "entry-ways";
    ways.append(button(entry, "again", "Send again"), button(entry, "drop", "Discard"));
    item.append(ways);
  }
  return item;
}

function stateWords(entry, person) {
  if (entry.refusal) return `Not accepted: ${entry.refusal}`;
  if (entry.person !== person) return `Waiting for ${entry.person} to sign in`;
  return "Waiting to be sent";
}

function spoken(fields) {
  return fields
    .filter(([name, value]) => value && !/(_id|_key|_at)$/.test(name))
    .map(([name, value]) => worded(name, value))
    .join(", ");
}

// A field's name ends with its unit.
const UNITS = { mmhg: "mmHg", per_min: "/min", pct: "%", mg: "mg", ml_h: "mL/h", mg_ml: "mg/mL" };

function worded(name, value) {
  const unit = Object.keys(UNITS).find((end) => name.endsWith(`_${end}`));
  if (!unit) return `${name.replaceAll("_", " ")} ${value}`;
  return `${name.slice(0, -unit.length - 1).replaceAll("_", " ")} ${value} ${UNITS[unit]}`;
}

function button(entry, act, words) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button is-quiet";
  made.dataset.queueAct = act;
  made.dataset.entry = entry.key;
  made.textContent = words;
  return made;
}

export function show(entries, person) {
  for (const count of document.querySelectorAll("[data-queue-count]")) {
    count.textContent = String(entries.length);
    count.hidden = entries.length === 0;
  }
  for (const list of document.querySelectorAll("[data-queue-list]")) {
    list.replaceChildren(...entries.map((entry) => row(entry, person)).reverse());
  }
  banner("waiting", entries.some((entry) => !entry.refusal));
  banner("refused", entries.some((entry) => entry.refusal));
  banner("offline", !navigator.onLine);
}

export function banner(name, shown) {
  for (const element of document.querySelectorAll(`[data-banner=${name}]`)) element.hidden = !shown;
}

export function start() {
  window.addEventListener("offline", () => banner("offline", true));
  window.addEventListener("online", () => banner("offline", false));
  document.addEventListener("wane:store-failed", () => banner("unkept", true));
}
