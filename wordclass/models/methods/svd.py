"""Truncated SVD of p(next | prev), and the classes found in it.

    D^(1/2) P  ~  U diag(s) V'

is the best approximation of rank r to the transition matrix P whose rows are weighted by
how often their word occurs, D = diag(p(a)); with all weights alike the best to P itself
(Eckart & Young 1936). It is also what a linear autoencoder of r hidden units learns. Where
classes alone decide what follows what, P has as few distinct rows as there are left
classes, and words of one class stand at one point of the embedding: clustering it gives
the classes back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from wordclass.models.arrays import FloatArray, IntArray, rows_to_unit_length
from wordclass.models.hard import class_counts, hard_state
from wordclass.models.methods.start import leading_singular, lloyd, ward, weighted_means
from wordclass.models.problem import Problem, State

_MERGED = 500  # words that Ward's criterion merges, at least
_MERGED_PER_CLUSTER = 4


@dataclass(frozen=True, eq=False)
class Svd:
    """A truncated singular value decomposition.

    Parameters
    ----------
    left : (n, r)
        Left singular vectors by falling singular value. The entry of largest absolute
        value in each is positive, the first of equals; the right vector follows.
    singular_values : (r,)
    right : (m, r)
        Right singular vectors.
    """

    left: FloatArray
    singular_values: FloatArray
    right: FloatArray


def truncated_svd(matrix: sp.csr_array, rank: int, seed: int = 0) -> Svd:
    """Decompose a sparse matrix into its ``rank`` largest singular triplets.

    Parameters
    ----------
    matrix : sparse array, (n, m)
    rank : int
        As many as there are, if more are asked for.
    seed : int
        Of the solver's starting vector.

    Returns
    -------
    Svd

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
    # Rounding must not choose between entries that are equal in truth.
    largest = np.argmax(np.round(np.abs(left), 9), axis=0)
    signs = np.where(left[largest, np.arange(rank)] < 0, -1.0, 1.0)
    return Svd(left * signs, singular_values, right * signs)


def weighted_transitions(matrix: sp.csr_array) -> sp.csr_array:
    """D^(1/2) P: row a of p(next | prev) times the square root of p(a); empty rows stay empty."""
    prev_counts = np.asarray(matrix.sum(axis=1), dtype=np.float64)
    scale = 1 / np.sqrt(np.maximum(prev_counts, 1) * max(prev_counts.sum(), 1))
    return sp.csr_array(sp.diags_array(scale) @ matrix)


def svd(
    problem: Problem,
) -> Iterator[State]:
    """Cluster words by their embedding in the SVD of the weighted transition matrix.

    Word a is embedded on the left by row a of U diag(s), on the right by row a of
    V diag(s), each scaled to length 1, so that clustering, in which a word weighs as much
    as it occurs, compares what words do and not how often they do it. Tied classes take both
    embeddings side by side. There are max(L, K) + 1 singular triplets: one more than
    classes, for the boundary.

    Parameters
    ----------
    problem : Problem

    Yields
    ------
    State
        The hard classes, once; ``settings`` holds ``singular_values``.
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
    """Cluster all words but the boundary, by Ward's criterion refined by k-means.

    Ward's merges take the square of their words: they are of the most frequent, and set
    the centres for all.

    Parameters
    ----------
    points : (V, k)
        Row 0, the boundary's, is not looked at.
    n : (V,) int
        How often each word occurs. A word that does not weighs next to nothing.
    n_clusters : int
        At most V - 1.

    Returns
    -------
    (V,) int64
        1 to ``n_clusters``; 0 for the boundary.
    """
    labels = np.zeros(len(points), dtype=np.int64)
    points, weights = points[1:], np.maximum(n[1:].astype(np.float64), 1e-9)
    heavy = np.argsort(-weights, kind="stable")[: max(_MERGED, _MERGED_PER_CLUSTER * n_clusters)]
    with threadpool_limits(1):
        first = ward(points[heavy], weights[heavy], n_clusters)
        centres = np.zeros((n_clusters, points.shape[1]))
        centres = weighted_means(points[heavy], weights[heavy], first, centres)
        labels[1:] = 1 + lloyd(points, weights, centres)
    return labels


def labelled_state(
    problem: Problem, left: IntArray, right: IntArray, settings: dict[str, object]
) -> State:
    """The state of hard classes found by other means; its objective is their likelihood."""
    n_left, n_right = problem.n_left + 1, problem.n_right + 1
    pairs = class_counts(problem.counts.matrix, left, right, n_left, n_right)
    state = hard_state(problem.counts, left, right, pairs)
    return replace(state, converged=True, total=1, settings=settings)
