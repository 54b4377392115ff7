// Figures: SVG that the page's style sheet colours, as wide as the space available.
"use strict";
const draw = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

// Figures are images to screen readers, so they hold no links; the tables do.
document.addEventListener("click", ({ target }) => {
  const at = target.closest("svg [data-href]");
  if (at) location.hash = at.dataset.href;
});

const measure = document.createElement("canvas").getContext("2d"), MEASURED = 11; // pixels
measure.font = `${MEASURED}px system-ui, 'Noto Sans', sans-serif`; // as .figure text
const widthOf = (text) => measure.measureText(text).width;
// A label shortened to a width.
function truncated(text, width) {
  if (widthOf(text) <= width) return text;
  let n = text.length;
  while (n > 1 && widthOf(`${text.slice(0, n)}…`) > width) n--;
  return `${text.slice(0, n)}…`;
}

const undrawn = [];
const drawAll = () => undrawn.splice(0).forEach((drawFirst) => drawFirst());
window.addEventListener("beforeprint", drawAll);

// A figure in its holder: build(width) makes the SVG, when it comes into view, is printed, or
// when the page changes.
function figure(holder, what, build) {
  let seen = false;
  holder.setAttribute("role", "img");
  const buttons = el("div");
  holder.parentElement.after(buttons);
  const show = () => {
    if (!seen) return;
    const drawn = build(Math.max(holder.parentElement.clientWidth, 280));
    drawn.setAttribute("aria-hidden", "true"); // the table says the same
    drawn.setAttribute("viewBox", `0 0 ${drawn.getAttribute("width")} ${drawn.getAttribute("height")}`); // paper scales it
    drawn.classList.add("figure");
    holder.replaceChildren(drawn);
    holder.setAttribute("aria-label", t("chart.of", { what: t(what) }));
    holder.dataset.drawn = language;
    buttons.replaceChildren(saveButtons(t(what), { svg: () => asSvg(drawn), png: () => asPng(drawn) }));
  };
  const drawFirst = () => {
    observer.disconnect();
    if (seen) return;
    seen = true;
    show();
  };
  const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && drawFirst(),
    { rootMargin: "600px" });
  observer.observe(holder);
  const plot = holder.parentElement; // a large map scrolls beneath its labels
  const keepLabelsInView = () => {
    const hidden = document.querySelector("nav").getBoundingClientRect().bottom - holder.getBoundingClientRect().top;
    for (const label of holder.querySelectorAll(".stays")) {
      const { x, y, most } = label.dataset, by = label.classList;
      label.setAttribute("transform", `translate(${by.contains("x") ? Math.max(0, plot.scrollLeft - x) : 0},`
        + `${by.contains("y") ? Math.min(Math.max(0, hidden - y), most) : 0})`);
    }
  };
  plot.addEventListener("scroll", keepLabelsInView);
  document.addEventListener("scroll", keepLabelsInView);
  undrawn.push(drawFirst);
  redraws.push(show);
  let width = innerWidth;
  window.addEventListener("resize", () => {
    if (width !== innerWidth) show();
    width = innerWidth;
  });
  return show;
}

// The SVG as a file of its own, with the light colours of the style sheet written into it.
const STYLES = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "font-size", "font-family", "font-weight", "text-anchor", "dominant-baseline"];
function asSvg(drawn) {
  const root = document.documentElement, { theme } = root.dataset;
  root.dataset.theme = "light";
  const copy = drawn.cloneNode(true), originals = drawn.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((node, i) => {
    const style = getComputedStyle(originals[i]);
    for (const name of STYLES) node.setAttribute(name, style.getPropertyValue(name));
    node.removeAttribute("class");
  });
  root.dataset.theme = theme;
  for (const node of copy.querySelectorAll(".unsaved")) node.remove();
  for (const node of copy.querySelectorAll(".stays")) node.removeAttribute("transform");
  return new XMLSerializer().serializeToString(copy);
}
async function asPng(drawn) {
  const image = new Image(), scale = 2;
  image.src = URL.createObjectURL(new Blob([asSvg(drawn)], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = el("canvas", { width: image.width * scale, height: image.height * scale });
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise((done) => canvas.toBlob(done));
}
