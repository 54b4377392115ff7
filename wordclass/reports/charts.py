"""The report's figures, drawn by Altair: the same ones in the page and in a paper.

Colours are one hue at the opacity of the value, text and lines are the page's own, so that
a figure serves light, dark and print. Titles are keys of the page's strings, looked up by
whoever shows the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt
from rich.cells import cell_len

from wordclass.reports.classes import ClassSummary
from wordclass.reports.escaping import visible
from wordclass.reports.evidence import MAX_TABLE

if TYPE_CHECKING:
    from wordclass.reports.contingency import Contingency
    from wordclass.reports.evidence import Tree
    from wordclass.reports.summary import Summary

HUE, COUNTER_HUE = "#0969da", "#bc4c00"
CELL = 14  # pixels

Chart = alt.TopLevelMixin


def figures(summary: Summary) -> dict[str, Chart]:
    """Give every figure the summary has data for, by name."""
    drawn: dict[str, Chart] = {"transitions": transitions(summary)}
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


def _inline(rows: list[dict[str, Any]]) -> alt.Data:
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]


def convergence(history: Sequence[float]) -> Chart:
    """Draw the objective at every step."""
    rows = [{"step": i, "objective": value} for i, value in enumerate(history, start=1)]
    return (
        alt.Chart(_inline(rows))
        .mark_line(color=HUE, point=len(rows) < 60)
        .encode(
            x=alt.X("step:Q", title="chart.step", axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("objective:Q", title="chart.objective", scale=alt.Scale(zero=False)),
            tooltip=["step:Q", alt.Tooltip("objective:Q", format=".5f")],
        )
        .properties(width=460, height=200)
    )


def transitions(summary: Summary) -> Chart:
    """Draw p(d|c); the page's reader may ask for lift, and for like next to like."""
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
    return _heatmap(cells, ("chart.class", "chart.next"), clever=True)


def contingency(found: Contingency, classes: Sequence[ClassSummary]) -> Chart:
    """Draw the share of each gold tag among each class's tokens."""
    names = [_name(classes[int(c)], "<s>") if c.isdecimal() else c for c in found.classes]
    rows = [
        {"c": name, "d": visible(tag), "v": round(n / max(sum(counts), 1), 4), "n": n}
        for name, counts in zip(names, found.table, strict=True)
        for tag, n in zip(found.tags, counts, strict=True)
        if n
    ]
    return (
        alt.Chart(_inline(rows))
        .mark_rect(color=HUE)
        .encode(
            x=alt.X("d:N", title="chart.tag", sort=[visible(tag) for tag in found.tags]),
            y=alt.Y("c:N", title="chart.class", sort=names),
            opacity=_opacity("v:Q"),
            tooltip=["c:N", "d:N", "n:Q", alt.Tooltip("v:Q", format=".1%")],
        )
        .properties(width={"step": CELL}, height={"step": CELL})
    )


def _cells(
    table: Sequence[Sequence[float]],
    rows: Sequence[ClassSummary],
    columns: Sequence[ClassSummary],
    by_row: bool = False,
) -> list[dict[str, Any]]:
    """List the cells of a table that are not empty, of the largest classes."""
    cells: list[dict[str, Any]] = []
    for c, values in enumerate(table[: MAX_TABLE + 1]):
        total = (sum(values) or 1.0) if by_row else 1.0
        for d, value in enumerate(values[: MAX_TABLE + 1]):
            share = round(value / total, 4)
            if share > 0:
                cells.append({"c": c, "d": d, "v": share})
    named = {c: _name(entry, "<s>") for c, entry in enumerate(rows[: MAX_TABLE + 1])}
    named_next = {d: _name(entry, "</s>") for d, entry in enumerate(columns[: MAX_TABLE + 1])}
    for cell in cells:
        cell["cn"], cell["dn"] = named[cell["c"]], named_next[cell["d"]]
    return cells


def _name(entry: ClassSummary, boundary: str) -> str:
    return boundary if entry.id == 0 else f"{entry.id} {visible(entry.name, 24)}"


def _heatmap(cells: list[dict[str, Any]], titles: tuple[str, str], clever: bool = False) -> Chart:
    """Draw cells; a clever one has parameters for the measure and the order of classes."""
    chart = alt.Chart(_inline(cells))
    tooltip = [
        alt.Tooltip("cn:N", title=titles[0]),
        alt.Tooltip("dn:N", title=titles[1]),
        alt.Tooltip("v:Q", format=".1%", title="chart.p"),
    ]
    place: tuple[Any, Any] = ("c", "d")
    strength = "sqrt(datum.v)"
    hue: Any = alt.value(HUE)
    if clever:
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
    return (
        chart.transform_calculate(strength=strength)
        .mark_rect()
        .encode(
            x=alt.X("dn:N", title=titles[1], sort=alt.EncodingSortField(place[1], op="min")),
            y=alt.Y("cn:N", title=titles[0], sort=alt.EncodingSortField(place[0], op="min")),
            color=hue,
            opacity=_opacity("strength:Q"),
            tooltip=tooltip,
        )
        .properties(width={"step": CELL}, height={"step": CELL})
    )


def _opacity(field: str) -> alt.Opacity:
    return alt.Opacity(field, scale=alt.Scale(domain=[0, 1], range=[0, 1], clamp=True), legend=None)


def dendrogram(tree: Tree, classes: Sequence[ClassSummary]) -> Chart:
    """Draw how classes merge, the last at most 100 of them; merges above ``cut`` are dotted.

    Across: the mutual information lost, in bits, up to and with each merge.
    """
    n_classes = len(tree.merges) + 1
    first = max(0, n_classes - MAX_TABLE)  # the merges before it stay undrawn
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
        left = n_classes - 1 - step  # classes left after this merge
        lines.append({"x": x[node], "x2": x[node], "y": ends[0], "y2": ends[1], "left": left})
        lines += [
            {"x": x.get(child, 0.0), "x2": x[node], "y": y[child], "y2": y[child], "left": left}
            for child in pair
        ]
    cut = alt.param(name="cut", value=1)
    drawn = (
        alt.Chart(_inline(lines))
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
    named = (
        alt.Chart(_inline(labels))
        .mark_text(align="right", dx=-4)
        .encode(y="y:Q", x=alt.value(0), text="name:N")
    )
    return alt.layer(drawn, named).properties(
        width=420,
        height=CELL * (len(leaves) + 1),
        padding={"left": 7 * widest + 10, "top": 5, "right": 5, "bottom": 5},
    )


def _leaf(
    node: int, children: dict[int, tuple[int, int]], classes: Sequence[ClassSummary]
) -> dict[str, Any]:
    """Name a leaf by its heaviest class ``c``, and say how many ``more`` are in it."""
    heaviest = node
    while heaviest in children:
        heaviest = children[heaviest][0]
    n_within, stack = 0, [node]
    while stack:
        top = stack.pop()
        n_within += top not in children
        stack += children.get(top, ())
    more = f" +{n_within - 1}" if n_within > 1 else ""
    return {"c": heaviest, "more": more, "name": _name(classes[heaviest], "") + more}


def spec_of(chart: Chart, strings: dict[str, str], text: str) -> dict[str, Any]:
    """Give a figure as a Vega-Lite specification.

    Parameters
    ----------
    chart : Chart
        One of :func:`figures`.
    strings : dict of str to str
        What the titles' keys say; a key without a string stays as it is.
    text : str
        The colour of text and lines, ``"currentColor"`` in the page.
    """
    configured = chart.configure(
        background="transparent",
        aria=False,  # the page names the figure and has its table
        font="system-ui, 'Noto Sans', 'Noto Sans CJK SC', sans-serif",
        axis=alt.AxisConfig(
            labelColor=text, titleColor=text, domainColor=text, tickColor=text, grid=False,
            labelLimit=200, labelFontSize=10,
        ),
        text=alt.MarkConfig(color=text, fontSize=10),
        view=alt.ViewConfig(stroke=text, strokeOpacity=0.2),
    )  # fmt: skip
    # Unvalidated: the specification is ours, and validation would walk all its data.
    return _titled(configured.to_dict(validate=False), strings)


def _titled(part: Any, strings: dict[str, str]) -> Any:
    if isinstance(part, dict):
        return {
            key: strings.get(value, value)
            if key == "title" and isinstance(value, str)
            else (value if key == "values" else _titled(value, strings))
            for key, value in part.items()
        }
    return [_titled(item, strings) for item in part] if isinstance(part, list) else part
