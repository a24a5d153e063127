// Text half typed outlives a reload: forms marked data-draft="name" are mirrored to this tab's sessionStorage.

const key = (form) => `wane-draft:${location.pathname}:${form.dataset.draft}`;
const secret = (field) => field.type === "password" || field.type === "hidden" || field.type === "file" || !field.name;

export function mirror(form) {
  const fields = [...form.elements].filter((field) => !secret(field));
  const typed = fields.map((field) => [field.name, field.value, Boolean(field.checked)]);
  sessionStorage.setItem(key(form), JSON.stringify(typed));
}

export function restore(form) {
  const typed = JSON.parse(sessionStorage.getItem(key(form)) ?? "null");
  if (!typed) return;
  const fields = [...form.elements].filter((field) => !secret(field));
  typed.forEach(([name, value, checked], place) => {
    const field = fields[place];
    if (field?.name !== name) return; // the form has changed since
    if (field.type === "checkbox" || field.type === "radio") field.checked = checked;
    else field.value = value;
  });
}

export function start() {
  for (const form of document.querySelectorAll("form[data-draft]")) restore(form);
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.dataset.draft) mirror(form);
  });
  const clear = (event) => event.target.dataset?.draft && sessionStorage.removeItem(key(event.target));
  document.addEventListener("reset", clear); // the queue resets a form once its entry is stored
  document.addEventListener("submit", (event) => "queue" in event.target.dataset || clear(event));
}
