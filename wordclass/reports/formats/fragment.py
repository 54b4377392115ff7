"""The summary in a notebook: class cards and the table of what follows what, as plain HTML.

No script, so that no notebook has to trust it; colours are those of the text around it, so
that it serves light and dark ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from wordclass.reports.formats.drawing import label_of
from wordclass.reports.formats.templating import fill, part
from wordclass.reports.wording.facts import fact_label, facts, percent
from wordclass.reports.wording.notes import notes_on

if TYPE_CHECKING:
    from wordclass.reports.data.summary import Summary

MOST_CARDS = 60  # of a side: a notebook is kept in one file with all its output
MOST_MAPPED = 60
LEAST_DRAWN = 0.01  # of p(d|c)
SUCCESSORS = 3  # classes named after each class


def to_notebook(summary: Summary) -> str:
    """Draw the fragment with its own style; see :meth:`Summary._repr_html_`."""
    return f"<style>\n{part('fragment.css')}</style>\n{to_fragment(summary)}"


def to_fragment(summary: Summary, language: str = "en") -> Markup:
    """Draw the classes, their strongest transitions and the whole table."""
    shown = ("method", "classes", "counted", "vocabulary", "perplexity", "gold tags")
    sides = [("classes" if summary.tied else "left", summary.left)]
    if not summary.tied:
        sides.append(("right", summary.right))
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
            notes=notes_on(summary, summary.of_another_text, summary.undetermined, language),
            sides=[
                (side, len(classes) - 1, classes[1 : MOST_CARDS + 1]) for side, classes in sides
            ],
            successors=[list(_successors(summary, row)) for row in summary.transitions],
            cells=list(_cells(summary)),
            rows=summary.left[: MOST_MAPPED + 1],
            columns=summary.following[: MOST_MAPPED + 1],
        )
    )


def _successors(summary: Summary, row: Sequence[float]) -> Iterator[tuple[int, str, float]]:
    """Give the most probable next classes: number, first word, p."""
    for d in sorted(range(len(row)), key=lambda d: (-row[d], d))[:SUCCESSORS]:
        if row[d] > 0:
            words = summary.following[d].by_probability
            yield d, "</s>" if d == 0 else words[0].word if words else "–", row[d]


def _cells(summary: Summary) -> Iterator[tuple[int, int, float, str]]:
    """Give the map's cells: column, row, how dark, what it says."""
    rows = [label_of(entry, "<s>") for entry in summary.left[: MOST_MAPPED + 1]]
    columns = [label_of(entry, "</s>") for entry in summary.following[: MOST_MAPPED + 1]]
    for c, row_label in enumerate(rows):
        for d, column_label in enumerate(columns):
            p = summary.transitions[c][d]
            if p >= LEAST_DRAWN:
                yield d, c, round(p**0.5, 2), f"{row_label} → {column_label}: {percent(p)}"
