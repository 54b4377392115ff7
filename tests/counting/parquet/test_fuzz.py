"""Damaged counts files: an InputError, or exactly the counts that were written."""

import random

import numpy as np
import pyarrow.parquet as pq
import pytest
import scipy.sparse as sp

import wordclass as wc
from tests.damage import damaged
from wordclass.counting.counts.provenance import Provenance, Source
from wordclass.counting.parquet import write
from wordclass.counting.parquet.merge import merge_counts

N_MUTATIONS = 2000


def original(by_block: bool = False) -> wc.BigramCounts:
    chosen = random.Random(1)
    words = [f"w{i}" for i in range(40)]
    rows = [(chosen.choice(words), chosen.choice(words), chosen.randint(1, 99)) for _ in range(400)]
    rows += [("", "w1", 7), ("w2", "", 7), (None, "w3", 4), ("w4", None, 5)]
    provenance = Provenance((Source("text.txt", "ab" * 32, 1234),), {"name": "unicode"}, 7, 20_000)
    counts = wc.BigramCounts.from_pairs(rows, provenance)
    block = np.array([chosen.randrange(64) for _ in range(counts.matrix.nnz)])
    parts = (counts.matrix.data, block, np.arange(counts.matrix.nnz + 1))
    blocks = sp.csr_array(parts, shape=(counts.matrix.nnz, 64))
    return wc.BigramCounts(
        counts.matrix, counts.vocabulary, provenance, (("w1", "w2"),), blocks if by_block else None
    )


def footer(whole: bytes) -> range:
    """Where the footer is, a third of the file."""
    return range(len(whole) - 8 - int.from_bytes(whole[-8:-4], "little"), len(whole))


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(write, "ROW_GROUP", 150)
    original().save(tmp_path / "counts.parquet")
    assert pq.ParquetFile(tmp_path / "counts.parquet").num_row_groups == 3
    return tmp_path / "counts.parquet"


@pytest.mark.parametrize("by_block", [False, True])
def test_a_damaged_file_is_rejected_or_has_the_counts_written(path, by_block):
    original(by_block).save(path)
    whole, counts, chosen = path.read_bytes(), original(by_block), random.Random(20)
    n_loaded = 0
    for number in range(N_MUTATIONS):
        data = damaged(chosen, whole, footer(whole))
        path.write_bytes(data)
        try:
            found = wc.load_counts(path)
        except wc.InputError as error:
            assert "counts.parquet" in str(error)
            continue
        n_loaded += data != whole
        assert found.vocabulary == counts.vocabulary, number
        assert (found.matrix != counts.matrix).nnz == 0, number
        assert not by_block or (found.blocks != counts.blocks).nnz == 0, number
        assert (found.provenance, found.samples) == (counts.provenance, counts.samples), number
    assert n_loaded < N_MUTATIONS / 10, "what changes nothing is rare"


def test_a_damaged_file_is_rejected_or_merged_as_written(path):
    output, whole, chosen = path.with_name("all.parquet"), path.read_bytes(), random.Random(21)
    expected = original()
    for number in range(N_MUTATIONS // 10):
        path.write_bytes(damaged(chosen, whole, footer(whole)))
        try:
            merge_counts([path], output)
        except wc.InputError as error:
            assert "counts.parquet" in str(error)
            assert not output.exists()
            continue
        found = wc.load_counts(output)
        assert (found.matrix != expected.matrix).nnz == 0, number
        assert found.provenance == expected.provenance, number
        output.unlink()


@pytest.mark.parametrize("key", [b"wordclass", b"wordclass_digest", b"wordclass_samples"])
def test_metadata_with_a_damaged_key_is_detected(path, key):
    """Or the counts would pass for those of a program that keeps no such metadata."""
    whole = path.read_bytes()
    for place in range(len(whole)):
        if whole[place - 1 : place + len(key) + 1] == bytes([len(key)]) + key + b"\x18":
            path.write_bytes(whole[:place] + b"W" + whole[place + 1 :])
            break
    with pytest.raises(wc.InputError, match="not the counts that were written"):
        wc.load_counts(path)


def test_changed_rows_with_the_old_metadata_are_rejected(path):
    """As pyarrow keeps it where it rewrites a file; the same rows are the same counts."""
    table = pq.read_table(path)
    pq.write_table(table, path, compression="gzip")
    assert (wc.load_counts(path).matrix != original().matrix).nnz == 0
    pq.write_table(table.slice(0, 20), path)
    with pytest.raises(wc.InputError, match="not the counts that were written"):
        wc.load_counts(path)
    pq.write_table(table.slice(0, 20).replace_schema_metadata(), path)
    with pytest.raises(wc.InputError, match="not the counts that were written"):
        wc.load_counts(path)  # the columns are still marked
    bare = table.slice(0, 20).to_pandas()
    bare.to_parquet(path)
    assert wc.load_counts(path).n_bigrams == bare["count"].sum()
