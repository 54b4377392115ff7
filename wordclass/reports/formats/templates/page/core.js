// The data, the strings, and the functions that make elements. Words enter the page as text
// nodes and attribute values only, never as markup.
"use strict";
async function unpack(id) {
  const bytes = Uint8Array.from(atob(byId(id).textContent), (c) => c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}
const byId = (id) => document.getElementById(id);
const data = await unpack("data");
const RTL = /^(ar|fa|he|iw|ps|sd|ug|ur|yi|dv|ckb|und-Arab|und-Hebr)\b/;
const direction = RTL.test(data.language) ? "rtl" : "ltr";
const SHOWN = 0.02; // the least p(class | word) that is listed
const SIDES = data.tied ? ["left"] : ["left", "right"];
let language = data.ui;

// Fills a string's placeholders; {n?line:lines} is its plural.
const t = (key, values = {}) => (data.strings[language][key] ?? key).replace(
  /\{(\w+)(?:\?([^:}]*):([^}]*))?\}/g,
  (whole, name, one, many) => (one === undefined ? values[name] ?? whole : `${values[name]}` === "1" ? one : many));
function formatter(options) {
  const made = {}; // by language: Intl.NumberFormat is slow to make
  return (value) => (made[language] ??= new Intl.NumberFormat(language, options)).format(value);
}
const number = formatter({});
const signed = formatter({ signDisplay: "exceptZero", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const twoDigits = formatter({ style: "percent", minimumSignificantDigits: 2, maximumSignificantDigits: 2 });
const percent = (p) => (p > 0 ? twoDigits(p) : "0%");

function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}
function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

// Numbers rounded for the reader; a saved table has them in full.
const exact = (value, text) => el("data", { value }, text);
const count = (n) => exact(n, number(n));
const share = (p) => exact(p, percent(p));
const times = (lift, digits = 1) => exact(lift, `×${lift.toFixed(digits)}`);

// A word of the text, in its own language and isolated from the direction around it.
const word = (text) => el("bdi", { lang: data.language }, text);
// A name, which may break after "/".
const breakable = (name) => el("bdi", { lang: data.language }, ...name.split(/(?<=\/)/).flatMap((part) => [part, el("wbr")]));
const wordLink = (text) => el("a", { href: `#word-${encodeURIComponent(text)}` }, word(text));

// Classes: their names as the reader has edited them, and links to their panels.
const names = { left: new Map(), right: new Map() };
for (const side of SIDES) {
  for (const entry of data[side]) if (entry.derived) names[side].set(entry.id, entry.name);
}
const classSide = (side) => (data.tied ? "left" : side);
const classesOf = (side) => data[classSide(side)];
const keyOf = (side, id) => `${classSide(side)}-${id}`;
const anchorOf = (side, id) => (data.tied ? `class-${id}` : `${side}-${id}`);
function className(side, id) {
  if (names[classSide(side)].has(id)) return names[classSide(side)].get(id);
  if (id === 0) return side === "right" ? "</s>" : "<s>";
  const entry = classesOf(side)[id];
  return entry?.derived ?? entry?.name ?? "–";
}
// For options and figures, which hold no elements: the name is isolated from the number.
const classLabel = (side, id) =>
  id === 0 ? className(side, 0)
    : direction === "rtl" ? `${id} \u2068${className(side, id)}\u2069` : `${id} ${className(side, id)}`;
const classLink = (side, id) =>
  el("a", { href: `#${anchorOf(side, id)}`, "data-class": keyOf(side, id) },
    id === 0 ? "" : `${id} `, breakable(className(side, id)));

// Functions to call again when the language or a name changes.
const redraws = [];
function onRedraw(draw) {
  redraws.push(draw);
  draw();
}
function redrawAll() {
  for (const node of document.querySelectorAll("[data-t]")) {
    node.textContent = t(node.dataset.t, node.dataset);
  }
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", t(node.dataset.label));
  }
  for (const draw of redraws) draw();
}

// A class that is hovered or focused is highlighted wherever it occurs.
for (const [enter, leave] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  const highlight = (on) => ({ target }) => {
    const hovered = target.closest?.("[data-class]");
    for (const key of hovered ? hovered.dataset.class.split(" ") : []) {
      const matching = `[data-class~="${key}"], [data-touches~="${key}"]`;
      for (const node of document.querySelectorAll(matching)) node.classList.toggle("lit", on);
    }
  };
  document.addEventListener(enter, highlight(true));
  document.addEventListener(leave, highlight(false));
}

// What is selected is in the page's address: #class-17, #left-3, #cell-17-4, #word-can.
const views = []; // [pattern of the address, what shows it]
function onAddress(pattern, show) {
  views.push([pattern, show]);
}
function openAddress() {
  let address = location.hash.slice(1);
  try {
    address = decodeURIComponent(address);
  } catch { /* typed by hand, and not encoded */ }
  for (const [pattern, show] of views) {
    const found = pattern.exec(address);
    if (found) show(...found.slice(1));
  }
}
window.addEventListener("hashchange", openAddress);
