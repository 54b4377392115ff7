"""Sample sentences kept with counts: saved, loaded, pruned and merged."""

import numpy as np
import pytest

import wordclass as wc
from wordclass.counting.counts.samples import join_samples
from wordclass.counting.engine import count_to_file
from wordclass.counting.settings import CountSettings

LINES = [f"sentence number {i}" for i in range(5000)]


def test_no_sentences_are_kept_with_samples_0(tmp_path):
    counts = wc.count(LINES, tokenizer="whitespace", samples=0)
    assert counts.samples == ()
    counts.save(tmp_path / "counts.parquet")
    assert b"sentence number" not in (tmp_path / "counts.parquet").read_bytes()
    with pytest.raises(wc.InputError, match="samples=-1"):
        wc.count(LINES, samples=-1)


def test_samples_are_saved_loaded_pruned_and_merged_with_the_counts(tmp_path):
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


def test_joined_samples_are_drawn_in_proportion_to_the_lengths_of_the_texts():
    a, b = tuple(("a", str(i)) for i in range(100)), tuple(("b", str(i)) for i in range(100))
    joined = join_samples([(a, 300), (b, 100)])
    assert [word for word, _ in joined] == ["a"] * 75 + ["b"] * 25
    assert 20 < np.mean([int(number) for _, number in joined[75:]]) < 80
    assert join_samples([(a, 1000), (b, 100)], size=200) == a + b
