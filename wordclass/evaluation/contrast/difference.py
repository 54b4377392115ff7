"""One difference between two corpora, with its evidence."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["class", "transition", "word"]


@dataclass(frozen=True)
class Difference:
    """One share that was tested in a corpus against another.

    Parameters
    ----------
    kind : "class", "transition" or "word"
        The share of a class in all tokens; of class ``right`` after class ``left``; of class
        ``right`` after the word, or of class ``left`` before it. A word is tested by all its
        neighbours at once, and the share is that which differs most.
    n, totals : (int, int)
        Tokens counted in the first corpus and in the second, and tokens they are a share of.
    ratio, low, high : float
        The ratio of the first share to the second, and its interval: all ratios that the test
        does not reject, so that 1 is outside it for every finding. ``high`` is infinite (null
        in JSON) where the second share may be 0.
    log_ratio : float
        log2 of the ratio.
    g2, dispersion : float
        The log-likelihood ratio; and the variance of the shares between blocks, divided by that
        of independent tokens.
    p, q : float
        The p-value, and the p-value adjusted for the number of tests.
    contrast : int
        Number of the pair of corpora.
    left, right : int, optional
        Classes: a left class, a right class, or both for a transition.
    word : str, optional
    classes : (int, int), optional
        The class that the word's neighbours in each corpus favour.
    """

    kind: Kind
    n: tuple[int, int]
    totals: tuple[int, int]
    ratio: float
    low: float
    high: float
    log_ratio: float
    g2: float
    dispersion: float
    p: float
    q: float = float("nan")
    contrast: int = 0
    left: int | None = None
    right: int | None = None
    word: str | None = None
    classes: tuple[int, int] | None = None

    @property
    def shares(self) -> tuple[float, float]:
        """The share in the first corpus and in the second."""
        return self.n[0] / max(self.totals[0], 1), self.n[1] / max(self.totals[1], 1)

    @property
    def changes_class(self) -> bool:
        """Whether the neighbours of the word favour another class in each corpus."""
        return self.classes is not None and self.classes[0] != self.classes[1]

    @property
    def least(self) -> float:
        """The factor by which the shares differ at least, within the interval; 1 if none."""
        return max(self.low, 1 / self.high, 1.0)
