// Draws <figure data-chart="URL or #id of a JSON script"> from Vega-Lite, without eval: expressions are interpreted.
// The bundle comes from <meta name="wane-vega">, only where a page has a chart. A chart follows width and dark mode.

let library;

function loaded() {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = document.querySelector("meta[name=wane-vega]").content;
    script.onload = () => done(globalThis.waneEmbed);
    script.onerror = () => failed(new Error("The chart script could not be loaded."));
    document.head.append(script);
  });
  return library;
}

async function specOf(figure) {
  const source = figure.dataset.chart;
  if (source.startsWith("#")) return JSON.parse(document.querySelector(source).textContent);
  const answer = await fetch(source, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`No chart: ${answer.status}`);
  return answer.json();
}

export function fitted(value, width, colours) {
  if (Array.isArray(value)) return value.map((one) => fitted(one, width, colours));
  if (typeof value === "string") return colours[value] ?? value;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === "width" && inner === "figure" ? width : fitted(inner, width, colours),
    ]),
  );
}

// What is under the pointer, in words that the page was given: our own box, for the library's brings inline styles.
function pointed(_handler, event, _item, words) {
  const box = document.querySelector(".chart-words") ?? document.body.appendChild(document.createElement("output"));
  box.className = "chart-words";
  box.hidden = !words;
  box.textContent = words ?? "";
  if (!event) return; // a chart that is drawn anew hides its words so
  box.style.left = `${Math.min(event.clientX + 14, innerWidth - box.offsetWidth - 8)}px`;
  box.style.top = `${event.clientY + 16}px`;
}

async function draw(figure) {
  const canvas = figure.querySelector("[data-chart-place]");
  try {
    const [embed, spec] = await Promise.all([loaded(), specOf(figure)]);
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const room = Math.max(160, canvas.clientWidth - (spec.usermeta?.room ?? 70)); // beside the axis and names
    const ready = fitted(spec, room, dark ? (spec.usermeta?.dark ?? {}) : {});
    figure.waneChart?.finalize();
    figure.waneChart = await embed(canvas, ready, {
      ast: true,
      actions: false,
      renderer: "canvas",
      defaultStyle: false,
      tooltip: pointed,
      loader: { load: () => Promise.reject(new Error("Charts load nothing.")) },
    });
    figure.dataset.drawn = String(canvas.clientWidth);
  } catch (error) {
    figure.dataset.failed = error.message;
    figure.querySelector("details")?.setAttribute("open", "");
  }
}

export function start(root = document) {
  const figures = [...root.querySelectorAll("figure[data-chart]")];
  figures.forEach(draw);
  if (root !== document) return;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => all().forEach(draw));
  let later = 0;
  window.addEventListener("resize", () => {
    clearTimeout(later);
    later = setTimeout(() => all().forEach((one) => redraw(one)), 200);
  });
  document.addEventListener("htmx:load", (event) => event.target !== document.body && start(event.target));
}

const all = () => [...document.querySelectorAll("figure[data-chart]")];

function redraw(figure) {
  const width = String(figure.querySelector("[data-chart-place]").clientWidth);
  if (figure.dataset.drawn !== width) draw(figure);
}
