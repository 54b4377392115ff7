"""Counts files as other programs read them: pyarrow, DuckDB and polars judge what is written."""

import duckdb
import numpy as np
import polars
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wordclass as wc
from wordclass.counting.counts.provenance import Provenance, Source
from wordclass.counting.parquet import write
from wordclass.counting.parquet.write import write_counts
from wordclass.counting.segments.pairs import packed
from wordclass.counting.segments.words import WordList

WORDS = ["", "a", "a\0", "b" * 100, "é", "日本", "𐍈"]  # sorted by their bytes
ID = st.integers(0, len(WORDS))  # the last: the unknown word
ROWS = st.dictionaries(st.tuples(ID, ID), st.integers(1, 2**55), min_size=1, max_size=60)


def written(path, rows, has_unknown=True, in_blocks_of=20, words=WORDS):
    """Write {(prev id, next id): count}; return the rows that should be read."""
    ordered = sorted(rows.items())
    keys = packed(*np.array([pair for pair, _ in ordered]).T)
    counts = np.array([n for _, n in ordered], dtype=np.int64)
    blocks = [
        (keys[start : start + in_blocks_of], counts[start : start + in_blocks_of])
        for start in range(0, len(keys), in_blocks_of)
    ]
    listed = [*words, None] if has_unknown else words
    write_counts(WordList.of(listed), blocks, path, Provenance((Source("Müller's.txt"),)))
    names = [*words, None]
    return [(names[prev], names[following], n) for (prev, following), n in ordered]


def read_by_duckdb(path):
    return duckdb.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()


@settings(max_examples=60)
@given(ROWS, st.integers(1, 70), st.integers(1, 70))
def test_every_reader_reads_the_rows(tmp_path_factory, rows, in_blocks_of, row_group):
    path = tmp_path_factory.mktemp("pages") / "counts.parquet"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write, "ROW_GROUP", row_group)
        expected = written(path, rows, in_blocks_of=in_blocks_of)
    table = pq.read_table(path)
    assert [tuple(row.values()) for row in table.to_pylist()] == expected
    assert [str(kind) for kind in table.schema.types] == ["string", "string", "int64"]
    assert read_by_duckdb(path) == expected
    assert polars.read_parquet(path).rows() == expected
    assert pq.ParquetFile(path).num_row_groups == -(-len(rows) // row_group)
    if any(0 < i < len(WORDS) for pair in rows for i in pair):
        assert wc.load_counts(path).n_bigrams == sum(rows.values())


def test_the_bytes_do_not_depend_on_the_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr(write, "ROW_GROUP", 4)
    rows = {(i, j): i + j + 1 for i in range(6) for j in range(3)}
    written(tmp_path / "one", rows, in_blocks_of=100)
    for n in (1, 3, 4, 7):
        written(tmp_path / "other", rows, in_blocks_of=n)
        assert (tmp_path / "other").read_bytes() == (tmp_path / "one").read_bytes()


def test_each_row_group_has_its_own_dictionary(tmp_path, monkeypatch):
    """As columns of ids would, were all words in every dictionary, only much smaller."""
    monkeypatch.setattr(write, "ROW_GROUP", 100)
    words = ["", *sorted(f"word {i}" for i in range(5000))]
    path = tmp_path / "counts.parquet"
    written(path, {(i, 5000 - i): 1 for i in range(5001)}, has_unknown=False, words=words)
    file = pq.ParquetFile(path, read_dictionary=["prev", "next"])
    for group in range(file.num_row_groups):
        table = file.read_row_group(group)
        assert len(table["next"].chunk(0).dictionary) == table.num_rows
        assert "RLE_DICTIONARY" in file.metadata.row_group(group).column(1).encodings


def test_statistics_locate_a_preceding_word(tmp_path):
    path = tmp_path / "counts.parquet"
    written(path, {(0, 1): 5, (1, 7): 9, (5, 3): 1})
    columns = [pq.ParquetFile(path).metadata.row_group(0).column(i).statistics for i in range(3)]
    assert (columns[0].min, columns[0].max, columns[0].null_count) == ("", "日本", 0)
    assert (columns[2].min, columns[2].max) == (1, 9)
    query = f"SELECT next FROM '{path}' WHERE prev = '日本'"
    assert duckdb.execute(query).fetchall() == [("b" * 100,)]


def test_words_too_long_for_a_dictionary_are_written_as_plain_values(tmp_path, monkeypatch):
    monkeypatch.setattr(write, "_DICTIONARY", 8)
    path = tmp_path / "counts.parquet"
    expected = written(path, {(i, 7 - i): 1 for i in range(8)})
    assert read_by_duckdb(path) == expected
    assert wc.load_counts(path).n_bigrams == 8
