// Asks once where a dose or a rate is typed far from the order: a slip of the decimal point, or mL for mg, is seen
// before it is on record. What was given is recorded all the same: the page asks, a person decides.
//   <div data-order data-order-mg="41" data-order-mg-h="61.5" data-bag-mg-ml="1">
//   <form data-asks-dose="0.5"> rate_ml_h, bag_mg_ml | bolus_mg | dose_mg | total_mg <p data-ask-dose>   (0.5: the least of the order)

const MOST = 1.25; // of the order

export function question(typed, order, least) {
  // The sentence, or "" where what was typed is near the order or cannot be compared with it.
  const [value, ordered, unit] = compared(typed, order);
  if (!value || !ordered || (value >= least * ordered && value <= MOST * ordered)) return "";
  return `Is ${plain(value)} ${unit} right? The order comes to ${plain(ordered)} ${unit}. Record again to keep it.`;
}

function compared({ rate, bag, bolus, total }, { mg, mgPerHour, bagOnRecord }) {
  if (rate) return [rate * (bag || bagOnRecord), mgPerHour, "mg/h"];
  return [bolus || total, mg, "mg"];
}

const plain = (value) => String(Number(value.toPrecision(3)));
const number = (form, name) => Number(form.elements[name]?.value) || 0;

function asks(form) {
  const { orderMg, orderMgH, bagMgMl } = document.querySelector("[data-order]")?.dataset ?? {};
  const typed = {
    rate: number(form, "rate_ml_h"), bag: number(form, "bag_mg_ml"),
    bolus: number(form, "bolus_mg") || number(form, "dose_mg"), total: number(form, "total_mg"),
  };
  const order = { mg: Number(orderMg) || 0, mgPerHour: Number(orderMgH) || 0, bagOnRecord: Number(bagMgMl) || 0 };
  const words = question(typed, order, Number(form.dataset.asksDose));
  const needed = words !== "" && form.dataset.asked !== words;
  form.querySelector("[data-ask-dose]").textContent = needed ? words : "";
  form.dataset.asked = needed ? words : "";
  return needed;
}

export function start() {
  // Before the queue hears of it.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset?.asksDose === undefined || !asks(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.querySelector("input")?.focus();
  }, { capture: true });
  document.addEventListener("input", (event) => {
    const place = event.target.form?.querySelector("[data-ask-dose]");
    if (place) place.textContent = "";
  });
}
