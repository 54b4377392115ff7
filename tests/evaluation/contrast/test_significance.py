"""G² and its null distribution: as SciPy computes it, and as simulated blocks of text vary."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, chi2_contingency, false_discovery_control

from wordclass.evaluation.contrast.significance import adjusted, assess, g_squared, log_ratio
from wordclass.evaluation.contrast.tables import Layout


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 500), st.integers(1, 500)), min_size=2, max_size=6))
def test_g_squared_is_scipys(table):
    first, second = np.array(table, dtype=float).T
    expected = chi2_contingency([first, second], correction=False, lambda_="log-likelihood")
    assert g_squared(first, second) == pytest.approx(expected.statistic, abs=1e-6)


@settings(max_examples=25)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_adjusted_p_values_are_scipys(p):
    assert adjusted(np.array(p)) == pytest.approx(false_discovery_control(p))


def bursty_blocks(rng, n_blocks, layout, size=4000, burst=4):
    """Blocks in which every bigram token is there ``burst`` times."""
    n = layout.n_left * layout.n_right
    p = np.random.default_rng(5).dirichlet(np.ones(n))
    blocks = burst * rng.multinomial(size // burst, p, size=n_blocks)
    return sp.csr_array(blocks.astype(float))


def test_p_values_are_uniform_where_tokens_come_in_bursts_and_chi_squareds_are_not():
    layout = Layout(12, 12, np.zeros(0, dtype=np.int64))
    p, naive = [], []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        first, second = (bursty_blocks(rng, n, layout) for n in (20, 30))
        transitions = assess(layout, first, second, seed)[2]
        p.append(transitions.p)
        naive.append(chi2.sf(transitions.g2, 1))
        assert transitions.dispersion.mean() == pytest.approx(4, rel=0.15)
    share = np.nanmean(np.concatenate(p) < 0.05)
    assert 0.03 < share < 0.07
    assert np.nanmean(np.concatenate(p) < 0.001) < 0.004
    assert np.mean(np.concatenate(naive) < 0.05) > 0.25


def test_intervals_cover_the_true_ratio():
    rng = np.random.default_rng(1)
    share, ratio, items = 0.01, 1.5, 2000
    sides = []
    for p, blocks in ((share * ratio, 40), (share, 25)):
        totals = rng.integers(2000, 4000, size=(blocks, items)).astype(float)
        bursts = rng.gamma(3, 1 / 3, size=(blocks, items))  # of mean 1
        sides.append((rng.poisson(p * totals * bursts).astype(float), totals))
    estimate, low, high = log_ratio(*sides, level=0.05)
    assert estimate.mean() == pytest.approx(np.log2(ratio), abs=0.02)
    assert 0.93 < ((low < np.log2(ratio)) & (np.log2(ratio) < high)).mean() < 0.97


def test_a_share_of_zero_has_a_wide_interval():
    none, some = np.zeros((10, 1)), np.full((10, 1), 3.0)
    totals = np.full((10, 1), 100.0)
    ratio, low, high = log_ratio((none, totals), (some, totals), level=0.05)
    assert low[0] < ratio[0] - 3 and high[0] < 0
