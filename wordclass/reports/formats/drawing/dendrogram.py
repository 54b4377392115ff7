"""The figure of a class tree."""

from collections.abc import Sequence

import altair as alt

from wordclass.reports.data.classes import ClassSummary
from wordclass.reports.data.evidence import Tree
from wordclass.reports.formats.drawing.vega import FONT, HUE, MAX_TABLE, Figure, named
from wordclass.reports.wording.labels import class_label


def dendrogram(tree: Tree, classes: Sequence[ClassSummary]) -> Figure:
    """Draw how classes merge, down to at most 200 leaves.

    The horizontal axis is the cumulative loss of mutual information, in bits.
    """
    n_classes = len(tree.merges) + 1
    first = max(0, n_classes - MAX_TABLE)  # earlier merges are not drawn
    children = {n_classes + 1 + step: pair for step, pair in enumerate(tree.merges)}
    members = {c: [c] for c in range(1, n_classes + 1)}  # those of the heavier branch first
    reached = 0.0
    x = {}
    for step, loss in enumerate(tree.losses):
        node = n_classes + 1 + step
        members[node] = [c for child in children[node] for c in members[child]]
        reached += loss
        x[node] = reached if step >= first else 0.0
    leaves: list[int] = []
    stack = [n_classes + len(tree.merges)]
    while stack:
        node = stack.pop()
        if node in children and node > n_classes + first:
            stack += reversed(children[node])
        else:
            leaves.append(node)
    y = {node: float(i) for i, node in enumerate(leaves)}
    lines = []
    for step in range(first, len(tree.merges)):
        node, pair = n_classes + 1 + step, tree.merges[step]
        ends = [y[child] for child in pair]
        y[node] = sum(ends) / 2
        lines.append({"x": x[node], "x2": x[node], "y": ends[0], "y2": ends[1]})
        lines += [
            {"x": x.get(child, 0.0), "x2": x[node], "y": y[child], "y2": y[child]} for child in pair
        ]
    drawn = (
        alt.Chart(named("lines"))
        .mark_rule(color=HUE)
        .encode(
            x=alt.X("x:Q", title="chart.lost", axis=alt.Axis(titleAnchor="end")),
            x2="x2:Q",
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-1, len(leaves)], nice=False)),
            y2="y2:Q",
        )
    )
    labels = []
    for leaf in leaves:
        largest, *others = members[leaf]
        more = f" +{len(others)}" if others else ""
        labels.append({"y": y[leaf], "name": class_label(classes[largest], "") + more})
    texts = (
        alt.Chart(named("labels"))
        .mark_text(align="right", dx=-4)
        .encode(y="y:Q", x=alt.value(0), text="name:N")
    )
    chart = alt.layer(drawn, texts).properties(padding=2)
    return Figure(chart, {"lines": lines, "labels": labels}, height=FONT * (len(leaves) + 1))
