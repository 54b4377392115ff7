"""A spectral start for every method: classes of the frequent words, read off an SVD.

Square-root counts, divided by the fourth roots of both margins, have nearly constant
variance, and their singular vectors are those of a canonical correlation analysis
between neighbouring words (Stratos, Collins & Hsu 2015). Words are embedded by what
follows and by what precedes them, and clustered by k-means weighted by frequency. Rare
words would draw singular vectors of their own: they are folded into one column and
left unlabelled, for exchange to place.
"""

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.linalg import svds
from threadpoolctl import threadpool_limits

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_MIN_FREQUENT = 500  # words embedded at least
_FREQUENT_PER_CLASS = 15


def n_frequent(n_words: int, n_classes: int) -> int:
    """How many words, the boundary included, are frequent enough to be embedded."""
    return min(n_words, max(_MIN_FREQUENT, _FREQUENT_PER_CLASS * n_classes))


def embed(matrix: sp.csr_array, n_frequent: int, n_dimensions: int, seed: int) -> FloatArray:
    """Embed the most frequent words by what follows them.

    Parameters
    ----------
    matrix : csr_array, (V, V)
        Bigram counts; for what precedes a word, their transpose.
    n_frequent : int
        Rows to embed, the words of the lowest ids; all other words are one column.
    n_dimensions : int
        Singular vectors to keep, if there are as many.
    seed : int
        Of the solver's starting vector.

    Returns
    -------
    (n_frequent, n_dimensions) array
        Left singular vectors times singular values, each row of length 1 (or 0).
    """
    n_words = matrix.shape[0]
    column = np.minimum(np.arange(n_words), n_frequent)  # the rest is one column
    fold = sp.csr_array((np.ones(n_words), (np.arange(n_words), column)))
    folded = sp.csr_array(matrix[:n_frequent].astype(np.float64) @ fold)
    rows = np.maximum(folded.sum(axis=1), 1)
    cols = np.maximum(folded.sum(axis=0), 1)
    folded.data = np.sqrt(folded.data)
    scaled = sp.diags_array(rows**-0.25) @ folded @ sp.diags_array(cols**-0.25)
    n_dimensions = min(n_dimensions, min(scaled.shape) - 1)
    if n_dimensions < 1:
        return np.ones((scaled.shape[0], 1))
    start = np.random.default_rng(seed).standard_normal(min(scaled.shape))
    with threadpool_limits(1):  # threaded sums round differently: same bytes for any thread count
        left, singular, _ = svds(scaled, k=n_dimensions, v0=start)
    return unit_rows(left[:, ::-1] * singular[::-1])


def unit_rows(points: FloatArray) -> FloatArray:
    """Scale every row to length 1; rows of zeros stay."""
    length = np.linalg.norm(points, axis=1, keepdims=True)
    return np.divide(points, length, out=np.zeros_like(points), where=length > 0)


def kmeans(
    points: FloatArray, weights: FloatArray, n_clusters: int, seed: int, n_starts: int = 3
) -> IntArray:
    """Cluster weighted points by Lloyd's algorithm from k-means++ seeds, the best of a few starts.

    Parameters
    ----------
    points : (n, k) array
    weights : (n,) array, positive
    n_clusters : int
        At most n.
    seed, n_starts : int

    Returns
    -------
    (n,) array of int64
        Labels from 0; some label may be unused when points coincide.
    """
    rng = np.random.default_rng(seed)
    best, best_cost = np.zeros(len(points), dtype=np.int64), np.inf
    with threadpool_limits(1):
        for _ in range(n_starts):
            labels, cost = _lloyd(points, weights, _plus_plus(points, weights, n_clusters, rng))
            if cost < best_cost * (1 - 1e-9):
                best, best_cost = labels, cost
    return best


def _squared_distances(points: FloatArray, centres: FloatArray) -> FloatArray:
    inner = points @ centres.T
    return (points**2).sum(axis=1)[:, None] - 2 * inner + (centres**2).sum(axis=1)


def _plus_plus(
    points: FloatArray, weights: FloatArray, n_clusters: int, rng: np.random.Generator
) -> FloatArray:
    """Seeds drawn in proportion to weight times squared distance (Arthur & Vassilvitskii 2007)."""
    chosen = [int(rng.choice(len(points), p=weights / weights.sum()))]
    nearest = np.maximum(_squared_distances(points, points[chosen])[:, 0], 0)
    while len(chosen) < n_clusters:
        mass = weights * nearest
        total = mass.sum()
        chosen.append(int(rng.choice(len(points), p=mass / total if total > 0 else None)))
        distance = np.maximum(_squared_distances(points, points[chosen[-1:]])[:, 0], 0)
        nearest = np.minimum(nearest, distance)
    return points[chosen]


def _lloyd(
    points: FloatArray, weights: FloatArray, centres: FloatArray, max_rounds: int = 100
) -> tuple[IntArray, float]:
    """Alternate nearest centre and weighted mean until nothing moves."""
    labels = np.full(len(points), -1, dtype=np.int64)
    for _ in range(max_rounds):
        distances = _squared_distances(points, centres)
        new = distances.argmin(axis=1)
        if np.array_equal(new, labels):
            break
        labels = new
        select = sp.csr_array(
            (weights, (labels, np.arange(len(points)))), shape=(len(centres), len(points))
        )
        mass = select.sum(axis=1)
        filled = mass > 0
        centres = centres.copy()
        centres[filled] = (select @ points)[filled] / mass[filled, None]
    cost = float((weights * distances[np.arange(len(points)), labels]).sum())
    return labels, cost


def spectral_classes(matrix: sp.csr_array, n_classes: int, seed: int, both_sides: bool) -> IntArray:
    """Class the frequent words by their spectral embedding.

    Parameters
    ----------
    matrix : csr_array, (V, V)
        Bigram counts, word 0 the boundary. For right classes give the transpose.
    n_classes : int
    seed : int
    both_sides : bool
        Whether a word is known by what follows and what precedes it (tied classes), or
        by what follows only.

    Returns
    -------
    (V,) array of int64
        0 for the boundary, 1 to ``n_classes`` for frequent words, ``n_classes + 1``
        for the words still without a class.
    """
    n_words = matrix.shape[0]
    top = n_frequent(n_words, n_classes)
    labels = np.full(n_words, n_classes + 1, dtype=np.int64)
    labels[0] = 0
    if top - 1 <= n_classes:  # a class for every word
        labels[1:] = np.arange(1, n_words)
        return labels
    points = embed(matrix, top, n_classes, seed)
    weights = matrix.sum(axis=1)
    if both_sides:
        transpose = sp.csr_array(matrix.T)
        points = unit_rows(np.hstack([points, embed(transpose, top, n_classes, seed)]))
        weights = np.maximum(weights, transpose.sum(axis=1))
    weights = np.maximum(weights[1:top], 1).astype(np.float64)
    labels[1:top] = 1 + kmeans(points[1:], weights, n_classes, seed)
    return labels
