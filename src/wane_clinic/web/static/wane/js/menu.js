// The menu of a narrow screen scrolls sideways: where one is stays in sight.

export function start() {
  const menu = document.querySelector(".nav");
  const here = menu?.querySelector("[aria-current]");
  if (here) menu.scrollLeft = here.offsetLeft - (menu.clientWidth - here.offsetWidth) / 2;
}
