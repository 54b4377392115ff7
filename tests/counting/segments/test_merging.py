"""Merged segments have the counts of the whole text, whatever the segments."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wordclass as wc
from tests import naive
from tests.counting.segments.counting import segments_of
from wordclass.counting.memory import Budget
from wordclass.counting.segments.merging import merge, merge_pruned, to_counts

TINY = Budget(free=1, threads=2)  # every share at its floor


WORDS = st.sampled_from(
    ["a", "b", "a\0", "aaaaaaaa", "aaaaaaaab", "日本語", "é", "<unk>", *"cdefgh"]
)


TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=40), min_size=1, max_size=80)


def same(one, two):
    return one.vocabulary == two.vocabulary and (one.matrix != two.matrix).nnz == 0


@settings(max_examples=50)
@given(TEXTS, st.booleans())
def test_merged_segments_equal_a_count_of_the_whole(tmp_path_factory, sentences, on_disk):
    folder = tmp_path_factory.mktemp("parts") if on_disk else None
    segments = segments_of(sentences, folder)
    budget = replace(TINY, free=1)
    merged = merge(segments, budget, folder)
    counts = to_counts(merged, wc.count(sentences).provenance, budget)
    assert same(counts, wc.BigramCounts.from_pairs(
        (*pair, n) for pair, n in naive.bigram_counts(sentences).items()
    ))  # fmt: skip


@settings(max_examples=50)
@given(TEXTS, st.integers(1, 30), st.none() | st.integers(1, 6), st.booleans())
def test_merged_segments_are_pruned_like_the_whole(
    tmp_path_factory, sentences, least, most, on_disk
):
    folder = tmp_path_factory.mktemp("parts") if on_disk else None
    segments = segments_of(sentences, folder)
    whole = wc.count(sentences)
    try:
        expected = whole.prune(least, most)
    except wc.InputError:
        with pytest.raises(wc.InputError, match="leaves no word"):
            merge_pruned(segments, TINY, folder, least, most)
    else:
        merged = merge_pruned(segments, TINY, folder, least, most)
        assert same(to_counts(merged, whole.provenance, TINY), expected)


def test_a_range_may_be_a_single_row():
    sentences = [["the", f"w{i}"] for i in range(5000)]
    segments = segments_of(sentences)
    assert len(segments) > 5
    merged = merge(segments, TINY)
    parts = list(merged.parts(replace(TINY, threads=1)))
    assert sum(len(keys) for keys, _ in parts) == len(naive.bigram_counts(sentences))
    assert (np.diff(np.concatenate([keys for keys, _ in parts]).astype(object)) > 0).all()
