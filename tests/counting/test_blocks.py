"""Counts by block of sentences: a property of each sentence, whatever divides the text."""

import dataclasses
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wordclass as wc
from tests import naive
from tests.counting.segments.counting import segments_of
from tests.counting.writing import WHITESPACE, write_texts
from wordclass.counting.engine import count_to_file
from wordclass.counting.memory import Budget
from wordclass.counting.parquet.merge import merge_counts
from wordclass.counting.segments.merging import merge, to_counts

WORDS = st.sampled_from(["a", "b", "aaaaaaaa", "日本語", "é", *"cdefgh"])
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=30), min_size=1, max_size=60)
IN_BLOCKS = dataclasses.replace(WHITESPACE, blocks=True)


def counts_of(text, **parameters):
    return wc.count(text, tokenizer="whitespace", blocks=True, **parameters)


def by_block(counts):
    """{(prev, next, block): n} of counts."""
    words = [None if i == counts.vocabulary.unknown else word
             for i, word in enumerate(counts.vocabulary.words)]  # fmt: skip
    return {
        (words[a], words[b], int(k)): int(n) for a, b, n, k in zip(*counts.entries(), strict=True)
    }


def naive_by_block(sentences):
    found = Counter()
    for sentence in sentences:
        bigrams = list(zip(["", *sentence], [*sentence, ""], strict=True))
        for start in range(0, len(bigrams), 256):
            piece = bigrams[start : start + 256]
            block = naive.sentence_block([following for _, following in piece])
            found.update((prev, following, block) for prev, following in piece)
    return dict(found)


@settings(max_examples=30)
@given(TEXTS, st.integers(0, 900))
def test_blocks_equal_the_plain_loop_however_small_the_tables(sentences, long):
    """A sentence longer than 256 words is divided, wherever a full table interrupts it."""
    sentences = [*sentences, [f"w{i % 700}" for i in range(long)]] if long else sentences
    merged = merge(segments_of(sentences, by_block=True), Budget(1, 2))
    counts = to_counts(merged, wc.count(sentences).provenance, Budget(1, 2), by_block=True)
    assert by_block(counts) == naive_by_block(sentences)
    assert np.array_equal(counts.blocks.sum(axis=1), counts.matrix.data)


def test_files_merged_updated_and_counted_together_have_the_same_blocks(tmp_path):
    texts = sorted(write_texts(tmp_path / "texts", 3, 200).iterdir())
    whole = counts_of(texts)
    assert by_block(whole) == by_block(counts_of(texts, threads=1))
    assert by_block(whole) == by_block(counts_of(texts[:1]) + counts_of(texts[1:]))
    for text in texts:
        count_to_file(text, tmp_path / f"{text.stem}.parquet", IN_BLOCKS)
    parts = [tmp_path / f"{text.stem}.parquet" for text in texts]
    merge_counts(parts, tmp_path / "merged.parquet")
    assert by_block(wc.load_counts(tmp_path / "merged.parquet")) == by_block(whole)
    count_to_file(texts[1:], parts[0], WHITESPACE, update=True)
    assert by_block(wc.load_counts(parts[0])) == by_block(whole)


def test_blocks_are_not_lost_without_a_word(tmp_path, caplog):
    plain, divided, more = (tmp_path / name for name in ("plain", "divided", "more.txt"))
    for path, how in ((plain, WHITESPACE), (divided, IN_BLOCKS)):
        more.write_text(path.name)
        count_to_file(more, path, how)
    more.write_text("more")
    with pytest.raises(wc.InputError, match="plain has no blocks of sentences to add to; leave"):
        count_to_file(more, plain, IN_BLOCKS, update=True)
    merge_counts([divided, plain], tmp_path / "sum")
    assert "plain has no blocks of sentences, so the sum has none" in caplog.text
    assert wc.load_counts(tmp_path / "sum").blocks is None


def test_saved_pruned_and_loaded(tmp_path):
    text = write_texts(tmp_path / "texts", 1, 500)
    counts, path = counts_of(text), tmp_path / "counts.parquet"
    count_to_file(text, path, IN_BLOCKS)
    loaded = wc.load_counts(path)
    assert by_block(loaded) == by_block(counts)
    loaded.save(tmp_path / "again.parquet")
    assert (tmp_path / "again.parquet").read_bytes() == path.read_bytes()
    pruned = counts.prune(2, 50)
    assert by_block(wc.load_counts(path, min_count=2, max_vocabulary=50)) == by_block(pruned)
    count_to_file(text, path, IN_BLOCKS, min_count=2, max_vocabulary=50)
    assert by_block(wc.load_counts(path)) == by_block(pruned)


def test_tokens_are_folded_before_the_block_is_chosen():
    upper, lower = (wc.count([text], tokenizer="whitespace", lowercase=True, blocks=True)
                    for text in ("The cat", "the CAT"))  # fmt: skip
    assert by_block(upper) == by_block(lower)


def test_weights_count_blocks_several_times_or_not_at_all():
    sentences = [[f"w{i % 7}", f"w{i % 11}"] for i in range(200)]
    counts = wc.count(sentences, blocks=True)
    weights = np.arange(64) % 3
    expected = Counter()
    for (prev, following, block), n in by_block(counts).items():
        expected[prev, following] += n * int(weights[block])
    weighted = counts.weighted(weights)
    assert weighted.vocabulary is counts.vocabulary
    words = counts.vocabulary.words
    found = {(words[a], words[b]): n for a, b, n in zip(*weighted.entries()[:3], strict=True)}
    assert found == {pair: n for pair, n in expected.items() if n}


def test_the_sum_of_counts_with_and_without_blocks_has_none():
    plain, divided = wc.count([["a"]]), wc.count([["b"]], blocks=True)
    assert (plain + divided).blocks is None
    with pytest.raises(wc.InputError, match="count the text again with blocks=True"):
        plain.weighted(np.ones(64, dtype=int))
    with pytest.raises(wc.InputError, match="64 whole numbers"):
        divided.weighted([1, 2])
