// Focus stays where it was when a part of the page is replaced by a newer one (htmx, out of band), or when a dialog closes
// whose button was replaced meanwhile: the element of the same id gets it back.

function back(id) {
  const active = document.activeElement;
  const isLost = !active || active === document.body || active.closest("dialog:not([open])");
  if (id && isLost) document.getElementById(id)?.focus({ preventScroll: true });
}

export function start() {
  let held = "";
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const active = document.activeElement;
    held = event.detail.target?.contains(active) ? active.id : "";
  });
  document.addEventListener("htmx:oobAfterSwap", () => {
    back(held);
    held = "";
  });
  document.addEventListener("click", (event) => {
    const opens = event.target.closest?.("[data-opens]");
    if (opens) document.getElementById(opens.dataset.opens).dataset.openedBy = opens.id;
  });
  // Two frames later the browser has settled what has the focus after a dialog.
  const settled = (done) => requestAnimationFrame(() => requestAnimationFrame(done));
  document.addEventListener("close", (event) => settled(() => back(event.target.dataset?.openedBy)), true);
}
