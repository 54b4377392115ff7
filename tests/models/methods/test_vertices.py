"""Of many clusters, those are kept that no two others explain."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls

from wordclass.models.methods.vertices import vertices


def explained(points, weights, kept):
    """By SciPy's non-negative least squares, over all pairs."""
    total = 0.0
    for x, weight in zip(points, weights, strict=True):
        rest = [nnls(points[list(pair)].T, x)[1] for pair in itertools.combinations(kept, 2)]
        total += weight * (1 - min(rest) ** 2)
    return total


@given(seed=st.integers(0, 10_000))
@settings(max_examples=10)
def test_each_removal_leaves_most_explained(seed):
    rng = np.random.default_rng(seed)
    points = rng.dirichlet(np.full(4, 0.5), size=7)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    weights = rng.integers(1, 9, size=7)
    kept = list(range(7))
    while len(kept) > 2:
        kept = max(
            (kept[:i] + kept[i + 1 :] for i in range(len(kept))),
            key=lambda rest: explained(points, weights, rest),
        )
        ours = vertices(points, weights, len(kept))
        # Two removals may be equally good.
        assert explained(points, weights, ours) >= explained(points, weights, kept) - 1e-6
        kept = ours.tolist()


def test_the_classes_are_kept_and_not_the_words_between_them():
    """Four classes, few words each, and for every two of them a cluster of many words of both."""
    classes = np.eye(4)
    mixed = [0.5 * (classes[i] + classes[j]) for i, j in itertools.combinations(range(4), 2)]
    points = np.vstack([*mixed, classes])
    weights = np.array([50] * 6 + [5] * 4)
    assert vertices(points, weights, 4).tolist() == [6, 7, 8, 9]
