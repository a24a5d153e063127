// The evidence drawer: a link marked data-evidence opens its page in a side panel; Escape closes, focus returns.
// Without this script the link simply goes to the page.

let opener;

async function open(link) {
  const drawer = document.getElementById("drawer");
  const body = drawer.querySelector("[data-drawer-body]");
  opener = link;
  body.setAttribute("aria-busy", "true");
  body.textContent = "Loading …";
  if (!drawer.open) drawer.showModal();
  try {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" }, redirect: "manual" });
    if (!answer.ok) throw new Error(String(answer.status));
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    const page = parsed.querySelector("[data-evidence-page]");
    body.replaceChildren(...(page ? [page] : parsed.body.childNodes));
  } catch {
    const page = document.createElement("a");
    page.href = link.href;
    page.textContent = "Open its page instead";
    body.replaceChildren("This source could not be loaded here. ", page);
  }
  body.removeAttribute("aria-busy");
}

export function start() {
  const drawer = document.getElementById("drawer");
  if (!drawer) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-evidence]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    open(link);
  });
  drawer.addEventListener("click", (event) => {
    if (event.target === drawer || event.target.closest("[data-closes]")) drawer.close();
  });
  drawer.addEventListener("close", () => opener?.focus());
}
