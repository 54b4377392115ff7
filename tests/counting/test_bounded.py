"""Counting in parts that do not fit into memory: the same counts, whatever the parts."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wordclass as wc
from tests import naive
from wordclass.counting.engine import count_to_file
from wordclass.counting.memory import Budget
from wordclass.counting.segments import scanning
from wordclass.counting.segments.counter import PairCounter
from wordclass.counting.segments.merging import merge, merge_pruned, to_counts
from wordclass.counting.segments.segment import Segment
from wordclass.counting.settings import CountSettings
from wordclass.counting.tokens.batches import joined
from wordclass.counting.tokens.tokenizers import TokenizerSettings

WHITESPACE = TokenizerSettings("whitespace")
TINY = Budget(free=1, threads=2)  # every share at its floor
WORDS = st.sampled_from(
    ["a", "b", "a\0", "aaaaaaaa", "aaaaaaaab", "日本語", "é", "<unk>", *"cdefgh"]
)
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=40), min_size=1, max_size=80)


def segments_of(sentences, folder=None, max_words=4):
    """Count with room for next to nothing, so that the counter hands over again and again."""
    found = []

    def keep(segment):
        found.append(segment.save(folder / str(len(found))) if folder else segment)

    counter = PairCounter(keep, max_keys=2 * scanning.BATCH, max_words=max_words)
    for sentence in sentences:
        counter.add(joined(sentence), marked=True)
    counter.flush()
    return found


def same(one, two):
    return one.vocabulary == two.vocabulary and (one.matrix != two.matrix).nnz == 0


@settings(max_examples=50)
@given(TEXTS, st.booleans())
def test_parts_add_up_to_the_whole(tmp_path_factory, sentences, on_disk):
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
def test_parts_are_pruned_as_the_whole(tmp_path_factory, sentences, least, most, on_disk):
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
    blocks = list(merged.blocks(replace(TINY, threads=1)))
    assert sum(len(keys) for keys, _ in blocks) == len(naive.bigram_counts(sentences))
    assert (np.diff(np.concatenate([keys for keys, _ in blocks]).astype(object)) > 0).all()


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 5))
def test_blocks_may_be_cut_at_any_space(text, size):
    """A sentence that goes on in the next block is counted as if it had not been cut."""
    data = text.encode()
    whole, cut = [], []
    one, other = PairCounter(whole.append), PairCounter(cut.append)
    one.add(data, marked=False)
    start = 0
    for i in range(len(data)):
        if data[i] in b" \n\t" and i - start >= size:
            other.add(data[start : i + 1], marked=False)
            start = i + 1
    other.add(data[start:], marked=False)
    for counter in (one, other):
        counter.add(b"\n", marked=False)
        counter.flush()
    assert [list(s.words()) for s in whole] == [list(s.words()) for s in cut]
    for a, b in zip(whole, cut, strict=True):
        assert (a.keys.read() == b.keys.read()).all() and (a.counts.read() == b.counts.read()).all()


def test_a_segment_is_opened_as_saved(tmp_path):
    (segment,) = segments_of([["b", "a", "日本"], ["a"]], max_words=100)
    opened = segment.save(tmp_path / "one") and Segment.open(tmp_path / "one")
    assert list(opened.words()) == ["", "a", "b", "日本"]
    assert opened.frequency.read().tolist() == [2, 2, 1, 1]
    for name, column in vars(segment).items():
        assert (getattr(opened, name).read() == column.read()).all()


def zipf_text(path, tokens, types=200_000, seed=0):
    rng = np.random.default_rng(seed)
    p = 1 / (np.arange(types) + 2.7)
    with open(path, "w") as file:
        for _ in range(0, tokens, 500_000):
            ids = rng.choice(types, 500_000, p=p / p.sum())
            ends = np.where(rng.random(500_000) < 0.05, "\n", " ")
            file.write("".join(f"w{i}{end}" for i, end in zip(ids.tolist(), ends, strict=True)))
    return path


def peak_memory(code, *arguments):
    """Most resident memory of a Python process, in bytes, as the system says."""
    command = ["/usr/bin/env", "python3", "-c", _WATCH, sys.executable, "-c", code]
    done = subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[-1]) * 1024


_WATCH = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""
_COUNT = """
import sys
from wordclass.counting.engine import count_to_file
from wordclass.counting.settings import CountSettings
from wordclass.counting.tokens.tokenizers import TokenizerSettings
count_to_file(sys.argv[1], sys.argv[2],
    CountSettings(tokenizer="whitespace", memory=sys.argv[3]))
"""


@pytest.mark.slow
def test_a_memory_limit_is_kept_and_does_not_show_in_the_bytes(tmp_path):
    text = zipf_text(tmp_path / "text.txt", 8_000_000)
    count_to_file(text, tmp_path / "free.parquet", CountSettings(tokenizer="whitespace"))
    peak = peak_memory(_COUNT, text, tmp_path / "bounded.parquet", "500MB")
    assert (tmp_path / "bounded.parquet").read_bytes() == (tmp_path / "free.parquet").read_bytes()
    assert peak < 1.3 * 500e6
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "bounded.parquet", "free.parquet", "text.txt",
    ]  # fmt: skip


def test_threads_do_not_show_in_the_bytes(tmp_path):
    text = zipf_text(tmp_path / "text.txt", 1_500_000)
    for threads in (1, 2, 3):
        one = CountSettings(tokenizer="whitespace", threads=threads)
        count_to_file(text, tmp_path / f"{threads}.parquet", one)
    assert (
        (tmp_path / "1.parquet").read_bytes()
        == (tmp_path / "2.parquet").read_bytes()
        == (tmp_path / "3.parquet").read_bytes()
    )
    with text.open() as lines:
        tokens = Counter(token for line in lines for token in line.split())
    counts = wc.load_counts(tmp_path / "1.parquet")
    assert counts.word_counts[1:].tolist() == sorted(tokens.values(), reverse=True)


def test_a_line_without_end_is_one_sentence(tmp_path):
    """Twenty million bytes, which no line of sentences has, cost no more than their blocks."""
    path = tmp_path / "endless.txt"
    path.write_bytes(b"to be or not to be " * 1_100_000)
    counts = wc.count(path, tokenizer="whitespace")
    assert (counts.n_sentences, counts.n_tokens) == (1, 6_600_000)
    assert counts.matrix[counts.vocabulary.id("be"), counts.vocabulary.id("to")] == 1_099_999


def test_a_word_without_end_is_an_error(tmp_path):
    path = tmp_path / "endless.txt"
    path.write_bytes(b"a b\n" + b"x" * 20_000_000)
    with pytest.raises(wc.InputError, match=r"line 2, byte 4: a word of more than"):
        wc.count(path, tokenizer="whitespace")
    with pytest.raises(wc.InputError, match=r"line 2 is longer than"):
        wc.count(path, tokenizer="unicode")


@pytest.mark.parametrize(("size", "message"), [("much", "is not a size"), ("1MB", "too little")])
def test_a_limit_that_is_none(size, message):
    with pytest.raises(wc.InputError, match=message):
        wc.count(["a b"], memory=size)
