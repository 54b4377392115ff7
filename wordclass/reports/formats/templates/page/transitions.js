// The transition table with its trees, the bigrams of a cell, left and right classes, gold tags.
"use strict";
{
  const from = byId("from"), to = byId("to"), behind = byId("behind"), zoom = byId("zoom"), detail = byId("detail");
  const QUOTED = 5;
  const byTree = () => byId("order").value === "tree";
  const isLift = () => byId("measure").value === "lift";
  const cutOf = (side) => Number(byId(`cut-${classSide(side)}`)?.value ?? 1);
  // The rows and columns drawn: every class, the groups that the tree is cut into, or the classes
  // of one group of rows and one of columns, which a click on their cell opens.
  let block = null;
  function axes() {
    const axis = (side, n, end) => (detail.value === "groups" ? groupAxis(side, n, cutOf(side))
      : classAxis(side, n, byTree(), cutOf(side), block?.[end]));
    return { rows: axis("left", data.transitions.length, 0), columns: axis("right", data.transitions[0].length, 1) };
  }
  function choose(c, d, ofClasses) {
    if (detail.value !== "groups") return ofClasses(c, d);
    [block, detail.value] = [[c, d], "block"];
    redrawCharts();
  }

  // Of classes and of groups, which are arrays: p(d | c), its lift, and both in words.
  const sum = (ids, value) => [ids].flat().reduce((total, id) => total + value(id), 0);
  const shareOf = (end, ids) => sum(ids, (id) => data.shares[end][id]);
  const p = (c, d) => (Array.isArray(c)
    ? sum(c, (a) => data.shares[0][a] * sum(d, (b) => data.transitions[a][b])) / (shareOf(0, c) || 1)
    : data.transitions[c]?.[d] ?? 0);
  const lift = (c, d) => p(c, d) / (shareOf(1, d) || 1);
  const strength = (c, d) => (!isLift() ? Math.sqrt(p(c, d)) : p(c, d) > 0 ? Math.log2(lift(c, d)) / 4 : 0);
  const LIFT_LEGEND = [1 / 16, 1 / 4, 4, 16].map((ratio) => [`×${ratio < 1 ? ratio.toFixed(2) : ratio}`, Math.log2(ratio) / 4]);
  const numberOf = (c, d) => (!isLift() ? wholePercents(p(c, d)) : p(c, d) > 0 ? lift(c, d).toFixed(lift(c, d) < 9.95 ? 1 : 0) : "");
  const values = (c, d) => `${Array.isArray(c) ? percent(p(c, d)) : estimate(c, d, p(c, d))}, ×${lift(c, d).toFixed(1)}`;

  const drawMap = figure(byId("transitions-chart"), "transitions", (width) => matrix(width, {
    ...axes(), zoom: Number(zoom.value), chosen: [Number(from.value), Number(to.value)],
    strengthOf: strength, numberOf, legend: isLift() ? LIFT_LEGEND : undefined,
    readout: (c, d) => (byId("readout").textContent = `${groupLabel("left", c)} → ${groupLabel("right", d)}: ${values(c, d)}`),
    onChoose: (c, d) => choose(c, d, () => (location.hash = `cell-${c}-${d}`)),
  }));

  function drawCell() {
    const c = Number(from.value), d = Number(to.value), rows = bigramsOf(c, d);
    const bigrams = data.bigrams === null ? el("p", {}, t("transitions.nocounts"))
      : !rows.length ? el("p", {}, t("transitions.none"))
      : table([t("transitions.previous"), t("transitions.next"), t("count")],
          rows.map(([a, b, n]) => [word(spelt(a)), word(spelt(b, true)), count(n)]), t("transitions.bigrams"));
    const quotes = examplesOf(placesOf(c, d), QUOTED, 2).map(([sentence, i]) =>
      quoted(sentence, [i, i + 1].filter((at) => sentence[at] !== undefined)));
    behind.replaceChildren(
      el("p", { class: "finding" }, ...transition([c, d, p(c, d), lift(c, d)])),
      el("div", { class: "grid" }, bigrams, quotes.length ? el("div", {}, el("h3", {}, t("transitions.sentences")),
        el("ul", { class: "sentences", dir: direction }, ...quotes)) : null));
  }
  const first = data.findings.find(([c, d]) => c && d) ?? [1, 1];
  function fillSelects() {
    const [c, d] = [from.value || first[0], to.value || first[1]];
    const options = (side, n) => classesOf(side).slice(0, n)
      .map((_, id) => el("option", { value: id }, classLabel(side, id)));
    from.replaceChildren(...options("left", data.transitions.length));
    to.replaceChildren(...options("right", data.transitions[0].length));
    [from.value, to.value] = [c, d];
  }
  for (const select of [from, to]) {
    select.addEventListener("change", () => (location.hash = `cell-${from.value}-${to.value}`));
  }
  onAddress(/^cell-(\d+)-(\d+)$/, (c, d) => {
    [from.value, to.value] = [c, d];
    drawCell();
    drawMap();
    if (behind.getBoundingClientRect().top > innerHeight - 200 || behind.getBoundingClientRect().bottom < 0) byId("cell").scrollIntoView();
  });

  function wholeTable() {
    const { rows, columns } = axes(), value = (c, d) => (isLift() ? times(lift(c, d), 2) : share(p(c, d)));
    const head = (side) => (ids) => (Array.isArray(ids) ? groupLabel(side, ids) : classLink(side, ids));
    return table([t("class"), ...columns.ids.map(head("right"))],
      rows.ids.map((c) => [head("left")(c), ...columns.ids.map((d) => value(c, d))]), t("transitions"));
  }
  const strongest = () => table([t("class"), t("chart.next"), t("p"), t("lift")],
    transitionsBy(([c, d, p]) => p > 0.02 && c + d > 0).slice(0, 40).map(([c, d, p, ratio]) =>
      [classLink("left", c), classLink("right", d), share(p), times(ratio)]), t("transitions.strongest"));
  function groupsTable(side) {
    const n = cutOf(side), mass = (group) => group.reduce((sum, id) => sum + classesOf(side)[id].share, 0);
    return table([t("tree.group"), t("share"), t("tree.members")], groups(side, n).map((group, i) =>
      [`${i + 1}`, share(mass(group)), el("span", {}, ...group.flatMap((id, at) => [at ? " · " : "", classLink(side, id)]))]),
      data.tied ? t("tree.groups", { n }) : `${t(`classes.${side}`)}: ${t("tree.groups", { n })}`);
  }
  function drawTables() {
    byId("transitions-tables").replaceChildren(
      foldedTable(t("transitions.strongest"), strongest), foldedTable(t("table"), wholeTable),
      ...SIDES.filter((side) => byId(`cut-${side}`)).map((side) => {
        byId(`cut-value-${side}`).textContent = number(cutOf(side));
        return foldedTable(`${t("tree.groups", { n: cutOf(side) })}${data.tied ? "" : ` (${t(side)})`}`, () => groupsTable(side));
      }));
  }
  onRedraw(() => {
    fillSelects();
    drawCell();
    drawTables();
    drawMap();
  });
  const redrawCharts = () => {
    drawTables();
    for (const show of [drawMap, ...otherCharts]) show();
  };
  const otherCharts = [];
  for (const control of ["measure", "order", "detail"]) byId(control).addEventListener("change", () => {
    if (detail.value !== "block") block = null;
    redrawCharts();
  });
  for (const side of SIDES) byId(`cut-${side}`)?.addEventListener("input", redrawCharts);
  zoom.addEventListener("input", drawMap);

  if (data.pairing) {
    const { joint, partner, changers } = data.pairing, shareInRight = new Map(), mass = partner.map(() => 1e-12);
    for (const [c, , p] of joint) mass[c] += p;
    for (const [c, d, p] of joint) shareInRight.set(`${c} ${d}`, p / mass[c]);
    const partOf = (c, d) => sum(c, (a) => mass[a] * sum(d, (b) => shareInRight.get(`${a} ${b}`) ?? 0)) / sum(c, (a) => mass[a]);
    otherCharts.push(figure(byId("pairing-chart"), "pairing", (width) => matrix(width, {
      ...axes(), strengthOf: (c, d) => Math.sqrt(partOf(c, d)), numberOf: (c, d) => wholePercents(partOf(c, d)),
      readout: (c, d) => showShare(c, d),
      onChoose: (c, d) => choose(c, d, () => (location.hash = anchorOf("left", c))),
    })));
    const showShare = (c, d) => (byId("pairing-readout").textContent = t("pairing.read", {
      left: groupLabel("left", c), right: groupLabel("right", d), p: percent(partOf(c, d)) }));
    onRedraw(() => {
      showShare(1, partner[1]);
      byId("pairing-tables").replaceChildren(
        table([t("word"), t("count"), t("chart.left"), t("chart.right"), t("pairing.expected")],
          changers.map(([text, n, c, d]) => [wordLink(text), count(n), classLink("left", c), classLink("right", d),
            classLink("right", partner[c])]), t("pairing.changers")),
        foldedTable(t("table"), () => table([t("chart.left"), t("pairing.partner"), t("pairing.part")],
          partner.map((d, c) => [classLink("left", c), classLink("right", d), share(partOf(c, d))]), t("pairing"))));
    });
  }

  if (data.contingency) {
    const { side, classes, tags, table: counts } = data.contingency;
    const totals = counts.map((row) => row.reduce((sum, n) => sum + n, 0) || 1);
    const label = (c) => (/^\d+$/.test(c) ? classLabel(side, Number(c)) : c);
    const link = (c) => (/^\d+$/.test(c) ? classLink(side, Number(c)) : c);
    figure(byId("gold-chart"), "gold", (width) => matrix(width, {
      rows: { ids: classes.map((_, i) => i), labels: classes.map(label), keys: classes.map((c) => keyOf(side, c)) },
      columns: { ids: tags.map((_, j) => j), labels: tags },
      strengthOf: (i, j) => Math.sqrt(counts[i][j] / totals[i]), numberOf: (i, j) => wholePercents(counts[i][j] / totals[i]),
      readout: (i, j) => (byId("gold-readout").textContent =
        `${label(classes[i])}, ${tags[j]}: ${percent(counts[i][j] / totals[i])}, ${number(counts[i][j])}`),
    }));
    onRedraw(() => byId("gold-tables").replaceChildren(
      table([t("class"), t("gold.tokens"), t("gold.best"), t("gold.part")], counts.map((row, i) => {
        const best = row.indexOf(Math.max(...row));
        return [link(classes[i]), count(totals[i]), tags[best], share(row[best] / totals[i])];
      }), t("gold")),
      foldedTable(t("table"), () => table([t("class"), ...tags],
        counts.map((row, i) => [link(classes[i]), ...row.map(count)]), t("gold.lead")))));
  }
}
