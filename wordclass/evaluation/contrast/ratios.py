"""How large the difference between two shares is: their ratio with its interval, and G²."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wordclass.models.arrays import FloatArray, IntArray, reciprocal, xlogx

_MAX_LOG_RATIO = 30.0  # beyond which an interval has no end
_HALVINGS = 40


@dataclass(frozen=True)
class Share:
    """Counts of some cells in every block of a corpus, and the totals they are shares of."""

    n: FloatArray  # (blocks, items)
    totals: FloatArray

    def of(self, items: IntArray) -> "Share":
        """Some of the items."""
        return Share(self.n[:, items], self.totals[:, items])


class LogRatio(NamedTuple):
    """log2 of the ratio of two shares, its interval, and how far it varies between blocks."""

    value: FloatArray  # (items,)
    low: FloatArray  # (items,) infinite where one of the shares may be 0
    high: FloatArray
    dispersion: FloatArray  # (items,) variance between blocks, over that of independent tokens


def g_squared(first: FloatArray, second: FloatArray) -> FloatArray:
    """G² = 2 sum n log(n / expected) of two samples; the cells of an item are the last axis.

    Examples
    --------
    >>> float(g_squared(np.array([5.0, 5.0]), np.array([20.0, 20.0])))
    0.0
    """
    cells = (xlogx(first) + xlogx(second) - xlogx(first + second)).sum(axis=-1)
    n, m = first.sum(axis=-1), second.sum(axis=-1)
    return np.maximum(2 * (cells - xlogx(n) - xlogx(m) + xlogx(n + m)), 0)


def log_ratio(first: Share, second: Share, critical: FloatArray) -> LogRatio:
    """log2 of the ratio of two shares, and all ratios that the test does not reject.

    The test of a ratio rho is that of no difference, with the shares p1 - rho p2 and the variance
    v1 + rho^2 v2, each v between blocks and at least that of independent tokens under rho (the
    score interval of Koopman 1984). An interval that contains 1 is therefore that of a test which
    is not significant, and it has no upper end where the second share may be 0. Half a token is
    added to every count of the estimate, so that a share of 0 has a logarithm.

    Parameters
    ----------
    first, second : Share
    critical : (items,) array
        The largest |t| that is not significant.
    """
    n = np.stack([first.n.sum(axis=0), second.n.sum(axis=0)])
    total = np.maximum([first.totals.sum(axis=0), second.totals.sum(axis=0)], 1)
    p = n / total
    squares = [
        ((share.n - of * share.totals) ** 2).sum(axis=0) * len(share.n) / (len(share.n) - 1)
        for share, of in ((first, p[0]), (second, p[1]))
    ]
    between, independent = np.stack(squares) / total**2, p * (1 - p) / total

    def rejected(log_rho: FloatArray) -> npt.NDArray[np.bool_]:
        rho = 2**log_rho
        of_second = n.sum(axis=0) / (rho * total[0] + total[1])
        share = np.stack([rho * of_second, of_second])
        variance = np.maximum(between, share * np.maximum(1 - share, 0) / total)
        spread = np.sqrt(variance[0] + rho**2 * variance[1])
        return np.asarray(abs(p[0] - rho * p[1]) > critical * spread)

    value = -np.diff(np.log2((n + 0.5) / (total + 1)), axis=0)[0]
    low, high = (_end(value, direction, rejected) for direction in (-1, 1))
    dispersion = between.sum(axis=0) * reciprocal(independent.sum(axis=0))
    return LogRatio(value, low, high, dispersion)


def _end(
    value: FloatArray,
    direction: int,
    rejected: Callable[[FloatArray], npt.NDArray[np.bool_]],
) -> FloatArray:
    """How far from the estimates a test does not reject, by bisection."""
    inside, outside = value, value + direction * _MAX_LOG_RATIO
    unbounded = ~rejected(outside)
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        out = rejected(middle)
        inside, outside = np.where(out, inside, middle), np.where(out, middle, outside)
    return np.where(unbounded, direction * np.inf, inside)
