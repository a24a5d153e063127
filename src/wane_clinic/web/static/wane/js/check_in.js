// A patient's check-in: one question at a time; answers are kept on this phone until they have arrived, and sent once.
// The server answers 2xx with the header Wane-Entry: <client_key>; without it nothing counts as sent.
// No crypto and no secure context is needed: the server gives the key of the sending.

const KEPT = `wane-check-in:${location.pathname}`;
const KEEP_MS = 3 * 24 * 3600 * 1000;
const WAITS_MS = [1000, 2000, 4000, 8000, 15000];
const PATIENCE_MS = 15000;
const STEP_MS = 220;
const TOO_MANY_MS = 60 * 1000;
const LATER = [408, 425, 429];
const KEPT_HERE = "Your answers are kept on this phone";
const NO_NETWORK = `No network just now. ${KEPT_HERE} and are sent as soon as it is back. Leave this page open, or open your link again later.`;
const TOO_MANY = `Too many wrong links were tried from this network, so the clinic waits ten minutes. ${KEPT_HERE} and are sent by themselves after that: leave this page open, or open your link again later.`;
const OUT_OF_ORDER = `The clinic's server does not answer as it should just now. ${KEPT_HERE} and are sent by themselves as soon as it does: leave this page open, or open your link again later.`;
const NOT_TAKEN = `The clinic's server did not take this. ${KEPT_HERE}: send them once more, and if that does not help, call the clinic.`;
const ahead = Date.parse(document.documentElement.dataset.serverNow ?? "") - Date.now() || 0;
let tries = 0;
let timer = 0;
let place = 0;
let isSending = false;

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "null");
  } catch {
    return null;
  }
};
const write = (draft) => {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ ...draft, kept: Date.now() }));
  } catch {
    // a browser without storage still sends
  }
};
const drop = () => {
  try {
    localStorage.removeItem(KEPT);
  } catch {
    // nothing was kept
  }
};

function dropOld() {
  try {
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith("wane-check-in:"))) {
      const kept = JSON.parse(localStorage.getItem(name) ?? "{}").kept ?? 0;
      if (Date.now() - kept > KEEP_MS) localStorage.removeItem(name);
    }
  } catch {
    // no storage
  }
}

const form = () => document.querySelector("form[data-check-in]");
const steps = () => [...document.querySelectorAll("[data-check-in-step]")];
const isAnswered = (step) => Boolean(step.querySelector(":checked"));
const answers = () => Object.fromEntries([...new FormData(form())].filter(([name]) => /^q\d+$/.test(name)));
const key = () => form().elements.client_key.value;

function say(words) {
  const state = document.querySelector("[data-check-in-state]");
  if (state) state.textContent = words;
}

function show(next, { focus }) {
  const all = steps();
  place = Math.max(0, Math.min(all.length - 1, next));
  all.forEach((step, number) => (step.hidden = number !== place));
  const done = all.filter(isAnswered).length;
  const isLast = place === all.length - 1;
  document.querySelector("#done").value = done;
  document.querySelector("[data-check-in-count]").textContent = `Question ${place + 1} of ${all.length}`;
  document.querySelector("[data-check-in-back]").hidden = place === 0;
  document.querySelector("[data-check-in-next]").hidden = isLast;
  document.querySelector("[data-check-in-send]").hidden = !isLast;
  if (focus) all[place].querySelector("legend").focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

function next() {
  if (isAnswered(steps()[place])) show(place + 1, { focus: true });
  else say("Choose the answer that fits best.");
}

function restore() {
  const draft = read();
  if (!draft) return;
  form().elements.client_key.value = draft.key;
  for (const [name, value] of Object.entries(draft.answers ?? {})) {
    const field = form().querySelector(`input[name="${name}"][value="${value}"]`);
    if (field) field.checked = true;
  }
  if (draft.happened) send(draft);
}

async function post(draft) {
  const body = new URLSearchParams({ ...draft.answers, client_key: draft.key, happened_at: draft.happened });
  return fetch(location.pathname, { method: "POST", body, redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE_MS) });
}

async function send(draft) {
  if (isSending) return;
  isSending = true;
  hold(true);
  clearTimeout(timer);
  let answer = null;
  try {
    answer = await post(draft);
  } catch {
    answer = null;
  }
  isSending = false;
  if (answer?.ok && answer.headers.get("Wane-Entry") === draft.key) return arrived(await answer.text().catch(() => ""));
  if (answer && answer.status >= 400 && answer.status < 500 && !LATER.includes(answer.status)) return refused(draft, answer);
  const isTooMany = answer?.status === 429;
  say(isTooMany ? TOO_MANY : answer?.status >= 400 ? OUT_OF_ORDER : NO_NETWORK);
  timer = setTimeout(() => send(draft), isTooMany ? TOO_MANY_MS : WAITS_MS[Math.min(tries, WAITS_MS.length - 1)]);
  tries += 1;
}

// What is being sent cannot be changed meanwhile.
function hold(isHeld) {
  for (const part of document.querySelectorAll("[data-check-in-step], .check-in-ways")) part.inert = isHeld;
}

function arrived(text) {
  drop();
  swap(text);
}

async function refused(draft, answer) {
  const text = await answer.text().catch(() => "");
  if (answer.status === 404 && text.includes("data-check-in-closed")) return arrived(text); // the link is over; another's 404 is not
  write({ key: draft.key, answers: draft.answers });
  hold(false);
  const words = new DOMParser().parseFromString(text, "text/html").querySelector("main [role=alert]")?.textContent;
  say(answer.status === 422 ? (words ?? "This could not be sent. Look at your answers and send them again.") : NOT_TAKEN);
}

function swap(text) {
  const page = new DOMParser().parseFromString(text, "text/html").querySelector("main");
  if (!page) return say("Your answers have arrived. Thank you.");
  document.querySelector("main").replaceWith(document.adoptNode(page));
  window.scrollTo(0, 0);
  document.querySelector("main h1")?.focus({ preventScroll: true });
}

function submit(event) {
  event.preventDefault();
  const missing = steps().findIndex((step) => !isAnswered(step));
  if (missing >= 0) {
    show(missing, { focus: true });
    return say("This question has no answer yet.");
  }
  const kept = read();
  const given = answers();
  const isSame = kept?.happened && JSON.stringify(kept.answers) === JSON.stringify(given);
  const draft = { key: key(), answers: given, happened: isSame ? kept.happened : new Date(Date.now() + ahead).toISOString() };
  write(draft);
  say("Sending…");
  tries = 0;
  send(draft);
}

function start() {
  dropOld();
  if (!form()) {
    // The answer to an earlier sending was lost on its way: the same sending again brings it, and counts once.
    const draft = read();
    if (draft?.happened && document.querySelector("[data-check-in-closed]")) send(draft);
    return;
  }
  restore();
  const first = steps().findIndex((step) => !isAnswered(step));
  show(first < 0 ? steps().length - 1 : first, { focus: false });
  form().addEventListener("submit", submit);
  form().addEventListener("change", () => {
    say("");
    write({ key: key(), answers: answers() });
    document.querySelector("#done").value = steps().filter(isAnswered).length;
  });
  form().addEventListener("click", (event) => {
    const isTap = event.detail > 0 && event.target.matches("input[type=radio]");
    if (isTap && place < steps().length - 1) setTimeout(next, STEP_MS);
  });
  document.querySelector("[data-check-in-next]").addEventListener("click", next);
  document.querySelector("[data-check-in-back]").addEventListener("click", () => show(place - 1, { focus: true }));
  window.addEventListener("online", () => {
    const draft = read();
    if (draft?.happened) send(draft);
  });
}

start();
