// The transition table with its trees, what stands behind a cell, left against right, gold tags.
"use strict";
{
  const from = byId("from"), to = byId("to"), behind = byId("behind"), zoom = byId("zoom");
  const byTree = () => byId("order").value === "tree";
  const isLift = () => byId("measure").value === "lift";
  const cutOf = (side) => Number(byId(`cut-${real(side)}`)?.value ?? 1);
  const axes = () => ({
    rows: classAxis("left", data.transitions.length, byTree(), cutOf("left")),
    columns: classAxis("right", data.transitions[0].length, byTree(), cutOf("right")),
  });
  const lift = (p, d) => p / (data.shares[1][d] || 1);
  const strength = (p, d) => (!isLift() ? Math.sqrt(p)
    : p > 0 ? Math.max(-1, Math.min(1, Math.log2(lift(p, d)) / 4)) : 0);
  const inWords = (c, d, p) => `${classLabel("left", c)} → ${classLabel("right", d)}: ${interval(c, d, p)}, ×${lift(p, d).toFixed(2)}`;

  const drawMap = figure(byId("transitions-chart"), "transitions", (width) => matrix(width, {
    ...axes(), zoom: Number(zoom.value), chosen: [Number(from.value), Number(to.value)],
    strengthOf: (c, d) => strength(data.transitions[c][d], d),
    readout: (c, d) => (byId("readout").textContent = inWords(c, d, data.transitions[c][d])),
    onChoose: (c, d) => (location.hash = `cell-${c}-${d}`),
  }));

  function drawCell() {
    const c = Number(from.value), d = Number(to.value), p = data.transitions[c]?.[d] ?? 0;
    const parts = [el("p", { class: "finding" },
      classLink("left", c), " → ", classLink("right", d), `: ${interval(c, d, p)}, ×${lift(p, d).toFixed(2)}`)];
    if (data.bigrams === null) parts.push(el("p", {}, t("transitions.nocounts")));
    else {
      const rows = bigramsOf(c, d);
      parts.push(rows.length
        ? table([t("transitions.previous"), t("transitions.next"), t("count")],
            rows.map(([a, b, n]) => [word(spelt(a)), word(spelt(b, true)), count(n)]), t("transitions.bigrams"))
        : el("p", {}, t("transitions.none")));
    }
    const sentences = new Map();
    for (const [sentence, i] of placesOf(c, d)) {
      if (!sentences.has(sentence)) sentences.set(sentence, quoted(sentence, [i, i + 1].filter((at) => sentence[at] !== undefined)));
      if (sentences.size === 5) break;
    }
    if (sentences.size) parts.push(el("h3", {}, t("transitions.sentences")), el("ul", { class: "sentences", dir: direction }, ...sentences.values()));
    behind.replaceChildren(...parts);
  }
  function fillSelects() {
    const [c, d] = [from.value || "1", to.value || "1"];
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
    const value = (p, d) => (isLift() ? times(lift(p, d), 2) : share(p));
    return table([t("class"), ...data.transitions[0].map((_, d) => classLink("right", d))],
      data.transitions.map((row, c) => [classLink("left", c), ...row.map(value)]), t("transitions"));
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
  const redrawn = () => {
    drawTables();
    for (const show of [drawMap, ...others]) show();
  };
  const others = [];
  for (const control of ["measure", "order"]) byId(control).addEventListener("change", redrawn);
  for (const side of SIDES) byId(`cut-${side}`)?.addEventListener("input", redrawn);
  zoom.addEventListener("input", drawMap);

  if (data.pairing) {
    const { joint, partner, changers } = data.pairing, part = new Map(), mass = [];
    for (const [c, , p] of joint) mass[c] = (mass[c] ?? 0) + p;
    for (const [c, d, p] of joint) part.set(`${c} ${d}`, p / mass[c]);
    const partOf = (c, d) => part.get(`${c} ${d}`) ?? 0;
    others.push(figure(byId("pairing-chart"), "pairing", (width) => matrix(width, {
      ...axes(), strengthOf: (c, d) => Math.sqrt(partOf(c, d)),
      readout: (c, d) => read(c, d),
      onChoose: (c) => (location.hash = anchorOf("left", c)),
    })));
    const read = (c, d) => (byId("pairing-readout").textContent = t("pairing.read", {
      left: classLabel("left", c), right: classLabel("right", d), p: percent(partOf(c, d)) }));
    onRedraw(() => {
      read(1, partner[1]);
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
      strengthOf: (i, j) => Math.sqrt(counts[i][j] / totals[i]),
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
