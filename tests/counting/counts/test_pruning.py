"""Rare words become the unknown word: in memory and while loading, as a plain count says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wordclass as wc
from tests.naive import pruned_pairs

WORDS = st.sampled_from(["", None, "a", "b", "<unk>", "<s>", "é", "日本", "𐍈", "c", "d"])
COUNTS = st.integers(1, 9) | st.sampled_from([2**31, 2**32 + 1, 2**52, 2**55])
ROWS = st.dictionaries(st.tuples(WORDS, WORDS), COUNTS, min_size=1, max_size=30)
SENTENCES = st.lists(
    st.lists(st.sampled_from(["a", "b", "<unk>", "<s>", "é", "日本", "c"]), max_size=6),
    min_size=1,
    max_size=12,
)


def rows_of(counts):
    """The counts as a dict, the unknown word as None."""
    unknown = counts.vocabulary.unknown
    words = [None if i == unknown else word for i, word in enumerate(counts.vocabulary.words)]
    entries = counts.matrix.tocoo()
    return {
        (words[a], words[b]): int(n)
        for a, b, n in zip(entries.row, entries.col, entries.data, strict=True)
    }, words


def check(make, rows, min_count, max_vocabulary):
    expected, words = pruned_pairs(rows, min_count, max_vocabulary)
    if expected is None:
        with pytest.raises(wc.InputError, match="leaves no word"):
            make()
    else:
        assert rows_of(make()) == (expected, words)


@settings(max_examples=60)
@given(ROWS, st.integers(1, 12), st.none() | st.integers(1, 5))
def test_pruned_counts_equal_a_plain_count(tmp_path_factory, rows, min_count, max_vocabulary):
    """Of counts with and without balance, and with an unknown word already in them."""
    counts = wc.BigramCounts.from_pairs((a, b, n) for (a, b), n in rows.items())
    check(lambda: counts.prune(min_count, max_vocabulary), rows, min_count, max_vocabulary)
    path = tmp_path_factory.mktemp("pruned") / "counts.parquet"
    counts.save(path)
    limits = min_count, max_vocabulary
    check(lambda: wc.load_counts(path, *limits), rows, min_count, max_vocabulary)


@settings(max_examples=40)
@given(SENTENCES, st.integers(1, 6), st.none() | st.integers(1, 4))
def test_pruned_counts_of_text_equal_a_plain_count(
    tmp_path_factory, sentences, min_count, max_vocabulary
):
    """Where every word follows as often as it precedes, which is loaded by a shorter way."""
    if not any(sentences):
        return
    counts = wc.count(sentences)
    rows, _ = rows_of(counts)
    check(lambda: counts.prune(min_count, max_vocabulary), rows, min_count, max_vocabulary)
    path = tmp_path_factory.mktemp("pruned") / "counts.parquet"
    counts.save(path)
    limits = min_count, max_vocabulary
    check(lambda: wc.load_counts(path, *limits), rows, min_count, max_vocabulary)


def test_pruning_does_not_change_the_original():
    counts = wc.count([["a", "b", "a"], ["c"]])
    before = counts.matrix.copy()
    assert counts.prune(2).vocabulary.words == ("", "<unk>", "a")
    assert (counts.matrix != before).nnz == 0
