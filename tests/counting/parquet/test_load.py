"""Counts files: read back as written, pruned on the way as in memory, and never believed."""

import json
import os

import duckdb
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wordclass as wc
import wordclass.counting.parquet.load
from wordclass.counting.counts.provenance import Provenance, Source

WORDS = st.sampled_from(["", None, "a", "b", "<unk>", "<s>", "é", "日本", "a\0", "𐍈", "c", "d"])
COUNTS = st.lists(st.tuples(WORDS, WORDS, st.integers(1, 9)), min_size=1, max_size=30).map(
    wc.BigramCounts.from_pairs
)


def same(one, two):
    return one.vocabulary == two.vocabulary and (one.matrix != two.matrix).nnz == 0


@pytest.mark.parametrize("name", ["s3:a.parquet", "file:a", "a b?.parquet", os.fsdecode(b"\xff")])
def test_a_file_of_any_name_is_written_and_read(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    counts = wc.count(["a b"])
    counts.save(name)
    assert same(wc.load_counts(name), counts)


@settings(max_examples=25)
@given(COUNTS)
def test_saved_counts_are_loaded_unchanged(tmp_path_factory, counts):
    path = tmp_path_factory.mktemp("counts") / "counts.parquet"
    counts.save(path)
    try:
        loaded = wc.load_counts(path)
    except wc.InputError:
        assert len([w for w in counts.vocabulary.words[1:]]) == (
            counts.vocabulary.unknown is not None
        )
    else:
        assert same(loaded, counts)


@settings(max_examples=25)
@given(COUNTS, st.integers(1, 20), st.none() | st.integers(1, 5))
def test_pruning_on_loading_equals_pruning_in_memory(
    tmp_path_factory, counts, min_count, max_vocabulary
):
    path = tmp_path_factory.mktemp("counts") / "counts.parquet"
    counts.save(path)
    try:
        pruned = counts.prune(min_count, max_vocabulary)
    except wc.InputError:
        with pytest.raises(wc.InputError, match="leaves no word"):
            wc.load_counts(path, min_count, max_vocabulary)
    else:
        assert same(wc.load_counts(path, min_count, max_vocabulary), pruned)


@pytest.mark.parametrize("n", [2**32, 2**58 - 1, 2**58, 2**59])
def test_counts_of_any_size_are_loaded(tmp_path, n):
    """Also those that leave no bit beside two ids."""
    counts = wc.BigramCounts.from_pairs(
        [("", "a", n), ("a", "b", n), ("b", "c", n), ("c", "", n), ("b", "b", 7), ("", "", 3)]
    )
    counts.save(tmp_path / "counts.parquet")
    assert same(wc.load_counts(tmp_path / "counts.parquet"), counts)
    assert same(wc.load_counts(tmp_path / "counts.parquet", max_vocabulary=2), counts.prune(1, 2))


def test_the_file_is_plain_sorted_parquet_with_its_provenance(tmp_path):
    path = tmp_path / "counts.parquet"
    provenance = Provenance((Source("it's.txt", "ab", 3),), {"name": "whitespace"}, 1, 2, {}, "0")
    wc.BigramCounts.from_pairs(
        [("", "b", 1), ("b", None, 1), (None, "", 1), ("b", "a", 2)], provenance
    ).save(path)
    table = pandas.read_parquet(path)
    assert list(table.columns) == ["prev", "next", "count"]
    assert [tuple(row) for row in table.astype(object).where(table.notna(), None).to_numpy()] == [
        ("", "b", 1), ("b", "a", 2), ("b", None, 1), (None, "", 1),
    ]  # fmt: skip
    assert wc.load_counts(path).provenance == provenance


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("'a' AS prev, 'b' AS next", "column count"),
        ("'a' AS prev, 'b' AS next, -1 AS count", "a count is -1"),
        ("'a' AS prev, 'b' AS next, NULL::BIGINT AS count", "a count is missing"),
        ("'a' AS prev, 'b' AS next, 0.5 AS count", "column count should be of type int64"),
        ("1 AS prev, 'b' AS next, 1 AS count", "column prev should be of type string"),
        ("'a' AS prev, 'b' AS next, 9000000000000000000 AS count", "more than 2.62"),
        ("'a' AS prev, 'b' AS next, 1 AS count WHERE false", "no counts in this file"),
    ],
)
def test_a_file_that_does_not_contain_counts_is_rejected(tmp_path, columns, message):
    path = tmp_path / "crafted.parquet"
    duckdb.execute(f"COPY (SELECT {columns}) TO '{path}' (FORMAT parquet)")
    with pytest.raises(wc.InputError, match=message):
        wc.load_counts(path)


def test_counts_larger_than_memory_must_be_pruned(tmp_path, monkeypatch):
    """Also a small file that claims to be large: a row a hundred thousand times over."""
    wc.count([[f"w{i}", f"w{i % 7}"] for i in range(300)]).save(tmp_path / "counts.parquet")
    duckdb.execute(
        "COPY (SELECT 'a' AS prev, 'a' AS next, 1 AS count FROM range(100_000)) "
        f"TO '{tmp_path}/repeated.parquet' (FORMAT parquet)"
    )
    monkeypatch.setattr(wordclass.counting.parquet.load, "available", lambda: 20_000)
    assert wc.load_counts(tmp_path / "repeated.parquet").matrix.sum() == 100_000
    with pytest.raises(wc.InputError, match="bigrams .* keep fewer words by min_count"):
        wc.load_counts(tmp_path / "counts.parquet")
    assert wc.load_counts(tmp_path / "counts.parquet", max_vocabulary=5).n_tokens == 600


@pytest.mark.parametrize(
    "provenance",
    ["{", "[]", '{"sources": [{"name": 1}]}', '{"tokens": "<script>"}', '{"nothing": 1}',
     '{"sources": [{"name": "a", "run": "x"}]}', json.dumps({"skipped": {"a": "b"}})],
)  # fmt: skip
def test_invalid_provenance_is_rejected(tmp_path, provenance):
    path = tmp_path / "crafted.parquet"
    duckdb.execute(
        f"COPY (SELECT 'a' AS prev, 'b' AS next, 1 AS count) TO '{path}' "
        f"(FORMAT parquet, KV_METADATA {{wordclass: '{provenance}'}})"
    )
    with pytest.raises(wc.InputError, match="provenance is damaged"):
        wc.load_counts(path)


@pytest.mark.parametrize("keep", [0, 4, 100, -1])
def test_a_damaged_file_is_an_input_error(tmp_path, keep):
    path = tmp_path / "counts.parquet"
    wc.count([["a", "b"]]).save(path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(wc.InputError, match=r"counts\.parquet"):
        wc.load_counts(path)


def test_a_missing_file_and_a_path_that_cannot_be_written(tmp_path):
    with pytest.raises(wc.InputError, match="no such counts file"):
        wc.load_counts(tmp_path / "none.parquet")
    with pytest.raises(wc.InputError, match="cannot write"):
        wc.count([["a"]]).save(tmp_path / "no folder" / "counts.parquet")


def test_a_file_name_may_contain_special_characters(tmp_path):
    path = tmp_path / "it's [a] *?.parquet"
    wc.count([["a", "b"]]).save(path)
    assert wc.load_counts(path).n_tokens == 2


def test_counts_of_unknown_words_only_are_rejected(tmp_path):
    counts = wc.BigramCounts.from_pairs([("", None, 3), (None, "", 3)])
    counts.save(tmp_path / "counts.parquet")
    with pytest.raises(wc.InputError, match="only the boundary and the unknown word"):
        wc.load_counts(tmp_path / "counts.parquet")
