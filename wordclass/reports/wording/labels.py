"""How a class and a probability are written wherever they appear."""

import math

from wordclass.models.fitted.stability import RELIABLE
from wordclass.reports.data.classes import ClassSummary
from wordclass.reports.data.summary import Summary
from wordclass.reports.wording.escaping import visible
from wordclass.reports.wording.strings import say


def class_label(entry: ClassSummary, boundary: str, limit: int = 24) -> str:
    """A class's number and name, or ``boundary`` for the boundary's class."""
    return boundary if entry.id == 0 else f"{entry.id} {visible(entry.name, limit)}"


def short_name(entry: ClassSummary, boundary: str, width: int = 0) -> str:
    """The name a user gave, else as many of its words as fit and at least one."""
    if entry.id == 0 or entry.named or len(entry.name) <= width:
        return boundary if entry.id == 0 and not entry.named else entry.name
    first = entry.by_probability[0].word if entry.by_probability else "–"
    return entry.name[: width + 1].rpartition("/")[0] or first


def transition(summary: Summary, c: int, d: int, language: str = "en") -> str:
    """Format p(d|c), with its interval in whole percents if that was measured."""
    p, stability = percent(summary.transitions[c][d]), summary.stability
    if stability is None:
        return p
    return f"{p} ({interval(stability.low[c][d], stability.high[c][d], language)})"


def interval(low: float, high: float, language: str = "en") -> str:
    """Format an interval of a probability, in percent.

    Examples
    --------
    >>> interval(0.312, 0.379), interval(0.0, 1.0), interval(0.312, 0.379, "zh")
    ('31 to 38', 'undetermined', '31 至 38')
    """
    if (low, high) == (0, 1):
        return say(language, "trust.undetermined")
    return say(language, "trust.interval", low=f"{100 * low:.0f}", high=f"{100 * high:.0f}")


def found_again(found: int, n: int) -> str:
    """In how many of n resamples a class was found again; marked if in fewer than 80 %.

    Examples
    --------
    >>> found_again(19, 20), found_again(7, 20)
    ('19/20', '7/20 ?')
    """
    return f"{found}/{n}{'' if found >= RELIABLE * n else ' ?'}"


def percent(p: float) -> str:
    """Format a probability as a percentage with two significant figures.

    Examples
    --------
    >>> percent(0.4567), percent(0.00997), percent(0), percent(1.0)
    ('46%', '1.0%', '0%', '100%')
    """
    if p <= 0:
        return "0%"
    rounded = float(f"{100 * p:.1e}")
    return f"{rounded:.{max(0, 1 - math.floor(math.log10(rounded)))}f}%"
