"""Exchange: each sweep as a plain loop does it, and the optimum where it can be enumerated."""

import itertools

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import wordclass as wc
from tests import naive
from wordclass.models.arrays import xlogx
from wordclass.models.hard import class_counts, mean_log_likelihood
from wordclass.models.methods.exchange import Role

MATRICES = st.integers(3, 7).flatmap(
    lambda v: hnp.arrays(np.int64, (v, v), elements=st.integers(0, 6))
)


def roles_of(n, tied, labels, n_classes, dtype=np.int32):
    matrix = sp.csr_array(n)
    matrix.indices, matrix.indptr = matrix.indices.astype(dtype), matrix.indptr.astype(dtype)
    transpose = sp.csr_array(matrix.T)
    return Role(matrix, transpose if tied else None, labels.copy(), n_classes), transpose


@pytest.mark.parametrize("tied", [True, False], ids=["tied", "two-sided"])
@pytest.mark.parametrize("dtype", [np.int32, np.int64], ids=["int32", "int64"])
@pytest.mark.parametrize("by_size", [False, True], ids=["likelihood", "posterior"])
@pytest.mark.parametrize("seed", range(10))
def test_a_sweep_is_the_plain_loop(dtype, tied, by_size, seed):
    """Counts are irregular, so that no two classes are equally good."""
    rng = np.random.default_rng(seed)
    v, n_classes = 8, 3
    n = rng.poisson(rng.exponential(2 if by_size else 30, size=(v, v)))
    labels, others = (np.r_[0, rng.integers(1, n_classes + 1, size=v - 1)] for _ in range(2))
    role, transpose = roles_of(n, tied, labels, n_classes, dtype)
    other = role if tied else Role(transpose, None, others, n_classes)
    pseudocounts = (
        rng.exponential(size=(1 if tied else n_classes + 1, n_classes + 1)) if by_size else None
    )
    cells = None
    if by_size:
        cells = {
            d if tied else (c, d): pseudocounts[c, d] for c, d in np.ndindex(pseudocounts.shape)
        }
    expected = naive.exchange_sweep(
        n.tolist(), labels, range(1, n_classes + 1), tied, others.tolist(), cells
    )
    _, pairs = role.sweep(other, np.arange(1, v), pseudocounts)
    assert role.labels.tolist() == expected
    counted = class_counts(sp.csr_array(n), role.labels, other.labels, *pairs.shape)
    assert np.array_equal(pairs, counted)


@given(n=MATRICES, seed=st.integers(0, 99))
def test_the_objective_is_the_likelihood_term_by_term(n, seed):
    rng = np.random.default_rng(seed)
    left, right = rng.integers(3, size=len(n)), rng.integers(2, size=len(n))
    counts = class_counts(sp.csr_array(n), left, right, 3, 2)
    objective = mean_log_likelihood(counts, xlogx(n.sum(axis=0)).sum())
    expected = naive.log_likelihood(n.tolist(), left, right)
    assert objective * max(n.sum(), 1) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("tied", [True, False], ids=["tied", "two-sided"])
def test_exchange_finds_the_best_of_all_clusterings_of_a_tiny_vocabulary(tied):
    """Brute force over every way to put six words into two classes (in each role)."""
    rng = np.random.default_rng(5)
    # Two kinds of word that alternate, with a little noise: "a b a b", as vowels and consonants.
    p = np.kron([[1, 9], [9, 1]], np.ones((3, 3)))
    n = np.zeros((7, 7), dtype=int)
    n[1:, 1:] = rng.multinomial(400, (p / p.sum()).ravel()).reshape(6, 6)
    counts = wc.BigramCounts.from_matrix(n, ["", *"abcdef"])
    model = wc.fit(counts, "exchange", 2, tied=tied)
    dense = counts.matrix.toarray().tolist()
    ways = [(0, *way) for way in itertools.product([1, 2], repeat=6)]
    pairs = ((x, x) for x in ways) if tied else itertools.product(ways, ways)
    best = max(naive.log_likelihood(dense, left, right) for left, right in pairs)
    assert model.history[-1] * counts.n_bigrams == pytest.approx(best)
