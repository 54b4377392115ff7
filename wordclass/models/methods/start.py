"""The spectral start of every method: classes of the frequent words, from an SVD.

The square roots of counts, divided by the fourth roots of both margins, have nearly constant
variance, and their singular vectors are those of a canonical correlation analysis of adjacent
words (Stratos, Collins & Hsu 2015). Words are embedded by what follows and what precedes them
and clustered by Ward's criterion, weighted by frequency, and k-means. Rare words would claim
singular vectors of their own; they are merged into one column and get no label, so that exchange
assigns them. The result is deterministic.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

from wordclass.models.arrays import FloatArray, IntArray, rows_to_unit_length

_MIN_FREQUENT = 500  # words to embed, at least
_FREQUENT_PER_CLASS = 15
_MERGED_PER_CLASS = 4  # words merged by Ward's criterion, which takes time quadratic in them
_WORDS_PER_DIMENSION = 20  # or a dimension for every class
_MAX_DIMENSIONS = 100
_LLOYD_ROUNDS = 100


def n_frequent(n_words: int, n_classes: int) -> int:
    """Return how many words, including the boundary, are frequent enough to be embedded."""
    return min(n_words, max(_MIN_FREQUENT, _FREQUENT_PER_CLASS * n_classes))


def embed(matrix: sp.csr_array, n_embedded: int, n_dimensions: int) -> FloatArray:
    """Embed the most frequent words by what follows them; given the transpose, by what precedes.

    The ``n_embedded`` words of the lowest ids are embedded; all others share one column. Return
    left singular vectors times singular values, (n_embedded, at most n_dimensions), each row
    scaled to length 1.
    """
    n_words = matrix.shape[0]
    column = np.minimum(np.arange(n_words), n_embedded)  # the rest is one column
    fold = sp.csr_array((np.ones(n_words), (np.arange(n_words), column)))
    folded = sp.csr_array(matrix[:n_embedded].astype(np.float64) @ fold)
    rows = np.maximum(folded.sum(axis=1), 1)
    cols = np.maximum(folded.sum(axis=0), 1)
    folded.data = np.sqrt(folded.data)
    scaled = sp.diags_array(rows**-0.25) @ folded @ sp.diags_array(cols**-0.25)
    n_dimensions = min(n_dimensions, min(scaled.shape) - 1)
    if n_dimensions < 1:
        return np.ones((scaled.shape[0], 1))
    left, singular, _ = leading_singular(scaled, n_dimensions)
    return rows_to_unit_length(left * singular)


def leading_singular(
    matrix: sp.csr_array, k: int, seed: int = 0
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the k < n largest singular triplets of an (n, m) matrix, n <= m, by decreasing value.

    They are computed by ARPACK on the Gram matrix and returned as (n, k), (k,) and (m, k). If its
    Krylov space is exhausted, because of a low rank or repeated singular values, ARPACK continues
    with a random vector that cannot be seeded. A diagonal of distinct numbers, a millionth of the
    matrix, prevents this; the singular values are then computed from the matrix itself, in the
    subspace found. Where too many are nearly equal, it does not converge, and the matrix is
    decomposed as a whole.
    """
    n = matrix.shape[0]
    rng = np.random.default_rng(seed)
    start, distinct = rng.standard_normal(n), rng.random(n)
    transpose = sp.csr_array(matrix.T)
    distinct *= 1e-6 * max(float((matrix.data**2).sum()) / n, np.finfo(np.float64).tiny)
    gram = LinearOperator(
        (n, n), matvec=lambda x: matrix @ (transpose @ x) + distinct * x, dtype=np.float64
    )
    try:
        _, basis = eigsh(gram, k=k, v0=start, tol=1e-10)
    except ArpackNoConvergence:  # small texts: many singular values are nearly equal
        left, singular, right = np.linalg.svd(matrix.toarray(), full_matrices=False)
        return left[:, :k], singular[:k], right[:k].T
    basis, _ = np.linalg.qr(basis)
    right, singular, turn = np.linalg.svd(transpose @ basis, full_matrices=False)
    return basis @ turn.T, singular, right


def ward(points: FloatArray, weights: FloatArray, n_clusters: int) -> IntArray:
    """Merge n points, (n, k), of positive weights by the least increase of variance (Ward 1963).

    The nearest-neighbour chain finds the same merges as a search of all pairs (Murtagh 1983).
    SciPy's linkage does not support weights. Return (n,) labels from 0.

    Examples
    --------
    >>> ward(np.array([[0.0], [0.1], [5.0], [5.2]]), np.ones(4), 2)
    array([0, 0, 1, 1])
    """
    n = len(points)
    centres, mass = points.copy(), weights.astype(np.float64)
    norms = (centres**2).sum(axis=1)
    alive = np.ones(n, dtype=bool)
    merges: list[tuple[float, int, int]] = []  # increase of variance, cluster kept, cluster gone
    chain: list[int] = []
    while len(merges) < n - 1:
        if not chain:
            chain.append(int(np.flatnonzero(alive)[0]))
        tip = chain[-1]
        growth = norms + norms[tip] - 2 * (centres @ centres[tip])
        growth *= mass * mass[tip] / (mass + mass[tip])
        growth[~alive] = np.inf
        growth[tip] = np.inf
        nearest = int(growth.argmin())
        # rounding can make equal distances a circle: nothing in the chain is nearer than its end
        if len(chain) == 1 or (growth[nearest] < growth[chain[-2]] and nearest not in chain):
            chain.append(nearest)
            continue
        other = chain[-2]  # the two are nearest neighbours of each other
        del chain[-2:]
        kept, gone = min(tip, other), max(tip, other)
        merges.append((float(growth[other]), kept, gone))
        total = mass[kept] + mass[gone]
        centres[kept] = (mass[kept] * centres[kept] + mass[gone] * centres[gone]) / total
        norms[kept] = (centres[kept] ** 2).sum()
        mass[kept] = total
        alive[gone] = False
    cheapest = sorted(merges, key=lambda merge: merge[0])[: n - n_clusters]
    edges = np.array([merge[1:] for merge in cheapest], dtype=np.int64).reshape(-1, 2)
    graph = sp.csr_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def lloyd(points: FloatArray, weights: FloatArray, centres: FloatArray) -> IntArray:
    """Cluster points by k-means, from initial centres until no label changes."""
    labels = np.full(len(points), -1, dtype=np.int64)
    for _ in range(_LLOYD_ROUNDS):
        distances = -2 * (points @ centres.T) + (centres**2).sum(axis=1)
        new = distances.argmin(axis=1)
        if np.array_equal(new, labels):
            break
        labels = new
        centres = weighted_means(points, weights, labels, centres)
    return labels


def weighted_means(
    points: FloatArray, weights: FloatArray, labels: IntArray, otherwise: FloatArray
) -> FloatArray:
    """Return the weighted mean of each cluster; an empty cluster keeps its row of ``otherwise``."""
    select = sp.csr_array(
        (weights, (labels, np.arange(len(points)))), shape=(len(otherwise), len(points))
    )
    mass = select.sum(axis=1)[:, None]
    return np.divide(select @ points, mass, out=otherwise.copy(), where=mass > 0)


def spectral_classes(matrix: sp.csr_array, n_classes: int, both_sides: bool) -> IntArray:
    """Cluster the frequent words by their spectral embedding.

    ``matrix``, (V, V), counts the bigrams; its transpose gives right classes. Words are embedded
    by what follows them or, for tied classes, by ``both_sides``. Return (V,) labels: 0 for the
    boundary, 1 to ``n_classes``, and ``n_classes + 1`` for words that have no class yet.
    """
    n_words = matrix.shape[0]
    top = n_frequent(n_words, n_classes)
    labels = np.full(n_words, n_classes + 1, dtype=np.int64)
    labels[0] = 0
    if top - 1 <= n_classes:  # a class for every word
        labels[1:] = np.arange(1, n_words)
        return labels
    n_dimensions = min(max(n_classes, top // _WORDS_PER_DIMENSION), _MAX_DIMENSIONS)
    points = embed(matrix, top, n_dimensions)
    weights = matrix.sum(axis=1)
    if both_sides:
        transpose = sp.csr_array(matrix.T)
        points = rows_to_unit_length(np.hstack([points, embed(transpose, top, n_dimensions)]))
        weights = np.maximum(weights, transpose.sum(axis=1))
    labels[1:top] = 1 + cluster(points[1:], weights[1:top], n_classes)
    return labels


def cluster(points: FloatArray, weights: npt.NDArray[Any], n_clusters: int) -> IntArray:
    """Cluster words by Ward's criterion, for the most frequent, and then k-means, for all.

    ``points``, (n, k), begin with the most frequent word, and ``weights`` are frequencies; words
    that never occur have next to no weight. Return (n,) labels from 0.
    """
    weights = np.maximum(weights, 1e-9)
    merged = min(len(points), max(_MIN_FREQUENT, _MERGED_PER_CLASS * n_clusters))
    first = ward(points[:merged], weights[:merged], n_clusters)
    centres = weighted_means(
        points[:merged], weights[:merged], first, np.zeros((n_clusters, points.shape[1]))
    )
    return lloyd(points, weights, centres)
