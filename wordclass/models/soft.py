"""Joint EM over sparse memberships: every bigram, both roles, only the classes words have."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.counting.bigrams import BigramCounts
from wordclass.models.blocks import BlockMap, row_blocks
from wordclass.models.mixture import prices
from wordclass.models.model import FloatArray
from wordclass.models.posteriors import sparse_columns, sparse_rows
from wordclass.models.state import reciprocal, rows_or
from wordclass.models.trifactor import Bigrams

_UNSEEN = 0.01


@dataclass
class SparseModel:
    """p(b|a) = sum u[a,c] s[c,d] t[b,d] with few classes a word.

    Parameters
    ----------
    left : (V, L+1) csr_array
        p(c|a), rows sum to 1.
    table : (L+1, K+1) array
        p(d|c), rows sum to 1.
    right : (V, K+1) csr_array
        Two-sided, expected counts of words in right classes; tied, the shared memberships.
    tied : bool
    """

    left: sp.csr_array
    table: FloatArray
    right: sp.csr_array
    tied: bool


def expectation(
    bigrams: Bigrams, u: sp.csr_array, s: FloatArray, t: sp.csr_array, block_map: BlockMap
) -> tuple[float, sp.csr_array, FloatArray, sp.csr_array]:
    """As :func:`wordclass.models.trifactor.expectation`, for sparse ``u`` and ``t``.

    Returns
    -------
    float
        Sum of n(a,b) log p(a,b); a bigram of probability 0 counts as 1e-300.
    (V, L) csr_array, (L, K) array, (V, K) csr_array
        Expected counts, stored where ``u`` and ``t`` are.
    """
    ratio = np.empty(len(bigrams.data))
    prev, following = np.empty_like(u.data), np.empty_like(t.data)
    weights = (u.indptr, u.indices, u.data, s, t.indptr, t.indices, t.data)

    def rows(start: int, stop: int) -> tuple[float, FloatArray]:
        pairs = np.zeros_like(s)
        value = sparse_rows(
            bigrams.indptr, bigrams.indices, bigrams.data, start, stop, *weights,
            ratio, prev, pairs,
        )  # fmt: skip
        return value, pairs

    results = block_map(rows, row_blocks(bigrams.indptr))
    block_map(
        lambda start, stop: sparse_columns(
            bigrams.indptr_t, bigrams.indices_t, bigrams.place, start, stop, *weights,
            ratio, following,
        ),
        row_blocks(bigrams.indptr_t),
    )  # fmt: skip
    return (
        float(sum(value for value, _ in results)),
        with_data(u, prev),
        np.asarray(sum(pairs for _, pairs in results)),
        with_data(t, following),
    )


def with_data(rows: sp.csr_array, data: FloatArray) -> sp.csr_array:
    """The same places with other values."""
    return sp.csr_array((data, rows.indices, rows.indptr), shape=rows.shape)


def scale_rows(rows: sp.csr_array, factors: npt.NDArray[Any]) -> sp.csr_array:
    """Multiply each row, keeping what is stored where."""
    return with_data(rows, rows.data * np.repeat(factors, np.diff(rows.indptr)))


def scale_columns(rows: sp.csr_array, factors: FloatArray) -> sp.csr_array:
    """Multiply each column, keeping what is stored where."""
    return with_data(rows, rows.data * factors[rows.indices])


def unit_rows(rows: sp.csr_array) -> sp.csr_array:
    """Make rows sum to 1; a row of zeros stays."""
    return scale_rows(rows, reciprocal(np.asarray(rows.sum(axis=1))))


def tilt(model: SparseModel, counts: BigramCounts) -> tuple[FloatArray, FloatArray]:
    """What turns shared memberships into those of following words.

    p(b|d) = q(b) m[b,d] / Z(d), so that p(d|b) ~ m[b,d] p(d) / Z(d): the second factor is
    the tilt, 1 where classes are as frequent after words as before them. q is such that
    words follow as often as counted.

    Returns
    -------
    (K+1,), (V,) arrays
        The tilt, and q.
    """
    p_right = (model.left.T @ counts.prev_counts) @ model.table
    q = counts.next_counts.astype(np.float64)
    lift = np.ones_like(p_right)
    for _ in range(5):  # a fixed point: q decides Z, and Z decides q
        lift = p_right * reciprocal(model.right.T @ q)
        q = counts.next_counts * reciprocal(model.right @ lift)
    return lift, q


def step(
    model: SparseModel,
    counts: BigramCounts,
    bigrams: Bigrams,
    block_map: BlockMap,
    dispersion: float,
) -> tuple[float, SparseModel, tuple[sp.csr_array, FloatArray, sp.csr_array]]:
    """One iteration of EM over the classes words have.

    Parameters
    ----------
    model : SparseModel
    counts, bigrams
        The same counts, twice.
    block_map : callable
        From :func:`wordclass.models.blocks.workers`.
    dispersion : float
        Memberships with fewer expected counts than their price go; 0 keeps all.

    Returns
    -------
    float
        The mean log-likelihood of p(b|a) before it.
    SparseModel
        After it.
    tuple
        The expected counts in between: of words in left classes, of pairs of classes, of
        words in right classes.
    """
    lift, weights = np.ones(0), model.right
    if model.tied:
        lift, q = tilt(model, counts)
        weights = scale_rows(weights, q)
    t = scale_columns(weights, reciprocal(np.asarray(weights.sum(axis=0))))
    value, prev, pairs, following = expectation(bigrams, model.left, model.table, t, block_map)
    table = table_of(pairs)
    total = bigrams.data.sum()
    expected = (prev, pairs, following)
    if model.tied:
        # A membership is what is expected in both roles over what the word would have if it
        # were all of that class.
        both = with_data(prev, prev.data + following.data)
        words = np.repeat(np.arange(prev.shape[0]), np.diff(prev.indptr))
        full = counts.prev_counts[words] + counts.next_counts[words] * lift[prev.indices]
        shared = unit_rows(with_data(prev, priced(both, dispersion).data * reciprocal(full)))
        shared = without_zeros(shared)
        left = scale_rows(model.left, counts.prev_counts)
        return value / total, SparseModel(shared, table, shared, True), (left, pairs, following)
    left = without_zeros(unit_rows(priced(prev, dispersion)))
    right = without_zeros(scale_rows(unit_rows(priced(following, dispersion)), counts.next_counts))
    return value / total, SparseModel(left, table, right, False), expected


def table_of(pairs: npt.NDArray[Any]) -> FloatArray:
    """p(d|c), a hundredth of a count added to every row so that nothing is impossible."""
    marginal = pairs.sum(axis=0) / pairs.sum()
    return rows_or(pairs + _UNSEEN * marginal, marginal)


def priced(expected: sp.csr_array, dispersion: float) -> sp.csr_array:
    """Expected counts less their price, 0 at least; a word with none keeps its best class."""
    if dispersion == 0:
        return expected
    price = prices(np.asarray(expected.sum(axis=1)), expected.shape[1] - 1, dispersion)[:, 0]
    row = np.repeat(np.arange(expected.shape[0]), np.diff(expected.indptr))
    kept = np.maximum(expected.data - price[row], 0)
    if len(kept) == 0:
        return expected
    filled = np.flatnonzero(np.diff(expected.indptr) > 0)
    starts = expected.indptr[filled]
    lengths = np.diff(expected.indptr)[filled]
    none = np.repeat(np.add.reduceat(kept, starts) <= 0, lengths)
    best = np.repeat(np.maximum.reduceat(expected.data, starts), lengths)
    place = np.flatnonzero(none & (expected.data == best))
    _, first = np.unique(row[place], return_index=True)
    kept[place[first]] = 1.0
    return with_data(expected, kept)


def without_zeros(rows: sp.csr_array) -> sp.csr_array:
    """Store no class a word does not have."""
    rows = rows.copy()
    rows.eliminate_zeros()
    return rows
