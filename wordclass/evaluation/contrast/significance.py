"""Log-likelihood ratios between two corpora, judged by how blocks of text vary.

Bigram tokens are not independent: a word comes in bursts, a sentence has one beginning. G² is
therefore not compared with a chi-squared distribution, which assumes that they are, but with
its own distribution over random reassignments of the blocks to the two corpora. From those come
its mean and its degrees of freedom, and the p-value is that of the F distribution, whose second
degrees of freedom account for the number of blocks and of reassignments (Rao & Scott 1984;
Satterthwaite 1946).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.special import xlogy
from scipy.stats import f as f_distribution
from scipy.stats import t as t_distribution

from wordclass.evaluation.contrast.tables import Layout
from wordclass.models.arrays import FloatArray, IntArray, reciprocal

PERMUTATIONS = 200
LEAST_EXPECTED = 10  # tokens in each corpus for a share or a transition to be tested
LEAST_TOKENS = 30  # of a word in each corpus for its neighbours to be tested
_CHUNK = 8  # permutations at a time

Fraction = tuple[FloatArray, FloatArray]  # tokens counted, and tokens they are a share of


@dataclass(frozen=True)
class Assessment:
    """Test statistics of all items of one kind.

    Parameters
    ----------
    g2, p : arrays of one shape
        The log-likelihood ratio of two corpora, and its p-value; NaN where it is not tested.
    dispersion : array
        Mean of G² over reassignments of the blocks, per degree of freedom: 1 if tokens were
        independent.
    """

    g2: FloatArray
    p: FloatArray
    dispersion: FloatArray


def g_squared(first: FloatArray, second: FloatArray) -> FloatArray:
    """G² = 2 sum n log(n / expected) of two samples; the cells of an item are the last axis.

    Examples
    --------
    >>> float(g_squared(np.array([5.0, 5.0]), np.array([20.0, 20.0])))
    0.0
    """
    both = first + second
    cells = xlogy(first, first) + xlogy(second, second) - xlogy(both, both)
    n_first, n_second = first.sum(axis=-1), second.sum(axis=-1)
    n = n_first + n_second
    totals = xlogy(n_first, n_first) + xlogy(n_second, n_second) - xlogy(n, n)
    return np.maximum(2 * (cells.sum(axis=-1) - totals), 0)


def fractions(pairs: FloatArray) -> list[Fraction]:
    """Shares of left classes, of right classes, and of each right class after each left class.

    Parameters
    ----------
    pairs : (..., n_left, n_right) array
        Bigrams between classes. The boundary is not a token: class 0 has no share.

    Returns
    -------
    list of pairs of (..., n) arrays
        What is counted, and what it is a share of. Transitions are row by row.
    """
    found = []
    for axis in (-1, -2):
        n = pairs.sum(axis=axis)
        n[..., 0] = 0
        found.append((n, np.broadcast_to(n.sum(axis=-1, keepdims=True), n.shape)))
    flat = (*pairs.shape[:-2], -1)
    totals = np.broadcast_to(pairs.sum(axis=-1, keepdims=True), pairs.shape)
    return [*found, (pairs.reshape(flat), totals.reshape(flat))]


def fraction_g2(first: Fraction, second: Fraction) -> FloatArray:
    """G² of every share in two samples, each against the rest of its total."""
    cells = [np.stack([n, totals - n], axis=-1) for n, totals in (first, second)]
    return g_squared(cells[0], cells[1])


def _statistics(layout: Layout, first: FloatArray, second: FloatArray) -> list[FloatArray]:
    """G² of left shares, right shares, transitions and words, with leading axes."""
    shares = zip(fractions(layout.pairs(first)), fractions(layout.pairs(second)), strict=True)
    after = g_squared(layout.after(first), layout.after(second))
    before = g_squared(layout.before(first), layout.before(second))
    return [*(fraction_g2(one, other) for one, other in shares), after + before]


def assess(
    layout: Layout, first: sp.csr_array, second: sp.csr_array, seed: int = 0
) -> list[Assessment]:
    """Test every share, transition and word for a difference between two corpora.

    Parameters
    ----------
    layout : Layout
    first, second : (blocks, n_cells) csr_array
        The blocks of the two corpora.
    seed : int
        Of the reassignments.

    Returns
    -------
    list of Assessment
        Of left shares, right shares, transitions (as in :func:`fractions`) and words.
    """
    one, other = (np.asarray(cells.sum(axis=0), dtype=np.float64) for cells in (first, second))
    observed = _statistics(layout, one, other)
    sums = [np.zeros((2, len(g2))) for g2 in observed]
    for drawn in _reassigned(first, second, seed):
        for total, g2 in zip(sums, _statistics(layout, drawn, one + other - drawn), strict=True):
            total += g2.sum(axis=0), (g2**2).sum(axis=0)
    certainty = 1 / (1 / (first.shape[0] + second.shape[0] - 2) + 1 / PERMUTATIONS)
    shares = zip(fractions(layout.pairs(one)), fractions(layout.pairs(other)), strict=True)
    testable = [*(_enough(a, b) for a, b in shares), _enough_words(layout, one, other)]
    found = []
    for g2, moments, is_tested in zip(observed, sums, testable, strict=True):
        mean, square = moments / PERMUTATIONS
        freedom = np.ones(len(g2))
        if g2 is observed[-1]:  # a word has many cells, a share has two
            freedom = np.maximum(2 * mean**2 * reciprocal(square - mean**2), 1)
        p = f_distribution.sf(g2 * reciprocal(mean), freedom, freedom * certainty)
        found.append(Assessment(g2, np.where(is_tested & (mean > 0), p, np.nan), mean / freedom))
    return found


def _reassigned(first: sp.csr_array, second: sp.csr_array, seed: int) -> Iterator[FloatArray]:
    """Sums of as many blocks as the first corpus has, drawn from both at random; in chunks."""
    rng = np.random.default_rng(seed)
    blocks = sp.csr_array(sp.vstack([first, second]))
    n, n_first = blocks.shape[0], first.shape[0]
    for start in range(0, PERMUTATIONS, _CHUNK):
        drawn = np.zeros((min(_CHUNK, PERMUTATIONS - start), n))
        for row in drawn:
            row[rng.permutation(n)[:n_first]] = 1
        yield np.ascontiguousarray(drawn @ blocks)


def _enough(first: Fraction, second: Fraction) -> npt.NDArray[np.bool_]:
    """Whether both corpora would have enough tokens, and enough others, if they were alike."""
    (n_first, total_first), (n_second, total_second) = first, second
    p = (n_first + n_second) * reciprocal(total_first + total_second)
    least = np.minimum(total_first, total_second) * np.minimum(p, 1 - p)
    return np.asarray(least >= LEAST_EXPECTED)


def _enough_words(layout: Layout, first: FloatArray, second: FloatArray) -> npt.NDArray[np.bool_]:
    tokens = [
        np.maximum(layout.after(cells).sum(axis=-1), layout.before(cells).sum(axis=-1))
        for cells in (first, second)
    ]
    return np.asarray(np.minimum(*tokens) >= LEAST_TOKENS)


def log_ratio(
    first: Fraction, second: Fraction, level: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """log2 of the ratio of two shares, and the ends of its interval.

    By linearisation over blocks (the ultimate-cluster variance of a ratio), with Student's t;
    the variance is at least that of independent tokens, which blocks without any cannot show.

    Parameters
    ----------
    first, second : pairs of (blocks, n) arrays
        Of each block, the tokens counted and all tokens they are a share of.
    level : float
        1 minus the confidence: .05.

    Returns
    -------
    three (n,) arrays
        Half a token is added to every count, so that a share of 0 has a logarithm.
    """
    logs, variance, freedom = [], np.zeros(first[0].shape[1]), 0
    for n, totals in (first, second):
        counted, total = n.sum(axis=0) + 0.5, totals.sum(axis=0) + 1
        share, blocks = counted / total, len(n)
        residuals = (n - share * totals) / counted
        between = (residuals**2).sum(axis=0) * blocks / (blocks - 1)
        variance += np.maximum(between, 1 / counted - 1 / total)
        logs.append(np.log2(share))
        freedom += blocks - 1
    half = t_distribution.ppf(1 - level / 2, freedom) * np.sqrt(variance) / np.log(2)
    ratio = logs[0] - logs[1]
    return ratio, ratio - half, ratio + half


def adjusted(p: FloatArray) -> FloatArray:
    """p-values adjusted for their number (Benjamini & Hochberg 1995); NaN stays NaN.

    Examples
    --------
    >>> adjusted(np.array([0.01, 0.04, 0.03, np.nan])).round(3).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    found = np.full(len(p), np.nan)
    ids: IntArray = np.flatnonzero(~np.isnan(p))
    order = ids[np.argsort(p[ids], kind="stable")]
    scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
    found[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return found
