"""The summary in a notebook: class cards and the transition table, as plain HTML.

It has no script, so that a notebook need not trust it, and takes the colours of the text
around it, so that it is legible in light and dark notebooks.
"""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from wordclass.reports.data.summary import Summary
from wordclass.reports.formats.templating import fill, part
from wordclass.reports.wording.labels import class_label, percent, short_name
from wordclass.reports.wording.sentences import fact_label, facts, notes_on

MAX_CARDS = 60  # on a side: a notebook file contains all its output
MAX_MAPPED = 60
MIN_DRAWN = 0.01  # of p(d|c)
SUCCESSORS = 3  # following classes listed for each class


def to_notebook(summary: Summary) -> str:
    """The fragment with its style; see :meth:`Summary._repr_html_`."""
    return f"<style>\n{part('fragment.css')}</style>\n{to_fragment(summary)}"


def to_fragment(summary: Summary, language: str = "en") -> Markup:
    """The classes, their most probable transitions and the whole table."""
    shown = ("method", "classes", "counted", "vocabulary", "perplexity", "gold tags")
    return Markup(
        fill(
            "fragment.html.jinja",
            summary=summary,
            ui=language,
            facts=[
                (fact_label(label, language), value)
                for label, value in facts(summary, language).items()
                if label in shown
            ],
            notes=notes_on(summary, language),
            sides=[
                ("classes" if summary.tied else side, len(classes) - 1, classes[1 : MAX_CARDS + 1])
                for side, classes in summary.classes.items()
            ],
            successors=[list(_successors(summary, row)) for row in summary.transitions],
            cells=list(_cells(summary)),
            rows=summary.left[: MAX_MAPPED + 1],
            columns=summary.following[: MAX_MAPPED + 1],
        )
    )


def _successors(summary: Summary, row: Sequence[float]) -> Iterator[tuple[int, str, float]]:
    """The most probable next classes: number, first word, p."""
    for d in sorted(range(len(row)), key=lambda d: (-row[d], d))[:SUCCESSORS]:
        if row[d] > 0:
            yield d, short_name(summary.following[d], "</s>"), row[d]


def _cells(summary: Summary) -> Iterator[tuple[int, int, float, str]]:
    """The cells of the map: column, row, opacity, label."""
    rows = [class_label(entry, "<s>") for entry in summary.left[: MAX_MAPPED + 1]]
    columns = [class_label(entry, "</s>") for entry in summary.following[: MAX_MAPPED + 1]]
    for c, row_label in enumerate(rows):
        for d, column_label in enumerate(columns):
            p = summary.transitions[c][d]
            if p >= MIN_DRAWN:
                yield d, c, round(p**0.5, 2), f"{row_label} → {column_label}: {percent(p)}"
