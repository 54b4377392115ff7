"""Counts files that others wrote, or that somebody damaged: the right counts, or a reason."""

import json
from collections import Counter

import duckdb
import pandas
import pytest

import wordclass as wc
from tests.cli.running import run
from wordclass.counting.engine import count_to_file
from wordclass.counting.parquet.merge import merge_counts
from wordclass.counting.settings import CountSettings

SETTINGS = CountSettings(tokenizer="whitespace", samples=0)
KNOWN = json.dumps({"tokenizer": SETTINGS.tokens.to_dict()})
TEXT = [["the", "cat", "sat"], ["the", "dog", "sat", "down"]]
ROWS = {("", "a"): 2, ("a", "b"): 3, ("b", "a"): 1, ("a", ""): 1, ("b", ""): 1, (None, "a"): 2}


def rows_of(path):
    """What is in the file, as another program reads it."""
    counts = Counter()
    for prev, following, n in duckdb.execute(f"FROM '{path}'").fetchall():
        counts[prev, following] += n
    return counts


def loaded(path, **limits):
    counts = wc.load_counts(path, **limits)
    words = [
        None if i == counts.vocabulary.unknown else w for i, w in enumerate(counts.vocabulary.words)
    ]
    entries = counts.matrix.tocoo()
    assert (entries.data > 0).all()
    return Counter({
        (words[a], words[b]): int(n)
        for a, b, n in zip(entries.row, entries.col, entries.data, strict=True)
    })  # fmt: skip


def crafted(path, values, columns="prev, next, count"):
    duckdb.execute(
        f"COPY (FROM (VALUES {values}) rows({columns})) TO '{path}' "
        f"(FORMAT parquet, KV_METADATA {{wordclass: '{KNOWN}'}})"
    )
    return path


@pytest.fixture
def good(tmp_path):
    wc.count(TEXT).save(tmp_path / "good.parquet")
    return tmp_path / "good.parquet"


def by_pandas(**options):
    return lambda table, path: table.to_parquet(path, **options)


def by_pyarrow(**options):
    def write(table, path):
        parquet = pytest.importorskip("pyarrow.parquet")
        parquet.write_table(
            pytest.importorskip("pyarrow").Table.from_pandas(table), path, **options
        )

    return write


def by_polars(table, path):
    pytest.importorskip("polars").DataFrame(table.to_dict("list")).write_parquet(path)


def by_duckdb(options):
    def write(rows, path):
        assert len(rows)  # DuckDB finds it by its name
        duckdb.execute(f"COPY (FROM rows) TO '{path}' (FORMAT parquet{options})")

    return write


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(by_pandas(), id="pandas"),
        pytest.param(by_pandas(compression="gzip"), id="pandas, gzip"),
        pytest.param(by_pyarrow(use_dictionary=False), id="plain encoding"),
        pytest.param(by_pyarrow(row_group_size=1), id="a group of rows for each"),
        pytest.param(by_pyarrow(data_page_version="2.0", compression="brotli"), id="brotli, v2"),
        pytest.param(
            by_pyarrow(
                use_dictionary=False,
                column_encoding={"count": "DELTA_BINARY_PACKED", "prev": "DELTA_BYTE_ARRAY"},
            ),
            id="delta encoding",
        ),
        pytest.param(by_polars, id="polars"),
        pytest.param(by_duckdb(""), id="DuckDB"),
        pytest.param(by_duckdb(", COMPRESSION uncompressed"), id="DuckDB, uncompressed"),
    ],
)
@pytest.mark.parametrize("kind", ["int64", "uint8", "category"])
def test_counts_written_by_other_programs_are_loaded_exactly(tmp_path, good, write, kind):
    """Rows out of order, a pair in two rows, words that are NULL, a column too many."""
    path = tmp_path / "other.parquet"
    rows = [(a, b, n - 1 or n) for (a, b), n in ROWS.items()]
    rows += [(a, b, 1) for (a, b), n in ROWS.items() if n > 1]
    table = pandas.DataFrame(rows[::-1], columns=["prev", "next", "count"])
    table["prev"] = table["prev"].astype(object).where(table["prev"].notna(), None)
    table["more"] = 0.5
    if kind == "category":
        table["next"] = table["next"].astype(kind)
    else:
        table["count"] = table["count"].astype(kind)
    write(table, path)
    assert loaded(path) == ROWS
    merge_counts([path, good], tmp_path / "all.parquet", force=True)
    assert rows_of(tmp_path / "all.parquet") == Counter(ROWS) + rows_of(good)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        pytest.param("('', 'a', 0)", "a count is 0; counts are 1 or more", id="zero"),
        pytest.param("('', 'a', 1), ('a', '', -3)", "a count is -3", id="negative"),
        pytest.param("('', 'a', 1), ('a', '', NULL)", "a count is missing", id="null"),
        pytest.param("('', 'a', 1.5)", r"count should be .*decimal", id="fraction"),
        pytest.param("('', 'a', 'many')", r"count should be .*count: string", id="text"),
        pytest.param("('', 'a', true)", r"count should be .*count: bool", id="truth value"),
        pytest.param("('', 'a', [1])", r"count should be .*count: list", id="list"),
        pytest.param("('a'::BLOB, 'b', 1)", r"prev should be .*prev: binary", id="bytes"),
        pytest.param("('a', 5, 1)", r"next should be .*next: int32", id="number for a word"),
        pytest.param("('a', {'w': 'b'}, 1)", r"next should be .*next: struct", id="struct"),
        pytest.param(
            f"('', 'a', {2**61}), ('a', '', {2**61 + 1})", "sum to 4611686018427387905", id="2^62+1"
        ),
        pytest.param(
            f"('', 'a', {2**62}), ('', 'a', {2**62})", "sum to 9223372036854775808", id="int64"
        ),
        pytest.param(f"('', 'a', {2**64 - 1}::UBIGINT)", "more than 2.62", id="uint64"),
        pytest.param("('', '', 5)", "only the boundary", id="no word"),
    ],
)
def test_rows_that_are_not_counts_are_rejected(tmp_path, good, values, reason):
    """By whatever reads them; and what was there stays as it was."""
    path = crafted(tmp_path / "crafted.parquet", values)
    before = path.read_bytes()
    text, merged = tmp_path / "more.txt", tmp_path / "all.parquet"
    text.write_text("a b\n")
    for limits in ({}, {"min_count": 2}, {"max_vocabulary": 1}):
        with pytest.raises(wc.InputError, match=rf"crafted\.parquet: .*{reason}"):
            wc.load_counts(path, **limits)
    if "boundary" not in reason:  # empty sentences can be added to others
        with pytest.raises(wc.InputError, match=rf"crafted\.parquet: .*{reason}"):
            merge_counts([path, good], merged, force=True)
        with pytest.raises(wc.InputError, match=rf"crafted\.parquet: .*{reason}"):
            count_to_file([text], path, SETTINGS, update=True)
        assert path.read_bytes() == before
        assert {file.name for file in tmp_path.iterdir()} <= {path.name, good.name, text.name}


def test_counts_up_to_the_limit_are_exact(tmp_path):
    path = crafted(tmp_path / "large.parquet", f"('', 'a', {2**61}), ('a', '', {2**61})")
    assert loaded(path) == {("", "a"): 2**61, ("a", ""): 2**61}
    with pytest.raises(wc.InputError, match=r"sum to 9223372036854775808, more than"):
        merge_counts([path, path], tmp_path / "all.parquet", force=True)
    assert not (tmp_path / "all.parquet").exists()
    counts = wc.load_counts(path)
    with pytest.raises(wc.InputError, match=r"sum to 9223372036854775808, more than"):
        counts + counts
    with pytest.raises(wc.InputError, match="more than 2.62"):
        wc.BigramCounts.from_pairs([("", "a", 2**64)])


def test_a_pair_in_several_rows_and_groups_is_summed(tmp_path):
    path = tmp_path / "groups.parquet"
    duckdb.execute(
        "COPY (SELECT 'w' || i % 97 AS prev, 'w' || i % 89 AS next, 1 AS count "
        f"FROM range(100_000) rows(i)) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)"
    )
    assert loaded(path) == rows_of(path)
    assert sum(loaded(path, min_count=1100, max_vocabulary=20).values()) == 100_000


def test_a_truncated_file_is_rejected_wherever_it_is_cut(good):
    whole = good.read_bytes()
    for keep in range(0, len(whole), 7):
        good.write_bytes(whole[:keep])
        with pytest.raises(wc.InputError, match=r"good\.parquet: not a counts file"):
            wc.load_counts(good)


def test_a_damaged_page_is_never_read_as_other_counts(good):
    """Pages carry a checksum: a byte that has changed in one is found, or changes nothing."""
    whole, counts = good.read_bytes(), rows_of(good)
    footer = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    for place in range(4, footer, 5):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        good.write_bytes(damaged)
        try:
            assert loaded(good) == counts, place
        except wc.InputError as error:
            assert "good.parquet" in str(error)


def test_a_dataset_with_a_part_without_a_column_is_rejected(tmp_path):
    (tmp_path / "parts").mkdir()
    crafted(tmp_path / "parts/a.parquet", "('a', 'b', 1)")
    crafted(tmp_path / "parts/b.parquet", "('a', 'b')", "prev, next")
    with pytest.raises(wc.InputError, match=r"parts: not bigram counts: column count"):
        wc.load_counts(tmp_path / "parts")


def test_counts_without_a_recorded_tokenizer_are_not_updated(tmp_path):
    pandas.DataFrame({"prev": [""], "next": ["a"], "count": [1]}).to_parquet(tmp_path / "c.parquet")
    (tmp_path / "more.txt").write_text("a b\n")
    with pytest.raises(
        wc.InputError, match="do not record how they were tokenized; count the text"
    ):
        count_to_file([tmp_path / "more.txt"], tmp_path / "c.parquet", SETTINGS, update=True)


@pytest.mark.parametrize("command", ["fit c.parquet -o m", "merge c.parquet c.parquet -o m"])
@pytest.mark.parametrize("values", ["('', 'a', -1)", "('', 1, 1)", None])
def test_the_command_reports_the_error_and_leaves_nothing(
    tmp_path, monkeypatch, capfd, command, values
):
    if values is None:
        (tmp_path / "c.parquet").write_bytes(b"PAR1 no counts PAR1")
    else:
        crafted(tmp_path / "c.parquet", values)
    monkeypatch.chdir(tmp_path)
    assert run(*command.split()) == 3
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.startswith("wordclass: c.parquet: ")
    assert said.err.count("\n") == 1
    assert [file.name for file in tmp_path.iterdir()] == ["c.parquet"]
