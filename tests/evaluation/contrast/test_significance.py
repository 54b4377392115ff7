"""G² as SciPy computes it; tests and intervals of shares as simulated blocks of text vary."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, chi2_contingency, false_discovery_control

from wordclass.evaluation.contrast.ratios import Share, g_squared, log_ratio
from wordclass.evaluation.contrast.significance import adjusted, permutation_test


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 500), st.integers(1, 500)), min_size=2, max_size=6))
def test_g_squared_is_scipys(table):
    first, second = np.array(table, dtype=float).T
    expected = chi2_contingency([first, second], correction=False, lambda_="log-likelihood")
    assert g_squared(first, second) == pytest.approx(expected.statistic, abs=1e-6)


def bursty(rng, n_blocks, size=4000, burst=4, items=200):
    """Blocks in which every token is there ``burst`` times."""
    p = np.random.default_rng(5).dirichlet(np.ones(items))
    n = burst * rng.multinomial(size // burst, p, size=n_blocks)
    return Share(n.astype(float), np.full(n.shape, float(size)))


def test_p_values_are_uniform_where_tokens_come_in_bursts_and_chi_squareds_are_not():
    p, naive = [], []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        first, second = (bursty(rng, n) for n in (20, 30))
        tested = permutation_test(first, second, np.arange(200), 0.05, seed)
        p.append(tested.p)
        sums = [share.n.sum(axis=0) for share in (first, second)]
        rest = [
            share.totals.sum(axis=0) - n for share, n in zip((first, second), sums, strict=True)
        ]
        g2 = g_squared(*(np.stack(cells, axis=-1) for cells in zip(sums, rest, strict=True)))
        naive.append(chi2.sf(g2, 1))
        ratio = log_ratio(first, second, tested.critical)
        assert np.median(ratio.dispersion) == pytest.approx(4, rel=0.15)
        assert (tested.p[(ratio.low <= 0) & (0 <= ratio.high)] > 0.05).all()
    p = np.concatenate(p)
    assert 0.03 < np.mean(p < 0.05) < 0.07
    assert np.mean(p < 0.001) < 0.004
    assert np.mean(np.concatenate(naive) < 0.05) > 0.25


def test_where_nothing_differs_half_the_level_is_used_and_where_much_does_all_of_it():
    rng = np.random.default_rng(0)
    p = rng.random((4000, 300))
    assert np.mean([adjusted(of_comparison).min() <= 0.05 for of_comparison in p]) < 0.03
    p[:, :60] *= 1e-3
    q = false_discovery_control(p, axis=1)
    assert (np.array([adjusted(of_comparison) for of_comparison in p]) <= 0.05).sum() == (
        q <= 0.05
    ).sum()


@pytest.mark.parametrize("in_all", [1, 500])
def test_one_difference_among_many_tests_is_found(in_all):
    """The more tests there are, the more permutations it takes to tell how unlikely it is."""
    n, totals = np.full((40, 1), 10.0), np.full((40, 1), 100.0)
    n += np.random.default_rng(1).integers(-3, 4, size=n.shape)
    p = permutation_test(
        Share(n[:20] * 2, totals[:20]), Share(n[20:], totals[20:]), np.zeros(1, int), 0.05,
        n_tests_in_all=in_all,
    ).p  # fmt: skip
    assert adjusted(p, in_all) <= 0.05


def test_a_word_of_one_document_is_no_difference_and_one_of_many_is():
    """Both have 90 tokens in the first corpus and none in the second."""
    first, second = np.zeros((30, 2)), np.zeros((30, 2))
    first[0, 0], first[:, 1] = 90, 3
    totals = np.full((30, 2), 1000.0)
    p = permutation_test(Share(first, totals), Share(second, totals), np.arange(2), 0.05).p
    assert p[0] == 1 and p[1] < 0.005


def test_a_test_of_several_shares_is_of_the_largest():
    """Against all permutations of 4 + 4 blocks."""
    rng = np.random.default_rng(3)
    n, totals = rng.poisson(20, (8, 3)).astype(float), rng.poisson(200, (8, 3)).astype(float)
    n[:4, 2] *= 1.6

    def t(chosen):
        difference, variance = 0.0, 0.0
        p = n.sum(axis=0) / totals.sum(axis=0)
        for sign, ids in ((1, list(chosen)), (-1, [i for i in range(8) if i not in chosen])):
            size = totals[ids].sum(axis=0)
            share = n[ids].sum(axis=0) / size
            between = ((n[ids] - share * totals[ids]) ** 2).sum(axis=0) * 4 / 3 / size**2
            variance = variance + np.maximum(between, p * (1 - p) / size)
            difference = difference + sign * share
        return (abs(difference) / np.sqrt(variance)).max()

    everywhere = [t(chosen) for chosen in combinations(range(8), 4)]
    exact = np.mean(np.array(everywhere) >= t(range(4)) - 1e-9)
    statistic, p, _ = permutation_test(
        Share(n[:4], totals[:4]), Share(n[4:], totals[4:]), np.zeros(3, dtype=int), 1e-3
    )
    assert statistic.max() == pytest.approx(t(range(4)))
    assert p == pytest.approx(exact, abs=0.05)


@pytest.mark.parametrize("shape", [0.3, 3.0])  # a few blocks hold most of the tokens; all do
def test_intervals_cover_the_true_ratio(shape):
    rng = np.random.default_rng(1)
    share, ratio, items = 0.01, 1.5, 400
    sides = []
    for p, blocks in ((share * ratio, 40), (share, 25)):
        totals = rng.integers(2000, 4000, size=(blocks, items)).astype(float)
        bursts = rng.gamma(shape, 1 / shape, size=(blocks, items))
        sides.append(Share(rng.poisson(p * totals * bursts).astype(float), totals))
    tested = permutation_test(*sides, np.arange(items), level=0.05)
    _, low, high, _ = log_ratio(*sides, tested.critical)
    assert 0.93 < ((low < np.log2(ratio)) & (np.log2(ratio) < high)).mean() < 0.97


def test_a_ratio_to_a_share_that_may_be_zero_has_no_upper_end():
    none, some = np.zeros((10, 1)), np.full((10, 1), 3.0)
    totals = np.full((10, 1), 100.0)
    _, low, high, _ = log_ratio(Share(some, totals), Share(none, totals), np.array([2.0]))
    assert low[0] == pytest.approx(
        np.log2(30 / 2**2), abs=0.01
    )  # of 30 independent tokens, and none
    assert np.isposinf(high[0])
