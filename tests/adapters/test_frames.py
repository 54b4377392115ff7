"""A model's words as data frames."""

import io

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import wordclass as wc
from wordclass.adapters.files.classes import export
from wordclass.counting.text.sentences import tagged_sentences
from wordclass.models.fitted.frames import columns


@pytest.mark.parametrize("library", [pd, pl], ids=["pandas", "polars"])
def test_a_frame_has_the_rows_of_the_tsv(library, either):
    frame = library.DataFrame(columns(either))
    stream = io.StringIO()
    export(either, stream, "jsonl")
    table = pd.read_json(io.StringIO(stream.getvalue()), lines=True, dtype={"word": str})
    assert list(frame.columns) == ["word", "left", "right", "count", "p_left", "p_right"]
    for name in frame.columns[1:]:
        assert np.allclose(frame[name], table[name])
    assert list(frame["word"]) == list(table["word"])
    can = frame.filter(pl.col("word") == "can") if library is pl else frame[frame.word == "can"]
    assert int(can["left"][0] if library is pl else can["left"].iloc[0]) == int(
        either.left_labels[either.vocabulary.id("can")]
    )


@pytest.mark.parametrize(
    "read",
    [
        pd.DataFrame.from_arrow,
        lambda model: pl.DataFrame(model).to_pandas(),
        lambda model: pa.table(model).to_pandas(),
        lambda model: duckdb.sql("from model").df(),
    ],
    ids=["pandas", "polars", "pyarrow", "duckdb"],
)
def test_a_model_is_a_table_to_every_library(read, either):
    named = either.with_names({side: {1: "first"} for side in either.sides})
    for model in (either, named):
        expected = pd.DataFrame(columns(model))
        pd.testing.assert_frame_equal(read(model), expected, check_dtype=False)


@pytest.fixture(scope="module")
def counts(pydoc):
    return pydoc.prune(20)


@pytest.mark.parametrize(
    "through",
    [
        pl.DataFrame,
        pd.DataFrame.from_arrow,
        pa.table,
        lambda counts: duckdb.sql("select count, next, prev from counts order by count"),
        lambda counts: counts,
        lambda counts: pl.DataFrame(counts).cast({"prev": pl.Categorical}),
    ],
    ids=["polars", "pandas", "pyarrow", "duckdb", "itself", "categories"],
)
def test_counts_go_through_every_library_and_come_back(through, counts):
    again = wc.BigramCounts.from_pairs(through(counts))
    assert again.vocabulary == counts.vocabulary
    assert (again.matrix != counts.matrix).nnz == 0


@pytest.mark.parametrize(
    "table, complaint",
    [
        (pl.DataFrame({"prev": ["a"], "next": ["b"]}), "no column 'count'"),
        (pl.DataFrame({"prev": ["a"], "next": ["b"], "count": [0.5]}), "0.5 is not a count"),
        (pl.DataFrame({"prev": ["a"], "next": ["b"], "count": [None]}), "not a count|numbers"),
        (pl.DataFrame({"prev": ["a"], "next": ["b"], "count": ["x"]}), "must be numbers"),
        (pl.DataFrame({"prev": [1], "next": ["b"], "count": [1]}), "must be words, not int64"),
        (pl.Series(["a"]), "cannot be read as counts"),
    ],
)
def test_a_table_without_counts_is_refused(table, complaint):
    with pytest.raises(wc.InputError, match=complaint):
        wc.BigramCounts.from_pairs(table)


TEXTS = ["the cat sat\nthe dog sat", None, "a dog ran"]


@pytest.mark.parametrize(
    "text",
    [
        pd.Series(TEXTS),
        pd.Series(TEXTS, dtype=object),
        pl.Series(TEXTS),
        pa.chunked_array([TEXTS[:1], TEXTS[1:]]),
        pd.DataFrame({"id": [1, 2, 3], "text": TEXTS}),
        pl.DataFrame({"text": TEXTS}).to_arrow(),
        duckdb.from_arrow(pa.table({"id": [1, 2, 3], "text": TEXTS})),
        pl.Series([["the", "cat", "sat"], ["the", "dog", "sat"], None, ["a", "dog", "ran"]]),
    ],
    ids=lambda text: f"{type(text).__module__.split('.')[0]}-{type(text).__name__}",
)
def test_a_column_of_texts_is_counted_its_missing_values_left_out(text):
    counts = wc.count(text, "whitespace")
    assert (counts.n_sentences, counts.n_tokens) == (3, 9)
    assert counts.matrix[counts.vocabulary.id("dog"), counts.vocabulary.id("ran")] == 1


@pytest.mark.parametrize(
    "text, settings, complaint",
    [
        (pd.Series([1, 2]), {}, "row 1: expected text or a list of tokens, found int"),
        (pd.Series([1, "x"], dtype=object), {}, "cannot be read"),
        (pl.DataFrame({"a": ["x"], "b": ["y"]}), {}, "the columns are 'a', 'b'; choose one"),
        (pl.DataFrame({"a": ["x"]}), {"column": "b"}, "no column 'b'"),
        (pl.Series(["x"]), {"column": "a"}, "a column by itself"),
        (pd.Series([], dtype=object), {}, "no words"),
        (pl.LazyFrame({"text": ["x"]}), {}, "not LazyFrame"),
    ],
    ids=str,
)
def test_a_column_without_text_is_refused(text, settings, complaint):
    with pytest.raises(wc.InputError, match=complaint):
        wc.count(text, "whitespace", **settings)


def test_a_frame_has_no_gold_tags():
    with pytest.raises(wc.InputError, match="no gold tags"):
        next(tagged_sentences(pl.Series(["the cat"])))
