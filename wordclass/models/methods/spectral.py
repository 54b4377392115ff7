"""Bipartite spectral co-clustering (Dhillon 2001, KDD).

Preceding words and following words are the two sides of a bipartite graph whose edges are the
bigrams. The singular vectors of D1^(-1/2) N D2^(-1/2) from the second on solve a relaxation of
its minimal normalised cut, which partitions both sides at once: a left class and the right class
of the same number correspond.
"""

from collections.abc import Iterator

import numpy as np
import scipy.sparse as sp

from wordclass.models.arrays import FloatArray, IntArray
from wordclass.models.methods.svd import labelled_state, truncated_svd, word_clusters
from wordclass.models.problem import Problem, State


def spectral(problem: Problem) -> Iterator[State]:
    """Hard classes by co-clustering, as in :func:`coclusters`; yielded once, as by ``svd``."""
    left, right, singular_values = coclusters(
        problem.counts.matrix, problem.n_left, problem.n_right, problem.tied, problem.seed
    )
    settings = {"singular_values": singular_values.tolist()}
    yield labelled_state(problem, left, right, settings)


def coclusters(
    matrix: sp.csr_array,
    n_left: int,
    n_right: int,
    tied: bool,
    seed: int,
    tau: float | None = None,
) -> tuple[IntArray, IntArray, FloatArray]:
    """Partition the bipartite graph of bigrams, whose counts are ``matrix``, (V, V).

    Word 0, the boundary, is part of the graph but has class 0 to itself. The two sides are
    clustered together, as by Dhillon, if they have as many classes; otherwise separately. If tied,
    each word is clustered once, by its embeddings in both roles.

    ``tau`` is added to every degree (Qin & Rohe 2013); without this regularisation, singular
    vectors of a sparse graph isolate small, weakly connected groups of rare words. By default it is
    the mean degree; 0 gives Dhillon's original algorithm. Return the left and right classes, (V,),
    and the 1 + ceil(log2 max(L, K)) singular values.
    """
    n_prev = np.asarray(matrix.sum(axis=1), dtype=np.int64)
    n_next = np.asarray(matrix.sum(axis=0), dtype=np.int64)
    tau = float(n_prev.mean()) if tau is None else tau

    def scale(degree: IntArray) -> FloatArray:
        return np.where(degree > 0, 1 / np.sqrt(np.maximum(degree, 1) + tau), 0.0)

    scaled = sp.csr_array(sp.diags_array(scale(n_prev)) @ matrix @ sp.diags_array(scale(n_next)))
    rank = 1 + max(1, int(np.ceil(np.log2(max(n_left, n_right)))))
    found = truncated_svd(scaled, rank, seed)
    left = scale(n_prev)[:, None] * found.left[:, 1:]
    right = scale(n_next)[:, None] * found.right[:, 1:]
    v = matrix.shape[0]
    if tied:
        both = np.hstack([left, right])
        left_labels = right_labels = word_clusters(both, np.maximum(n_prev, n_next), n_left)
    elif n_left == n_right:
        points, n = np.vstack([left, right[1:]]), np.concatenate([n_prev, n_next[1:]])
        labels = word_clusters(points, n, n_left)
        left_labels, right_labels = labels[:v], np.concatenate([labels[:1], labels[v:]])
    else:
        left_labels = word_clusters(left, n_prev, n_left)
        right_labels = word_clusters(right, n_next, n_right)
    return left_labels, right_labels, found.singular_values
