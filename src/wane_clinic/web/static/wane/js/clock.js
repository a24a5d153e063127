// The server's clock in the browser: time elapsed, next due, age of a value. Right after sleep, since nothing is counted:
// each tick is computed from the time of day, corrected by the server's.
//   <html data-server-now="ISO">          the server's time when the page was made
//   <… data-elapsed-since="ISO">          00:27
//   <… data-age-since="ISO">              4 min ago
//   <… data-due-at="ISO" data-due-what="BP">   BP in 3 min / BP late by 2 min
//   <… data-until="ISO">                  hidden from then on, such as the 10 s of an undo

const OWN_CLOCK_MS = 2000; // below this, the difference is the way through the network
let offset = 0;

export function sync(serverTime) {
  const difference = new Date(serverTime).getTime() - Date.now();
  if (Number.isFinite(difference) && Math.abs(difference - offset) > OWN_CLOCK_MS) offset = difference;
}

export function now() {
  return new Date(Date.now() + offset);
}

export function elapsedWords(sinceMs) {
  const minutes = Math.max(0, Math.floor((now().getTime() - sinceMs) / 60000));
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

export function ageWords(sinceMs) {
  const minutes = Math.floor((now().getTime() - sinceMs) / 60000);
  if (minutes < 1) return "just now";
  return minutes < 120 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`;
}

export function dueWords(what, dueMs) {
  const minutes = (dueMs - now().getTime()) / 60000;
  if (minutes >= 1) return `${what} in ${Math.ceil(minutes)} min`;
  if (minutes > 0) return `${what} due now`;
  return minutes > -1 ? `${what} due now` : `${what} late by ${Math.floor(-minutes)} min`;
}

function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

export function tick(root = document) {
  for (const element of root.querySelectorAll("[data-elapsed-since]")) {
    say(element, elapsedWords(Date.parse(element.dataset.elapsedSince)));
  }
  for (const element of root.querySelectorAll("[data-age-since]")) {
    say(element, ageWords(Date.parse(element.dataset.ageSince)));
  }
  for (const element of root.querySelectorAll("[data-due-at]")) {
    const due = Date.parse(element.dataset.dueAt);
    say(element, dueWords(element.dataset.dueWhat ?? "", due));
    element.classList.toggle("is-due", due <= now().getTime());
    element.classList.toggle("is-late", due <= now().getTime() - 60000);
  }
  for (const element of root.querySelectorAll("[data-until]")) {
    element.hidden = Date.parse(element.dataset.until) <= now().getTime();
  }
}

export function start() {
  sync(document.documentElement.dataset.serverNow);
  document.addEventListener("htmx:afterRequest", (event) => {
    const date = event.detail.xhr?.getResponseHeader("Date");
    if (date) sync(date);
    tick();
  });
  document.addEventListener("visibilitychange", () => tick());
  setInterval(() => tick(), 1000);
  tick();
}
