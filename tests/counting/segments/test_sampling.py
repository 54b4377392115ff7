"""The reservoir sample of sentences for reports to quote."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import wordclass as wc
from wordclass.counting.segments.sampling import Reservoir

LINES = [f"sentence number {i}" for i in range(5000)]


def drawn(chunks: list[bytes], size: int = 20) -> list[tuple[int, int, list[str]]]:
    reservoir = Reservoir(size)
    for chunk in chunks:
        reservoir.add(chunk)
    return reservoir.kept


def test_every_sentence_of_a_small_text_is_kept_in_order():
    text = ["a cat sat", "the dog ran", "a dog sat"]
    samples = wc.count(text, tokenizer="whitespace").samples
    assert samples == tuple(tuple(line.split()) for line in text)


@given(st.lists(st.integers(1, 4999), max_size=8))
def test_the_sample_does_not_depend_on_the_chunks(cuts):
    lines = [f"{line}\n".encode() for line in LINES]
    edges = [0, *sorted(cuts), len(lines)]
    chunks = [b"".join(lines[a:b]) for a, b in zip(edges, edges[1:], strict=False)]
    assert drawn(chunks) == drawn([b"".join(lines)])


def test_every_sentence_is_equally_likely_to_be_drawn():
    """The mean of the numbers drawn is the mean of all, within four standard errors."""
    numbers = [number for _, number, _ in drawn(["\n".join(LINES).encode()], size=500)]
    n, size = len(LINES), 500
    error = np.sqrt((n**2 - 1) / 12 / size)
    assert abs(np.mean(numbers) - (n - 1) / 2) < 4 * error


def test_lines_that_are_cut_or_very_long_are_not_sampled():
    reservoir = Reservoir(10)
    reservoir.add(b"one two\nbegin", ends=False)
    reservoir.add(b"end\nthree four\n")
    reservoir.add(b"x " * 10_000 + b"\n")
    assert reservoir.sentences() == (("one", "two"), ("three", "four"))


def test_sampled_tokens_are_folded_like_the_counts():
    counts = wc.count(["The B52"], tokenizer="unicode", lowercase=True, normalize_digits=True)
    assert counts.samples == (("the", "b00"),)
