// Any word: its classes, its frequency, its like, its contexts.
"use strict";
{
  const input = byId("lookup-word"), matches = byId("matches"), result = byId("found");
  const { words, counts, left, right } = data.words;
  const ids = new Map(words.map((text, i) => [text, i]));
  const folded = words.map((text) => text.toLowerCase());
  const LINES = 50, CONTEXT = 8;
  let current = null;

  // As model.lookup: the mean over both roles of the Bhattacharyya coefficient, each posterior
  // smoothed towards the marginal with the weight of ten occurrences. The probability that a
  // word has beyond its listed classes is spread over the others in proportion to the marginal,
  // so that all classes listed for neither word are one term of the sum.
  const PRIOR = 10;
  const roles = [left, data.tied ? left : right].map((flat, role) => ({
    flat, shares: data.shares[role], n: (data.words.role_counts ?? [counts, counts])[role],
  }));
  function posterior({ flat, shares, n }, i) {
    const trust = n[i] / (n[i] + PRIOR), listed = new Map();
    let mass = 1, marginal = 1;
    for (let k = 0; k < flat[i].length; k += 2) {
      listed.set(flat[i][k], flat[i][k + 1]);
      mass -= flat[i][k + 1];
      marginal -= shares[flat[i][k]];
    }
    const rest = marginal > 1e-9 ? Math.max(mass, 0) / marginal : 0;
    return { listed, at: (c) => trust * (listed.get(c) ?? rest * shares[c]) + (1 - trust) * shares[c],
      elsewhere: trust * rest + 1 - trust }; // as a multiple of the class's share
  }
  function coefficient(shares, p, q) {
    let sum = 0, others = 1;
    for (const c of new Set([...p.listed.keys(), ...q.listed.keys()])) {
      sum += Math.sqrt(p.at(c) * q.at(c));
      others -= shares[c];
    }
    return sum + Math.sqrt(p.elsewhere * q.elsewhere) * Math.max(others, 0);
  }
  function nearest(i, most = 10) {
    const its = roles.map((role) => posterior(role, i));
    const found = [];
    for (let j = 0; j < words.length; j++) {
      if (j === i || j === data.words.unknown - 1) continue;
      const [a, b] = roles.map((role, r) => coefficient(role.shares, its[r], posterior(role, j)));
      found.push([(a + b) / 2, j]);
    }
    return found.sort((a, b) => b[0] - a[0] || a[1] - b[1]).slice(0, most);
  }

  function memberships(side, flat) {
    const rows = [];
    for (let k = 0; k < flat.length && (k === 0 || flat[k + 1] >= SHOWN); k += 2) {
      rows.push([classCell(side, flat[k]), percent(flat[k + 1])]);
    }
    const title = t(data.tied ? "classes" : `lookup.${side}`);
    return table([t("class"), t("p")], rows, title);
  }

  function lines(id) {
    const found = [];
    for (const sentence of data.sample) {
      sentence.forEach((token, at) => token === id && found.push([sentence, at]));
    }
    const spelt = (token) => (token === undefined ? "" : typeof token === "string" ? token : words[token - 1]);
    const step = byId("kwic-sort").value === "before" ? -1 : 1;
    const key = ([sentence, at]) => spelt(sentence[at + step]).toLowerCase();
    const order = new Intl.Collator(data.language.replace(/^und.*/, "") || undefined);
    found.sort((a, b) => order.compare(key(a), key(b)));
    const text = (tokens) => tokens.map(spelt).join(" ");
    return [found.length, found.slice(0, LINES).map(([sentence, at]) => el("tr", {},
      el("td", { class: "before" }, text(sentence.slice(Math.max(0, at - CONTEXT), at))),
      el("th", { scope: "row", class: "key" }, spelt(sentence[at])),
      el("td", { class: "after" }, text(sentence.slice(at + 1, at + 1 + CONTEXT)))))];
  }

  function drawContexts() {
    const holder = byId("kwic");
    byId("kwic-controls").hidden = current === null || data.sample === null;
    if (current === null) return holder.replaceChildren();
    if (data.sample === null) return holder.replaceChildren(el("p", {}, t("lookup.nosample")));
    const [total, rows] = lines(current + 1);
    if (!total) return holder.replaceChildren(el("p", {}, t("lookup.nolines", { n: number(data.sample.length) })));
    const caption = t("lookup.lines", { n: number(total), total: number(data.sample.length) });
    holder.replaceChildren(el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": t("lookup.kwic") },
      el("table", { class: "kwic", dir: direction, lang: data.language }, el("caption", { lang: language, dir: "ltr" }, caption),
        el("thead", {}, el("tr", {}, ...["kwic.before", "lookup.word", "kwic.after"].map((key) =>
          el("th", { scope: "col", lang: language }, t(key))))),
        el("tbody", {}, ...rows))));
  }

  function show(i) {
    current = i;
    const parts = [
      el("h3", {}, word(words[i]), " ", el("small", {}, t("lookup.frequency", { n: number(counts[i]) }))),
      el("div", { class: "columns" }, memberships("left", left[i]), data.tied ? null : memberships("right", right[i]),
        table([t("word"), t("count"), t("lookup.similarity")],
          nearest(i).map(([near, j]) => [
            el("button", { type: "button", class: "link", onclick: () => choose(j) }, word(words[j])),
            number(counts[j]), near.toFixed(2)]),
          t("lookup.nearest")))];
    result.replaceChildren(...parts);
    drawContexts();
  }
  function choose(i) {
    input.value = words[i];
    matches.replaceChildren();
    byId("match-count").textContent = "";
    show(i);
  }

  function search() {
    const wanted = input.value.trim(), lower = wanted.toLowerCase();
    const exact = ids.get(wanted) ?? folded.indexOf(lower);
    const begins = [];
    if (lower) for (let i = 0; i < words.length; i++) if (folded[i].startsWith(lower)) begins.push(i);
    matches.replaceChildren(...begins.slice(0, 12).map((i) =>
      el("li", {}, el("button", { type: "button", onclick: () => choose(i) }, word(words[i])))));
    byId("match-count").textContent = !wanted ? ""
      : begins.length ? t("lookup.matches", { n: number(begins.length) }) : t("lookup.unknown");
    if (wanted && exact >= 0) show(exact);
    else {
      current = null;
      result.replaceChildren();
      drawContexts();
    }
  }
  input.addEventListener("input", search);
  byId("kwic-sort").addEventListener("change", drawContexts);
  onRedraw(() => (current === null ? search() : show(current)));
}
