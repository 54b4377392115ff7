"""A figure of a report: its data, and its Vega-Lite specification at the size it is printed.

Cells are one hue whose opacity is the value, so that they are legible in grey and to the
colour-blind. Titles are keys of the strings, looked up when the figure is drawn.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import altair as alt
from rich.cells import cell_len

HUE, COUNTER_HUE, INK = "#0969da", "#bc4c00", "#1f2328"
FONTS = "Helvetica, Arial, 'Liberation Sans', 'Noto Sans CJK SC', sans-serif"
# Used first if words are Chinese, as characters that a font lacks would be drawn in any other.
CHINESE_FONTS = f"'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', {FONTS}"
FONT = 9  # of all text, in CSS pixels: 6.75 pt in print
MAX_TABLE = 200  # classes on each side of a table that is drawn
PIXELS_PER_MM = 96 / 25.4
_CELL, _LONGEST = 5, 110  # pixels: of half a Chinese character, at most; and of a label
KEY = alt.Legend(  # of shades
    values=[0.01, 0.1, 0.3, 1], format=".0%", orient="top", offset=6,
    symbolType="square", symbolFillColor=HUE,
    symbolStrokeWidth=0, symbolSize=80,
)  # fmt: skip

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Figure:
    """A chart and the rows it draws, kept separate, as Altair would copy and validate each."""

    chart: alt.TopLevelMixin  # refers to its data by name
    data: dict[str, Rows]
    square: bool = False  # as high as it is wide
    height: float = 160  # of other figures, in CSS pixels

    def spec(self, strings: dict[str, str], width: float, fonts: str = FONTS) -> dict[str, Any]:
        """The Vega-Lite specification, ``width`` mm wide; titles are looked up in ``strings``."""
        configured = self.chart.configure(
            background="transparent",
            font=fonts,
            axis=alt.AxisConfig(
                labelColor=INK, titleColor=INK, domainColor=INK, tickColor=INK, grid=False,
                labelFontSize=FONT, titleFontSize=FONT, titleFontWeight="normal",
            ),
            legend=alt.LegendConfig(
                labelColor=INK, titleColor=INK, labelFontSize=FONT, titleFontSize=FONT,
                titleFontWeight="normal", titleOrient="top",
            ),
            text=alt.MarkConfig(color=INK, fontSize=FONT),
            view=alt.ViewConfig(stroke=INK, strokeOpacity=0.2),
        )  # fmt: skip
        pixels = width * PIXELS_PER_MM
        return {
            **_titled(configured.to_dict(validate=False), strings),  # known to be valid
            "datasets": self.data,
            "width": pixels,
            "height": pixels if self.square else self.height,
            "autosize": {"type": "fit" if self.square else "fit-x", "contains": "padding"},
        }


def crowded(labels: Iterable[str]) -> alt.Axis:
    """An axis without the labels that would collide, its title beyond the longest of all.

    Vega would place the title by the labels drawn, which change with the place that is left.
    """
    extent = min(_CELL * max(map(cell_len, labels)), _LONGEST)
    return alt.Axis(labelOverlap="greedy", labelLimit=_LONGEST, minExtent=extent, maxExtent=extent)


def _titled(part: Any, strings: dict[str, str]) -> Any:
    if isinstance(part, dict):
        return {
            key: strings.get(value, value)
            if key == "title" and isinstance(value, str)
            else _titled(value, strings)
            for key, value in part.items()
        }
    return [_titled(item, strings) for item in part] if isinstance(part, list) else part
