"""What every figure of a report has: its data, its colours, and how it becomes Vega-Lite.

Colours are one hue at the opacity of the value, text and lines are the page's own, so that
a figure serves light, dark and print. Titles are keys of the page's strings, looked up by
whoever shows the figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt

from wordclass.reports.data.classes import ClassSummary
from wordclass.reports.wording.escaping import visible

HUE, COUNTER_HUE = "#0969da", "#bc4c00"
CELL = 14  # pixels
LARGEST_CELL, FULL = 20, 560  # of a table of few classes, and what it may fill

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Figure:
    """A chart and the rows it draws, kept apart: Altair would copy and check every one.

    Parameters
    ----------
    chart : alt.TopLevelMixin
        Its data are :func:`named` ones.
    data : dict of str to list of dict
        Their rows.
    """

    chart: alt.TopLevelMixin
    data: dict[str, Rows]

    def spec(self, strings: dict[str, str], text: str) -> dict[str, Any]:
        """Give a Vega-Lite specification.

        Parameters
        ----------
        strings : dict of str to str
            What the titles' keys say; a key without a string stays as it is.
        text : str
            The colour of text and lines, ``"currentColor"`` in the page.
        """
        configured = self.chart.configure(
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
        drawn = _titled(configured.to_dict(validate=False), strings)  # ours: known to be valid
        return {**drawn, "datasets": self.data}


def cell_size(n: int) -> alt.Step:
    """Give the step of a table with n rows or columns: few classes are drawn larger."""
    return alt.Step(max(CELL, min(LARGEST_CELL, FULL // max(n, 1))))


def named(data: str) -> alt.Data:
    """Give a chart the rows of this name."""
    return alt.NamedData(name=data)


def label_of(entry: ClassSummary, boundary: str) -> str:
    """Give a class's number and name for an axis; the boundary's sign on that side."""
    return boundary if entry.id == 0 else f"{entry.id} {visible(entry.name, 24)}"


def _titled(part: Any, strings: dict[str, str]) -> Any:
    if isinstance(part, dict):
        return {
            key: strings.get(value, value)
            if key == "title" and isinstance(value, str)
            else _titled(value, strings)
            for key, value in part.items()
        }
    return [_titled(item, strings) for item in part] if isinstance(part, list) else part
