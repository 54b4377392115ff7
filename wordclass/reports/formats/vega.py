"""A figure of a report: its data, its colours, and its Vega-Lite specification.

Cells are one hue whose opacity is the value, and text and lines take the page's own colour,
so that the same figure serves light, dark and print. Titles are keys of the strings, looked
up by whoever shows the figure.
"""

from dataclasses import dataclass
from typing import Any

import altair as alt

HUE, COUNTER_HUE = "#0969da", "#bc4c00"
CELL = 14  # pixels
LARGEST_CELL, FULL = 20, 560  # of a table with few classes, and the width it may fill

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Figure:
    """A chart and the rows it draws, kept apart because Altair would copy and validate each.

    Parameters
    ----------
    chart : alt.TopLevelMixin
        Refers to its data by name (:func:`named`).
    data : dict of str to list of dict
        The rows of each.
    """

    chart: alt.TopLevelMixin
    data: dict[str, Rows]

    def spec(self, strings: dict[str, str], text: str) -> dict[str, Any]:
        """The Vega-Lite specification.

        Parameters
        ----------
        strings : dict of str to str
            The titles by key; a key without a string stays as it is.
        text : str
            The colour of text and lines; ``"currentColor"`` in the page.
        """
        configured = self.chart.configure(
            background="transparent",
            aria=False,  # the page labels the figure and offers its table
            font="system-ui, 'Noto Sans', 'Noto Sans CJK SC', sans-serif",
            axis=alt.AxisConfig(
                labelColor=text, titleColor=text, domainColor=text, tickColor=text, grid=False,
                labelLimit=200, labelFontSize=10,
            ),
            text=alt.MarkConfig(color=text, fontSize=10),
            view=alt.ViewConfig(stroke=text, strokeOpacity=0.2),
        )  # fmt: skip
        drawn = _titled(configured.to_dict(validate=False), strings)  # known to be valid
        return {**drawn, "datasets": self.data}


def cell_size(n: int) -> alt.Step:
    """The size of a cell in a table of n rows or columns: few classes are drawn larger."""
    return alt.Step(max(CELL, min(LARGEST_CELL, FULL // max(n, 1))))


def named(data: str) -> alt.Data:
    """A reference to the rows of this name."""
    return alt.NamedData(name=data)


def _titled(part: Any, strings: dict[str, str]) -> Any:
    if isinstance(part, dict):
        return {
            key: strings.get(value, value)
            if key == "title" and isinstance(value, str)
            else _titled(value, strings)
            for key, value in part.items()
        }
    return [_titled(item, strings) for item in part] if isinstance(part, list) else part
