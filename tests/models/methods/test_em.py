"""EM: the E-step as a plain loop does it, and the models it is known by elsewhere."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from tests import naive
from wordclass.models.arrays import rows_to_one
from wordclass.models.methods.em import Bigrams, expectation
from wordclass.models.threads import workers


def drawn(seed, v=9, n_left=3, n_right=2):
    rng = np.random.default_rng(seed)
    n = rng.poisson(0.8, size=(v, v))
    u = rng.dirichlet(np.ones(n_left), size=v)
    s = rng.dirichlet(np.ones(n_right), size=n_left)
    t = rng.dirichlet(np.ones(v), size=n_right).T
    return n, u, s, t


@given(seed=st.integers(0, 10_000), threads=st.sampled_from([1, 2]))
def test_the_e_step_is_the_plain_loop(seed, threads):
    n, u, s, t = drawn(seed)
    with workers(threads) as row_map:
        got = expectation(Bigrams.of(sp.csr_array(n)), u, s, t, row_map)
    for ours, plain in zip(got, naive.expectation(n, u, s, t), strict=True):
        assert ours == pytest.approx(np.array(plain), rel=1e-9, abs=1e-12)


def test_with_one_class_set_between_the_words_it_is_kullback_leibler_nmf():
    """S = I is the aggregate Markov model: one step equals scikit-learn's update of both factors.

    NMF's multiplicative update for the Kullback-Leibler divergence changes W, then H; EM
    changes both at once, so H is compared at the old W.
    """
    nmf = pytest.importorskip("sklearn.decomposition._nmf")
    n, u, _, _ = drawn(3, v=30)
    t = np.random.default_rng(1).dirichlet(np.ones(30), size=3).T
    with workers(1) as row_map:
        _, prev, _, following = expectation(Bigrams.of(sp.csr_array(n)), u, np.eye(3), t, row_map)
    w, _, _, _ = nmf._multiplicative_update_w(
        n.astype(float), u.copy(), np.ascontiguousarray(t.T), 1, 0, 0, 1.0
    )
    ours = prev / prev.sum(axis=1, keepdims=True)
    assert ours == pytest.approx(w / w.sum(axis=1, keepdims=True))
    h = nmf._multiplicative_update_h(
        n.astype(float), u.copy(), np.ascontiguousarray(t.T), 1, 0, 0, 1.0
    )
    assert rows_to_one(following.T) == pytest.approx(rows_to_one(h * u.sum(axis=0)[:, None]))
