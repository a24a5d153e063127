// The idle lock: hides the page after some minutes without a touch; what was typed stays where it was.
//   <body data-lock-minutes="10" data-lock-url="…">   <dialog id="lock"><form data-unlock action="…">
// The unlock form answers 2xx with the header Wane-Unlocked: <person>, or 4xx with a sentence. Idle time is a
// difference of two times of day: a tablet that slept too long wakes up locked.

const MARK = "wane-locked";
const EVENTS = ["pointerdown", "keydown", "input", "wheel", "touchstart"];
let touched = 0;

const dialog = () => document.getElementById("lock");
export const isLocked = () => sessionStorage.getItem(MARK) !== null;

export function lock() {
  const first = !isLocked();
  sessionStorage.setItem(MARK, "1");
  document.documentElement.classList.add("is-locked");
  if (!dialog().open) dialog().showModal();
  const url = document.body.dataset.lockUrl;
  if (first && url) {
    const headers = { "X-CSRFToken": document.querySelector("meta[name=csrf-token]")?.content ?? "" };
    fetch(url, { method: "POST", headers, keepalive: true, redirect: "manual" }).catch(() => {});
  }
}

export function unlock() {
  sessionStorage.removeItem(MARK);
  touched = Date.now();
  document.documentElement.classList.remove("is-locked");
  dialog().close();
  document.dispatchEvent(new CustomEvent("wane:unlocked"));
}

async function ask(form) {
  const words = form.querySelector("[data-unlock-error]");
  words.textContent = "";
  const headers = { "X-CSRFToken": document.querySelector("meta[name=csrf-token]")?.content ?? "" };
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers, redirect: "manual" });
  } catch {
    words.textContent = "No network: this cannot be checked now. What you typed is kept.";
    return;
  }
  const who = answer.headers.get("Wane-Unlocked");
  form.reset();
  if (answer.ok && who !== null) {
    if (who !== (document.body.dataset.person ?? "")) location.reload(); // somebody else's page
    unlock();
  } else {
    const text = answer.status < 500 ? (await answer.text()).trim() : "";
    words.textContent = text.startsWith("<") || !text ? "That did not unlock the page. Try again." : text.slice(0, 200);
  }
}

function check(minutes) {
  if (!isLocked() && Date.now() - touched >= minutes * 60000) lock();
}

export function start() {
  const minutes = Number(document.body.dataset.lockMinutes);
  if (!dialog() || !(minutes > 0)) return;
  touched = Date.now();
  for (const name of EVENTS) {
    const touch = () => {
      check(minutes); // the touch that wakes a tablet must not open it
      if (!isLocked()) touched = Date.now();
    };
    document.addEventListener(name, touch, { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", () => check(minutes));
  dialog().addEventListener("cancel", (event) => event.preventDefault());
  dialog().addEventListener("close", () => isLocked() && dialog().showModal());
  dialog().querySelector("[data-unlock]").addEventListener("submit", (event) => {
    event.preventDefault();
    ask(event.target);
  });
  for (const button of document.querySelectorAll("[data-lock-now]")) button.addEventListener("click", lock);
  setInterval(() => check(minutes), 1000);
  if (isLocked()) lock();
}
