// Data, strings and the few ways this page makes elements. Words enter the page as text
// nodes and attribute values only, never as markup.
"use strict";
function unpack(id) {
  const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (c) => c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}
const data = await unpack("data").json();
const RTL = /^(ar|fa|he|iw|ps|sd|ug|ur|yi|dv|ckb|und-Arab|und-Hebr)\b/;
const direction = RTL.test(data.language) ? "rtl" : "ltr";
const names = { left: new Map(), right: new Map() };
for (const side of ["left", "right"]) {
  for (const entry of data[side]) if (entry.derived) names[side].set(entry.id, entry.name);
}
const redraws = []; // what must be drawn anew when the language or a name changes
const SHOWN = 0.02; // the least p(class | word) that is listed
let language = data.ui;

const byId = (id) => document.getElementById(id);
// {n?line:lines} is chosen by whether n is one.
const t = (key, values = {}) => (data.strings[language][key] ?? key).replace(
  /\{(\w+)(?:\?([^:}]*):([^}]*))?\}/g,
  (whole, name, one, many) => (one === undefined ? values[name] ?? whole : `${values[name]}` === "1" ? one : many));
const number = (value) => value.toLocaleString(language);
function percent(p) {
  const digits = p >= 0.1 ? 0 : p >= 0.01 ? 1 : 2;
  return p.toLocaleString(language, { style: "percent", maximumFractionDigits: digits });
}

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

// A word of the text: its own language and direction, so that neither leaks.
const word = (text) => el("bdi", { lang: data.language }, text);

function table(headers, rows, caption) {
  const head = el("tr", {}, ...headers.map((name) => el("th", { scope: "col" }, name)));
  const body = rows.map((cells) =>
    el("tr", {}, ...cells.map((cell, i) => {
      const numeric = typeof cell === "string" && /^[-−×\d.,%\s]+$/.test(cell);
      return el(i === 0 ? "th" : "td", { scope: i === 0 && "row", class: numeric && "n" }, cell);
    })));
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    el("table", {}, el("caption", {}, caption), el("thead", {}, head), el("tbody", {}, ...body)));
}

// A table that is built when somebody opens it.
function foldedTable(title, build) {
  const details = el("details", {}, el("summary", {}, title));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(build());
  });
  return details;
}

const classesOf = (side) => (side === "right" && !data.tied ? data.right : data.left);
function className(side, id) {
  const real = data.tied ? "left" : side;
  if (names[real].has(id)) return names[real].get(id);
  if (id === 0) return side === "right" ? "</s>" : "<s>";
  const entry = classesOf(side)[id];
  return entry?.derived ?? entry?.name ?? "–";
}
// For axes and options, which hold no elements: the name is isolated from the number.
const classLabel = (side, id) =>
  id === 0 ? className(side, 0)
    : direction === "rtl" ? `${id} \u2068${className(side, id)}\u2069` : `${id} ${className(side, id)}`;
const classCell = (side, id) =>
  el("span", {}, id === 0 ? "" : `${id} `, el("bdi", { lang: data.language }, className(side, id)));

function onRedraw(draw) {
  redraws.push(draw);
  draw();
}

function redrawAll(except) {
  for (const node of document.querySelectorAll("[data-t]")) {
    node.textContent = t(node.dataset.t, node.dataset);
  }
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", t(node.dataset.label));
  }
  for (const draw of redraws) if (draw !== except) draw();
}

// The charts' library is long: it is started when all else works.
let startVega;
const vega = new Promise((resolve) => {
  startVega = async () => {
    window.addEventListener("vega", resolve);
    document.head.append(el("script", { type: "module" }, await unpack("bundle").text()));
  };
});

// A figure is drawn when it comes into view, and again when its words change.
function figure(holder, name, { prepare = (spec) => spec, ready = () => {}, what }) {
  let shown = false;
  async function draw() {
    await vega;
    const spec = prepare(titled(structuredClone(data.specs[name])));
    const result = await window.vegaEmbed(holder, spec, {
      ast: true, actions: false, renderer: "svg", defaultStyle: false,
      tooltip: { disableDefaultStyle: true },
    });
    holder.querySelector("svg").setAttribute("aria-hidden", "true"); // 2,000 cells are no help
    holder.setAttribute("role", "img");
    holder.setAttribute("aria-label", t("chart.of", { what: t(what) }));
    holder.dataset.drawn = language;
    ready(result.view);
  }
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    shown = true;
    draw();
  }, { rootMargin: "400px" }).observe(holder);
  redraws.push(() => shown && draw());
  window.addEventListener("beforeprint", () => !shown && ((shown = true), draw()));
}

function titled(part) {
  if (Array.isArray(part)) return part.map(titled);
  if (part === null || typeof part !== "object") return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => {
    if (key === "title" && typeof value === "string") return [key, t(value)];
    return [key, key === "datasets" ? value : titled(value)];
  }));
}

// The axes of a figure of classes bear the names the reader has given.
function withNames(rowSide, columnSide) {
  return (spec) => {
    for (const row of spec.datasets.cells) {
      row.cn = classLabel(rowSide, row.c);
      row.dn = classLabel(columnSide, row.d);
    }
    return spec;
  };
}
