"""The model of given memberships: the transition table of highest likelihood, by EM.

With p(c|a) and p(b|d) given, the likelihood of p(b|a) = sum p(c|a) p(d|c) p(b|d) is concave in
p(d|c), so that EM finds its only maximum from any positive start. Of words with one class each,
these are the relative frequencies of class pairs. The table is then scaled to the class shares
that the memberships imply (Deming & Stephan 1940), so that p(d|b), by Bayes, is what was given.
Where that converges slowly, because pairs of classes are near 0, what is missing is added in
proportion to the shares of the classes that lack it (Altschuler, Weed & Rigollet 2017).
"""

from typing import Any

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.arrays import FloatArray, has_one_entry, reciprocal, rows_to_one
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.prediction.smoothing import interpolate
from wordclass.models.methods.em import Bigrams
from wordclass.models.problem import ConvergenceMonitor, State, to_model
from wordclass.models.sparse.em import class_mass, expectation, scale_rows, unit_columns
from wordclass.models.threads import workers

_TOLERANCE, _ROUNDING, _MAX_ITERATIONS = 1e-6, 1e-12, 100


def model_of_memberships(
    counts: BigramCounts,
    left: sp.csr_array,
    right: sp.csr_array,
    tied: bool,
    settings: dict[str, Any],
) -> WordClassModel:
    """Make the model of given memberships, its classes numbered as they are.

    Parameters
    ----------
    counts : BigramCounts
        Of V words.
    left, right : (V, L+1) and (V, K+1) csr_array
        p(c|a) and p(d|b), the boundary in class 0. Rows sum to 1.
    tied : bool
        Whether the two class sets are one.
    settings : dict
        Of the model.
    """
    prev, following = scale_rows(left, counts.prev_counts), scale_rows(right, counts.next_counts)
    pairs = (left.T @ counts.matrix @ right).toarray()
    if not (has_one_entry(left).all() and has_one_entry(right).all()):
        pairs = _expected_pairs(counts, left, pairs, unit_columns(following))
        pairs = _with_shares(pairs, class_mass(prev), class_mass(following))
    state = State(0.0, prev, pairs, following)
    model = to_model(state, counts, tied, by_mass=False, method="import", settings=settings)
    return interpolate(model, counts)


def _expected_pairs(
    counts: BigramCounts, left: sp.csr_array, pairs: FloatArray, emission: sp.csr_array
) -> FloatArray:
    """(L+1, K+1) expected pairs of classes, from any, under the table of highest likelihood."""
    bigrams, monitor = Bigrams.of(counts.matrix), ConvergenceMonitor(_TOLERANCE)
    with workers(None) as row_map:
        for _ in range(_MAX_ITERATIONS):
            table = rows_to_one(pairs)
            log_likelihood, _, pairs, _ = expectation(bigrams, left, table, emission, row_map)
            if monitor.converged(log_likelihood / counts.n_bigrams):
                break
    return np.asarray(pairs)


def _with_shares(pairs: FloatArray, left: FloatArray, right: FloatArray) -> FloatArray:
    """Scale rows and columns until they sum to ``left`` and ``right``, which have one total."""
    for _ in range(_MAX_ITERATIONS):
        pairs = pairs * (left * reciprocal(pairs.sum(axis=1)))[:, None]
        excess = right * reciprocal(pairs.sum(axis=0))
        pairs = pairs * excess
        if np.abs(excess[right > 0] - 1).max() < _ROUNDING:
            return pairs
    pairs = pairs * np.minimum(left * reciprocal(pairs.sum(axis=1)), 1)[:, None]
    pairs = pairs * np.minimum(right * reciprocal(pairs.sum(axis=0)), 1)
    missing = left - pairs.sum(axis=1)
    return pairs + np.outer(missing, right - pairs.sum(axis=0)) * reciprocal(missing.sum())
