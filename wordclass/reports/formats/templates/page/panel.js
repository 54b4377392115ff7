// One class: its words, its neighbours, its frames with sentences, and its ambiguous members.
"use strict";
{
  const panel = byId("class-panel"), slider = byId("relevance"), name = byId("class-name");
  const MAX_ROWS = 10, FRAMES = 3, QUOTED = 3;
  let side = "left", id = 1;

  const entry = () => classesOf(side)[id];
  // The rows [..., p, lift, ...] in order, from the most distinctive to the most probable.
  function mostRelevant(rows, at, most) {
    const weight = Number(slider.value);
    const score = (row) => weight * Math.log(row[at]) + (1 - weight) * Math.log(Math.max(row[at + 1], 1e-9));
    return rows.map((row) => [score(row), row]).sort((a, b) => b[0] - a[0]).slice(0, most).map(([, row]) => row);
  }
  // p with a bar, and below it the interval, if there is one.
  function withBar(p, largest, interval) {
    const bar = el("span", { class: "bar" }), cell = exact(p, percent(p));
    bar.style.inlineSize = `${(1.75 * p) / largest}rem`;
    if (interval) cell.append(el("small", {}, interval));
    return el("span", { class: "barred" }, el("span", {}, bar), cell);
  }
  function wordsTable() {
    const rows = mostRelevant(entry().words, 2, data.shown), largest = Math.max(...rows.map(([, , p]) => p));
    return table([t("word"), t("p_word"), t("lift"), t("count")], rows.map(([text, n, p, lift]) =>
      [el("span", {}, wordLink(text), doubtMark(side, text)), withBar(p, largest), times(lift), count(n)]), t("panel.words"));
  }

  // A ranked list of classes: p, its ratio to chance, and words that show it.
  function rankedTable(caption, otherSide, rows, exampleOf, intervalOf = () => null) {
    const largest = Math.max(...rows.map(([, p]) => p), 1e-9);
    const examples = (content) => (exampleOf ? [content()] : []);
    return table([t("class"), t("p"), t("lift"), ...examples(() => t("panel.examples"))],
      rows.map(([c, p, lift]) => [classLink(otherSide, c), withBar(p, largest, intervalOf(c)), times(lift),
        ...examples(() => exampleOf(c))]), caption);
  }
  const top = (rows) => mostRelevant(rows.filter(([, p]) => p >= 0.001), 1, MAX_ROWS);
  function afterTable() {
    const rows = data.transitions[id]?.map((p, d) => [d, p, p / (data.shares[1][d] || 1)]) ?? [];
    return rankedTable(t("panel.after"), "right", top(rows), (d) => bigramLinks(id, d, 1), (d) => stability && interval(id, d));
  }
  function beforeTable() {
    const [left, right] = data.shares, mass = right[id] || 1;
    const rows = data.transitions.map((row, c) => [c, (row[id] * left[c]) / mass, row[id] / mass]);
    return rankedTable(t("panel.before"), "left", top(rows), (c) => bigramLinks(c, id, 0));
  }
  // The words at one end of the most frequent bigrams of classes c and d.
  function bigramLinks(c, d, end) {
    const found = new Map();
    for (const row of bigramsOf(c, d)) found.set(row[end], (found.get(row[end]) ?? 0) + row[2]);
    const best = [...found].sort((a, b) => b[1] - a[1]).slice(0, 2);
    return el("a", { href: `#cell-${c}-${d}` }, ...best.flatMap(([id, n], i) =>
      [i ? ", " : "", el("span", { class: "whole" }, word(spelt(id, end === 1)), ` ${number(n)}`)]));
  }
  // Of a two-sided model: the classes of the same words in their other role.
  function otherRoleTable() {
    const joint = data.pairing.joint.filter(([c, d]) => (side === "left" ? c : d) === id);
    const mass = joint.reduce((sum, [, , p]) => sum + p, 0) || 1, other = side === "left" ? "right" : "left";
    return rankedTable(t(`panel.as.${other}`), other, top(joint.map(([c, d, p]) => {
      const at = side === "left" ? d : c;
      return [at, p / mass, p / mass / (classesOf(other)[at].share || 1)];
    })));
  }

  function framesTable() {
    if (data.sample === null) return [el("p", {}, t("lookup.nosample"))];
    const found = framesOf(side, id), total = found.reduce((sum, frame) => sum + frame.places.length, 0);
    return found.slice(0, FRAMES).map(({ before, after, places }) => el("div", {},
      el("p", { class: "frame" }, classLink("left", before), " ▢ ", classLink("right", after),
        el("small", {}, ` ${t("panel.frame", { n: number(places.length), total: number(total) })}`)),
      el("ul", { class: "sentences", dir: direction }, ...examplesOf(places, QUOTED, 1).map(([sentence, i]) => quoted(sentence, [i], side, 8)))));
  }
  function ambiguousTable() {
    const flat = data.words[classSide(side)], found = [];
    for (let i = 0; i < flat.length && found.length < MAX_ROWS; i++) { // the words are by frequency
      const k = flat[i].indexOf(id);
      const at = k % 2 === 0 ? k : flat[i].findIndex((c, j) => j % 2 === 0 && c === id);
      if (at >= 0 && flat[i][at + 1] >= 0.1 && flat[i][at + 1] <= 0.9) {
        const rival = flat[i][at === 0 ? 2 : 0];
        found.push([wordLink(data.words.words[i]), share(flat[i][at + 1]),
          rival === undefined ? "" : classLink(side, rival), count(data.words.counts[i])]);
      }
    }
    return found.length ? table([t("word"), t("panel.member"), t("panel.rival"), t("count")], found, t("panel.ambiguous")) : null;
  }
  function relativesTable() {
    const tree = data.trees[classSide(side)];
    if (!tree || id === 0) return null;
    const rows = [], nClasses = classesOf(side).length - 1;
    const within = (node) => (node <= nClasses ? [node] : tree.merges[node - nClasses - 1].flatMap(within));
    tree.merges.reduce((node, pair, step) => {
      if (!pair.includes(node)) return node;
      const other = within(pair[0] === node ? pair[1] : pair[0]);
      if (rows.length < 3) {
        rows.push([el("span", {}, ...other.slice(0, 6).flatMap((c, i) => [i ? " · " : "", classLink(side, c)]),
          other.length > 6 ? ` +${other.length - 6}` : ""), exact(tree.losses[step], tree.losses[step].toFixed(4))]);
      }
      return nClasses + 1 + step;
    }, id);
    return rows.length ? table([t("panel.merges"), t("chart.lost")], rows, t("panel.relatives")) : null;
  }
  function tagsTable() {
    const gold = data.contingency;
    if (!gold || (!data.tied && gold.side !== side)) return null;
    const row = gold.table[gold.classes.indexOf(String(id))] ?? [], total = row.reduce((sum, n) => sum + n, 0);
    const rows = row.map((n, i) => [n, gold.tags[i]]).filter(([n]) => n).sort((a, b) => b[0] - a[0]).slice(0, 6);
    return rows.length ? table([t("chart.tag"), t("gold.part"), t("gold.tokens")],
      rows.map(([n, tag]) => [tag, share(n / total), count(n)]), t("gold")) : null;
  }

  function drawRanks() {
    byId("relevance-value").textContent = `λ = ${Number(slider.value).toFixed(2)}`;
    byId("class-words").replaceChildren(...(entry().words.length ? [wordsTable()] : []));
    byId("class-neighbours").replaceChildren(
      ...(data.tied ? [beforeTable(), afterTable()] : side === "left" ? [afterTable(), otherRoleTable()] : [beforeTable(), otherRoleTable()]));
  }
  function drawPanel() {
    const { share: mass, n_words: n, ambiguity } = entry(), last = classesOf(side).length - 1;
    byId("class-title").textContent = data.tied ? `${t("class")} ${id}` : t(`panel.${side}`, { id });
    name.value = id === 0 && !names[classSide(side)].has(0) ? className(side, 0) : className(side, id);
    name.setAttribute("aria-label", t("classes.name", { id }));
    byId("class-meta").textContent = `${t("share")} ${percent(mass)} · ${t("n_words")} ${number(n)} · `
      + `${t("ambiguity")} ${ambiguity.toFixed(2)} ${t("bits")}`;
    if (id > 0) {
      const said = foundAgain(side, id);
      if (said) said.textContent = said.title;
      byId("class-meta").append(" · ", said ?? t("trust.unmeasured"));
    }
    byId("class-back").href = `#${anchorOf(side, id > 0 ? id - 1 : last)}`;
    byId("class-next").href = `#${anchorOf(side, id < last ? id + 1 : 0)}`;
    drawRanks();
    byId("class-frames").replaceChildren(...framesTable());
    byId("class-more").replaceChildren(...[ambiguousTable(), relativesTable(), tagsTable()].filter(Boolean));
    byId("class-save").replaceChildren(saveButtons(`${t("class")} ${classLabel(side, id)}`, {
      json: () => asJson({
        address: location.href.split("/").pop(), side: data.tied ? "tied" : side, ...entry(), name: className(side, id),
        tables: Object.fromEntries([...panel.querySelectorAll("table")].map((one) => [one.caption.textContent, cellsOf(one)])),
      }),
    }));
  }

  slider.addEventListener("input", drawRanks);
  name.addEventListener("change", () => {
    const given = names[classSide(side)], typed = name.value.trim();
    if (typed) given.set(id, typed);
    else given.delete(id);
    redrawAll();
  });
  onRedraw(drawPanel);
  const show = (which) => (wanted) => {
    if (!classesOf(which)[Number(wanted)]) return;
    [side, id] = [which, Number(wanted)];
    drawPanel();
    byId("class").scrollIntoView();
  };
  onAddress(/^(?:class|left)-(\d+)$/, show("left"));
  onAddress(/^right-(\d+)$/, show("right"));
}
