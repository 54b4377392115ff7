"""Sparse classes: the true table of a known model is found again; text is left its ways."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

import wordclass as wc
from tests import naive
from wordclass.models.arrays import columns_to_one
from wordclass.models.blocks import workers
from wordclass.models.methods.em import Bigrams
from wordclass.models.sparse import mixture, soft


def memberships(rng, n_words, n_classes):
    """One class a word, uniformly at random; 15 % of words mix two by a Beta(2,2) weight."""
    m = np.eye(n_classes)[rng.integers(n_classes, size=n_words)]
    for word in np.flatnonzero(rng.random(n_words) < 0.15):
        first = m[word].argmax()
        second = (first + 1 + rng.integers(n_classes - 1)) % n_classes
        weight = rng.beta(2, 2)
        m[word] = 0
        m[word, first], m[word, second] = weight, 1 - weight
    return m


def planted(n_left, n_right, seed, tied, n_bigrams=2_000_000, n_words=2000):
    """Counts drawn from a known model, and the model: p(c|a), p(d|c), p(b|d), p(a)."""
    rng = np.random.default_rng(seed)
    p = 1 / (np.arange(1, n_words + 1) + 2.7)
    p /= p.sum()
    left = memberships(rng, n_words, n_left)
    right = left if tied else memberships(rng, n_words, n_right)
    table = rng.dirichlet(np.full(n_right, 0.3), size=n_left)
    emission = columns_to_one(right * rng.permutation(p)[:, None])
    joint = p[:, None] * (left @ table @ emission.T)
    counts = rng.multinomial(n_bigrams, joint.ravel() / joint.sum()).reshape(joint.shape)
    return counts, left, table, emission, p


def posterior(p_class, emission):
    """p(d|b) by Bayes, and p(b)."""
    joint = emission * p_class
    return joint / joint.sum(axis=1, keepdims=True), joint.sum(axis=1)


def distances(model, counts, left, table, emission, p):
    """Mean total variation of the table's rows, and of memberships weighted by p, per role."""
    order = [counts.vocabulary.id(f"w{i}") for i in range(len(p))]
    found_left = model.p_left_given_prev[order, 1:]
    found_right = model.p_right_given_next[order, 1:]
    true_right, p_next = posterior((p @ left) @ table, emission)
    overlap_left = (left * p[:, None]).T @ found_left
    overlap_right = (true_right * p_next[:, None]).T @ found_right
    if model.tied:
        overlap_left = overlap_right = overlap_left + overlap_right
    c = linear_sum_assignment(-overlap_left)[1]
    d = linear_sum_assignment(-overlap_right)[1]
    found_table = model.p_right_given_left[1:, 1:][np.ix_(c, d)]
    return (
        abs(table - found_table).sum(axis=1).mean() / 2,
        (p * abs(left - found_left[:, c]).sum(axis=1)).sum() / 2,
        (p_next * abs(true_right - found_right[:, d]).sum(axis=1)).sum() / 2,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "n_left, n_right, tied",
    [(8, 8, False), (8, 6, False), (6, 8, False), (12, 12, False), (8, 8, True)],
)
def test_the_true_classes_and_their_table_are_found(n_left, n_right, tied):
    """The truth itself, refitted, is 0.001 to 0.005 away from these samples; plain EM, 0.4."""
    n, *truth = planted(n_left, n_right, 1, tied)
    counts = wc.BigramCounts.from_matrix(n, [f"w{i}" for i in range(len(n))])
    model = wc.fit(counts, left_classes=n_left, right_classes=n_right, tied=tied)
    table, left, right = distances(model, counts, *truth)
    assert table <= 0.01
    assert max(left, right) <= 0.01
    shares = (model.p_left_given_prev[1:] > 0).sum(axis=1)
    assert (shares == 1).mean() > 0.7, "most words have one class"


@pytest.mark.slow
@pytest.mark.parametrize("tied", [False, True])
def test_ten_times_the_counts_halve_the_error_at_least(tied):
    """Errors of independent draws would fall by the square root of 10."""
    found = []
    for n_bigrams in (2_000_000, 20_000_000):
        n, *truth = planted(8, 8, 0, tied, n_bigrams)
        counts = wc.BigramCounts.from_matrix(n, [f"w{i}" for i in range(len(n))])
        model = wc.fit(counts, classes=8, tied=tied)
        found.append(distances(model, counts, *truth))
    assert all(many <= few / 2 for few, many in zip(*found, strict=True)), found


@given(seed=st.integers(0, 10_000), threads=st.sampled_from([1, 2]))
def test_the_sparse_e_step_is_the_plain_loop(seed, threads):
    rng = np.random.default_rng(seed)
    n = rng.poisson(0.8, size=(9, 9))
    u = rng.dirichlet(np.ones(3), size=9) * (rng.random((9, 3)) < 0.7)
    t = rng.random((9, 2))
    u[:, 0] += 0.1
    s = rng.dirichlet(np.ones(2), size=3)
    with workers(threads) as block_map:
        value, prev, pairs, following = soft.expectation(
            Bigrams.of(sp.csr_array(n)), sp.csr_array(u), s, sp.csr_array(t), block_map
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


def profiles_and_counts(seed):
    """Five class profiles over eight cells, and words of one or two of them, of any frequency."""
    rng = np.random.default_rng(seed)
    profiles = rng.dirichlet(np.full(8, 0.5), size=5) * 0.99 + 0.01 / 8
    m = memberships(rng, 5, 5)
    n = np.array([rng.multinomial(rng.integers(20, 2000), row @ profiles) for row in m])
    return profiles, n, m


@given(seed=st.integers(0, 10_000))
@settings(max_examples=6)
def test_words_choose_the_best_of_all_subsets(seed):
    profiles, n, _ = profiles_and_counts(seed)
    price = np.full(len(n), 6.0)
    docs = sp.csr_array(n.astype(float))
    alone = (n @ np.log(profiles).T).argmax(axis=1)
    m = mixture.chosen(
        docs, alone, profiles, price[:, None], np.ones(5),
        np.zeros(len(n)),
    )  # fmt: skip
    assert m.sum(axis=1) == pytest.approx(1)
    for word in range(len(n)):
        best, _ = naive.best_subset(profiles.tolist(), n[word].tolist(), 6.0)
        found = (n[word] * np.log(m[word] @ profiles)).sum() - 6.0 * ((m[word] > 0).sum() - 1)
        # Weights are fitted to 1e-6, each of up to 2000 counts.
        assert found >= best - 0.01


@given(seed=st.integers(0, 10_000))
@settings(max_examples=10)
def test_priced_memberships_are_the_plain_loop(seed):
    profiles, n, _ = profiles_and_counts(seed)
    start = np.random.default_rng(seed).dirichlet(np.ones(5), size=len(n))
    got = mixture.place(
        sp.csr_array(n.astype(float)), start.copy(), profiles, np.full((len(n), 1), 6.0), 15
    )
    for word in range(len(n)):
        plain = naive.priced_memberships(
            profiles.tolist(), n[word].tolist(), 6.0, start[word].tolist(), 15
        )
        assert got[word] == pytest.approx(plain, abs=1e-9)


@pytest.mark.parametrize("tied", [True, False])
def test_the_likelihood_never_falls_at_any_step(tied):
    n, left, table, *_ = planted(4, 4, 0, tied, n_bigrams=50_000, n_words=200)
    counts = wc.BigramCounts.from_matrix(n, [f"w{i}" for i in range(len(n))])
    rng = np.random.default_rng(0)
    v, k = len(counts.vocabulary), 5
    shared = rng.dirichlet(np.ones(k), size=v)
    m = sp.csr_array(shared)
    table = rng.dirichlet(np.ones(k), size=k)
    following = counts.next_counts.astype(float)
    if tied:
        model = soft.tied_model(m, table, following)
    else:
        model = soft.SparseModel(m, table, soft.scale_rows(m, following))
    bigrams = Bigrams.of(counts.matrix)
    values = []
    with workers(1) as block_map:
        for _ in range(60):
            value, model, _ = soft.step(model, counts, bigrams, block_map)
            values.append(value)
    # A hundredth of a count is added to every row of the table: so little may be lost.
    assert np.diff(values).min() >= -1e-9
