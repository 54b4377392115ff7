// A matrix drawn as cells of one hue, with whole labels and, beside it, the trees that order it.
"use strict";
const SHADES = 20; // one path each, however many cells there are
const TREE = 64, LARGEST = 44, LEAST = 9, LEAST_NUMBERED = 26; // pixels; every cell has room for its label
const PHONE = 500; // a page narrower than this has no room for trees

// The classes in the order of the class tree's leaves, class 0 first; or by their numbers.
function orderOf(side, n, byTree) {
  const ids = Array.from({ length: n }, (_, id) => id);
  const root = byTree ? treeOf(side, n) : null;
  const leaves = (node) => (node.pair ? node.pair.flatMap(leaves) : [node.id]);
  return root ? [0, ...leaves(root)] : ids;
}
// The tree over classes 1 to n - 1 as nested pairs; merges with classes not drawn are left out.
function treeOf(side, n) {
  const { merges } = data.trees[real(side)] ?? { merges: [] }, nClasses = classesOf(side).length - 1;
  const nodes = [null, ...Array.from({ length: nClasses }, (_, i) => (i + 1 < n ? { id: i + 1 } : null))];
  merges.forEach(([a, b], step) => {
    const pair = [nodes[a], nodes[b]].filter(Boolean);
    nodes.push(pair.length === 2 ? { pair, left: nClasses - 1 - step } : pair[0] ?? null);
  });
  return merges.length ? nodes.at(-1) : null;
}

// A class, or the classes of a group: the largest of them, and how many more there are.
function groupLabel(side, ids) {
  const all = [ids].flat(); // numbered by share, the largest first
  return classLabel(side, Math.min(...all)) + (all.length > 1 ? ` +${all.length - 1}` : "");
}
// An axis of groups of classes, in the order of the class tree; the boundary's class alone.
function groupAxis(side, n, cut) {
  const place = new Map(orderOf(side, n, true).map((id, at) => [id, at]));
  const drawn = groups(side, cut).map((ids) => ids.filter((id) => id < n)).filter((ids) => ids.length);
  const ids = [[0], ...drawn.sort((a, b) => place.get(a[0]) - place.get(b[0]))];
  return { ids, labels: ids.map((its) => groupLabel(side, its)) };
}

// An axis: classes in order, their labels, and the tree beside them, cut into some groups; or
// only some of the classes, without the tree.
function classAxis(side, n, byTree, cut, some = null) {
  const ids = orderOf(side, n, byTree).filter((id) => !some || some.includes(id)), starts = new Set();
  if (byTree && cut > 1 && !some) {
    let last;
    const group = new Map(groups(side, cut).flatMap((members, i) => members.map((c) => [c, i])));
    ids.forEach((id, at) => {
      if (at > 1 && group.get(id) !== last) starts.add(at);
      last = group.get(id);
    });
  }
  return {
    ids, cut, starts: [...starts], tree: byTree && !some ? treeOf(side, n) : null, nClasses: classesOf(side).length - 1,
    labels: ids.map((id) => classLabel(side, id) + (trust?.unstable[real(side)].includes(id) ? " ?" : "")), keys: ids.map((id) => keyOf(side, id)),
    hrefs: ids.map((id) => `#${anchorOf(side, id)}`),
  };
}

// The tree's lines as two paths: what is merged within the groups of the cut, and above them.
function treeLines(axis, cell, offset, upright) {
  const paths = { within: "", above: "" };
  const at = (depth, along) => (upright ? `${along},${depth}` : `${depth},${along}`);
  const depthOf = (node) => (node.pair ? TREE * (node.left / axis.nClasses) * 0.95 : TREE - 2);
  const place = new Map(axis.ids.map((id, i) => [id, offset + cell * (i + 0.5)]));
  const walk = (node) => {
    if (!node.pair) return place.get(node.id);
    const ends = node.pair.map(walk), depth = depthOf(node);
    paths[node.left >= axis.cut ? "within" : "above"] += node.pair.map((child, i) =>
      `M${at(depthOf(child), ends[i])} L${at(depth, ends[i])}`).join("") + `M${at(depth, ends[0])} L${at(depth, ends[1])}`;
    return (ends[0] + ends[1]) / 2;
  };
  walk(axis.tree);
  return Object.entries(paths).map(([name, d]) => draw("path", { class: `branch ${name}`, d }));
}

// What shades mean, in the corner that the labels leave free.
const SHARES = [1, 10, 30, 100].map((percents) => [`${percents}%`, Math.sqrt(percents / 100)]);
const keyOfShades = (key, x) => key.flatMap(([label, strength], i) => [
  draw("rect", { class: strength > 0 ? "heat" : "counter", "fill-opacity": Math.abs(strength), x, y: 4 + 14 * i, width: 12, height: 12 }),
  draw("text", { x: x + 18, y: 10 + 14 * i, "dominant-baseline": "central" }, label)]);

// The number in a cell that is large enough for one.
const wholePercents = (p) => (p >= 0.005 ? `${Math.round(100 * p)}` : "");

// strengthOf(row, column): from -1 (much rarer than chance) by 0 (not drawn) to 1; numberOf: its text.
function matrix(width, { rows, columns, strengthOf, numberOf, key = SHARES, zoom = 1, chosen, readout, onChoose }) {
  const longest = (axis, most) => Math.min(Math.max(...axis.labels.map(widthOf)) + 8, most);
  const isPhone = width < PHONE, [rowTree, columnTree] = isPhone ? [] : [rows.tree, columns.tree];
  const trees = { x: rowTree ? TREE : 0, y: columnTree ? TREE : 0 };
  const left = trees.x + longest(rows, width * 0.4), top = Math.max(trees.y + longest(columns, 420), 14 * key.length + 8);
  const fitting = (width - left - 4) / columns.ids.length; // where that is too small, the map scrolls
  const wide = zoom * Math.max(fitting, LEAST), high = Math.min(wide, zoom * LARGEST); // of a cell
  const [w, h] = [wide * columns.ids.length, high * rows.ids.length];
  const paths = new Map();
  rows.ids.forEach((c, i) => columns.ids.forEach((d, j) => {
    const shade = Math.round(SHADES * Math.max(-1, Math.min(1, strengthOf(c, d))));
    if (shade) paths.set(shade, (paths.get(shade) ?? "") + `M${(left + j * wide).toFixed(1)},${(top + i * high).toFixed(1)}h${wide.toFixed(2)}v${high.toFixed(2)}h-${wide.toFixed(2)}z`);
  }));
  const cells = [...paths].map(([shade, d]) => draw("path", {
    class: shade > 0 ? "heat" : "counter", "fill-opacity": Math.abs(shade) / SHADES, d,
  }));
  const size = Math.min(MEASURED, high);
  const labelled = (axis, transformOf, anchor, room) => axis.labels.map((label, i) =>
    draw("text", {
      transform: transformOf(i), "text-anchor": anchor, "dominant-baseline": "central", lang: data.language,
      "font-size": size, "data-class": axis.keys?.[i], "data-href": axis.hrefs?.[i],
    }, fitted(label, (room * MEASURED) / size)));
  const cuts = [...rows.starts ?? []].map((i) => `M${left},${top + i * high}h${w}`)
    .concat([...columns.starts ?? []].map((j) => `M${left + j * wide},${top}v${h}`)).join("");
  const numbers = high < LEAST_NUMBERED ? [] : rows.ids.flatMap((c, i) => columns.ids.map((d, j) => {
    const strength = Math.abs(strengthOf(c, d)), shade = strength > 0.8 ? "on-full" : strength > 0.65 ? "on-half" : "";
    const text = numberOf(c, d);
    return text && draw("text", { class: `number ${shade}`, x: left + (j + 0.5) * wide, y: top + (i + 0.5) * high }, text);
  })).filter(Boolean);
  const cross = ["row", "column"].map((name) => draw("rect", { class: `cross unsaved`, "data-cross": name, width: 0, height: 0 }));
  const [i, j] = chosen ? [rows.ids.indexOf(chosen[0]), columns.ids.indexOf(chosen[1])] : [-1, -1];
  const rowLabels = labelled(rows, (i) => `translate(${left - 4},${top + (i + 0.5) * high})`, "end", left - trees.x - 4);
  const columnLabels = labelled(columns, (j) => `translate(${left + (j + 0.5) * wide},${top - 4}) rotate(-90)`, "start", top - trees.y - 4);
  // The labels stay in view while the map scrolls beneath them: rows', columns', and the corner's key.
  const staying = (along, box, ...inside) => draw("g", { class: `stays ${along}`, "data-x": trees.x, "data-y": trees.y, "data-most": h },
    draw("rect", { class: "behind unsaved", ...box }), ...inside);
  const beside = { x: trees.x, width: left - trees.x };
  const drawn = draw("svg", { width: left + w + 4, height: top + h + 4, "data-left": left, "data-top": top, "data-wide": wide, "data-high": high },
    ...(rowTree ? treeLines(rows, high, top, false) : []), ...(columnTree ? treeLines(columns, wide, left, true) : []),
    ...cells, draw("path", { class: "cut", d: cuts }),
    draw("rect", { class: "frame", x: left, y: top, width: w, height: h }),
    ...numbers, ...cross,
    i >= 0 && j >= 0 ? draw("rect", { class: "chosen unsaved", x: left + j * wide, y: top + i * high, width: wide, height: high }) : null,
    staying("x", { ...beside, y: top, height: h + 4 }, ...rowLabels),
    staying("y", { x: trees.x, y: trees.y, width: left + w, height: top - trees.y }, ...columnLabels),
    staying("x y", { ...beside, height: top }, ...keyOfShades(key, trees.x)));

  const cellAt = (event) => {
    if (event.target.closest(".stays")) return null;
    const box = drawn.getBoundingClientRect();
    const i = Math.floor((event.clientY - box.top - top) / high), j = Math.floor((event.clientX - box.left - left) / wide);
    return i >= 0 && j >= 0 && i < rows.ids.length && j < columns.ids.length ? [i, j] : null;
  };
  let lit = [];
  drawn.addEventListener("mousemove", (event) => {
    const at = cellAt(event);
    for (const node of lit) node.classList.remove("lit");
    const boxes = at ? [[left, top + at[0] * high, w, high], [left + at[1] * wide, top, wide, h]] : [[0, 0, 0, 0], [0, 0, 0, 0]];
    cross.forEach((rect, k) => ["x", "y", "width", "height"].forEach((name, m) => rect.setAttribute(name, boxes[k][m])));
    lit = at ? [rowLabels[at[0]], columnLabels[at[1]]] : [];
    for (const node of lit) node.classList.add("lit");
    if (at) readout(rows.ids[at[0]], columns.ids[at[1]]);
  });
  drawn.addEventListener("click", (event) => {
    const at = cellAt(event);
    if (at && onChoose) onChoose(rows.ids[at[0]], columns.ids[at[1]]);
  });
  return drawn;
}
