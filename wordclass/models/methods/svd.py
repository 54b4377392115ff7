"""Truncated SVD of p(next | prev), and the classes found in it.

    D^(1/2) P  ~  U diag(s) V'

is the best rank-r approximation to the transition matrix P, with row a weighted by the frequency
of its word: D = diag(p(a)) (Eckart & Young 1936). It is also what a linear autoencoder with r
hidden units learns. If what follows a word depends on its class alone, P has only as many
distinct rows as there are left classes, the words of a class share one point of the embedding,
and clustering the points recovers the classes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from wordclass.models.arrays import FloatArray, IntArray, rows_to_unit_length
from wordclass.models.hard import class_counts, hard_state
from wordclass.models.methods.start import cluster, leading_singular
from wordclass.models.problem import Problem, State


@dataclass(frozen=True, eq=False)
class Svd:
    """A truncated singular value decomposition, by decreasing singular value.

    In each left singular vector the entry of largest absolute value, the first of a tie, is
    positive.
    """

    left: FloatArray  # (n, r)
    singular_values: FloatArray  # (r,)
    right: FloatArray  # (m, r)


def truncated_svd(matrix: sp.csr_array, rank: int, seed: int = 0) -> Svd:
    """Return the ``rank`` largest singular triplets of a sparse matrix, or all if there are fewer.

    ``seed`` is that of the solver's starting vector.

    Examples
    --------
    >>> found = truncated_svd(sp.csr_array(np.diag([3.0, 1.0, 2.0])), rank=2)
    >>> found.singular_values.round(6).tolist()
    [3.0, 2.0]
    """
    rank = min(rank, *matrix.shape)
    with threadpool_limits(1):  # threaded sums round differently: same bytes for any thread count
        if min(matrix.shape) <= max(2 * rank, 50):
            left, singular_values, right = np.linalg.svd(matrix.toarray(), full_matrices=False)
            left, singular_values, right = left[:, :rank], singular_values[:rank], right[:rank].T
        else:
            left, singular_values, right = leading_singular(matrix, rank, seed)
    # Rounding errors must not decide between entries that are equal in exact arithmetic.
    largest = np.argmax(np.round(np.abs(left), 9), axis=0)
    signs = np.where(left[largest, np.arange(rank)] < 0, -1.0, 1.0)
    return Svd(left * signs, singular_values, right * signs)


def weighted_transitions(matrix: sp.csr_array) -> sp.csr_array:
    """D^(1/2) P: row a of p(next | prev) times the square root of p(a); empty rows stay empty."""
    prev_counts = np.asarray(matrix.sum(axis=1), dtype=np.float64)
    scale = 1 / np.sqrt(np.maximum(prev_counts, 1) * max(prev_counts.sum(), 1))
    return sp.csr_array(sp.diags_array(scale) @ matrix)


def svd(problem: Problem) -> Iterator[State]:
    """Cluster words by their embedding in the SVD of the weighted transition matrix.

    Word a is embedded on the left by row a of U diag(s) and on the right by row a of V diag(s).
    Rows are scaled to length 1, so that clustering compares the distributions of words and not
    their frequencies; a word's weight is its frequency. For tied classes the two embeddings are
    concatenated. There are max(L, K) + 1 singular triplets, one of them for the boundary.

    The state is yielded once; its ``settings`` have the ``singular_values``.
    """
    counts, n_left, n_right = problem.counts, problem.n_left, problem.n_right
    rank = max(n_left, n_right) + 1
    found = truncated_svd(weighted_transitions(counts.matrix), rank, problem.seed)
    left = rows_to_unit_length(found.left * found.singular_values)
    right = rows_to_unit_length(found.right * found.singular_values)
    if problem.tied:
        both = rows_to_unit_length(np.hstack([left, right]))
        left_labels = right_labels = word_clusters(both, counts.word_counts, n_left)
    else:
        left_labels = word_clusters(left, counts.prev_counts, n_left)
        right_labels = word_clusters(right, counts.next_counts, n_right)
    settings = {"singular_values": found.singular_values.tolist()}
    yield labelled_state(problem, left_labels, right_labels, settings)


def word_clusters(points: FloatArray, n: IntArray, n_clusters: int) -> IntArray:
    """Cluster all words except the boundary, by their points, (V, k), and frequencies, (V,).

    Return (V,) labels: 1 to ``n_clusters``, 0 for the boundary.
    """
    labels = np.zeros(len(points), dtype=np.int64)
    order = 1 + np.argsort(-n[1:], kind="stable")
    labels[order] = 1 + cluster(points[order], n[order], n_clusters)
    return labels


def labelled_state(
    problem: Problem, left: IntArray, right: IntArray, settings: dict[str, object]
) -> State:
    """The final state of hard classes; its objective is their log-likelihood."""
    n_left, n_right = problem.n_left + 1, problem.n_right + 1
    pairs = class_counts(problem.counts.matrix, left, right, n_left, n_right)
    state = hard_state(problem.counts, left, right, pairs)
    return replace(state, converged=True, total=1, settings=settings)
