"""Words as mixtures of a few class profiles, against every subset and a known mixture."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import naive
from tests.planted import memberships
from wordclass.models.sparse import mixture, prior
from wordclass.models.sparse.profiles import Profiles
from wordclass.models.threads import workers


def profiles_and_counts(seed):
    """Five class profiles over eight cells, and words of one or two of them, of any frequency."""
    rng = np.random.default_rng(seed)
    b = rng.dirichlet(np.full(8, 0.5), size=5) * 0.99 + 0.01 / 8
    m = memberships(rng, 5, 5)
    n = np.array([rng.multinomial(rng.integers(20, 2000), row @ b) for row in m])
    return b, n, m


@given(seed=st.integers(0, 10_000))
@settings(max_examples=3)
def test_the_profiles_of_which_all_words_are_mixtures_are_not_blurred_by_them(seed):
    b, n, m = profiles_and_counts(seed)
    words = Profiles(sp.csr_array(n.sum(axis=1, keepdims=True) * (m @ b)), (8,))
    labels = m.argmax(axis=1)
    with workers(1) as row_map:
        parts = mixture.attributed(words, sp.csr_array(m), b, labels, row_map)
    present = np.unique(labels)
    assert parts.of_classes(labels, 5)[present] == pytest.approx(b[present])


@given(seed=st.integers(0, 10_000))
@settings(max_examples=3)
def test_words_choose_the_best_of_all_subsets(seed):
    b, n, _ = profiles_and_counts(seed)
    labels = (n @ np.log(b).T).argmax(axis=1)
    with workers(1) as row_map:
        words = Profiles(sp.csr_array(n.astype(float)), (8,))
        prices = prior.class_prices(labels, len(b))
        m, posterior = mixture.choose(words, b, labels, prices, row_map)
    m = m.toarray()
    assert m.sum(axis=1) == pytest.approx(1)
    values = []
    for word, word_price in enumerate(mixture.word_prices(n.sum(axis=1))):
        price = prices[word].copy()
        price[np.arange(len(b)) != labels[word]] += word_price
        values.append((n[word] * np.log(m[word] @ b)).sum() - price[m[word] > 0].sum())
        # EM for the weights ends when none moves by 1e-4, of at most 2000 counts.
        assert values[-1] >= naive.best_subset(b.tolist(), n[word].tolist(), price)[0] - 0.2
    assert posterior == pytest.approx(values)
