"""Plain text with very long lines and words."""

import pytest

import wordclass as wc


def test_a_line_without_end_is_one_sentence(tmp_path):
    """A line of twenty million bytes is counted chunk by chunk."""
    path = tmp_path / "endless.txt"
    path.write_bytes(b"to be or not to be " * 1_100_000)
    counts = wc.count(path, tokenizer="whitespace")
    assert (counts.n_sentences, counts.n_tokens) == (1, 6_600_000)
    assert counts.matrix[counts.vocabulary.id("be"), counts.vocabulary.id("to")] == 1_099_999


def test_a_word_without_end_is_an_error(tmp_path):
    path = tmp_path / "endless.txt"
    path.write_bytes(b"a b\n" + b"x" * 20_000_000)
    with pytest.raises(wc.InputError, match=r"line 2, byte offset 4: a word of more than"):
        wc.count(path, tokenizer="whitespace")
    with pytest.raises(wc.InputError, match=r"line 2 is longer than"):
        wc.count(path, tokenizer="unicode")
