"""Compressed files: the same counts, and damaged files are named."""

import pytest

import wordclass as wc
from tests.counting.text.reading import COMPRESS, CORPORA, read


@pytest.mark.parametrize("suffix", COMPRESS)
def test_compressed_files_are_read_and_damaged_ones_named(tmp_path, suffix):
    data = (CORPORA / "english.txt").read_bytes() * 500
    path = tmp_path / f"text.txt.{suffix}"
    path.write_bytes(COMPRESS[suffix](data))
    counts = wc.count(path, tokenizer="whitespace")
    assert counts.n_sentences == 5000
    (source,) = counts.provenance.sources
    assert source.bytes == path.stat().st_size and len(source.sha256) == 64
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(wc.InputError, match=rf"text\.txt\.{suffix}: cannot be read beyond byte"):
        wc.count(path, tokenizer="whitespace")


@pytest.mark.parametrize("suffix", COMPRESS)
def test_a_compressed_file_keeps_its_format(tmp_path, suffix):
    path = tmp_path / f"bread.conllu.{suffix}"
    path.write_bytes(COMPRESS[suffix]((CORPORA / "bread.conllu").read_bytes()))
    assert read(path) == read(CORPORA / "bread.conllu")
