"""Bipartite spectral co-clustering, against scikit-learn's."""

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.cluster import SpectralCoclustering
from sklearn.datasets import make_biclusters
from sklearn.metrics import adjusted_rand_score

import wordclass as wc
from wordclass.models.methods.spectral import coclusters


@pytest.mark.parametrize("n_clusters", [2, 3, 5, 8])
def test_finds_the_biclusters_scikit_learn_finds(n_clusters: int) -> None:
    matrix, _, _ = make_biclusters((80, 80), n_clusters, noise=2, minval=10, random_state=0)
    matrix = np.abs(matrix).round()
    bordered = np.zeros((81, 81))
    bordered[1:, 1:] = matrix  # word 0, the boundary, takes no part
    left, right, _ = coclusters(
        sp.csr_array(bordered), n_clusters, n_clusters, tied=False, seed=0, tau=0.0
    )
    oracle = SpectralCoclustering(n_clusters, random_state=0).fit(matrix)
    assert adjusted_rand_score(oracle.row_labels_, left[1:]) == 1
    assert adjusted_rand_score(oracle.column_labels_, right[1:]) == 1
    together = np.concatenate([left[1:], right[1:]])
    theirs = np.concatenate([oracle.row_labels_, oracle.column_labels_])
    assert adjusted_rand_score(theirs, together) == 1, "row and column clusters share numbers"


def test_the_first_singular_value_of_the_scaled_matrix_is_one() -> None:
    matrix = sp.csr_array(np.random.default_rng(0).poisson(1.0, (60, 60)))
    _, _, values = coclusters(matrix, 4, 4, tied=False, seed=0, tau=0.0)
    assert values[0] == pytest.approx(1) and (np.diff(values) <= 1e-12).all()


def test_different_numbers_on_both_sides(draw) -> None:
    _, counts = draw()
    model = wc.fit(counts, method="spectral", left_classes=3, right_classes=2)
    assert sorted(set(model.left_labels[1:])) == [1, 2, 3]
    assert sorted(set(model.right_labels[1:])) == [1, 2]
