// What the queue shows: the number waiting, each entry with its words, what the server refused, and the banners.
//   [data-queue-count]   [data-queue-list data-zone="Europe/Vienna"]   [data-banner=waiting | refused | offline | unkept]
//   [data-refusals] in a form: its refused entries once more, beside the fields that they were typed in

const UNSPOKEN = new Set(["hidden", "submit"]);

function row(entry, person, zone) {
  const item = made("li", entry.refusal ? "entry is-refused" : "entry is-waiting");
  item.dataset.entry = entry.key;
  const time = made("time", "", clockOf(entry.happened, zone));
  time.dateTime = entry.happened;
  item.append(time, made("span", "entry-words", `${entry.what} ${entry.said ?? ""}`.trim()));
  item.append(made("span", "entry-state", stateWords(entry, person)));
  if (entry.refusal) item.append(ways(entry));
  return item;
}

function clockOf(moment, zone) {
  const how = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone || undefined };
  return new Intl.DateTimeFormat("en-GB", how).format(new Date(moment));
}

function stateWords(entry, person) {
  if (entry.refusal) return `Not accepted: ${entry.refusal}`;
  if (entry.person !== person) return `Waiting for ${entry.person} to sign in`;
  return "Waiting to be sent";
}

function ways(entry) {
  const place = made("span", "entry-ways");
  place.append(formOf(entry) ? button(entry, "edit", "Change it") : button(entry, "again", "Send again"));
  place.append(button(entry, "drop", "Discard"));
  return place;
}

function button(entry, act, words) {
  const it = made("button", "button is-quiet", words);
  it.type = "button";
  it.dataset.queueAct = act;
  it.dataset.entry = entry.key;
  return it;
}

function made(kind, className, words = "") {
  const it = document.createElement(kind);
  if (className) it.className = className;
  it.textContent = words;
  return it;
}

// The form on this page that an entry was typed in: same address, same hidden fields.
export function formOf(entry) {
  const said = new Map(entry.fields);
  return [...document.querySelectorAll("form[data-queue]")].find((form) =>
    form.action === entry.url && [...form.elements].every((field) =>
      field.type !== "hidden" || field.name === "csrfmiddlewaretoken" || said.get(field.name) === field.value));
}

// The words of an entry, by the labels of its form: "Systolic 142 mmHg, Diastolic 88 mmHg".
export function spoken(form, fields, submitter) {
  return fields.filter(([, value]) => value).map(([name, value]) => {
    if (submitter?.name === name) return submitter.textContent.trim();
    const field = form.elements[name];
    if (!field?.labels?.length || UNSPOKEN.has(field.type)) return "";
    return worded(field, value);
  }).filter(Boolean).join(", ");
}

function worded(field, value) {
  const label = field.labels[0].cloneNode(true);
  const unit = label.querySelector(".unit");
  unit?.remove();
  const words = unit && !/\d/.test(unit.textContent) ? ` ${unit.textContent.trim()}` : ""; // "0 to 10" is a range
  const name = label.textContent.trim();
  if (field.type === "checkbox") return name;
  const shown = field.tagName === "SELECT" ? field.selectedOptions[0]?.textContent ?? value : value;
  return `${name} ${shown}${words}`;
}

export function show(entries, person) {
  for (const count of document.querySelectorAll("[data-queue-count]")) {
    count.textContent = String(entries.length);
    count.hidden = entries.length === 0;
  }
  for (const list of document.querySelectorAll("[data-queue-list]")) {
    list.replaceChildren(...entries.map((entry) => row(entry, person, list.dataset.zone)).reverse());
  }
  const refused = entries.filter((entry) => entry.refusal);
  for (const place of document.querySelectorAll("[data-refusals]")) {
    const own = refused.filter((entry) => formOf(entry) === place.closest("form"));
    place.replaceChildren(...own.map((entry) => refusalOf(entry)));
  }
  banner("waiting", entries.some((entry) => !entry.refusal));
  banner("refused", refused.length > 0);
  banner("offline", !navigator.onLine);
  tell(refused.at(-1));
}

function refusalOf(entry) {
  const place = made("div", "refusal");
  const zone = document.querySelector("[data-queue-list]")?.dataset.zone;
  const typed = `You typed: ${entry.said}. Changed, it keeps its time, ${clockOf(entry.happened, zone)}.`;
  place.append(made("p", "", `Not accepted: ${entry.refusal} ${typed}`), ways(entry));
  return place;
}

// The banner says whose entry it was and why, and leads to the page it was typed on.
function tell(entry) {
  if (!entry) return;
  for (const place of document.querySelectorAll("[data-refused-words]")) {
    const whose = entry.about ? ` for ${entry.about}` : "";
    place.textContent = `${entry.what}${whose} was not accepted: ${entry.refusal}`;
  }
  for (const link of document.querySelectorAll("[data-refused-page]")) link.href = `${entry.page}#waiting`;
}

export function banner(name, shown) {
  for (const element of document.querySelectorAll(`[data-banner=${name}]`)) element.hidden = !shown;
}

export function start() {
  window.addEventListener("offline", () => banner("offline", true));
  window.addEventListener("online", () => banner("offline", false));
  document.addEventListener("wane:store-failed", () => banner("unkept", true));
}
