// Focus stays where it was when a part of the page is replaced by a newer one (htmx, out of band), or when a dialog closes
// whose button was replaced meanwhile: the element of the same id gets it back, or, where that is gone (a line of the
// checklist that was answered), what stands in its place.

const REACHED = "a[href], button:not(:disabled), input:not(:disabled, [type=hidden]), select, textarea, summary";
const reached = (part) => [...part.querySelectorAll(REACHED)];

function back(id, instead) {
  const active = document.activeElement;
  const isLost = !active || active === document.body || active.closest("dialog:not([open])");
  if (id && isLost) (document.getElementById(id) ?? instead)?.focus({ preventScroll: true });
}

export function start() {
  let held = "";
  let place = -1;
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const active = document.activeElement;
    const part = event.detail.target;
    held = part?.contains(active) ? active.id : "";
    place = held ? reached(part).indexOf(active) : -1;
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    const now = document.getElementById(event.detail.target?.id ?? "");
    back(held, now ? reached(now)[place] : undefined);
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
