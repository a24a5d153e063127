// The queue of entries: stored first, shown as waiting, sent once, in order, by whoever typed them.
//   <form data-queue action="…" data-queue-what="BP" data-queue-target="#entries">
// The server answers 2xx with the header Wane-Entry: <client_key>; without it nothing counts as sent, since a hotel's
// log-in page also answers 200. 4xx keeps the entry with the server's sentence; anything else is tried again.

import * as clock from "./clock.js";
import { forget, keep, kept } from "./store.js";
import { formOf, show, spoken } from "./waiting.js";

const LOCK = "wane-queue";
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60000;
const DOUBLE_TAP_MS = 700;
const PATIENCE_MS = 20000;
const TRY_AGAIN = new Set([401, 403, 408, 419, 425, 429]); // not the entry's fault
let wait = FIRST_WAIT_MS;
let timer = 0;

const person = () => document.body.dataset.person ?? "";
const token = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

export async function add(form, submitter) {
  const fields = [...new FormData(form, submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const entry = {
    key: crypto.randomUUID(),
    order: clock.now().getTime(),
    happened: form.dataset.queueHappened ?? clock.now().toISOString(), // changed after a refusal, it keeps its time
    url: form.action,
    what: form.dataset.queueWhat ?? "Entry",
    target: form.dataset.queueTarget ?? "",
    person: person(),
    fields: fields.filter(([, value]) => typeof value === "string"),
    said: spoken(form, fields, submitter),
    about: document.querySelector("[data-about]")?.dataset.about ?? "",
    page: location.pathname,
    refusal: "",
  };
  await keep(entry);
  if (form.dataset.queueReplaces) await forget(form.dataset.queueReplaces); // only once the new one is kept
  delete form.dataset.queueReplaces;
  delete form.dataset.queueHappened;
  form.reset();
  form.dispatchEvent(new CustomEvent("wane:kept", { bubbles: true, detail: entry }));
  await refresh();
  send();
}

export async function refresh() {
  show(await kept(), person());
}

export function send() {
  clearTimeout(timer);
  return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return schedule(); // another tab of this browser is sending
    const outcome = await sendAll();
    await refresh();
    if (outcome === "again") return schedule();
    wait = FIRST_WAIT_MS;
  });
}

function schedule() {
  clearTimeout(timer);
  timer = setTimeout(send, wait);
  wait = Math.min(LONGEST_WAIT_MS, wait * 2);
}

async function sendAll() {
  // Read anew each time: what is added meanwhile is sent too, what another tab sent is gone.
  for (;;) {
    const entry = (await kept()).find((one) => !one.refusal && one.person === person());
    if (!entry) return "done";
    const outcome = await sendOne(entry);
    if (outcome === "again") return "again";
  }
}

async function sendOne(entry) {
  const body = new URLSearchParams(entry.fields);
  body.set("client_key", entry.key);
  if (!body.get("happened_at")) body.set("happened_at", entry.happened);
  let answer;
  try {
    answer = await fetch(entry.url, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token(), "HX-Request": "true" },
      redirect: "manual", // to the log-in page, which is not an answer
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    return "again";
  }
  return settle(entry, answer);
}

async function settle(entry, answer) {
  if (answer.ok && answer.headers.get("Wane-Entry") === entry.key) {
    const fragment = await answer.text().catch(() => "");
    await forget(entry.key);
    place(entry, fragment);
    await refresh();
    return "sent";
  }
  if (answer.status >= 400 && answer.status < 500 && !TRY_AGAIN.has(answer.status)) {
    await keep({ ...entry, refusal: await sentence(answer) });
    return "refused";
  }
  return "again";
}

async function sentence(answer) {
  const text = await answer.text().catch(() => "");
  const plain = new DOMParser().parseFromString(text, "text/html").body.textContent.trim();
  return plain.slice(0, 500) || `The server refused this entry (${answer.status}).`;
}

function place(entry, fragment) {
  const target = entry.target && document.querySelector(entry.target);
  if (target && fragment) {
    const parsed = new DOMParser().parseFromString(fragment, "text/html");
    target.replaceChildren(...parsed.body.childNodes);
    globalThis.htmx?.process(target);
    clock.tick(target);
  }
  document.dispatchEvent(new CustomEvent("wane:sent", { detail: entry }));
}

async function act(button) {
  const entry = (await kept()).find((one) => one.key === button.dataset.entry);
  if (!entry) return;
  if (button.dataset.queueAct === "edit") return edit(entry);
  if (button.dataset.queueAct === "drop" && !("queueSure" in button.dataset)) {
    button.dataset.queueSure = "";
    button.textContent = "Discard for good?";
    return;
  }
  if (button.dataset.queueAct === "again") await keep({ ...entry, refusal: "" });
  if (button.dataset.queueAct === "drop") await forget(entry.key);
  await refresh();
  send();
}

// A refused entry back in its form, as it was typed and with its time; it stays here until the changed one is kept.
function edit(entry) {
  const form = formOf(entry);
  const dialog = form.closest("dialog");
  if (dialog && !dialog.open) dialog.showModal();
  for (const [name, value] of entry.fields) {
    const field = form.elements[name];
    if (field?.type === "checkbox") field.checked = true;
    else if (field && "value" in field && field.type !== "submit" && !("queueAct" in field.dataset)) field.value = value;
  }
  form.dataset.queueReplaces = entry.key;
  form.dataset.queueHappened = entry.happened;
  const first = [...form.elements].find((field) => field.matches("input:not([type=hidden]), textarea, select"));
  first?.focus();
}

function isSecondTap(form) {
  // A double tap is one entry.
  const last = Number(form.dataset.queueTapped ?? 0);
  form.dataset.queueTapped = String(performance.now());
  return last > 0 && performance.now() - last < DOUBLE_TAP_MS;
}

export function start() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("form[data-queue]");
    if (!form || event.defaultPrevented) return;
    event.preventDefault();
    if (isSecondTap(form)) return;
    add(form, event.submitter).catch(() => {
      form.dataset.queueFailed = "";
      document.dispatchEvent(new CustomEvent("wane:store-failed"));
    });
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-queue-act]");
    if (button) act(button);
  });
  const soon = () => {
    wait = FIRST_WAIT_MS;
    refresh().then(send);
  };
  window.addEventListener("online", soon);
  window.addEventListener("focus", soon);
  document.addEventListener("visibilitychange", () => document.hidden || soon());
  document.addEventListener("wane:unlocked", soon);
  soon();
}
