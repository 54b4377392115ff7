"""Class perplexity by the formula, one bigram after the other."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wordclass import BigramCounts, InputError, fit
from wordclass.evaluation.perplexity import class_perplexity

SENTENCES = st.lists(st.lists(st.sampled_from("abcdef"), max_size=8), min_size=1, max_size=8)


def counts_of(sentences: list[list[str]]) -> BigramCounts:
    pairs = Counter(pair for s in sentences for pair in zip(["", *s], [*s, ""], strict=True))
    return BigramCounts.from_pairs((a, b, n) for (a, b), n in pairs.items())


@given(
    sentences=SENTENCES,
    left=st.lists(st.integers(0, 3), min_size=6, max_size=6),
    right=st.lists(st.integers(0, 3), min_size=6, max_size=6),
)
def test_equals_the_plain_formula(
    sentences: list[list[str]], left: list[int], right: list[int]
) -> None:
    c = {**dict(zip("abcdef", left, strict=True)), "": "boundary"}
    d = {**dict(zip("abcdef", right, strict=True)), "": "boundary"}
    bigrams = [pair for s in sentences for pair in zip(["", *s], [*s, ""], strict=True)]
    joint = Counter((c[a], d[b]) for a, b in bigrams)
    n_c, n_d = Counter(c[a] for a, _ in bigrams), Counter(d[b] for _, b in bigrams)
    n_b = Counter(b for _, b in bigrams)
    log_p = sum(math.log(joint[c[a], d[b]] / n_c[c[a]] * n_b[b] / n_d[d[b]]) for a, b in bigrams)
    expected = math.exp(-log_p / len(bigrams))
    assert class_perplexity(counts_of(sentences), c, d) == pytest.approx(expected)


def test_labels_by_word_id_and_by_name_agree() -> None:
    counts = counts_of([list("abcab"), list("bca")])
    words = counts.vocabulary.words
    by_id = np.array([7, *(ord(word) % 2 for word in words[1:])])
    by_name = {word: ord(word) % 2 for word in words[1:]}
    assert class_perplexity(counts, by_id) == class_perplexity(counts, by_name)


@pytest.mark.parametrize("tied", [False, True])
def test_a_model_stands_for_its_classes_in_either_role(tied: bool) -> None:
    """Of a tied model, every word has one class."""
    counts = counts_of([list("abcab"), list("bcad"), list("dcbb")])
    model = fit(counts, "exchange", classes=2, tied=tied)
    left, right = model.left_labels, model.left_labels if tied else model.right_labels
    alone = np.arange(len(left))
    assert class_perplexity(counts, model) == class_perplexity(counts, left, right)
    assert class_perplexity(counts, model, alone) == class_perplexity(counts, left, alone)
    assert class_perplexity(counts, alone, model) == class_perplexity(counts, alone, right)


def test_invalid_input_is_named() -> None:
    counts = counts_of([list("abc")])
    with pytest.raises(InputError, match="the counts have 2 words without a class, such as 'b'"):
        class_perplexity(counts, {"a": 1})
    with pytest.raises(InputError, match="shape"):
        class_perplexity(counts, [1, 2])
    with pytest.raises(InputError, match="no bigram"):
        class_perplexity(BigramCounts.from_pairs([]), {})
