"""Counts files as other programs read them: pyarrow and DuckDB are the judges of our Parquet."""

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import naive
from wordclass.counting.parquet import pages
from wordclass.counting.parquet.pages import CountsFile, Encoder
from wordclass.counting.segments import kernels
from wordclass.counting.segments.segment import pack

WORDS = ["", "a", "a\0", "b" * 100, "é", "日本", "𐍈"]  # sorted by their bytes
ID = st.integers(0, len(WORDS))  # the last: the unknown word
ROWS = st.dictionaries(st.tuples(ID, ID), st.integers(1, 2**62), max_size=60)


def written(path, rows, has_unknown=True, in_groups_of=20, words=WORDS):
    """Write {(prev id, next id): count}; gives the rows that should be read."""
    ordered = sorted(rows.items())
    keys = np.array([prev << 32 | following for (prev, following), _ in ordered], dtype=np.uint64)
    counts = np.array([n for _, n in ordered], dtype=np.int64)
    encoder = Encoder(*pack([*words, ""] if has_unknown else words),
                      len(words) if has_unknown else None)  # fmt: skip
    with path.open("wb") as file:
        counts_file = CountsFile(file)
        for start in range(0, len(keys), in_groups_of):
            part = slice(start, start + in_groups_of)
            for group in encoder.groups(keys[part], counts[part]):
                counts_file.append(group)
        counts_file.finish({"wordclass": "{}", "by": "Müller's"})
    names = [*words, None]
    return [(names[prev], names[following], n) for (prev, following), n in ordered]


def read_by_duckdb(path):
    return duckdb.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()


@settings(max_examples=60)
@given(ROWS, st.integers(1, 70))
def test_every_reader_finds_the_rows(tmp_path_factory, rows, in_groups_of):
    path = tmp_path_factory.mktemp("pages") / "counts.parquet"
    expected = written(path, rows, in_groups_of=in_groups_of)
    table = pq.read_table(path)
    assert [tuple(row.values()) for row in table.to_pylist()] == expected
    assert [str(kind) for kind in table.schema.types] == ["string", "string", "int64"]
    assert read_by_duckdb(path) == expected


@pytest.mark.parametrize("n", [255, 256, 257, 65_536, 65_537])
def test_codes_of_one_two_and_three_bytes(tmp_path, n):
    words = ["", *sorted(f"w{i}" for i in range(n - 1))]
    path = tmp_path / "counts.parquet"
    rows = {(0, i): i + 1 for i in range(n)}
    expected = written(path, rows, has_unknown=False, in_groups_of=100_000, words=words)
    assert read_by_duckdb(path) == expected
    assert [tuple(row.values()) for row in pq.read_table(path).to_pylist()] == expected


def test_statistics_say_what_is_there(tmp_path):
    path = tmp_path / "counts.parquet"
    written(path, {(0, 1): 5, (1, 7): 9, (5, 3): 1})
    columns = [pq.ParquetFile(path).metadata.row_group(0).column(i).statistics for i in range(3)]
    assert (columns[0].min, columns[0].max, columns[0].null_count) == ("", "日本", 0)
    assert columns[1].null_count == 1 and not columns[1].has_min_max  # b * 100: too long to tell
    assert (columns[2].min, columns[2].max) == (1, 9)
    assert duckdb.execute(
        f"SELECT next FROM '{path}' WHERE prev = '日本'"
    ).fetchall() == [("b" * 100,)]  # fmt: skip
    assert pq.ParquetFile(path).metadata.metadata == {
        b"wordclass": b"{}", b"by": "Müller's".encode(),
    }  # fmt: skip


def test_words_too_long_for_one_group_get_several(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "_ROOM", 8)
    path = tmp_path / "counts.parquet"
    expected = written(path, {(0, i): 1 for i in range(7)})
    assert read_by_duckdb(path) == expected
    assert pq.ParquetFile(path).num_row_groups > 3


@given(st.lists(st.integers(0, 299), max_size=200))
def test_local_codes_are_places_among_the_different_ids(ids):
    found = kernels.local_codes(np.array(ids, dtype=np.uint32), 300)
    for ours, theirs in zip(found, naive.local_codes(ids), strict=True):
        assert ours.tolist() == theirs
