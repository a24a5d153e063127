// A button marked data-prints prints the page.

export function start() {
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-prints]")) window.print();
  });
}
