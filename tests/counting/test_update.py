"""Adding texts to existing counts."""

import pytest

import wordclass as wc
from tests.counting.writing import WHITESPACE, rows, write_texts
from wordclass.counting.engine import count_to_file
from wordclass.counting.settings import CountSettings


def test_updating_equals_counting_together(tmp_path):
    texts = write_texts(tmp_path / "texts", 3, 200)
    files = sorted(texts.iterdir())
    count_to_file(files, tmp_path / "whole.parquet", WHITESPACE)
    count_to_file(files[0], tmp_path / "parts.parquet", WHITESPACE)
    count_to_file(files[1:], tmp_path / "parts.parquet", CountSettings(), update=True)
    assert rows(tmp_path / "parts.parquet") == rows(tmp_path / "whole.parquet")
    whole, parts = (wc.load_counts(tmp_path / f"{n}.parquet") for n in ("whole", "parts"))
    assert parts.provenance == whole.provenance


def test_the_same_text_is_counted_twice_only_on_request(tmp_path):
    text, copy = tmp_path / "a.txt", tmp_path / "b.txt"
    text.write_text("a b\n")
    copy.write_text("a b\n")
    counts = tmp_path / "counts.parquet"
    count_to_file(text, counts, WHITESPACE)
    before = counts.read_bytes()
    with pytest.raises(wc.InputError, match=r"b\.txt has been counted before"):
        count_to_file(copy, counts, WHITESPACE, update=True)
    with pytest.raises(wc.InputError, match=r"b\.txt has been counted before"):
        count_to_file([text, copy], tmp_path / "both.parquet", WHITESPACE)
    assert counts.read_bytes() == before and not (tmp_path / "both.parquet").exists()
    again = CountSettings(tokenizer="whitespace", allow_repeats=True)
    count_to_file(copy, counts, again, update=True)
    assert wc.load_counts(counts).n_tokens == 4


def test_an_update_must_use_the_same_tokenizer(tmp_path):
    (tmp_path / "a.txt").write_text("A b\n")
    (tmp_path / "b.txt").write_text("B c\n")
    counts = tmp_path / "counts.parquet"
    count_to_file(tmp_path / "a.txt", counts, WHITESPACE)
    for other in (
        CountSettings(tokenizer="unicode"),
        CountSettings(tokenizer="whitespace", lowercase=True),
    ):
        with pytest.raises(wc.InputError, match="use the same"):
            count_to_file(tmp_path / "b.txt", counts, other, update=True)
