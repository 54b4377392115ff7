"""SVD is clustering, and SVD is a linear autoencoder."""

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.metrics import adjusted_rand_score

import wordclass as wc
from wordclass.models.methods.start import leading_singular
from wordclass.models.methods.svd import truncated_svd, weighted_transitions


def block_counts(n_classes: int = 3, size: int = 8, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Counts in which the class alone decides what follows: row a is a multiple of its class's."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(n_classes), size)
    table = rng.dirichlet(np.full(n_classes, 0.4), size=n_classes)
    frequency = 1 / (1 + np.arange(n_classes * size))[rng.permutation(n_classes * size)]
    within = np.array([frequency * (labels == d) for d in range(n_classes)])
    within /= within.sum(axis=1, keepdims=True)
    return frequency[:, None] * (table @ within)[labels], labels


@pytest.fixture(scope="module")
def transitions() -> sp.csr_array:
    """A sparse 300 x 300 matrix of Zipfian words' weighted transitions."""
    rng = np.random.default_rng(1)
    a, b = np.minimum(rng.zipf(1.3, size=(2, 20_000)), 300) - 1
    return weighted_transitions(sp.coo_array((np.ones(20_000), (a, b)), (300, 300)).tocsr())


@pytest.mark.parametrize("rank", [1, 7, 60])
def test_equals_numpys_svd(transitions: sp.csr_array, rank: int) -> None:
    ours = truncated_svd(transitions, rank)
    left, values, right = np.linalg.svd(transitions.toarray())
    assert ours.singular_values == pytest.approx(values[:rank], abs=1e-9)
    product = left[:, :rank] * values[:rank] @ right[:rank]
    assert ours.left * ours.singular_values @ ours.right.T == pytest.approx(product, abs=1e-7)


def test_the_sign_of_every_vector_is_fixed(transitions: sp.csr_array) -> None:
    first, second = truncated_svd(transitions, 9, seed=0), truncated_svd(transitions, 9, seed=5)
    assert second.left == pytest.approx(first.left, abs=1e-6)
    assert second.right == pytest.approx(first.right, abs=1e-6)
    extreme = np.abs(first.left).argmax(axis=0)
    assert (first.left[extreme, np.arange(9)] > 0).all()


@pytest.mark.parametrize("seed", [0, 2], ids=["converges", "does not converge"])
def test_nearly_equal_singular_values_are_found(seed: int) -> None:
    """Each word has two followers, equally often: too many values are nearly equal for ARPACK."""
    rng = np.random.default_rng(seed)
    followers = sum(np.eye(136)[rng.permutation(136)] for _ in range(2))
    left, singular, right = leading_singular(sp.csr_array(followers), 6)
    assert singular == pytest.approx(np.linalg.svd(followers, compute_uv=False)[:6], abs=1e-9)
    assert followers @ right == pytest.approx(left * singular, abs=1e-6)


def test_asking_for_too_many_vectors_gives_all_of_them() -> None:
    matrix = sp.csr_array(np.diag([3.0, 1.0, 2.0]))
    assert truncated_svd(matrix, 99).singular_values == pytest.approx([3, 2, 1])


def test_a_linear_autoencoder_trained_by_gradient_descent_reaches_the_same_subspace() -> None:
    """Rows x -> x E D, trained to give x back: its code spans the first right singular vectors."""
    counts, _ = block_counts(n_classes=4, size=6)
    rng = np.random.default_rng(2)
    noisy = sp.csr_array(rng.poisson(counts * 400))
    x = weighted_transitions(noisy).toarray()
    rank = 3
    encoder = 0.1 * rng.standard_normal((x.shape[1], rank))
    decoder = 0.1 * rng.standard_normal((rank, x.shape[1]))
    gram = x.T @ x
    rate = 0.5 / np.linalg.norm(gram, 2)
    for _ in range(30_000):
        rest = gram @ (encoder @ decoder) - gram
        encoder, decoder = (
            encoder - rate * rest @ decoder.T,
            decoder - rate * encoder.T @ rest,
        )
    found = truncated_svd(sp.csr_array(x), rank)
    code, _ = np.linalg.qr(decoder.T)
    cosines = np.linalg.svd(found.right.T @ code, compute_uv=False)  # of the principal angles
    assert cosines == pytest.approx(np.ones(rank), abs=1e-6)
    best = np.linalg.norm(x - (x @ found.right) @ found.right.T)
    assert np.linalg.norm(x - x @ encoder @ decoder) == pytest.approx(best, rel=1e-5)


def test_a_block_models_classes_are_read_off_the_singular_vectors() -> None:
    """All words of a class stand at one point, and there are as many points as classes."""
    counts, labels = block_counts()
    p = counts / counts.sum(axis=1, keepdims=True)
    found = truncated_svd(sp.csr_array(p), 5)
    assert found.singular_values[3:] == pytest.approx(np.zeros(2), abs=1e-12)
    points = np.round(found.left[:, :3], 8)
    distinct, place = np.unique(points, axis=0, return_inverse=True)
    assert len(distinct) == 3
    assert adjusted_rand_score(labels, place.ravel()) == 1


@pytest.mark.parametrize("method", ["svd", "frobenius"])
def test_planted_classes_are_found_from_counts(draw, method: str) -> None:
    model, counts = draw(n_left=4, n_right=4, n_words=60, hard=True, n_bigrams=40_000)
    found = wc.fit(counts, method=method, classes=4)
    for side in ("left", "right"):
        true, ours = getattr(model, f"{side}_labels"), getattr(found, f"{side}_labels")
        frequent = counts.word_counts > 50
        assert adjusted_rand_score(true[frequent], ours[frequent]) > 0.9, side


def test_singular_values_are_kept_with_the_model(draw) -> None:
    _, counts = draw(n_words=30)
    model = wc.fit(counts, method="svd", left_classes=4, right_classes=2)
    kept = model.settings["singular_values"]
    full = np.linalg.svd(weighted_transitions(counts.matrix).toarray(), compute_uv=False)
    assert kept == pytest.approx(full[:5])
    assert (model.n_left, model.n_right) == (4, 2)
