// The transition table, what stands behind its cells, and left against right.
"use strict";
{
  const from = byId("from"), to = byId("to"), behind = byId("behind");

  const leftClass = (id) => (id === 0 ? 0 : data.words.left[id - 1]?.[0]);
  const rightClass = (id) => (id === 0 ? 0 : (data.tied ? data.words.left : data.words.right)[id - 1]?.[0]);
  const spelt = (id, following) =>
    typeof id === "string" ? id : id === 0 ? (following ? "</s>" : "<s>") : data.words.words[id - 1];

  const AROUND = 20; // words shown on each side
  function sentencesWith(c, d, most = 5) {
    const found = [];
    for (const sentence of data.sample ?? []) {
      for (let i = -1; i < sentence.length; i++) {
        const a = i < 0 ? 0 : sentence[i], b = i + 1 < sentence.length ? sentence[i + 1] : 0;
        if (typeof a === "string" || typeof b === "string") continue;
        if (leftClass(a) !== c || rightClass(b) !== d) continue;
        const first = Math.max(0, i - AROUND), last = i + 2 + AROUND; // a sentence may be a page long
        found.push(el("li", { dir: direction, lang: data.language }, first > 0 ? "… " : "",
          ...sentence.slice(first, last).flatMap((id, k) => [
            k + first === i || k + first === i + 1 ? el("mark", {}, spelt(id)) : spelt(id), " "]),
          last < sentence.length ? "…" : ""));
        break;
      }
      if (found.length >= most) break;
    }
    return found;
  }

  function drawCell() {
    const c = Number(from.value), d = Number(to.value);
    const p = data.transitions[c]?.[d] ?? 0;
    const lift = p / (classesOf("right")[d].share || 1);
    const parts = [el("p", { class: "figure" },
      classCell("left", c), " → ", classCell("right", d), `: ${percent(p)}, ×${lift.toFixed(2)}`)];
    if (data.bigrams === null) parts.push(el("p", {}, t("transitions.nocounts")));
    else {
      const rows = data.bigrams.filter(([a, b]) => leftClass(a) === c && rightClass(b) === d);
      parts.push(rows.length
        ? table([t("transitions.previous"), t("transitions.next"), t("count")],
            rows.map(([a, b, n]) => [word(spelt(a)), word(spelt(b, true)), number(n)]),
            t("transitions.bigrams"))
        : el("p", {}, t("transitions.none")));
    }
    const sentences = sentencesWith(c, d);
    if (sentences.length) {
      parts.push(el("h3", {}, t("transitions.sentences")), el("ul", { class: "sentences" }, ...sentences));
    }
    behind.replaceChildren(...parts);
  }

  function choose(c, d) {
    from.value = c;
    to.value = d;
    drawCell();
  }

  function fillSelects() {
    const [c, d] = [from.value || "1", to.value || "1"];
    const options = (side, n) => classesOf(side).slice(0, n)
      .map((_, id) => el("option", { value: id }, classLabel(side, id)));
    from.replaceChildren(...options("left", data.transitions.length));
    to.replaceChildren(...options("right", data.transitions[0].length));
    choose(c, d);
  }

  const isLift = () => byId("measure").value === "lift";
  function value(p, d) {
    return isLift() ? `×${(p / (classesOf("right")[d].share || 1)).toFixed(2)}` : percent(p);
  }
  function wholeTable() {
    return table([t("class"), ...data.transitions[0].map((_, d) => classCell("right", d))],
      data.transitions.map((row, c) => [classCell("left", c), ...row.map(value)]), t("transitions"));
  }
  function strongest() {
    const rows = data.transitions.flatMap((row, c) => row.map((p, d) => [c, d, p]))
      .filter(([c, d, p]) => p > 0.02 && c + d > 0)
      .map(([c, d, p]) => [c, d, p, p / (classesOf("right")[d].share || 1)])
      .sort((a, b) => b[2] * Math.log(b[3]) * classesOf("left")[b[0]].share - a[2] * Math.log(a[3]) * classesOf("left")[a[0]].share)
      .slice(0, 40);
    return table([t("class"), t("chart.next"), t("p"), t("lift")],
      rows.map(([c, d, p, lift]) => [classCell("left", c), classCell("right", d), percent(p), `×${lift.toFixed(1)}`]),
      t("transitions.strongest"));
  }

  let view = null;
  figure(byId("transitions-chart"), "transitions", {
    what: "transitions",
    prepare: withNames("left", "right"),
    ready: (drawn) => {
      view = drawn;
      view.signal("measure", byId("measure").value).signal("order", byId("order").value).run();
      view.addEventListener("click", (_, item) => item?.datum && choose(item.datum.c, item.datum.d));
    },
  });
  for (const id of ["measure", "order"]) {
    byId(id).addEventListener("change", (event) => {
      view?.signal(id, event.target.value).run();
      byId("transitions-tables").replaceChildren(...tables());
    });
  }
  const tables = () => [foldedTable(t("transitions.strongest"), strongest), foldedTable(t("table"), wholeTable)];
  from.addEventListener("change", drawCell);
  to.addEventListener("change", drawCell);
  onRedraw(() => {
    fillSelects();
    byId("transitions-tables").replaceChildren(...tables());
  });

  if (data.pairing) {
    figure(byId("pairing-chart"), "pairing", { what: "pairing", prepare: withNames("left", "right") });
    onRedraw(() => {
      const partners = data.pairing.partners.map(([c, d, part]) =>
        [classCell("left", c), classCell("right", d), percent(part)]);
      const changers = data.pairing.changers.map(([text, n, c, d]) =>
        [word(text), number(n), classCell("left", c), classCell("right", d),
          classCell("right", data.pairing.partner[c])]);
      byId("pairing-tables").replaceChildren(
        table([t("word"), t("count"), t("chart.left"), t("chart.right"), t("pairing.expected")],
          changers, t("pairing.changers")),
        foldedTable(t("table"), () =>
          table([t("chart.left"), t("pairing.partner"), t("pairing.part")], partners, t("pairing"))));
    });
  }
}
