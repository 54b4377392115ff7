"""The sentences kept for reports to quote."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wordclass as wc
from wordclass.counting.counts.samples import join_samples
from wordclass.counting.engine import count_to_file
from wordclass.counting.segments.sampling import Reservoir
from wordclass.counting.settings import CountSettings

LINES = [f"sentence number {i}" for i in range(5000)]


def drawn(blocks: list[bytes], size: int = 20) -> list[tuple[int, int, list[str]]]:
    reservoir = Reservoir(size)
    for block in blocks:
        reservoir.add(block)
    return reservoir.kept


def test_every_sentence_of_a_small_text_is_kept_in_its_order():
    text = ["a cat sat", "the dog ran", "a dog sat"]
    samples = wc.count(text, tokenizer="whitespace").samples
    assert samples == tuple(tuple(line.split()) for line in text)


@given(st.lists(st.integers(1, 4999), max_size=8))
def test_the_sample_does_not_depend_on_the_blocks(cuts):
    lines = [f"{line}\n".encode() for line in LINES]
    edges = [0, *sorted(cuts), len(lines)]
    blocks = [b"".join(lines[a:b]) for a, b in zip(edges, edges[1:], strict=False)]
    assert drawn(blocks) == drawn([b"".join(lines)])


def test_every_sentence_has_the_same_chance():
    """The mean number of those drawn is that of all, within four standard errors."""
    numbers = [number for _, number, _ in drawn(["\n".join(LINES).encode()], size=500)]
    n, size = len(LINES), 500
    error = np.sqrt((n**2 - 1) / 12 / size)
    assert abs(np.mean(numbers) - (n - 1) / 2) < 4 * error


def test_a_line_cut_in_two_is_not_quoted_and_neither_is_an_endless_one():
    reservoir = Reservoir(10)
    reservoir.add(b"one two\nbegin", ends=False)
    reservoir.add(b"end\nthree four\n")
    reservoir.add(b"x " * 10_000 + b"\n")
    assert reservoir.sentences() == (("one", "two"), ("three", "four"))


def test_tokens_are_folded_as_the_counts_are():
    counts = wc.count(["The B52"], tokenizer="unicode", lowercase=True, normalize_digits=True)
    assert counts.samples == (("the", "b00"),)


def test_none_are_kept_when_none_are_asked_for(tmp_path):
    counts = wc.count(LINES, tokenizer="whitespace", samples=0)
    assert counts.samples == ()
    counts.save(tmp_path / "counts.parquet")
    assert b"sentence number" not in (tmp_path / "counts.parquet").read_bytes()
    with pytest.raises(wc.InputError, match="samples=-1"):
        wc.count(LINES, samples=-1)


def test_they_are_saved_loaded_pruned_and_merged_with_the_counts(tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("\n".join(LINES))
    settings = CountSettings(tokenizer="whitespace", samples=50)
    count_to_file(text, tmp_path / "a.parquet", settings)
    counts = wc.count(text, tokenizer="whitespace", samples=50)
    assert len(counts.samples) == 50
    assert set(counts.samples) <= {tuple(line.split()) for line in LINES}
    loaded = wc.load_counts(tmp_path / "a.parquet")
    assert loaded.samples == counts.samples == loaded.prune(min_count=2).samples
    counts.save(tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    other = wc.count(["another text"] * 10, tokenizer="whitespace")
    assert set((counts + other).samples) <= {*counts.samples, *other.samples}
    assert len((counts + other).samples) == 50


def test_joining_draws_from_all():
    a, b = tuple(("a",) for _ in range(100)), tuple(("b",) for _ in range(100))
    joined = join_samples([a, b])
    assert len(joined) == 100
    assert 25 < joined.count(("a",)) < 75
