"""Non-negative tri-factorisation: never worse, exact where the truth is of that rank."""

import itertools

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.decomposition import NMF
from sklearn.metrics import adjusted_rand_score

import wordclass as wc
from wordclass.models.methods.frobenius import Factors, factorise, factorise_tied


def random_factors(n: int, m: int, n_left: int, n_right: int, seed: int = 0) -> Factors:
    rng = np.random.default_rng(seed)
    return Factors(rng.random((n, n_left)), rng.random((n_left, n_right)), rng.random((n_right, m)))


@pytest.mark.parametrize("n_left, n_right", [(3, 3), (2, 5), (5, 2), (1, 1)])
def test_the_residual_never_rises_and_is_reported_correctly(n_left: int, n_right: int) -> None:
    matrix = sp.random_array(
        (30, 40), density=0.2, random_state=np.random.default_rng(1), format="csr"
    )
    steps = list(itertools.islice(factorise(matrix, random_factors(30, 40, n_left, n_right)), 60))
    residuals = [residual for _, residual in steps]
    assert all(b <= a * (1 + 1e-12) for a, b in itertools.pairwise(residuals))
    last = steps[-1][0]
    dense = matrix.toarray()
    rest = np.linalg.norm(dense - last.left @ last.table @ last.right) ** 2
    assert residuals[-1] == pytest.approx(rest / np.linalg.norm(dense) ** 2)


def test_a_matrix_of_that_rank_is_reached() -> None:
    truth = random_factors(25, 30, 3, 3, seed=4)
    matrix = sp.csr_array(truth.left @ truth.table @ truth.right)
    steps = itertools.islice(factorise(matrix, random_factors(25, 30, 3, 3)), 5000)
    *_, (_, residual) = steps
    assert residual < 1e-5


def test_the_residual_equals_that_of_scikit_learns_nmf() -> None:
    """The product of two factors is as good as of three where L = K; both find local optima."""
    matrix = sp.random_array(
        (40, 40), density=0.3, random_state=np.random.default_rng(2), format="csr"
    )
    start = random_factors(40, 40, 4, 4, seed=3)
    *_, (_, residual) = itertools.islice(factorise(matrix, start), 1500)
    oracle = NMF(4, solver="mu", init="random", max_iter=1500, tol=0, random_state=0)
    oracle.fit(matrix)
    theirs = oracle.reconstruction_err_**2 / np.linalg.norm(matrix.toarray()) ** 2
    assert residual == pytest.approx(theirs, rel=0.02)


def test_scaled_to_probabilities_the_product_is_the_same() -> None:
    truth = random_factors(10, 12, 3, 2)
    product = truth.left @ truth.table @ truth.right
    p = truth.probabilities()
    for factor in (p.left, p.table, p.right):
        assert factor.sum(axis=1) == pytest.approx(np.ones(len(factor)))
    expected = product / product.sum(axis=1, keepdims=True)
    assert p.left @ p.table @ p.right == pytest.approx(expected)


def test_the_boundary_keeps_its_class(draw) -> None:
    _, counts = draw(n_left=3, n_right=2, n_words=30)
    model = wc.fit(counts, method="frobenius", left_classes=3, right_classes=2)
    assert model.p_left_given_prev[0].tolist() == [1, 0, 0, 0]
    assert model.p_left_given_prev[1:, 0].max() == 0
    assert model.top_words("right", 0) == [("</s>", 1.0)]


def test_the_tied_residual_never_rises_and_is_reported_correctly() -> None:
    rng = np.random.default_rng(1)
    matrix = sp.random_array((30, 30), density=0.3, random_state=rng, format="csr")
    rounds = factorise_tied(matrix, rng.random((30, 4)), rng.random((4, 4)))
    steps = list(itertools.islice(rounds, 200))
    residuals = [residual for *_, residual in steps]
    assert all(b <= a * (1 + 1e-12) for a, b in itertools.pairwise(residuals))
    member, table, residual = steps[-1]
    dense = matrix.toarray()
    rest = np.linalg.norm(dense - member @ table @ member.T) ** 2 / np.linalg.norm(dense) ** 2
    assert residual == pytest.approx(rest)


def test_tied_classes_are_found(draw) -> None:
    model, counts = draw(n_words=60, tied=True, hard=True, n_bigrams=40_000)
    found = wc.fit(counts, method="frobenius", classes=3, tied=True)
    frequent = counts.word_counts > 50
    assert adjusted_rand_score(model.left_labels[frequent], found.left_labels[frequent]) > 0.95
    assert (found.left_labels == found.right_labels)[frequent].all()
