"""How a class and a probability are written wherever they appear."""

import math

from wordclass.reports.data.classes import ClassSummary
from wordclass.reports.wording.escaping import visible


def class_label(entry: ClassSummary, boundary: str, limit: int = 24) -> str:
    """A class's number and name, or ``boundary`` for the boundary's class."""
    return boundary if entry.id == 0 else f"{entry.id} {visible(entry.name, limit)}"


def short_name(entry: ClassSummary, boundary: str) -> str:
    """The name a user gave, else the most probable word, or ``boundary`` for class 0."""
    if entry.id == 0 or entry.named:
        return entry.name if entry.named else boundary
    return entry.by_probability[0].word if entry.by_probability else "–"


def percent(p: float) -> str:
    """Format a probability as a percentage with two significant figures.

    Examples
    --------
    >>> percent(0.4567), percent(0.00123), percent(0), percent(1.0)
    ('46%', '0.12%', '0%', '100%')
    """
    if p <= 0:
        return "0%"
    return f"{100 * p:.{max(0, 1 - math.floor(math.log10(100 * p)))}f}%"
