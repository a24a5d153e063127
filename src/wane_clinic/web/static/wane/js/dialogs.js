// Dialogs and tabs: <button data-opens="id"> shows a <dialog>, [data-closes] closes it, and so does an entry made in it;
// tabs follow the arrow keys.

function choose(tab) {
  for (const one of tab.closest("[role=tablist]").querySelectorAll("[role=tab]")) {
    const chosen = one === tab;
    one.setAttribute("aria-selected", String(chosen));
    one.tabIndex = chosen ? 0 : -1;
    document.getElementById(one.getAttribute("aria-controls")).hidden = !chosen;
  }
  window.dispatchEvent(new Event("resize")); // a chart in a hidden tab had no width
}

function arrow(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const tab = event.target.closest?.("[role=tab]");
  if (!tab || !step) return;
  const all = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const next = all[(all.indexOf(tab) + step + all.length) % all.length];
  choose(next);
  next.focus();
}

export function start() {
  document.addEventListener("click", (event) => {
    const opens = event.target.closest?.("[data-opens]");
    if (opens) document.getElementById(opens.dataset.opens).showModal();
    if (event.target.closest?.("dialog [data-closes]")) event.target.closest("dialog").close();
    const tab = event.target.closest?.("[role=tab]");
    if (tab) choose(tab);
  });
  document.addEventListener("keydown", arrow);
  document.addEventListener("wane:kept", (event) => event.target.closest?.("dialog")?.close());
  for (const sheet of document.querySelectorAll("[data-scroll-to-now]")) {
    const now = sheet.querySelector(".rs-now");
    if (now) sheet.scrollLeft += now.getBoundingClientRect().left - sheet.getBoundingClientRect().left - sheet.clientWidth * 0.7;
  }
}
