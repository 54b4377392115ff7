"""The class bigram model of hard classes: p(b|a) = N(c,d) / N(c) * n(b) / N(d)."""

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.arrays import IntArray, one_hot, xlogx
from wordclass.models.problem import State


def class_counts(
    matrix: sp.csr_array, left: IntArray, right: IntArray, n_left: int, n_right: int
) -> IntArray:
    """(n_left, n_right) N(c,d), given the class of each of the V words in each role."""
    pair = np.repeat(left * n_right, np.diff(matrix.indptr)) + right[matrix.indices]
    counts = np.bincount(pair, matrix.data, n_left * n_right)  # floats, exact below 2^53
    return counts.astype(np.int64).reshape(n_left, n_right)


def mean_log_likelihood(pairs: IntArray, word_term: float) -> float:
    """Log-likelihood per bigram, in nats, of N(c,d); ``word_term`` is the sum of n(b) log n(b)."""
    total = pairs.sum()
    if total == 0:
        return 0.0
    left, right = xlogx(pairs.sum(axis=1)).sum(), xlogx(pairs.sum(axis=0)).sum()
    return float((xlogx(pairs).sum() - left - right + word_term) / total)


def hard_state(counts: BigramCounts, left: IntArray, right: IntArray, pairs: IntArray) -> State:
    """The state of hard classes, with the likelihood as its objective.

    ``left`` and ``right`` are the classes of the V words in each role, ``pairs`` N(c,d) under them.
    """
    n_left, n_right = pairs.shape
    return State(
        mean_log_likelihood(pairs, float(xlogx(counts.next_counts).sum())),
        prev=one_hot(left, n_left, counts.prev_counts.astype(np.float64)),
        pairs=pairs,
        next=one_hot(right, n_right, counts.next_counts.astype(np.float64)),
    )
