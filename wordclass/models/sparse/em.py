"""EM over sparse memberships, on all bigrams and both roles; words keep the classes they have."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.arrays import FloatArray, reciprocal, rows_to_one
from wordclass.models.kernels.sparse_em import sparse_columns, sparse_rows
from wordclass.models.methods.em import Bigrams
from wordclass.models.threads import RowMap, row_ranges

_PSEUDOCOUNT = 0.01  # of a row of the transition table
_NEWTON_STEPS = 5
_SCALING_STEPS = 10


@dataclass
class SparseModel:
    """p(b|a) = sum u[a,c] s[c,d] t[b,d] with few classes for each word.

    Parameters
    ----------
    left : (V, L+1) csr_array
        p(c|a), rows sum to 1.
    table : (L+1, K+1) array
        p(d|c), rows sum to 1.
    right : (V, K+1) csr_array
        p(b|d) up to a factor for each class. Tied, m[b,d] q(b) of the memberships m shared
        with ``left``.
    propensity : (V,) array, optional
        Tied, q(b): how readily a word follows.
    """

    left: sp.csr_array
    table: FloatArray
    right: sp.csr_array
    propensity: FloatArray | None = None


def expectation(
    bigrams: Bigrams, u: sp.csr_array, s: FloatArray, t: sp.csr_array, row_map: RowMap
) -> tuple[float, sp.csr_array, FloatArray, sp.csr_array]:
    """As :func:`wordclass.models.methods.em.expectation`, for sparse ``u`` and ``t``.

    Returns
    -------
    float
        Sum of n(a,b) log p(a,b); a bigram of probability 0 counts as 1e-300.
    (V, L) csr_array, (L, K) array, (V, K) csr_array
        Expected counts, with the sparsity patterns of ``u`` and ``t``.
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

    results = row_map(rows, row_ranges(bigrams.indptr))
    row_map(
        lambda start, stop: sparse_columns(
            bigrams.indptr_t, bigrams.indices_t, bigrams.position, start, stop, *weights,
            ratio, following,
        ),
        row_ranges(bigrams.indptr_t),
    )  # fmt: skip
    return (
        float(sum(value for value, _ in results)),
        with_data(u, prev),
        np.asarray(sum(pairs for _, pairs in results)),
        with_data(t, following),
    )


def with_data(rows: sp.csr_array, data: FloatArray) -> sp.csr_array:
    """Return a matrix of the same sparsity pattern with other values."""
    return sp.csr_array((data, rows.indices, rows.indptr), shape=rows.shape)


def scale_rows(rows: sp.csr_array, factors: npt.NDArray[Any]) -> sp.csr_array:
    """Multiply each row by a factor; the sparsity pattern stays the same."""
    return with_data(rows, rows.data * np.repeat(factors, np.diff(rows.indptr)))


def scale_columns(rows: sp.csr_array, factors: FloatArray) -> sp.csr_array:
    """Multiply each column by a factor; the sparsity pattern stays the same."""
    return with_data(rows, rows.data * factors[rows.indices])


def unit_rows(rows: sp.csr_array) -> sp.csr_array:
    """Make rows sum to 1; a row of zeros stays."""
    return scale_rows(rows, reciprocal(np.asarray(rows.sum(axis=1))))


def unit_columns(rows: sp.csr_array) -> sp.csr_array:
    """Make columns sum to 1; a column of zeros stays."""
    return scale_columns(rows, reciprocal(class_mass(rows)))


def tied_model(shared: sp.csr_array, table: FloatArray, propensity: FloatArray) -> SparseModel:
    """Memberships shared by both roles: p(b|d) ~ m[b,d] q(b)."""
    return SparseModel(shared, table, scale_rows(shared, propensity), propensity)


def class_mass(weights: sp.csr_array) -> FloatArray:
    """Sum of each column."""
    return np.asarray(weights.sum(axis=0), dtype=np.float64)


def step(
    model: SparseModel, counts: BigramCounts, bigrams: Bigrams, row_map: RowMap
) -> tuple[float, SparseModel, tuple[sp.csr_array, FloatArray, sp.csr_array]]:
    """One iteration of EM, in which words keep the classes they have.

    Parameters
    ----------
    model : SparseModel
    counts, bigrams
        The same counts in two forms.
    row_map : callable
        From :func:`wordclass.models.threads.workers`.

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
    t = unit_columns(model.right)
    value, prev, pairs, following = expectation(bigrams, model.left, model.table, t, row_map)
    value /= bigrams.data.sum()
    table = transition_table(pairs)
    if model.propensity is None:
        return value, SparseModel(unit_rows(prev), table, following), (prev, pairs, following)
    shared, propensity = shared_memberships(model, prev, following, counts)
    after = tied_model(shared, table, propensity)
    return value, after, (scale_rows(model.left, counts.prev_counts), pairs, following)


def shared_memberships(
    model: SparseModel, prev: sp.csr_array, following: sp.csr_array, counts: BigramCounts
) -> tuple[sp.csr_array, FloatArray]:
    """The M-step of m and q where p(b|d) = q(b) m[b,d] / Z(d), Z(d) = sum over b of q m.

    Expected counts N(w,c) before and F(w,c) after give sum (N + F) log m - sum F(d) log Z(d),
    to be raised with rows of m summing to 1. With -log Z held at its tangent the maximum is
    m[w,c] = (N + F) / (multiplier(w) + q(w) F(c) / Z(c)), the multiplier found by Newton's
    method; q then makes every word follow as often as counted.

    Returns
    -------
    (V, L+1) csr_array, (V,) array
    """
    assert model.propensity is not None
    lift = class_mass(following) * reciprocal(class_mass(model.right))
    expected = with_data(prev, prev.data + following.data)
    words = np.repeat(np.arange(prev.shape[0]), np.diff(prev.indptr))
    follows = model.propensity[words] * lift[prev.indices]
    multiplier = counts.prev_counts.astype(np.float64)  # its value at a fixed point
    for _ in range(_NEWTON_STEPS):
        inverse = reciprocal(multiplier[words] + follows)
        share = expected.data * inverse
        excess = np.asarray(np.bincount(words, share, len(multiplier)), dtype=np.float64) - 1
        slope = np.asarray(np.bincount(words, share * inverse, len(multiplier)), dtype=np.float64)
        multiplier = np.maximum(multiplier + excess * reciprocal(slope), 0.0)
    shared = unit_rows(with_data(prev, expected.data * reciprocal(multiplier[words] + follows)))
    propensity = counts.next_counts * reciprocal(shared @ lift)
    for _ in range(_SCALING_STEPS):  # q decides Z, and Z decides q
        lift = class_mass(following) * reciprocal(propensity @ shared)
        propensity = counts.next_counts * reciprocal(shared @ lift)
    return shared, propensity


def transition_table(pairs: npt.NDArray[Any]) -> FloatArray:
    """p(d|c); a hundredth of a count is added to every row, so that nothing is impossible."""
    marginal = pairs.sum(axis=0) / pairs.sum()
    return rows_to_one(pairs + _PSEUDOCOUNT * marginal, marginal)
