"""The prior of class sizes: what is expected of a word of which little is known."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import wordclass as wc
from tests import naive
from wordclass.models.sparse.prior import class_prices, concentration, independent_shares, log_prior

TABLES = hnp.arrays(
    np.int64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=4), elements=st.integers(0, 9)
)


@given(members=TABLES, seed=st.integers(0, 99))
def test_words_join_one_after_the_other_in_proportion_to_the_sizes_so_far(members, seed):
    pseudocounts = np.random.default_rng(seed).exponential(size=members.shape)
    counter = Counter({cell: int(members[cell]) for cell in np.ndindex(members.shape)})
    expected = naive.log_prior(counter, {cell: pseudocounts[cell] for cell in counter})
    assert log_prior(members, pseudocounts) == pytest.approx(expected)


@given(members=TABLES)
def test_neither_half_nor_twice_as_many_added_words_make_the_sizes_more_probable(members):
    shares = independent_shares(members)
    n = concentration(members, shares)
    best = log_prior(members, n * shares)
    for other in (n / 2, 2 * n) if 1 < n < 2**20 else ():
        assert log_prior(members, other * shares) <= best


@pytest.mark.parametrize("dependent", [True, False])
def test_words_are_added_where_the_two_classes_of_a_word_have_nothing_to_do_with_each_other(
    dependent,
):
    rng = np.random.default_rng(0)
    left = rng.integers(5, size=2000)
    right = (left + (rng.random(2000) < 0.1)) % 5 if dependent else rng.integers(5, size=2000)
    members = np.zeros((5, 5))
    np.add.at(members, (left, right), 1)
    n = concentration(members, independent_shares(members))
    assert n < 50 if dependent else n > 1000


def test_a_class_is_priced_by_its_share_of_the_words_up_to_twice_as_rare():
    labels = np.array([0, 0, 1, 0, 2, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1])  # the most frequent first
    prices = class_prices(labels, 3)
    for i, end in [(0, 2), (1, 2), (2, 6), (5, 6), (6, 14), (14, 15)]:  # ranks 1, 2, 4, 8, ...
        n = np.bincount(labels[:end], minlength=3) + 1
        assert prices[i] == pytest.approx(-np.log(n / n.sum()))


def test_a_word_seen_once_has_the_right_class_of_the_words_of_its_left_class():
    """Words "x" stand between "a" and "b", twice as many words "y" between "c" and "d".

    "m" precedes both. Of "once", seen in "m once b", what precedes says nothing; what follows
    says that it is one of "x", though most words are of "y".
    """
    rows = [("m", "once", 1), ("once", "b", 1)]
    for kind, n, before, after in (("x", 30, "a", "b"), ("y", 60, "c", "d")):
        for i in range(n):
            word = f"{kind}{i}"
            rows += [(before, word, 20), ("m", word, 20), (word, after, 40)]
    counts = wc.BigramCounts.from_pairs(rows)
    model = wc.fit(counts, left_classes=5, right_classes=4)
    right = {word: model.right_labels[counts.vocabulary.id(word)] for word in ("once", "x0", "y0")}
    assert right["once"] == right["x0"] != right["y0"]
