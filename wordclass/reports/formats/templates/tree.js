// The class tree, cut at any level; gold tags; language, colours, and the summary's figure.
"use strict";
for (const side of Object.keys(data.trees)) {
  const { merges } = data.trees[side];
  const slider = byId(`cut-${side}`);
  if (!slider) continue;
  const nClasses = merges.length + 1;
  let view = null;

  function groups(n) {
    const members = new Map(Array.from({ length: nClasses }, (_, i) => [i + 1, [i + 1]]));
    merges.slice(0, nClasses - n).forEach(([heavy, light], step) => {
      members.set(nClasses + 1 + step, [...members.get(heavy), ...members.get(light)]);
      members.delete(heavy);
      members.delete(light);
    });
    const share = (group) => group.reduce((sum, id) => sum + classesOf(side)[id].share, 0);
    return [...members.values()].map((group) => [share(group), group]).sort((a, b) => b[0] - a[0]);
  }
  function draw() {
    const n = Number(slider.value);
    byId(`cut-value-${side}`).textContent = t("tree.classes", { n });
    view?.signal("cut", n).run();
    byId(`tree-table-${side}`).replaceChildren(table([t("tree.group"), t("share"), t("tree.members")],
      groups(n).map(([share, group], i) => [`${i + 1}`, percent(share),
        el("span", {}, ...group.flatMap((id, at) => [at ? " · " : "", classCell(side, id)]))]),
      t("tree.classes", { n })));
  }
  slider.addEventListener("input", draw);
  figure(byId(`tree-chart-${side}`), `tree-${side}`, {
    what: "tree",
    prepare: (spec) => {
      for (const row of spec.datasets.labels) {
        row.name = classLabel(side, row.c) + row.more;
      }
      return spec;
    },
    ready: (drawn) => {
      view = drawn;
      view.signal("cut", Number(slider.value)).run();
    },
  });
  onRedraw(draw);
}

if (data.contingency) {
  const found = data.contingency;
  const name = (c) => (/^\d+$/.test(c) ? classCell(found.side, Number(c)) : c);
  figure(byId("gold-chart"), "contingency", { what: "gold" });
  onRedraw(() => {
    const rows = found.table.map((row, i) => {
      const total = row.reduce((sum, n) => sum + n, 0), best = row.indexOf(Math.max(...row));
      return [name(found.classes[i]), number(total), found.tags[best], percent(row[best] / (total || 1))];
    });
    byId("gold-tables").replaceChildren(
      table([t("class"), t("gold.tokens"), t("gold.best"), t("gold.part")], rows, t("gold")),
      foldedTable(t("table"), () => table([t("class"), ...found.tags],
        found.table.map((row, i) => [name(found.classes[i]), ...row.map(number)]), t("gold.lead"))));
  });
}

if (data.specs.convergence) {
  figure(byId("convergence-chart"), "convergence", { what: "summary.convergence" });
  onRedraw(() => byId("convergence-table").replaceChildren(foldedTable(t("table"), () => table(
    [t("chart.step"), t("chart.objective")],
    data.history.map((value, i) => [`${i + 1}`, value.toFixed(5)]), t("summary.convergence")))));
}

// The headline, the caveats, and how it was made.
onRedraw(() => {
  byId("headline").textContent = data.headline[language];
  for (const [selector, part] of [[".facts tbody th", "labels"], [".facts tbody bdi", "facts"], [".note li", "notes"]]) {
    document.querySelectorAll(selector).forEach((node, i) => {
      node.textContent = data[part][language][i];
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
document.documentElement.dataset.ready = "true";
setTimeout(startVega);
