// The first screen: every class at a glance, the network of strong transitions, the findings.
"use strict";
{
  const filter = byId("class-filter");

  function isShown(side, entry, wanted) {
    if (!wanted) return true;
    const its = data.words[classSide(side)][data.words.words.indexOf(wanted)] ?? []; // class, p, class, p, ...
    return its.some((c, k) => k % 2 === 0 && c === entry.id && (k === 0 || its[k + 1] >= SHOWN))
      || entry.words.some(([text]) => text === wanted);
  }
  function classRow(side, entry, largest) {
    const bar = el("span", { class: "bar" });
    bar.style.inlineSize = `${(2.8 * entry.share) / largest}rem`;
    return el("li", { "data-class": keyOf(side, entry.id) },
      classLink(side, entry.id),
      el("span", { class: "share" }, bar, el("small", {}, percent(entry.share)), foundAgain(side, entry.id)),
      el("span", { class: "words", dir: direction }, ...entry.words.slice(0, data.shown)
        .flatMap(([text]) => [word(text), doubtMark(side, text), " "].filter(Boolean))));
  }
  function listOf(side) {
    const wanted = filter.value.trim(), all = classesOf(side).slice(1);
    const largest = Math.max(...all.map((entry) => entry.share), 1e-9);
    const shown = all.filter((entry) => isShown(side, entry, wanted));
    return [data.tied ? null : el("h3", {}, t(`classes.${side}`)),
      wanted ? el("p", { class: "help" }, t("classes.shown", { n: number(shown.length), total: number(all.length) })) : null,
      el("ol", { class: "overview", id: `list-${side}` }, ...shown.map((entry) => classRow(side, entry, largest)))];
  }
  const drawLists = () => byId("class-lists").replaceChildren(...SIDES.flatMap(listOf).filter(Boolean));
  filter.addEventListener("input", drawLists);
  onRedraw(drawLists);

  byId("save-names").addEventListener("click", () => save("class-names", "json",
    asJson(Object.fromEntries(SIDES.map((side) => [side, Object.fromEntries(names[side])])))));

  if (data.findings.length) {
    onRedraw(() => byId("findings-list").replaceChildren(
      ...data.findings.map((found) => el("li", {}, ...transition(found)))));
  }
}

// The network: classes on the left, what follows them on the right, one line for each strong transition.
{
  const least = { p: byId("least-p"), lift: byId("least-lift") };
  const STEP = 17, LABEL = 0.34; // pixels between classes; of the width, for each column of labels

  function strongTransitions() {
    const found = transitionsBy(([c, d, p, lift]) => p >= least.p.value / 100 && lift >= least.lift.value && c + d > 0);
    return found.slice(0, 400);
  }
  // Each column in the order of the mean place of its partners, which keeps lines from crossing.
  function columnOrders(edges) {
    const order = [0, 1].map((end) => [...new Set(edges.map((edge) => edge[end]))].sort((a, b) => a - b));
    for (let round = 0; round < 12; round++) {
      const end = round % 2, place = new Map(order[1 - end].map((c, i) => [c, i / order[1 - end].length]));
      const mean = (c) => {
        const its = edges.filter((edge) => edge[end] === c);
        const weight = its.reduce((sum, edge) => sum + edge[2], 0);
        return its.reduce((sum, edge) => sum + edge[2] * place.get(edge[1 - end]), 0) / weight;
      };
      const means = new Map(order[end].map((c) => [c, mean(c)]));
      order[end].sort((a, b) => means.get(a) - means.get(b) || a - b);
    }
    return order;
  }
  function build(width) {
    const edges = strongTransitions(), order = columnOrders(edges);
    const height = STEP * (Math.max(order[0].length, order[1].length, 1) + 1);
    const x = [width * LABEL, width * (1 - LABEL)];
    const y = order.map((column) => new Map(column.map((c, i) => [c, (height * (i + 0.5)) / column.length])));
    const lines = [...edges].reverse().map(([c, d, p, lift]) => {
      const [y1, y2] = [y[0].get(c), y[1].get(d)], middle = (x[0] + x[1]) / 2;
      return draw("path", {
        class: "edge", "data-href": `#cell-${c}-${d}`, "data-touches": `${keyOf("left", c)} ${keyOf("right", d)}`,
        d: `M${x[0] + 5},${y1} C${middle},${y1} ${middle},${y2} ${x[1] - 5},${y2}`,
        "stroke-width": 1 + 5 * p, "stroke-opacity": Math.min(0.2 + Math.log2(lift) / 8, 0.9),
      }, draw("title", {}, `${classLabel("left", c)} → ${classLabel("right", d)}: ${percent(p)}, ×${lift.toFixed(1)}`));
    });
    const labels = ["left", "right"].flatMap((side, end) => order[end].map((c) =>
      draw("text", {
        x: x[end] + (end ? 2 : -2), y: y[end].get(c), "text-anchor": end ? "start" : "end", "dominant-baseline": "central",
        lang: data.language, "data-class": keyOf(side, c), "data-href": `#${anchorOf(side, c)}`,
      }, truncated(classLabel(side, c), x[0] - 6))));
    byId("network-count").textContent = t("network.shown", { n: number(edges.length) });
    return draw("svg", { width, height }, ...lines, ...labels);
  }
  // At first, the 40 most probable of those at least twice as frequent as by chance.
  const first = transitionsBy(([c, d, p, lift]) => p >= least.p.min / 100 && lift >= least.lift.value && c + d > 0)
    .map(([, , p]) => p).sort((a, b) => b - a);
  least.p.value = Math.max(1, Math.ceil(100 * (first[Math.min(40, first.length) - 1] ?? 0)));
  const show = figure(byId("network-chart"), "network", build);
  const showValues = () => {
    byId("least-p-value").textContent = `${least.p.value}%`;
    byId("least-lift-value").textContent = `×${Number(least.lift.value).toFixed(1)}`;
  };
  for (const slider of Object.values(least)) slider.addEventListener("input", () => (showValues(), show()));
  onRedraw(showValues);
}
