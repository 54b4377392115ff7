// Any word: its classes, the evidence for them, words like it, and its concordance.
"use strict";
{
  const input = byId("lookup-word"), matches = byId("matches"), result = byId("found");
  const { words, counts, left, right } = data.words;
  const ids = new Map(words.map((text, i) => [text, i]));
  const folded = words.map((text) => text.toLowerCase());
  const LINES = 50, CONTEXT = 8;
  const servedLines = new Map(); // of a served page: word -> the sample's sentences with it
  let current = null;

  // A served page asks for what it does not hold: rarer words, reasons, and all lines.
  async function ask(wanted) {
    if (!data.served || servedLines.has(wanted)) return;
    const answer = await fetch(`word?w=${encodeURIComponent(wanted)}`);
    if (!answer.ok) return;
    const found = await answer.json();
    let i = ids.get(found.word);
    if (i === undefined) {
      i = words.push(found.word) - 1;
      ids.set(found.word, i);
      folded.push(found.word.toLowerCase());
      counts.push(found.count);
      data.words.role_counts?.forEach((column, role) => column.push(found.roles[role]));
      for (const side of SIDES) data.words[side].push(found[side]);
    }
    servedLines.set(found.word, found.lines);
    (data.why ??= [])[i] = found.why;
    if (input.value.trim() === found.word) show(i);
  }

  // As model.lookup: the mean over both roles of the Bhattacharyya coefficient, where a posterior
  // is trusted the less the rarer the word. The probability that a word has beyond its listed
  // classes, if there is more than rounding explains, is spread over the others in proportion
  // to the marginal, so that all classes listed for neither word are one term of the sum.
  const PRIOR = 10, MIN_AFFINITY = 0.0005, ROUNDING = 1e-4;
  const roles = [left, data.tied ? left : right].map((flat, role) => ({
    flat, shares: data.shares[role], n: (data.words.role_counts ?? [counts, counts])[role],
  }));
  function posterior({ flat, shares, n }, i) {
    const listed = new Map();
    let mass = 1, marginal = 1;
    for (let k = 0; k < flat[i].length; k += 2) {
      listed.set(flat[i][k], flat[i][k + 1]);
      mass -= flat[i][k + 1];
      marginal -= shares[flat[i][k]];
    }
    const rest = marginal > 1e-9 && mass > ROUNDING * listed.size ? mass / marginal : 0;
    return { listed, trust: n[i] / (n[i] + PRIOR), at: (c) => listed.get(c) ?? rest * shares[c],
      rest }; // as a multiple of the class's share
  }
  function coefficient(shares, p, q) {
    let sum = 0, others = 1;
    for (const c of new Set([...p.listed.keys(), ...q.listed.keys()])) {
      sum += Math.sqrt(p.at(c) * q.at(c));
      others -= shares[c];
    }
    return Math.sqrt(p.trust * q.trust) * (sum + Math.sqrt(p.rest * q.rest) * Math.max(others, 0));
  }
  function nearest(i, most = 10) {
    const own = roles.map((role) => posterior(role, i));
    const found = [];
    for (let j = 0; j < words.length; j++) {
      if (j === i || j === data.words.unknown - 1) continue;
      const [a, b] = roles.map((role, r) => coefficient(role.shares, own[r], posterior(role, j)));
      if ((a + b) / 2 >= MIN_AFFINITY) found.push([(a + b) / 2, j]); // they share a class
    }
    return found.sort((a, b) => b[0] - a[0] || a[1] - b[1]).slice(0, most);
  }

  function memberships(side) {
    const flat = data.words[side][current], rows = [];
    for (let k = 0; k < flat.length && (k === 0 || flat[k + 1] >= SHOWN); k += 2) {
      rows.push([classLink(side, flat[k]), share(flat[k + 1])]);
    }
    return table([t("class"), t("p")], rows, t(data.tied ? "classes" : `classes.${side}`));
  }
  function nearestTable() {
    const rows = nearest(current).map(([near, j]) => [wordLink(words[j]), count(counts[j]), exact(near, near.toFixed(3))]);
    const title = t("lookup.nearest");
    return rows.length ? table([t("word"), t("count"), t("lookup.similarity")], rows, title)
      : el("p", {}, title, ": ", t("lookup.alone"));
  }
  // The evidence for the word's class against the next best, by the class of its neighbours.
  const reasons = (i) => (data.why?.[i] ?? []).map(({ side, chosen, rival, nats, terms }) =>
    table([t("why.neighbours"), t("why.nats"), t("panel.examples")], terms.map(([role, c, nats, examples]) => [
      el("span", {}, t(`why.${role}`), " ", classLink(role === "before" ? "right" : "left", c)),
      exact(nats, signed(nats)),
      el("span", {}, ...examples.flatMap(([text, n], k) => [k ? ", " : "", word(text), ` ${number(n)}`]))]),
      t("why", { chosen: classLabel(side, chosen), rival: classLabel(side, rival), nats: signed(nats) })));
  const sameClassWords = () => SIDES.map((side) => {
    const [c] = data.words[side][current];
    const others = classesOf(side)[c].words.filter(([text]) => text !== words[current]).slice(0, data.shown);
    return el("p", {}, t("lookup.companions"), " ", classLink(side, c), ": ", ...others.flatMap(([text], i) => [i ? ", " : "", wordLink(text)]));
  });

  // The sample's lines of a word, in the order of the word before or after it.
  function concordance(id) {
    const found = [];
    for (const sentence of servedLines.get(words[id - 1]) ?? data.sample) {
      sentence.forEach((token, at) => (token === id || token === words[id - 1]) && found.push([sentence, at]));
    }
    const step = byId("kwic-sort").value === "before" ? -1 : 1;
    const key = ([sentence, at]) => (sentence[at + step] === undefined ? "" : spelt(sentence[at + step]).toLowerCase());
    const order = new Intl.Collator(data.language.replace(/^und.*/, "") || undefined);
    return found.sort((a, b) => order.compare(key(a), key(b)));
  }
  function drawConcordance() {
    const holder = byId("kwic");
    byId("kwic-controls").hidden = current === null || data.sample === null;
    if (current === null) return holder.replaceChildren();
    if (data.sample === null) return holder.replaceChildren(el("p", {}, t("lookup.nosample")));
    const found = concordance(current + 1);
    if (!found.length) return holder.replaceChildren(el("p", {}, t("lookup.nolines", { n: number(data.sample.length) })));
    const tokens = (some) => el("span", {}, ...some.flatMap((id, i) => [i ? " " : "", token(id, "left")]));
    const built = table(["kwic.before", "lookup.word", "kwic.after"].map((key) => t(key)),
      found.slice(0, LINES).map(([sentence, at]) => [
        tokens(sentence.slice(Math.max(0, at - CONTEXT), at)), token(sentence[at], "left"),
        tokens(sentence.slice(at + 1, at + 1 + CONTEXT))]),
      t("lookup.lines", { n: number(found.length), total: number(data.sample.length) }), 1);
    const drawn = built.querySelector("table");
    drawn.classList.add("kwic");
    drawn.dir = direction;
    drawn.tBodies[0].lang = data.language;
    drawn.caption.dir = "ltr";
    holder.replaceChildren(built);
  }

  function show(i) {
    current = i;
    ask(words[i]);
    result.replaceChildren(
      el("h3", {}, word(words[i]), " ", el("small", {}, t("lookup.frequency", { n: number(counts[i]) }))),
      el("div", { class: "columns" }, ...SIDES.map(memberships), ...reasons(i), nearestTable()),
      ...(data.why?.[i]?.length ? [el("p", { class: "help" }, t("why.help"))] : []), ...sameClassWords());
    drawConcordance();
  }
  function search() {
    const wanted = input.value.trim(), lower = wanted.toLowerCase();
    const match = ids.get(wanted) ?? folded.indexOf(lower);
    const begins = [];
    if (lower) for (let i = 0; i < words.length; i++) if (folded[i].startsWith(lower)) begins.push(i);
    matches.replaceChildren(...begins.slice(0, 12).map((i) => el("li", {}, wordLink(words[i]))));
    byId("match-count").textContent = !wanted ? ""
      : begins.length ? t("lookup.matches", { n: number(begins.length) }) : t("lookup.unknown");
    if (wanted && match >= 0) show(match);
    else {
      if (wanted) ask(wanted);
      current = null;
      result.replaceChildren();
      drawConcordance();
    }
  }
  input.addEventListener("input", search);
  byId("kwic-sort").addEventListener("change", drawConcordance);
  byId("colour").addEventListener("change", (event) => (document.documentElement.dataset.colour = event.target.checked));
  onAddress(/^word-(.+)$/su, (wanted) => {
    input.value = wanted;
    search();
    matches.replaceChildren();
    byId("match-count").textContent = current === null ? t("lookup.unknown") : "";
    byId("lookup").scrollIntoView();
  });
  onRedraw(() => (current === null ? search() : show(current)));
}
