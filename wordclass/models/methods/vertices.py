"""Clusters that no two others explain together: the corners of the space of words.

A word of two classes lies between them. Merging what is nearest may unite two classes and keep
a cluster of the words between two others; removing what others explain keeps the classes. The
corners are the anchors of separable topic models (Arora et al. 2013) and the vertices of state
aggregation (Duan, Ke & Wang 2019); here most words are in a corner, and the others between two.
"""

import numpy as np
import numpy.typing as npt

from wordclass.models.arrays import FloatArray, IntArray, rows_to_unit_length

_NEAREST = 30  # clusters of which pairs are tried
_SAME = 1 - 1e-9  # cosine of clusters on one line


def vertices(points: FloatArray, weights: npt.NDArray[np.number], n_kept: int) -> IntArray:
    """Remove clusters one by one, always the one whose removal leaves most explained.

    The pair s, t explains of x what its projection on their cone has: with all three of
    length 1, max |u s + v t|^2 over u, v >= 0 such that the rest of x is orthogonal to it. What
    is explained is summed, by weight, over all clusters, the removed ones too; a cluster that
    is kept explains itself.

    Parameters
    ----------
    points : (n, k) array
        Centres of clusters.
    weights : (n,) array
    n_kept : int
        At most n.

    Returns
    -------
    (n_kept,) array of int64
        Indices of ``points``, ascending.

    Examples
    --------
    >>> vertices(np.array([[1.0, 0.0], [0.7, 0.7], [0.0, 1.0]]), np.ones(3), 2)
    array([0, 2])
    """
    unit = rows_to_unit_length(points)
    cosines = unit @ unit.T
    kept = np.arange(len(points))

    def losses(i: int) -> tuple[dict[int, float], set[int]]:
        """What cluster i loses with either of its pair, and what this was computed from."""
        value, pair = _best_pair(cosines, i, kept)
        instead = {s: _best_pair(cosines, i, kept[kept != s]) for s in set(pair)}
        used = set(pair).union(*(other for _, other in instead.values()))
        return {s: weights[i] * (value - other) for s, (other, _) in instead.items()}, used

    lost = [losses(i) for i in range(len(points))] if n_kept < len(kept) else []
    while len(kept) > n_kept:
        total = np.zeros(len(points))
        for of_cluster, _ in lost:
            for s, loss in of_cluster.items():
                total[s] += loss
        removed = int(kept[total[kept].argmin()])
        kept = kept[kept != removed]
        lost = [losses(i) if removed in old[1] else old for i, old in enumerate(lost)]
    return kept


def _best_pair(cosines: FloatArray, i: int, kept: IntArray) -> tuple[float, tuple[int, ...]]:
    """How much of cluster i the best pair of those kept explains, and the pair."""
    near = kept[np.argsort(-cosines[i, kept], kind="stable")[:_NEAREST]]
    if len(near) == 0:
        return 0.0, ()
    x, between = cosines[i, near], cosines[np.ix_(near, near)]
    s, t = x[:, None], x
    inside = (s > between * t) & (t > between * s) & (abs(between) < _SAME)  # u, v > 0
    pair = (s**2 + t**2 - 2 * s * t * between) / np.where(inside, 1 - between**2, 1.0)
    value = np.where(inside, pair, np.maximum(np.maximum(s, t), 0.0) ** 2)
    best = int(value.argmax())
    return float(value.flat[best]), (int(near[best // len(near)]), int(near[best % len(near)]))
