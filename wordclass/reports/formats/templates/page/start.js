// How it was made: convergence, facts and caveats; the reader's language and colours.
"use strict";
if (data.history.length > 1) {
  const { history } = data, [low, high] = [Math.min(...history), Math.max(...history)], range = high - low || 1;
  figure(byId("convergence-chart"), "summary.convergence", (most) => {
    const [left, width, height] = [70, Math.min(most - 100, 380), 160];
    const x = (i) => left + (width * i) / (history.length - 1), y = (value) => 10 + height * (1 - (value - low) / range);
    const label = (x, y, anchor, text) => draw("text", { x, y, "text-anchor": anchor }, text);
    return draw("svg", { width: left + width + 30, height: height + 35 },
      draw("path", { class: "line", d: history.map((value, i) => `${i ? "L" : "M"}${x(i)},${y(value)}`).join("") }),
      ...history.map((value, i) => draw("circle", { class: "heat", cx: x(i), cy: y(value), r: 2.5 })),
      ...[low, high].map((value) => label(left - 8, y(value) + 4, "end", value.toFixed(3))),
      label(left, height + 28, "middle", "1"), label(left + width, height + 28, "middle", number(history.length)),
      label(left + width / 2, height + 28, "middle", t("chart.step")),
      draw("text", { transform: `translate(12,${10 + height / 2}) rotate(-90)`, "text-anchor": "middle" }, t("chart.objective")));
  });
  onRedraw(() => byId("convergence-table").replaceChildren(foldedTable(t("table"), () => table(
    [t("chart.step"), t("chart.objective")],
    data.history.map((value, i) => [`${i + 1}`, exact(value, value.toFixed(5))]), t("summary.convergence")))));
}

onRedraw(() => {
  const said = data.said[language];
  byId("headline").textContent = said.headline;
  for (const [selector, part] of [[".facts tbody th", "labels"], [".facts tbody bdi", "facts"], [".note li", "notes"]]) {
    document.querySelectorAll(selector).forEach((node, i) => {
      node.textContent = said[part][i];
    });
  }
});

byId("language").value = language;
byId("language").addEventListener("change", (event) => {
  language = event.target.value;
  document.documentElement.lang = language;
  document.title = t("title");
  redrawAll();
});
byId("theme").addEventListener("change", (event) => {
  document.documentElement.dataset.theme = event.target.value;
});
if (location.hash) drawAll(); // what is drawn later would move the section asked for
openAddress();
byId(location.hash.slice(1))?.scrollIntoView();
document.documentElement.dataset.ready = "true";
