"""Merging counts files."""

import os
import shutil

import pytest

import wordclass as wc
from tests.counting.writing import WHITESPACE, rows, write_texts
from wordclass.counting.engine import count_to_file
from wordclass.counting.parquet.merge import merge_counts
from wordclass.counting.settings import CountSettings


def test_merging_files_equals_counting_together(tmp_path):
    texts = write_texts(tmp_path / "texts", 3, 200)
    files = sorted(texts.iterdir())
    for file in files:
        count_to_file(file, tmp_path / f"{file.stem}.parquet", WHITESPACE)
    count_to_file(files, tmp_path / "whole.parquet", WHITESPACE)
    parts = [tmp_path / f"{file.stem}.parquet" for file in files]
    merge_counts(parts, tmp_path / "merged.parquet", memory="500MB")
    assert rows(tmp_path / "merged.parquet") == rows(tmp_path / "whole.parquet")
    whole, merged = (wc.load_counts(tmp_path / f"{n}.parquet") for n in ("whole", "merged"))
    assert merged.provenance == whole.provenance and merged.vocabulary == whole.vocabulary
    merge_counts([parts[0], parts[1]], parts[0])  # in place
    assert wc.load_counts(parts[0]).n_sentences == 400


def test_merging_keeps_the_unknown_word_and_the_boundary(tmp_path):
    one = wc.BigramCounts.from_pairs([("", "a", 1), ("a", None, 2), (None, "", 2)])
    one.save(tmp_path / "one.parquet")
    merge_counts([tmp_path / "one.parquet"] * 2, tmp_path / "two.parquet")
    assert rows(tmp_path / "two.parquet") == [("", "a", 2), ("a", None, 4), (None, "", 4)]


def test_merging_rejects_different_tokenizers_and_repeated_texts(tmp_path):
    (tmp_path / "a.txt").write_text("a b\n")
    (tmp_path / "b.txt").write_text("b c\n")
    count_to_file(tmp_path / "a.txt", tmp_path / "a.parquet", WHITESPACE)
    lower = CountSettings(tokenizer="whitespace", lowercase=True)
    count_to_file(tmp_path / "b.txt", tmp_path / "b.parquet", lower)
    both, output = [tmp_path / "a.parquet", tmp_path / "b.parquet"], tmp_path / "all.parquet"
    with pytest.raises(wc.InputError, match="use force=True"):
        merge_counts(both, output)
    with pytest.raises(wc.InputError, match=r"a\.parquet is to be merged twice; name it once"):
        merge_counts(both[:1] * 2, output)
    shutil.copy(both[0], tmp_path / "copy.parquet")
    both_and_copy = [*both, tmp_path / "copy.parquet"]
    with pytest.raises(
        wc.InputError, match=r"copy\.parquet: a\.txt has been counted before, in .*a\.parquet; "
    ):
        merge_counts(both_and_copy, output, force=True)
    os.remove(tmp_path / "copy.parquet")
    assert not output.exists()
    assert merge_counts(both, output, force=True).tokens == 4
    assert merge_counts(both[:1] * 2, output, allow_repeats=True).tokens == 4
    assert sorted(os.listdir(tmp_path)) == [
        "a.parquet", "a.txt", "all.parquet", "b.parquet", "b.txt",
    ]  # fmt: skip
