"""The figure of a class tree."""

from collections.abc import Sequence
from typing import Any

import altair as alt
from rich.cells import cell_len

from wordclass.reports.data.classes import ClassSummary
from wordclass.reports.data.evidence import MAX_TABLE, Tree
from wordclass.reports.formats.vega import CELL, HUE, Figure, named
from wordclass.reports.wording.labels import class_label


def dendrogram(tree: Tree, classes: Sequence[ClassSummary]) -> Figure:
    """Draw how classes merge, down to at most 100 leaves; merges above ``cut`` are dotted.

    The horizontal axis is the cumulative loss of mutual information, in bits.
    """
    n_classes = len(tree.merges) + 1
    first = max(0, n_classes - MAX_TABLE)  # earlier merges are not drawn
    children = {n_classes + 1 + step: pair for step, pair in enumerate(tree.merges)}
    reached = 0.0
    x = {}
    for step, loss in enumerate(tree.losses):
        reached += loss
        x[n_classes + 1 + step] = reached if step >= first else 0.0
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
        left = n_classes - 1 - step  # classes that remain after this merge
        lines.append({"x": x[node], "x2": x[node], "y": ends[0], "y2": ends[1], "left": left})
        lines += [
            {"x": x.get(child, 0.0), "x2": x[node], "y": y[child], "y2": y[child], "left": left}
            for child in pair
        ]
    cut = alt.param(name="cut", value=1)
    drawn = (
        alt.Chart(named("lines"))
        .mark_rule(color=HUE)
        .encode(
            x=alt.X("x:Q", title="chart.lost"),
            x2="x2:Q",
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-1, len(leaves)], nice=False)),
            y2="y2:Q",
            strokeDash=alt.condition("datum.left >= cut", alt.value([1, 0]), alt.value([2, 3])),
            strokeWidth=alt.condition("datum.left >= cut", alt.value(2), alt.value(1)),
        )
        .add_params(cut)
    )
    labels = [{"y": y[leaf], **_leaf(leaf, children, classes)} for leaf in leaves]
    widest = max(cell_len(label["name"]) for label in labels)
    texts = (
        alt.Chart(named("labels"))
        .mark_text(align="right", dx=-4)
        .encode(y="y:Q", x=alt.value(0), text="name:N")
    )
    chart = alt.layer(drawn, texts).properties(
        width=420,
        height=CELL * (len(leaves) + 1),
        padding={"left": 5.2 * widest + 10, "top": 5, "right": 5, "bottom": 5},
    )
    return Figure(chart, {"lines": lines, "labels": labels})


def _leaf(
    node: int, children: dict[int, tuple[int, int]], classes: Sequence[ClassSummary]
) -> dict[str, Any]:
    """A leaf's largest class ``c``, how many ``more`` it contains, and its label."""
    heaviest = node
    while heaviest in children:
        heaviest = children[heaviest][0]
    n_within, stack = 0, [node]
    while stack:
        top = stack.pop()
        n_within += top not in children
        stack += children.get(top, ())
    more = f" +{n_within - 1}" if n_within > 1 else ""
    return {"c": heaviest, "more": more, "name": class_label(classes[heaviest], "") + more}
