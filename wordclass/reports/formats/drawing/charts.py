"""The report's figures for a paper, drawn with Altair."""

from collections.abc import Sequence

import altair as alt

from wordclass.reports.data.classes import ClassSummary
from wordclass.reports.data.evidence import Tree
from wordclass.reports.data.summary import Contingency, Summary
from wordclass.reports.formats.drawing.dendrogram import dendrogram
from wordclass.reports.formats.drawing.vega import (
    CROWDED,
    HUE,
    MAX_TABLE,
    Figure,
    Rows,
    named,
)
from wordclass.reports.wording.escaping import visible
from wordclass.reports.wording.labels import class_label

LEAST_DRAWN = 0.0005  # a paler cell cannot be told from paper


def figures(summary: Summary) -> dict[str, Figure]:
    """Every figure the summary has data for, by name."""
    drawn: dict[str, Figure] = {"transitions": transitions(summary)}
    if len(summary.history) > 1:
        drawn["convergence"] = convergence(summary.history)
    if summary.contingency is not None:
        classes = summary.right if summary.contingency.side == "right" else summary.left
        drawn["contingency"] = contingency(summary.contingency, classes or summary.left)
    behind = summary.evidence
    if behind is None:
        return drawn
    if behind.pairing is not None:
        drawn["pairing"] = _heatmap(
            _cells(behind.pairing.joint, summary.left, summary.following, by_row=True),
            ("chart.left", "chart.right"),
            behind.trees["left"],
            behind.trees["right"],
        )
    for side, tree in behind.trees.items():
        if len(tree.merges) > 1:
            classes = summary.left if side == "left" else summary.right
            drawn[f"tree-{side}"] = dendrogram(tree, classes)
    return drawn


def convergence(history: Sequence[float]) -> Figure:
    """Draw the objective at every step."""
    rows = [{"step": i, "objective": value} for i, value in enumerate(history, start=1)]
    chart = (
        alt.Chart(named("steps"))
        .mark_line(color=HUE, point=len(rows) < 60)
        .encode(
            x=alt.X("step:Q", title="chart.step", axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("objective:Q", title="chart.objective", scale=alt.Scale(zero=False)),
        )
    )
    return Figure(chart, {"steps": rows})


def transitions(summary: Summary) -> Figure:
    """Draw p(d|c), the classes in the order of the class tree."""
    trees = {} if summary.evidence is None else summary.evidence.trees
    rows, columns = (trees.get(side) for side in ("left", "left" if summary.tied else "right"))
    cells = _cells(summary.transitions, summary.left, summary.following)
    return _heatmap(cells, ("chart.class", "chart.next"), rows, columns)


def contingency(found: Contingency, classes: Sequence[ClassSummary]) -> Figure:
    """Draw the share of each gold tag among each class's tokens."""
    names = [class_label(classes[int(c)], "<s>") if c.isdecimal() else c for c in found.classes]
    rows = [
        {"c": name, "d": visible(tag), "v": round(n / max(sum(counts), 1), 4), "n": n}
        for name, counts in zip(names, found.table, strict=True)
        for tag, n in zip(found.tags, counts, strict=True)
        if n
    ]
    chart = (
        alt.Chart(named("cells"))
        .mark_rect(color=HUE)
        .encode(
            x=alt.X(
                "d:N", title="chart.tag", sort=[visible(tag) for tag in found.tags], axis=CROWDED
            ),
            y=alt.Y("c:N", title="chart.class", sort=names, axis=CROWDED),
            opacity=_opacity("v:Q"),
        )
    )
    return Figure(chart, {"cells": rows}, square=True)


def _cells(
    table: Sequence[Sequence[float]],
    rows: Sequence[ClassSummary],
    columns: Sequence[ClassSummary],
    by_row: bool = False,
) -> Rows:
    """The visible cells of a table, restricted to the largest classes."""
    cells: Rows = []
    for c, values in enumerate(table[: MAX_TABLE + 1]):
        total = (sum(values) or 1.0) if by_row else 1.0
        for d, value in enumerate(values[: MAX_TABLE + 1]):
            share = round(value / total, 4)
            if share >= LEAST_DRAWN:
                cells.append({"c": c, "d": d, "v": share})
    named = {c: class_label(entry, "<s>") for c, entry in enumerate(rows[: MAX_TABLE + 1])}
    named_next = {d: class_label(entry, "</s>") for d, entry in enumerate(columns[: MAX_TABLE + 1])}
    for cell in cells:
        cell["cn"], cell["dn"] = named[cell["c"]], named_next[cell["d"]]
    return cells


def _heatmap(
    cells: Rows, titles: tuple[str, str], rows: Tree | None = None, columns: Tree | None = None
) -> Figure:
    """Draw cells, the darker the larger their square root, in the order of the trees."""
    for key, tree in (("y", rows), ("x", columns)):
        place = {} if tree is None else {c: i for i, c in enumerate(tree.leaves())}
        for cell in cells:
            number = cell["c" if key == "y" else "d"]
            cell[key] = place.get(number, number)
    x, y = (alt.EncodingSortField(key, op="min") for key in "xy")
    chart = (
        alt.Chart(named("cells"))
        .transform_calculate(strength="sqrt(datum.v)")
        .mark_rect(color=HUE)
        .encode(
            x=alt.X("dn:N", title=titles[1], sort=x, axis=CROWDED),
            y=alt.Y("cn:N", title=titles[0], sort=y, axis=CROWDED),
            opacity=_opacity("strength:Q"),
        )
    )
    return Figure(chart, {"cells": cells}, square=True)


def _opacity(field: str) -> alt.Opacity:
    return alt.Opacity(field, scale=alt.Scale(domain=[0, 1], range=[0, 1], clamp=True), legend=None)
