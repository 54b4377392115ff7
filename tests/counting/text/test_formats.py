"""File formats: the same sentences, or an error that names the line."""

import json

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import wordclass as wc
from tests.counting.text.reading import CORPORA, read


def test_conllu_columns_skip_ranges_and_empty_nodes():
    path = CORPORA / "bread.conllu"
    assert read(path) == [
        ["The", "baker", "does", "n't", "sleep", "."], ["Bread", "rises", ",", "ovens", "too"],
    ]  # fmt: skip
    assert read(path, column="lemma")[1] == ["bread", "rise", ",", "oven", "too"]
    assert read(path, column="upos")[1] == ["NOUN", "VERB", "PUNCT", "NOUN", "ADV"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1\ta\ta\tX\tX\t_\t0\troot\t_", r"line 2: 9 columns"),
        ("one\ta\ta\tX\tX\t_\t0\troot\t_\t_", r"line 2: 'one' is not a CoNLL-U id"),
        ("1\t\ta\tX\tX\t_\t0\troot\t_\t_", r"line 2: the word has no form"),
    ],
)
def test_broken_conllu_names_the_line(tmp_path, line, message):
    path = tmp_path / "broken.conllu"
    path.write_text(f"# comment\n{line}\n\n")
    with pytest.raises(wc.InputError, match=message):
        wc.count(path)


def test_vertical_columns_and_structures():
    path = CORPORA / "bread.vert"
    assert read(path) == [["The", "baker", "does", "n't", "sleep", "."], ["Bread", "rises"]]
    assert read(path, column="3")[0] == ["the", "baker", "do", "not", "sleep", "."]
    with pytest.raises(wc.InputError, match="has no column 9"):
        read(path, column="9")


DOCUMENTS = ["one two", "three\nfour", '=cmd, "quoted"; <script>']


@pytest.mark.parametrize("name", ["t.jsonl", "t.csv", "t.tsv", "t.parquet"])
def test_columns_of_tables(tmp_path, name):
    path = tmp_path / name
    kind = {"t.jsonl": "FORMAT json", "t.parquet": "FORMAT parquet"}.get(
        name, f"FORMAT csv, HEADER, DELIMITER '{',' if name == 't.csv' else chr(9)}'"
    )
    duckdb.execute(
        f"COPY (SELECT unnest(?) AS body, unnest(range(3)) AS number) TO '{path}' ({kind})",
        [DOCUMENTS],
    )
    assert read(path, column="body") == ["one two", "three", "four", DOCUMENTS[2]]
    with pytest.raises(wc.InputError, match=r"no column 'text'; the columns are 'body', 'number'"):
        read(path, column="text")
    with pytest.raises(wc.InputError, match="no column 'text'; the columns"):
        read(path)


@pytest.mark.parametrize(
    "rows",
    [
        'id,text\n1,"Guten Tag; bitte"\n',
        'id;text\n1;"Guten Tag; bitte"\n',
        "id\ttext\n1\tGuten Tag; bitte\n",
        '"no, unique";text\n1;"Guten Tag; bitte"\n',
        '"text; in German"\nGuten Tag; bitte\n',
    ],
    ids=["commas", "semicolons", "tabs", "a comma in quotes", "a single column"],
)  # fmt: skip
def test_the_header_shows_what_separates_the_columns_of_a_csv_file(tmp_path, rows):
    (tmp_path / "t.csv").write_text(rows, encoding="utf-8-sig")  # as Excel saves it
    assert read(tmp_path / "t.csv") == ["Guten Tag; bitte"]


@pytest.mark.parametrize(
    "column",
    [pd.Series, pa.array, lambda texts: pa.array(texts, pa.large_string()), pl.Series],
    ids=["pandas", "pyarrow", "pyarrow, large", "polars"],
)
def test_a_column_by_itself_is_a_text(column):
    assert wc.count(column(["a b", "c", None]), tokenizer="whitespace").n_tokens == 3


@pytest.mark.parametrize(
    "table",
    [pd.DataFrame({"text": ["a b", "c"], "note": ["x", 5]}), pd.Series(["a b", 5])],
    ids=["another column", "the text"],
)
def test_a_table_of_text_and_numbers_is_refused_with_a_way_out(table):
    with pytest.raises(wc.InputError, match="table cannot be read .*; supply one column that"):
        wc.count(table)


def test_lists_of_tokens_in_tables(tmp_path):
    sentences = [["New York", "is"], ["big"]]
    (tmp_path / "t.jsonl").write_text("\n".join(json.dumps({"text": s}) for s in sentences))
    duckdb.execute(
        f"COPY (SELECT unnest([['New York', 'is'], ['big']]) AS text) TO '{tmp_path}/t.parquet'"
    )
    assert read(tmp_path / "t.jsonl") == read(tmp_path / "t.parquet") == sentences


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.jsonl", b'{"text": "a"}\n{"text": \n', r"t\.jsonl, line 2: not valid JSON"),
        ("t.jsonl", b'{"text": 3}\n', r"row 1: expected text or a list of tokens, found int"),
        ("t.csv", b'text\n"open\n', r"t\.csv, line \d: not valid CSV"),
        ("t.csv", b"a,text\n1,x\n2\n", r"line 3: 1 columns, but the header has 2"),
        ("t.parquet", b"PAR1 no", r"t\.parquet: not a readable Parquet file"),
    ],
)
def test_broken_tables_name_the_line(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(wc.InputError, match=message):
        wc.count(tmp_path / name, column="text" if name == "t.csv" else None)


@pytest.mark.parametrize("tokenizer", ["auto", "whitespace", "unicode"])
def test_a_column_is_rejected_for_a_text_without_columns(tmp_path, tokenizer):
    (tmp_path / "text.txt").write_text("a b\n")
    for source in (tmp_path / "text.txt", ["a b"], "stdlib:pydoc"):
        with pytest.raises(wc.InputError, match="has no columns; leave out column='lemma'"):
            wc.count(source, tokenizer, column="lemma")


def test_an_xml_comment_of_several_lines_is_no_text(tmp_path):
    path = tmp_path / "t.vert"
    path.write_text("<s>\nthe\n<!-- two words\nleft out -->\ncat\n<!--\n</s>\n")
    assert wc.count(path).n_tokens == 3, "a token may be <!--"
    path.write_text("<s>\nthe\n<!-- not closed\ncat\n</s>\n")
    with pytest.raises(wc.InputError, match="line 3: the comment is not closed; add -->"):
        wc.count(path)


SUBTITLES = """\ufeff1
00:00:01,000 --> 00:00:03,500 X1:40 X2:600
<i>I was going
to the store</i>

2
00:00:04,000 --> 00:00:06,000
{\\an8}- Why?
- 1984.

3
00:01:04,000 --> 00:01:06,000

4
00:01:07,000 --> 00:01:08,000
to buy milk.
<unk> < 3
42
5
00:01:09.000 --> 00:01:10.000
7
"""


def test_subtitles_are_read_without_numbers_times_and_tags(tmp_path):
    path = tmp_path / "film.srt"
    path.write_text(SUBTITLES.replace("\n", "\r\n"))
    said = ["I was going to the store", "- Why?", "- 1984.", "to buy milk. <unk> < 3 42", "7"]
    assert read(path) == said
    assert read(path, sentences="prose")[0] == "I was going to the store\n- Why?"
    counts = wc.count(path, tokenizer="whitespace")
    assert counts.provenance.skipped == {"tags of subtitles": 3, "times of subtitles": 5}
    path.rename(tmp_path / "film.txt")
    assert read(tmp_path / "film.txt", input_format="srt") == said


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1\nthe cat sees the dog\na dog sees a cat\n", 2),
        ("the cat sees the dog\n\na dog sees a cat\n", 1),
        ("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nthe cat\n", 1),
        ("1\n00:01 --> 00:02\nthe cat\n", 2),
        (SUBTITLES + "\n6\n00:01:1O,000 --> 00:01:12,000\nthe cat\n", 24),
    ],
    ids=["a number alone", "plain text", "WebVTT", "no hours", "a letter in later times"],
)
def test_what_is_no_subtitles_is_named(tmp_path, text, line):
    path = tmp_path / "film.srt"
    path.write_text(text)
    with pytest.raises(wc.InputError, match=f"film.srt, line {line}: '.* another input_format"):
        wc.count(path)


def test_subtitles_have_neither_columns_nor_gold_tags(tmp_path):
    path = tmp_path / "film.srt"
    path.write_text(SUBTITLES)
    with pytest.raises(wc.InputError, match="has no columns"):
        wc.count(path, column="text")
    with pytest.raises(wc.InputError, match="a srt file has no gold tags"):
        wc.evaluate({"a": 1}, path)
