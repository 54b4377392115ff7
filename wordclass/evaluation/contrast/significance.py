"""Do two corpora differ in a share? Judged by how blocks of text vary.

Bigram tokens are not independent: a word comes in bursts, a sentence has one beginning. The
difference of two shares is therefore divided by its standard error over blocks of text, and
compared with the same statistic when the blocks are assigned to the two corpora at random. Such
a test is exact if the blocks of both corpora vary alike, and asymptotically valid if they do not
(Janssen 1997; Chung & Romano 2013). Every share has a null distribution of its own: that of a
word from few documents has a heavy tail, and an approximation would not be accurate at the small
p-values that a thousand tests require.

If two corpora do not differ, the p-values are exactly uniform, and control of the false discovery
rate alone would give findings, all of them false, in a share ``level`` of such comparisons.
Whether anything differs at all is therefore decided at half that level (:func:`adjusted`).
"""

from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

import numpy as np
from scipy.stats import false_discovery_control

from wordclass.evaluation.contrast.ratios import Share
from wordclass.models.arrays import FloatArray, IntArray, reciprocal

_EXCEEDED = 20  # times, which decide a test (Besag & Clifford 1991)
_PERMUTATIONS = 4  # per test and level: twice as many as one test needs to be significant
_AT_A_TIME = 200_000  # statistics
_ROUNDING = 1e-9  # statistics of equal permutations differ by less


@dataclass(frozen=True)
class _Blocks:
    """Blocks of both corpora: what the difference of shares and its variance are sums of."""

    terms: FloatArray  # (5, blocks, items) r, T, r^2, r T and T^2, with the residuals r = n - p T
    p: FloatArray  # (items,) the share in both corpora

    @classmethod
    def of(cls, first: Share, second: Share) -> "_Blocks":
        n, totals = np.vstack([first.n, second.n]), np.vstack([first.totals, second.totals])
        p = n.sum(axis=0) * reciprocal(totals.sum(axis=0))
        r = n - p * totals
        return cls(np.stack([r, totals, r**2, r * totals, totals**2]), p)

    def __getitem__(self, items: IntArray) -> "_Blocks":
        return _Blocks(self.terms[:, :, items], self.p[items])

    def t(self, in_first: FloatArray) -> FloatArray:
        """|t| for each assignment of blocks, 1 for the first corpus; (assignments, items).

        The variance of each share is at least that of independent tokens.
        """
        first = in_first @ self.terms
        sides = (first, self.terms.sum(axis=1)[:, None] - first)
        n_blocks = in_first.sum(axis=1)[:, None]
        difference, variance = np.zeros(first.shape[1:]), np.zeros(first.shape[1:])
        for sign, sums, n in (
            (1, sides[0], n_blocks),
            (-1, sides[1], in_first.shape[1] - n_blocks),
        ):
            r, total, r_r, r_total, total_total = sums
            total = np.maximum(total, 1)
            excess = r / total
            squares = r_r - 2 * excess * r_total + excess**2 * total_total
            between = squares * n / (n - 1) / total**2
            variance += np.maximum(between, self.p * (1 - self.p) / total)
            difference += sign * excess
        return np.asarray(abs(difference) * reciprocal(np.sqrt(variance)))


def adjusted(p: FloatArray, n_tests_in_all: int = 0) -> FloatArray:
    """Adjust p-values so that those up to a level are findings at that level.

    At most a share ``level`` of the findings is expected to be false (Benjamini & Hochberg 1995),
    and there are none unless that holds at half the level too. So where nothing differs, there
    are findings in half as many comparisons as the level allows; where something clearly does,
    no finding is lost.

    Parameters
    ----------
    p : (tests,) array
    n_tests_in_all : int
        If these are some of more tests: of how many. The result is then an upper bound.

    Examples
    --------
    >>> adjusted(np.array([0.001, 0.02, 0.3])).round(3).tolist()
    [0.006, 0.03, 0.3]
    >>> adjusted(np.array([0.012, 0.02, 0.3])).round(3).tolist()
    [0.06, 0.06, 0.3]
    """
    if not len(p):
        return p
    q = false_discovery_control(p) * max(n_tests_in_all / len(p), 1)
    return np.asarray(np.minimum(np.maximum(q, 2 * q.min()), 1))


class Tested(NamedTuple):
    """The outcome of a permutation test."""

    statistic: FloatArray  # (items,) |t| of each share
    p: FloatArray  # (tests,) the p-value
    critical: FloatArray  # (tests,) the largest |t| that is not significant at the level


def permutation_test(
    first: Share,
    second: Share,
    tests: IntArray,
    level: float,
    seed: int = 0,
    n_tests_in_all: int = 0,
) -> Tested:
    """Test shares for a difference between two corpora, by permutation of their blocks.

    The statistic of a test is that of the item whose share differs most. A test is decided when
    twenty permutations have a statistic at least as large; if that takes no more than 20 / level
    permutations, it is not significant. The other tests go on until they would be significant even
    if they were decided now, or until there are enough permutations for a single test to be
    significant. Stopping as soon as they happen to be significant would produce false findings.

    Parameters
    ----------
    first, second : Share
    tests : (items,) array
        The test that each item belongs to, sorted and numbered from 0.
    level : float
        Of the adjusted p-values.
    seed : int
        Of the permutations.
    n_tests_in_all : int
        If these tests are adjusted together with others: how many.
    """
    rng = np.random.default_rng(seed)
    blocks = _Blocks.of(first, second)
    n_first, n_blocks = len(first.n), len(first.n) + len(second.n)
    statistic = blocks.t((np.arange(n_blocks) < n_first)[None].astype(np.float64))[0]
    n_tests = int(tests[-1]) + 1 if len(tests) else 0
    n_tests_in_all = max(n_tests_in_all, n_tests)
    largest = np.full(n_tests, -np.inf)
    np.maximum.at(largest, tests, statistic)
    exceeded, n_permutations, p = np.zeros(n_tests), 0, np.ones(n_tests)
    highest = np.full((_EXCEEDED, n_tests), -np.inf)  # of the first permutations
    n_highest = ceil(_EXCEEDED / level)
    undecided = np.arange(n_tests)
    while len(undecided) and n_permutations * level < _PERMUTATIONS * n_tests_in_all:
        starts = np.searchsorted(tests, undecided)
        least = largest[undecided] * (1 - _ROUNDING)
        target, step = max(2 * n_permutations, n_highest), max(_AT_A_TIME // len(tests), 1)
        while n_permutations < target:
            n = min(step, target - n_permutations)
            order = rng.random((n, n_blocks)).argsort(axis=1)
            drawn = np.maximum.reduceat(
                blocks.t((order < n_first).astype(np.float64)), starts, axis=1
            )
            exceeded[undecided] += (drawn >= least).sum(axis=0)
            if n_permutations < n_highest:
                highest = np.sort(np.vstack([highest, drawn]), axis=0)[-_EXCEEDED:]
            n_permutations += n
        p[undecided] = (exceeded[undecided] + 1) / (n_permutations + 1)
        undecided = undecided[exceeded[undecided] < _EXCEEDED]
        p_if_decided = p.copy()
        p_if_decided[undecided] = (_EXCEEDED + 1) / (n_permutations + 1)
        if (adjusted(p_if_decided, n_tests_in_all)[undecided] <= level).all():
            break
        remaining = np.flatnonzero(np.isin(tests, undecided))
        blocks, tests = blocks[remaining], tests[remaining]
    return Tested(statistic, p, highest[0] / (1 - _ROUNDING))
