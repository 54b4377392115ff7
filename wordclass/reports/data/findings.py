"""The strongest findings: which class follows which far more often than chance."""

import math
from dataclasses import dataclass

from wordclass.reports.data.classes import ClassSummary
from wordclass.reports.data.summary import Summary


@dataclass(frozen=True)
class Transition:
    """Class ``left`` is followed by class ``right``, more often than chance."""

    left: int  # class numbers; 0 is the sentence boundary
    right: int
    p: float  # p(right | left)
    lift: float  # its ratio to p(right), which is what chance would give


def findings_of(summary: Summary, n: int = 10) -> list[Transition]:
    """The n transitions that contribute most to the mutual information of adjacent classes.

    Those between punctuation marks, numbers and sentence boundaries come after all others.
    There are none where the method does not determine the transition table.
    """
    if summary.method == "em":
        return []
    found = [
        (summary.marginals[0][c] * p * math.log(lift), Transition(c, d, p, lift))
        for c, (row, lifts) in enumerate(zip(summary.transitions, summary.lift, strict=True))
        for d, (p, lift) in enumerate(zip(row, lifts, strict=True))
        if p > 0 and lift > 1 and (c, d) != (0, 0)
    ]
    left, right = (list(map(_has_words, side)) for side in (summary.left, summary.following))

    def rank(pair: tuple[float, Transition]) -> tuple[bool, float, int, int]:
        weight, one = pair
        return not (left[one.left] or right[one.right]), -weight, one.left, one.right

    return [one for _, one in sorted(found, key=rank)[:n]]


def _has_words(entry: ClassSummary) -> bool:
    return entry.id > 0 and any(sign.isalpha() for sign in entry.derived_name)
