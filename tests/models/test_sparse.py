"""The default method finds planted classes and their table, in clean and in rough counts."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

import wordclass as wc
from tests import naive
from tests.planted import distances, planted
from wordclass.evaluation.metrics import adjusted_rand
from wordclass.models.arrays import one_hot
from wordclass.models.fitted.identifiability import unidentified_classes
from wordclass.models.methods.em import Bigrams
from wordclass.models.sparse import em, profiles, reallocation
from wordclass.models.sparse.dispersion import Damping
from wordclass.models.sparse.exposure import ExpectedNeighbours, Exposure
from wordclass.models.sparse.neighbours import Neighbours
from wordclass.models.threads import workers

SHAPES = [(8, 8, False), (8, 6, False), (6, 8, False), (12, 12, False), (8, 8, True)]


def fitted(truth: object, n_left: int, n_right: int, tied: bool) -> wc.WordClassModel:
    return wc.fit(truth.counts, left_classes=n_left, right_classes=n_right, tied=tied)


# Clean counts of eight classes on both sides are below, in smaller samples.
@pytest.mark.parametrize("n_left, n_right, tied", SHAPES[1:])
def test_the_true_classes_and_their_table_are_found(n_left, n_right, tied):
    """EM from the truth itself is 0.001 to 0.005 away from these samples; plain EM, 0.4."""
    truth = planted(n_left, n_right, 1, tied)
    model = fitted(truth, n_left, n_right, tied)
    table, left, right = distances(model, truth)
    assert table <= 0.02
    assert max(left, right) <= 0.03
    shares = (model.p_left_given_prev[1:] > 0).sum(axis=1)
    assert (shares == 1).mean() > 0.7, "most words have one class"
    assert unidentified_classes(model, "left") == unidentified_classes(model, "right") == {}


@pytest.mark.parametrize("n_left, n_right, tied", SHAPES)
def test_the_table_stays_right_where_the_model_is_only_nearly_true(n_left, n_right, tied):
    """Every p(b|a) is off by a factor, 2.2 up or down in the mean: exp(0.8 z), z normal.

    EM from the truth itself is 0.01 to 0.03 away.
    """
    truth = planted(n_left, n_right, 0, tied, sigma=0.8)
    table, left, right = distances(fitted(truth, n_left, n_right, tied), truth)
    assert table <= 0.035
    assert max(left, right) <= 0.04


@pytest.mark.parametrize(
    "n_left, n_right, seed, n_bigrams, n_words, sigma",
    [
        (6, 8, 2, 2_000_000, 2000, 0.8),
        (8, 8, 6, 200_000, 800, 0.0),
        (8, 8, 9, 200_000, 800, 0.0),
        (8, 8, 11, 200_000, 800, 0.0),
    ],
)
def test_no_class_is_lost_to_the_words_between_two_others(
    n_left, n_right, seed, n_bigrams, n_words, sigma
):
    """In these samples Ward's merges unite two classes and keep a cluster of ambiguous words."""
    truth = planted(n_left, n_right, seed, False, n_bigrams, n_words, sigma=sigma)
    assert distances(fitted(truth, n_left, n_right, False), truth)[0] <= 0.02


def test_words_without_a_class_do_not_take_one_from_others():
    """One in twenty follows, and is followed by, any word. At first they have a class."""
    truth = planted(12, 12, 0, noise_words=0.05, sigma=0.45)
    assert distances(fitted(truth, 12, 12, False), truth)[0] <= 0.02


@pytest.mark.parametrize("n_left, n_right, seed", [(6, 4, 44), (5, 7, 28)])
def test_few_words_are_enough_to_unite_two_halves_of_a_class(n_left, n_right, seed):
    """300 words of rough counts: a right move gains little by damped counts.

    Without it, .15 of the table is wrong.
    """
    truth = planted(n_left, n_right, seed, False, 100_000, 300, sigma=1.2)
    assert distances(fitted(truth, n_left, n_right, False), truth)[0] <= 0.05


@pytest.fixture
def three_classes():
    """The neighbours of 300 words of three classes, in twelve cells, and the classes."""
    rng = np.random.default_rng(0)
    classes = np.arange(300) % 3
    b = rng.dirichlet(np.full(12, 0.5), size=3) * 0.99 + 0.01 / 12
    n = np.array([rng.multinomial(200, b[c]) for c in classes])
    return n.astype(float), classes


def reallocated(n, labels, weights=1.0):
    """``weights`` are those of each word's counts as evidence."""
    with workers(1) as row_map:
        damped = profiles.Profiles(sp.csr_array(n), (n.shape[1],))
        words = damped.weighted(weights * np.ones(len(n)))
        return reallocation.reallocate(words, damped, labels, 3, row_map)


def test_two_classes_under_one_label_are_told_apart(three_classes):
    """Classes 0 and 1 share a label, and class 2 is split at random."""
    n, classes = three_classes
    labels = np.where(classes == 2, 1 + np.arange(300) // 150, 0)
    table = np.zeros((3, 3))
    np.add.at(table, (classes, reallocated(n, labels)), 1)
    assert adjusted_rand(table) == pytest.approx(1)


@pytest.mark.parametrize("n_evident, told_apart", [(1, False), (40, True)])
def test_classes_are_not_told_apart_by_damped_counts_alone(three_classes, n_evident, told_apart):
    """The counts of the other words are habits: as evidence, a word has a fifth of a count."""
    n, classes = three_classes
    labels = np.where(classes == 2, 1 + np.arange(300) // 150, 0)
    weights = np.where(np.arange(300) < n_evident, 1, 1e-3)
    assert (not np.array_equal(reallocated(n, labels, weights), labels)) == told_apart


@pytest.mark.parametrize("n_others, split", [(1, False), (40, True)])
def test_a_class_is_split_by_many_words_and_not_by_the_habits_of_one(
    three_classes, n_others, split
):
    """Some words of class 0 have other neighbours, 10,000 in all; 1 and 2 are nearly alike."""
    n, classes = three_classes
    n[classes == 2] = 0.8 * n[classes == 1] + 0.2 * n[classes == 2]
    n[np.flatnonzero(classes == 0)[:n_others]] = np.roll(n[0], 6) * 50 / n_others
    assert (not np.array_equal(reallocated(n, classes), classes)) == split


@pytest.mark.parametrize("n_of_word, dissolved", [(5000, True), (6000, True), (10_000, False)])
def test_the_class_of_a_word_is_not_dissolved_if_most_of_the_text_would_lose(
    three_classes, n_of_word, dissolved
):
    """Classes 0 and 1 share a label, and one word, with 200 counts as evidence, has its own.

    Two labels for them gain some 5,000 nats; the word loses 4,600, 5,500 or 9,100.
    """
    n, classes = three_classes
    word = np.rint(np.roll(n[2], 3) * n_of_word / n[2].sum())
    weights = np.append(200 / n_of_word, np.ones(300))
    labels = np.append(2, np.where(classes == 2, 1, 0))
    found = reallocated(np.vstack([word, n]), labels, weights)
    assert (found[0] in found[1:]) == dissolved


def test_one_frequent_word_does_not_outweigh_the_many_that_gain():
    """In all, they gain nothing."""
    gains = np.append(np.ones(300), -300)
    assert reallocation.z_score(reallocation.winsorised(gains)) > 2
    assert reallocation.z_score(gains) == 0


@pytest.mark.parametrize("tied", [False, True])
def test_ten_times_the_counts_halve_the_error_at_least(tied):
    """Errors of independent draws would fall by the square root of 10."""
    found = []
    for n_bigrams in (200_000, 2_000_000):
        truth = planted(8, 8, 0, tied, n_bigrams, n_words=500)
        found.append(distances(fitted(truth, 8, 8, tied), truth)[0])
    assert found[1] <= found[0] / 2, found


@given(seed=st.integers(0, 10_000), threads=st.sampled_from([1, 2]))
def test_the_sparse_e_step_is_the_plain_loop(seed, threads):
    rng = np.random.default_rng(seed)
    n = rng.poisson(0.8, size=(9, 9))
    u = rng.dirichlet(np.ones(3), size=9) * (rng.random((9, 3)) < 0.7)
    t = rng.random((9, 2))
    u[:, 0] += 0.1
    s = rng.dirichlet(np.ones(2), size=3)
    with workers(threads) as row_map:
        value, prev, pairs, following = em.expectation(
            Bigrams.of(sp.csr_array(n)), sp.csr_array(u), s, sp.csr_array(t), row_map
        )
    plain = naive.expectation(n, u, s, t)
    assert value == pytest.approx(plain[0])
    for ours, theirs in zip((prev.toarray(), pairs, following.toarray()), plain[1:], strict=True):
        assert ours == pytest.approx(np.array(theirs), rel=1e-9, abs=1e-12)


def test_a_word_seen_once_has_one_class_and_a_common_mixture_has_two():
    """Two kinds of words, "x" words before and "y" words after each other; "m" is half of each."""
    rows = []
    for i in range(30):
        for j in range(30):
            rows += [(f"x{i}", f"y{j}", 20), (f"y{i}", f"x{j}", 20)]
        rows += [("m", f"x{i}", 50), ("m", f"y{i}", 50), (f"x{i}", "m", 50), (f"y{i}", "m", 50)]
    rows.append(("once", "x1", 1))
    counts = wc.BigramCounts.from_pairs(rows)
    model = wc.fit(counts, classes=2)
    share = model.p_left_given_prev[counts.vocabulary.id("m")]
    assert share[1:] == pytest.approx([0.5, 0.5], abs=0.05)
    assert (model.p_left_given_prev[counts.vocabulary.id("once")] > 0).sum() == 1


@pytest.mark.parametrize("n_left, n_right, seed", [(6, 4, 2), (8, 6, 0), (5, 7, 4)])
def test_a_clean_text_is_explained_at_least_as_well_as_by_the_truth(n_left, n_right, seed):
    """Words with a small share of another class are told from those with none."""
    truth = planted(n_left, n_right, seed, n_bigrams=100_000, n_words=300)
    model = fitted(truth, n_left, n_right, tied=False)
    ids = [truth.counts.vocabulary.id(f"w{i}") for i in range(300)]
    n = truth.counts.matrix[ids][:, ids].toarray()
    found = model.left_rows[ids] @ model.p_right_given_left @ model.emission_rows[ids].T
    log_ratio = np.log(found[n > 0] / (truth.left @ truth.table @ truth.emission.T)[n > 0])
    assert log_ratio @ n[n > 0] > 0


@pytest.mark.parametrize("kappa", [0.0, 0.5, 3.0])
def test_the_dispersion_of_pairs_is_found(kappa):
    """Negative binomial counts of known dispersion around the model's own expectation."""
    truth = planted(4, 4, 0, n_words=600, n_bigrams=1_000_000)
    rng = np.random.default_rng(0)
    mu = 1_000_000 * truth.p[:, None] * (truth.left @ truth.table @ truth.emission.T)
    rate = mu * rng.gamma(1 / kappa, kappa, size=mu.shape) if kappa else mu
    counts = wc.BigramCounts.from_matrix(rng.poisson(rate), truth.counts.vocabulary.words[1:])
    dispersion = wc.fit(counts, left_classes=4, right_classes=4).settings["dispersion"]
    # The model is fitted to the same counts and takes up a part of their dispersion; the
    # habits of unassigned mixtures add some.
    assert dispersion == pytest.approx(kappa, rel=0.35, abs=0.05)


def test_what_damping_keeps_is_what_it_keeps_of_a_negative_binomial():
    """Counts of two words in every pair, of means 2^-3 to 2^10; 1,000 x 1,000 pairs."""
    kappa, rng = 0.8, np.random.default_rng(0)
    rate = np.exp2(rng.uniform(-3, 10, 1001))
    rate[0] = 0
    p = np.tile(1 / 1000, (1001, 1001))
    mu = rate[:, None] * p * 1000
    n = rng.poisson(mu * rng.gamma(1 / kappa, kappa, size=mu.shape)).astype(float)
    n *= (rate * 1000 / np.maximum(n.sum(axis=1), 1))[:, None]  # rows have the model's sums
    one = sp.csr_array(np.ones((1001, 1)))
    damping = Damping.estimated(one, np.ones((1, 1)), one / 1000, sp.csr_array(np.rint(n)))
    assert damping.kappa == pytest.approx(kappa, rel=0.05)
    for log_mean in range(-2, 10):
        exact = nbinom(1 / kappa, 1 / (1 + kappa * 2.0**log_mean)).expect(
            damping, maxcount=10**6, chunksize=10**4
        )
        assert damping.kept(np.array(log_mean)) == pytest.approx(exact / 2.0**log_mean, rel=0.05)
    undamped = Damping(0.0, damping.log_mean, np.zeros_like(damping.log_ratio))
    assert undamped.kept(np.arange(-2.0, 10)) == pytest.approx(1)


def test_frequent_and_rare_words_of_a_class_have_one_profile_once_damped():
    """Words of two classes, the first seen 500 times as often as the last of its class.

    x_f / E_f are each word's neighbours; the damped counts of frequent words are flatter.
    """
    truth = planted(2, 2, 0, n_words=600, n_bigrams=2_000_000, sigma=0.8)
    order = [truth.counts.vocabulary.id(f"w{i}") for i in range(600)]
    cells = np.zeros(601, dtype=int)
    cells[order] = 1 + truth.emission.argmax(axis=1)
    role = Neighbours(truth.counts.matrix, one_hot(cells, 3))
    left, emission = np.zeros((601, 2)), np.zeros((601, 2))
    left[order], emission[order] = truth.left, truth.emission
    left, emission = sp.csr_array(left), sp.csr_array(emission)
    damping = Damping.estimated(left, truth.table, emission, truth.counts.matrix)
    expected = ExpectedNeighbours(left, truth.table @ (emission.T @ role.cells))
    damped = damping(truth.counts.matrix.toarray().astype(float)) @ role.cells.toarray()
    with workers(1) as row_map:
        exposure = Exposure.of(role, expected, damping, damped.sum(axis=1), row_map)
    rate = damped / (exposure.by_kind[exposure.kinds] * exposure.scale[:, None] + 1e-300)
    corrected, flat = (
        rate[order, 1] / rate[order].sum(axis=1),
        damped[order, 1] / damped[order].sum(axis=1),
    )
    truly = truth.left @ (truth.table @ (truth.emission.T @ role.cells.toarray()[order]))[:, 1]
    frequent, rare = slice(0, 20), slice(100, 600)
    bias, bias_if_flat = (abs(x[frequent] - truly[frequent]).mean() for x in (corrected, flat))
    assert bias < bias_if_flat / 4, "what is left are the habits of single pairs"
    assert abs((corrected - truly)[rare].mean()) < 0.01


@pytest.mark.parametrize("rho", [0.0, 0.01, 0.1])
def test_the_intra_class_correlation_is_found(rho):
    """Dirichlet-multinomial words: 1 / (1 + concentration) is their correlation."""
    rng = np.random.default_rng(0)
    b = rng.dirichlet(np.ones(30), size=3)
    labels = np.repeat([1, 2, 3], 100)
    labels[0] = 0
    p = [rng.dirichlet(b[c - 1] * (1 / rho - 1)) if rho else b[c - 1] for c in labels]
    n = np.array([rng.multinomial(1000, row) for row in p])
    alike = Exposure(np.ones((1, 30)), np.zeros(len(n), dtype=int), n.sum(axis=1).astype(float))
    with workers(1) as row_map:
        words = profiles.Profiles(sp.csr_array(n.astype(float)), (30,), (alike,))
        found = profiles.intra_class_correlation(words, n.sum(axis=1), labels, 4, row_map)
    # The median of 300 words' estimates, each from 30 cells.
    assert found == pytest.approx(rho, rel=0.15, abs=0.0005)


@pytest.mark.parametrize("tied", [True, False])
def test_the_likelihood_never_falls_at_any_step(tied):
    counts = planted(4, 4, 0, tied, n_bigrams=50_000, n_words=200).counts
    rng = np.random.default_rng(0)
    v, k = len(counts.vocabulary), 5
    shared = rng.dirichlet(np.ones(k), size=v)
    m = sp.csr_array(shared)
    table = rng.dirichlet(np.ones(k), size=k)
    following = counts.next_counts.astype(float)
    if tied:
        model = em.tied_model(m, table, following)
    else:
        model = em.SparseModel(m, table, em.scale_rows(m, following))
    bigrams = Bigrams.of(counts.matrix)
    values = []
    with workers(1) as row_map:
        for _ in range(60):
            value, model, _ = em.step(model, counts, bigrams, row_map)
            values.append(value)
    # A hundredth of a count is added to every row of the table: so little may be lost.
    assert np.diff(values).min() >= -1e-9
