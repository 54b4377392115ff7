"""The class bigram model of hard classes: p(b|a) = N(c,d) / N(c) * n(b) / N(d)."""

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.arrays import IntArray, one_hot, xlogx
from wordclass.models.problem import State


def class_counts(
    matrix: sp.csr_array, left: IntArray, right: IntArray, n_left: int, n_right: int
) -> IntArray:
    """N(c,d), the bigrams between each pair of classes, from labels of the V words in each role.

    Returns
    -------
    (n_left, n_right) int64
    """
    pair = np.repeat(left * n_right, np.diff(matrix.indptr)) + right[matrix.indices]
    counts = np.bincount(pair, matrix.data, n_left * n_right)  # floats, exact below 2^53
    return counts.astype(np.int64).reshape(n_left, n_right)


def mean_log_likelihood(pairs: IntArray, word_term: float) -> float:
    """Log-likelihood of the class bigram model, per bigram, in nats.

    Parameters
    ----------
    pairs : (L, K) array
        N(c,d).
    word_term : float
        Sum of n(b) log n(b) over the following words.
    """
    total = pairs.sum()
    if total == 0:
        return 0.0
    left, right = xlogx(pairs.sum(axis=1)).sum(), xlogx(pairs.sum(axis=0)).sum()
    return float((xlogx(pairs).sum() - left - right + word_term) / total)


def hard_state(counts: BigramCounts, left: IntArray, right: IntArray, pairs: IntArray) -> State:
    """The state of hard classes, with the likelihood as its objective.

    Parameters
    ----------
    counts : BigramCounts
        V words.
    left, right : (V,) array
        The class of each word in each role.
    pairs : (L+1, K+1) array
        N(c,d) under them.
    """
    n_left, n_right = pairs.shape
    return State(
        mean_log_likelihood(pairs, float(xlogx(counts.next_counts).sum())),
        prev=one_hot(left, n_left, counts.prev_counts.astype(np.float64)),
        pairs=pairs,
        next=one_hot(right, n_right, counts.next_counts.astype(np.float64)),
    )
