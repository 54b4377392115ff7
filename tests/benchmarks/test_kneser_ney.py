"""The baseline is a distribution, and Kneser-Ney's: a benchmark against a bad one shows nothing."""

import numpy as np
import pytest
import scipy.sparse as sp

from tests.benchmarks.kneser_ney import KneserNey

TABLE = np.array([[0, 3, 1, 1], [2, 0, 1, 2], [2, 1, 0, 0], [1, 0, 0, 1]])


def test_the_distribution_after_each_word_sums_to_one() -> None:
    v = len(TABLE)
    prev, following = np.divmod(np.arange((v + 1) * v), v)
    p = KneserNey(sp.csr_array(TABLE)).probability(prev, following).reshape(v + 1, v)
    assert p.sum(axis=1) == pytest.approx(np.ones(v + 1))
    assert (p > 0).all()


def test_equals_the_formula_written_out() -> None:
    kinds = TABLE > 0
    once, twice = (TABLE == 1).sum(), (TABLE == 2).sum()
    d = once / (once + 2 * twice)
    preceders = kinds.sum(axis=0)
    d1 = (preceders == 1).sum() / ((preceders == 1).sum() + 2 * (preceders == 2).sum())
    continuation = (np.maximum(preceders - d1, 0) + d1 * (preceders > 0).sum() / 4) / kinds.sum()
    a, b = 1, 2
    n_a = TABLE[a].sum()
    expected = (TABLE[a, b] - d) / n_a + d * kinds[a].sum() / n_a * continuation[b]
    model = KneserNey(sp.csr_array(TABLE))
    assert model.probability(np.array([a]), np.array([b])) == pytest.approx([expected])
