// Queries on the data: transitions, bigrams, groups of the class tree, example sentences, stability.
"use strict";
const leftClass = (id) => (id === 0 ? 0 : data.words.left[id - 1]?.[0]);
const rightClass = (id) => (id === 0 ? 0 : (data.tied ? data.words.left : data.words.right)[id - 1]?.[0]);
const labelOf = (side) => (side === "left" ? leftClass : rightClass);
const spelt = (id, following) =>
  typeof id === "string" ? id : id === 0 ? (following ? "</s>" : "<s>") : data.words.words[id - 1];

// The transitions [c, d, p, lift] that pass a test, the most informative first.
function transitionsBy(passes) {
  const found = [];
  data.transitions.forEach((row, c) => row.forEach((p, d) => {
    const edge = [c, d, p, p / (data.shares[1][d] || 1)];
    if (p > 0 && passes(edge)) found.push(edge);
  }));
  const weight = ([c, , p, lift]) => data.shares[0][c] * p * Math.log(lift);
  return found.sort((a, b) => weight(b) - weight(a));
}
const bigramsOf = (c, d) => bigrams.get(`${c} ${d}`) ?? [];
const bigrams = new Map();
for (const row of data.bigrams ?? []) {
  const cell = `${leftClass(row[0])} ${rightClass(row[1])}`;
  if (!bigrams.has(cell)) bigrams.set(cell, []);
  bigrams.get(cell).push(row);
}

// Words have the colour of their branch of the class tree; more colours could not be told apart.
const COLOURS = 8;
const branch = Object.fromEntries(SIDES.map((side) => {
  const found = new Map();
  groups(side, COLOURS).forEach((group, i) => group.forEach((c) => found.set(c, i)));
  return [side, found];
}));

// The classes of one side in n groups, the class tree cut at n; the largest group first.
function groups(side, n) {
  const { merges } = data.trees[classSide(side)] ?? { merges: [] }, nClasses = classesOf(side).length - 1;
  const members = new Map(Array.from({ length: nClasses }, (_, i) => [i + 1, [i + 1]]));
  merges.slice(0, Math.max(nClasses - n, 0)).forEach(([heavy, light], step) => {
    members.set(nClasses + 1 + step, [...members.get(heavy), ...members.get(light)]);
    members.delete(heavy);
    members.delete(light);
  });
  const mass = (group) => group.reduce((sum, id) => sum + classesOf(side)[id].share, 0);
  return [...members.values()].sort((a, b) => mass(b) - mass(a));
}

// A token of a sentence, in the colour of its class.
function token(id, side, marked) {
  const c = typeof id === "string" ? undefined : labelOf(side)(id);
  if (c === undefined) return marked ? el("mark", {}, spelt(id)) : spelt(id);
  return el(marked ? "mark" : "span", {
    class: `token g${branch[classSide(side)].get(c) ?? ""}`, title: classLabel(side, c), "data-class": keyOf(side, c),
  }, spelt(id));
}

// A sentence with some tokens marked; it is cut at a distance from them.
const QUOTE_CONTEXT = 20;
function quoted(sentence, marked, side = "left", around = QUOTE_CONTEXT) {
  const first = Math.max(0, Math.min(...marked) - around), last = Math.max(...marked) + around + 1;
  return el("li", { lang: data.language }, first > 0 ? "… " : "",
    ...sentence.slice(first, last).flatMap((id, k) => [token(id, side, marked.includes(k + first)), " "]),
    last < sentence.length ? "…" : "");
}

// The n places [sentence, i] to quote: different words first, in sentences of medium length.
const IDEAL_LENGTH = 14; // tokens
function examplesOf(places, n, length) {
  const words = ([sentence, i]) => sentence.slice(Math.max(i, 0), i + length).join(" ");
  const lengthDifference = ([sentence]) => Math.abs(sentence.length - IDEAL_LENGTH);
  const seen = new Set(), first = [], others = [];
  for (const place of [...places].sort((a, b) => lengthDifference(a) - lengthDifference(b))) {
    if (seen.has(place[0])) continue;
    (seen.has(words(place)) ? others : first).push(place);
    seen.add(place[0]).add(words(place));
  }
  return [...first, ...others].slice(0, n);
}

// The places [sentence, i] where words i and i + 1 are of classes c and d; i = -1 begins.
function* placesOf(c, d) {
  for (const sentence of data.sample ?? []) {
    for (let i = -1; i < sentence.length; i++) {
      const a = i < 0 ? 0 : sentence[i], b = i + 1 < sentence.length ? sentence[i + 1] : 0;
      if (typeof a === "string" || typeof b === "string") continue;
      if (leftClass(a) === c && rightClass(b) === d) yield [sentence, i];
    }
  }
}

// The frames of a class: the classes before and after its words, the most frequent first.
function framesOf(side, id) {
  const frames = new Map();
  for (const sentence of data.sample ?? []) {
    sentence.forEach((token, i) => {
      if (typeof token === "string" || labelOf(side)(token) !== id) return;
      const before = leftClass(sentence[i - 1] ?? 0), after = rightClass(sentence[i + 1] ?? 0);
      if (before === undefined || after === undefined) return;
      const key = `${before} ${after}`;
      if (!frames.has(key)) frames.set(key, { before, after, places: [] });
      frames.get(key).places.push([sentence, i]);
    });
  }
  return [...frames.values()].sort((a, b) => b.places.length - a.places.length);
}

// The stability of classes, words and transitions, if it was measured by resampling.
const stability = data.stability;
const doubtfulWords = Object.fromEntries(SIDES.map((side) => [side, new Set(stability?.doubtful[side])]));
// In how many resampled texts a class was found again; marked if in too few.
function foundAgain(side, id) {
  if (!stability || id === 0) return null;
  const n = stability.found[classSide(side)][id], total = stability.n;
  const poor = stability.unstable[classSide(side)].includes(id);
  return el("small", { class: poor ? "trust poor" : "trust", title: t("trust.class", { n, total }) },
    `${n}/${total}${poor ? " ?" : ""}`);
}
// The interval of a transition's probability in percent, and the probability with its interval.
function interval(c, d) {
  const [low, high] = [stability.low[c][d], stability.high[c][d]];
  return low === 0 && high === 1 ? t("trust.undetermined")
    : t("trust.interval", { low: Math.round(100 * low), high: Math.round(100 * high) });
}
const estimate = (c, d, p) => percent(p) + (stability ? ` (${interval(c, d)})` : "");
// A transition as a sentence with links to its classes and its bigrams.
function transition([c, d, p, lift]) {
  const named = (side, id) => el("a", { href: `#${anchorOf(side, id)}`, "data-class": keyOf(side, id) },
    el("bdi", { lang: data.language }, className(side, id)), ` (${id})`);
  const values = {
    "{left}": named("left", c), "{right}": named("right", d),
    "{p}": el("a", { href: `#cell-${c}-${d}` }, estimate(c, d, p)), "{lift}": lift.toFixed(1),
  };
  const key = c === 0 ? "finding.start" : d === 0 ? "finding.end" : "finding.follows";
  return t(key).split(/(\{\w+\})/).map((part) => values[part] ?? part);
}
const doubtMark = (side, text) => (doubtfulWords[classSide(side)].has(text)
  ? el("span", { class: "poor", title: t("trust.word") }, "?") : null);
