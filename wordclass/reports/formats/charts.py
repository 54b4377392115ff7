"""The report's figures, drawn with Altair: the same in the page and in a paper."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from wordclass.reports.data.classes import ClassSummary
from wordclass.reports.data.evidence import MAX_TABLE
from wordclass.reports.data.summary import Contingency, Summary
from wordclass.reports.formats.dendrogram import dendrogram
from wordclass.reports.formats.vega import COUNTER_HUE, HUE, Figure, Rows, cell_size, named
from wordclass.reports.wording.escaping import visible
from wordclass.reports.wording.labels import class_label


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
            tooltip=[
                alt.Tooltip("step:Q", title="chart.step"),
                alt.Tooltip("objective:Q", format=".5f", title="chart.objective"),
            ],
        )
        .properties(width=460, height=200)
    )
    return Figure(chart, {"steps": rows})


def transitions(summary: Summary) -> Figure:
    """Draw p(d|c); the page's controls switch to lift, and between orders of the classes."""
    cells = _cells(summary.transitions, summary.left, summary.following)
    behind = summary.evidence
    for cell in cells:
        cell["lift"] = round(summary.lift[cell["c"]][cell["d"]], 4)
        cell["row"], cell["column"] = cell["c"], cell["d"]
    if behind is not None:
        row_place = {c: i for i, c in enumerate(behind.row_order)}
        column_place = {d: i for i, d in enumerate(behind.column_order)}
        for cell in cells:
            cell["row"], cell["column"] = row_place[cell["c"]], column_place[cell["d"]]
    return _heatmap(cells, ("chart.class", "chart.next"), switchable=True)


def contingency(found: Contingency, classes: Sequence[ClassSummary]) -> Figure:
    """Draw the share of each gold tag among each class's tokens."""
    names = [class_label(classes[int(c)], "<s>") if c.isdecimal() else c for c in found.classes]
    rows = [
        {"c": name, "d": visible(tag), "v": round(n / max(sum(counts), 1), 4), "n": n}
        for name, counts in zip(names, found.table, strict=True)
        for tag, n in zip(found.tags, counts, strict=True)
        if n
    ]
    step = cell_size(max(len(names), len(found.tags)))
    chart = (
        alt.Chart(named("cells"))
        .mark_rect(color=HUE)
        .encode(
            x=alt.X("d:N", title="chart.tag", sort=[visible(tag) for tag in found.tags]),
            y=alt.Y("c:N", title="chart.class", sort=names),
            opacity=_opacity("v:Q"),
            tooltip=[
                alt.Tooltip("c:N", title="chart.class"),
                alt.Tooltip("d:N", title="chart.tag"),
                alt.Tooltip("n:Q", format=",", title="chart.count"),
                alt.Tooltip("v:Q", format=".1%", title="chart.part"),
            ],
        )
        .properties(width=step, height=step)
    )
    return Figure(chart, {"cells": rows})


def _cells(
    table: Sequence[Sequence[float]],
    rows: Sequence[ClassSummary],
    columns: Sequence[ClassSummary],
    by_row: bool = False,
) -> Rows:
    """The non-zero cells of a table, restricted to the largest classes."""
    cells: Rows = []
    for c, values in enumerate(table[: MAX_TABLE + 1]):
        total = (sum(values) or 1.0) if by_row else 1.0
        for d, value in enumerate(values[: MAX_TABLE + 1]):
            share = round(value / total, 4)
            if share > 0:
                cells.append({"c": c, "d": d, "v": share})
    named = {c: class_label(entry, "<s>") for c, entry in enumerate(rows[: MAX_TABLE + 1])}
    named_next = {d: class_label(entry, "</s>") for d, entry in enumerate(columns[: MAX_TABLE + 1])}
    for cell in cells:
        cell["cn"], cell["dn"] = named[cell["c"]], named_next[cell["d"]]
    return cells


def _heatmap(cells: Rows, titles: tuple[str, str], switchable: bool = False) -> Figure:
    """Draw cells; if switchable, with parameters for the measure and the order of classes."""
    chart = alt.Chart(named("cells"))
    tooltip = [
        alt.Tooltip("cn:N", title=titles[0]),
        alt.Tooltip("dn:N", title=titles[1]),
        alt.Tooltip("v:Q", format=".1%", title="chart.p"),
    ]
    place: tuple[Any, Any] = ("c", "d")
    strength = "sqrt(datum.v)"
    hue: Any = alt.value(HUE)
    if switchable:
        chart = chart.add_params(
            alt.param(name="measure", value="p"), alt.param(name="order", value="alike")
        )
        tooltip.append(alt.Tooltip("lift:Q", format=".2f", title="chart.lift"))
        place = ("y", "x")
        strength = (
            "measure === 'p' ? sqrt(datum.v) : min(abs(log(max(datum.lift, 0.01))) / log(2) / 4, 1)"
        )
        usual = "measure === 'p' || datum.lift >= 1"
        hue = alt.condition(usual, alt.value(HUE), alt.value(COUNTER_HUE))
        chart = chart.transform_calculate(
            y="order === 'alike' ? datum.row : datum.c",
            x="order === 'alike' ? datum.column : datum.d",
        )
    step = cell_size(max((max(cell["c"], cell["d"]) + 1 for cell in cells), default=1))
    chart = (
        chart.transform_calculate(strength=strength)
        .mark_rect()
        .encode(
            x=alt.X("dn:N", title=titles[1], sort=alt.EncodingSortField(place[1], op="min")),
            y=alt.Y("cn:N", title=titles[0], sort=alt.EncodingSortField(place[0], op="min")),
            color=hue,
            opacity=_opacity("strength:Q"),
            tooltip=tooltip,
        )
        .properties(width=step, height=step)
    )
    return Figure(chart, {"cells": cells})


def _opacity(field: str) -> alt.Opacity:
    return alt.Opacity(field, scale=alt.Scale(domain=[0, 1], range=[0, 1], clamp=True), legend=None)
