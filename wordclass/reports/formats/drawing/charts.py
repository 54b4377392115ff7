"""The report's figures for a paper, drawn with Altair."""

from collections.abc import Sequence

import altair as alt

from wordclass.models.fitted.hierarchy import ClassTree
from wordclass.reports.data.classes import ClassSummary
from wordclass.reports.data.summary import Contingency, Summary
from wordclass.reports.formats.drawing.vega import FONT, HUE, KEY, MAX_TABLE, Figure, crowded
from wordclass.reports.wording.escaping import visible
from wordclass.reports.wording.labels import class_label

MIN_DRAWN = 0.0005  # a paler cell would look like paper


def figures(summary: Summary) -> dict[str, Figure]:
    """Every figure the summary has data for, by name."""
    titles = ("chart.class", "chart.next", "chart.p")
    drawn = {"transitions": _of_classes(summary, summary.transitions, titles)}
    if len(summary.history) > 1:
        drawn["convergence"] = convergence(summary.history)
    if summary.contingency is not None:
        classes = summary.right if summary.contingency.side == "right" else summary.left
        drawn["contingency"] = contingency(summary.contingency, classes or summary.left)
    evidence = summary.evidence
    if evidence is None:
        return drawn
    if evidence.pairing is not None:
        titles = ("chart.left", "chart.right", "chart.p")
        shares = [[p / (sum(row) or 1) for p in row] for row in evidence.pairing.joint]
        drawn["pairing"] = _of_classes(summary, shares, titles)
    for side, classes in summary.classes.items():
        if len(evidence.trees[side].merges) > 1:
            drawn[f"tree-{side}"] = dendrogram(evidence.trees[side], classes)
    return drawn


def convergence(history: Sequence[float]) -> Figure:
    """Draw the objective at every step."""
    rows = [{"step": i, "objective": value} for i, value in enumerate(history, start=1)]
    chart = (
        alt.Chart(alt.NamedData("steps"))
        .mark_line(color=HUE, point=alt.OverlayMarkDef(color=HUE, size=8))
        .encode(
            x=alt.X("step:Q", title="chart.step", axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("objective:Q", title="chart.objective", scale=alt.Scale(zero=False)),
        )
    )
    return Figure(chart, {"steps": rows})


def contingency(found: Contingency, classes: Sequence[ClassSummary]) -> Figure:
    """Draw the share of each gold tag among each class's tokens."""
    names = [class_label(classes[int(c)], "<s>") if c.isdecimal() else c for c in found.classes]
    shares = [[n / max(sum(counts), 1) for n in counts] for counts in found.table]
    tags = [visible(tag) for tag in found.tags]
    return _matrix(shares, (names, tags), ("chart.class", "chart.tag", "chart.part"))


def _of_classes(
    summary: Summary, table: Sequence[Sequence[float]], titles: tuple[str, str, str]
) -> Figure:
    """Draw a table of the largest classes in the order of the class trees."""
    n = MAX_TABLE + 1
    trees = {} if summary.evidence is None else summary.evidence.trees
    rows, columns = (
        [class_label(entry, boundary) for entry in classes[:n]]
        for classes, boundary in ((summary.left, "<s>"), (summary.following, "</s>"))
    )
    sides = ("left", "left" if summary.tied else "right")
    places = [trees[side].leaves() if side in trees else None for side in sides]
    return _matrix([row[:n] for row in table[:n]], (rows, columns), titles, places)


def _matrix(
    table: Sequence[Sequence[float]],
    labels: tuple[list[str], list[str]],
    titles: tuple[str, str, str],
    places: Sequence[list[int] | None] = (None, None),
) -> Figure:
    """Draw the entries of a table, from 0 to 1, the darker the larger.

    ``labels`` are of the rows and of the columns, ``titles`` of both and of the entries, and
    ``places`` the order of the rows and of the columns, by number, if it is another.
    """
    cells = [
        {"c": labels[0][c], "d": labels[1][d], "v": round(value, 4)}
        for c, row in enumerate(table)
        for d, value in enumerate(row)
        if value >= MIN_DRAWN
    ]
    rows, columns = (
        names if order is None else [names[i] for i in order if i < len(names)]
        for names, order in zip(labels, places, strict=True)
    )
    chart = (
        alt.Chart(alt.NamedData("cells"))
        .mark_rect(color=HUE)
        .encode(
            x=alt.X("d:N", title=titles[1], sort=columns, axis=crowded(columns)),
            y=alt.Y("c:N", title=titles[0], sort=rows, axis=crowded(rows)),
            opacity=alt.Opacity(
                "v:Q",
                title=titles[2],
                scale=alt.Scale(type="sqrt", domain=[0, 1], range=[0, 1], clamp=True),
                legend=KEY,
            ),
        )
    )
    return Figure(chart, {"cells": cells}, square=True)


def dendrogram(tree: ClassTree, classes: Sequence[ClassSummary]) -> Figure:
    """Draw how classes merge, down to at most 200 leaves.

    The horizontal axis is the cumulative loss of mutual information, in bits.
    """
    n_classes = len(tree.merges) + 1
    first = max(0, n_classes - MAX_TABLE)  # earlier merges are not drawn
    members = {c: [c] for c in range(1, n_classes + 1)}  # those of the heavier branch first
    reached = 0.0
    x = {}
    for step, loss in enumerate(tree.losses):
        node = n_classes + 1 + step
        members[node] = [c for child in tree.merges[step] for c in members[child]]
        reached += loss
        x[node] = reached if step >= first else 0.0
    leaves = tree.leaves(first)[1:]
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
        alt.Chart(alt.NamedData("lines"))
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
        alt.Chart(alt.NamedData("labels"))
        .mark_text(align="right", dx=-4)
        .encode(y="y:Q", x=alt.value(0), text="name:N")
    )
    chart = alt.layer(drawn, texts).properties(padding=2)
    return Figure(chart, {"lines": lines, "labels": labels}, height=FONT * (len(leaves) + 1))
