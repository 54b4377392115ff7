// A matrix drawn as cells of one hue, with whole labels and, beside it, the trees that order it.
"use strict";
const SHADES = 20; // one path each, however many cells there are
const TREE = 64, MAX_CELL = 44, MIN_CELL = 9, MIN_NUMBERED = 26; // pixels; every cell has room for its label
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
  const { merges } = data.trees[classSide(side)] ?? { merges: [] }, nClasses = classesOf(side).length - 1;
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
  return { ids, labels: ids.map((group) => groupLabel(side, group)) };
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
    labels: ids.map((id) => classLabel(side, id) + (stability?.unstable[classSide(side)].includes(id) ? " ?" : "")), keys: ids.map((id) => keyOf(side, id)),
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

// The legend of shades, in the corner that the labels leave free.
const PERCENT_LEGEND = [1, 10, 30, 100].map((percents) => [`${percents}%`, Math.sqrt(percents / 100)]);
const legendOf = (legend, x) => legend.flatMap(([label, strength], i) => [
  draw("rect", { class: strength > 0 ? "heat" : "counter", "fill-opacity": Math.abs(strength), x, y: 4 + 14 * i, width: 12, height: 12 }),
  draw("text", { x: x + 18, y: 10 + 14 * i, "dominant-baseline": "central" }, label)]);

// The number in a cell that is large enough for one.
const wholePercents = (p) => (p >= 0.005 ? `${Math.round(100 * p)}` : "");

// Where the cells are: the corner of the map, the size of a cell and of the map, and the trees beside it.
function layout(width, rows, columns, legend, zoom) {
  const longest = (axis, most) => Math.min(Math.max(...axis.labels.map(widthOf)) + 8, most);
  const trees = width < PHONE ? { x: 0, y: 0 } : { x: rows.tree ? TREE : 0, y: columns.tree ? TREE : 0 };
  const left = trees.x + longest(rows, width * 0.4);
  const top = Math.max(trees.y + longest(columns, 420), 14 * legend.length + 8);
  const fitting = (width - left - 4) / columns.ids.length; // where that is too small, the map scrolls
  const cellWidth = zoom * Math.max(fitting, MIN_CELL), cellHeight = Math.min(cellWidth, zoom * MAX_CELL);
  return {
    left, top, trees, cellWidth, cellHeight,
    mapWidth: cellWidth * columns.ids.length, mapHeight: cellHeight * rows.ids.length,
  };
}
// The cells, one path for each shade.
function shadedCells(rows, columns, { left, top, cellWidth, cellHeight }, strengthOf) {
  const paths = new Map();
  const [w, h] = [cellWidth.toFixed(2), cellHeight.toFixed(2)];
  rows.ids.forEach((c, i) => columns.ids.forEach((d, j) => {
    const shade = Math.round(SHADES * Math.max(-1, Math.min(1, strengthOf(c, d))));
    if (!shade) return;
    const corner = `M${(left + j * cellWidth).toFixed(1)},${(top + i * cellHeight).toFixed(1)}`;
    paths.set(shade, (paths.get(shade) ?? "") + `${corner}h${w}v${h}h-${w}z`);
  }));
  return [...paths].map(([shade, d]) => draw("path", {
    class: shade > 0 ? "heat" : "counter", "fill-opacity": Math.abs(shade) / SHADES, d,
  }));
}
function cellNumbers(rows, columns, { left, top, cellWidth, cellHeight }, strengthOf, numberOf) {
  if (cellHeight < MIN_NUMBERED) return [];
  return rows.ids.flatMap((c, i) => columns.ids.map((d, j) => {
    const strength = Math.abs(strengthOf(c, d)), shade = strength > 0.8 ? "on-full" : strength > 0.65 ? "on-half" : "";
    const [x, y] = [left + (j + 0.5) * cellWidth, top + (i + 0.5) * cellHeight];
    const text = numberOf(c, d);
    return text && draw("text", { class: `number ${shade}`, x, y }, text);
  })).filter(Boolean);
}
// The labels of an axis, shortened to the room they have.
function axisLabels(axis, cellHeight, transformOf, anchor, room) {
  const size = Math.min(MEASURED, cellHeight);
  return axis.labels.map((label, i) => draw("text", {
    transform: transformOf(i), "text-anchor": anchor, "dominant-baseline": "central", lang: data.language,
    "font-size": size, "data-class": axis.keys?.[i], "data-href": axis.hrefs?.[i],
  }, truncated(label, (room * MEASURED) / size)));
}

// strengthOf(row, column): -1 (much rarer than chance) to 1, 0 is not drawn; numberOf: its text.
function matrix(width, { rows, columns, strengthOf, numberOf, legend = PERCENT_LEGEND, zoom = 1, chosen, readout, onChoose }) {
  const place = layout(width, rows, columns, legend, zoom);
  const { left, top, trees, cellWidth, cellHeight, mapWidth, mapHeight } = place;
  const cuts = [...rows.starts ?? []].map((i) => `M${left},${top + i * cellHeight}h${mapWidth}`)
    .concat([...columns.starts ?? []].map((j) => `M${left + j * cellWidth},${top}v${mapHeight}`)).join("");
  const cross = ["row", "column"].map((name) => draw("rect", { class: "cross unsaved", "data-cross": name, width: 0, height: 0 }));
  const [chosenRow, chosenColumn] = chosen ? [rows.ids.indexOf(chosen[0]), columns.ids.indexOf(chosen[1])] : [-1, -1];
  const rowLabels = axisLabels(rows, cellHeight,
    (i) => `translate(${left - 4},${top + (i + 0.5) * cellHeight})`, "end", left - trees.x - 4);
  const columnLabels = axisLabels(columns, cellHeight,
    (j) => `translate(${left + (j + 0.5) * cellWidth},${top - 4}) rotate(-90)`, "start", top - trees.y - 4);
  // The labels stay in view while the map scrolls beneath them: rows', columns', and the corner's legend.
  const sticky = (along, box, ...inside) => draw("g", {
    class: `stays ${along}`, "data-x": trees.x, "data-y": trees.y, "data-most": mapHeight,
  }, draw("rect", { class: "behind unsaved", ...box }), ...inside);
  const beside = { x: trees.x, width: left - trees.x };
  const drawn = draw("svg", {
    width: left + mapWidth + 4, height: top + mapHeight + 4,
    "data-left": left, "data-top": top, "data-wide": cellWidth, "data-high": cellHeight,
  },
    ...(trees.x ? treeLines(rows, cellHeight, top, false) : []),
    ...(trees.y ? treeLines(columns, cellWidth, left, true) : []),
    ...shadedCells(rows, columns, place, strengthOf), draw("path", { class: "cut", d: cuts }),
    draw("rect", { class: "frame", x: left, y: top, width: mapWidth, height: mapHeight }),
    ...cellNumbers(rows, columns, place, strengthOf, numberOf), ...cross,
    chosenRow >= 0 && chosenColumn >= 0 ? draw("rect", {
      class: "chosen unsaved", x: left + chosenColumn * cellWidth, y: top + chosenRow * cellHeight, width: cellWidth, height: cellHeight,
    }) : null,
    sticky("x", { ...beside, y: top, height: mapHeight + 4 }, ...rowLabels),
    sticky("y", { x: trees.x, y: trees.y, width: left + mapWidth, height: top - trees.y }, ...columnLabels),
    sticky("x y", { ...beside, height: top }, ...legendOf(legend, trees.x)));

  const cellAt = (event) => {
    if (event.target.closest(".stays")) return null;
    const box = drawn.getBoundingClientRect();
    const i = Math.floor((event.clientY - box.top - top) / cellHeight), j = Math.floor((event.clientX - box.left - left) / cellWidth);
    return i >= 0 && j >= 0 && i < rows.ids.length && j < columns.ids.length ? [i, j] : null;
  };
  const nowhere = [0, 0, 0, 0];
  let lit = [];
  drawn.addEventListener("mousemove", (event) => {
    const at = cellAt(event);
    for (const node of lit) node.classList.remove("lit");
    const boxes = at ? [[left, top + at[0] * cellHeight, mapWidth, cellHeight], [left + at[1] * cellWidth, top, cellWidth, mapHeight]]
      : [nowhere, nowhere];
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
