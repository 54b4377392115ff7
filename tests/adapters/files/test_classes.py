"""Class files: written, read back whole, and the peers' own read."""

import io
import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import example, given
from hypothesis import strategies as st

from wordclass import BigramCounts, InputError, WordClassModel
from wordclass.adapters.files.classes import WRITERS, export
from wordclass.adapters.files.readers import load_classes, read_classes
from wordclass.reports.wording.escaping import read_cell, tsv_word, write_word

HOSTILE = [
    *("a\tb", "a\nb", "\x1b[31m", "a\r", "\x85", "\u2028", "a b", "\xa0", "\u3000", "\x00"),
    *('"', '""', '"\\n"', '"a"', "1\\/2", "<unk>", "<s>", "</s>", "=cmd|x", "@a!b", "<script>"),
    *("शब्द", "\ufeff"),
]


def hard_model(words: list[str | None], n_classes: int = 3) -> WordClassModel:
    """Each word in one class, by turns; word i occurs len(words) - i times after itself."""
    counts = BigramCounts.from_pairs((w, w, len(words) - i) for i, w in enumerate(words))
    v = len(counts.vocabulary)
    labels = np.array([0, *(i % n_classes + 1 for i in range(v - 1))])
    membership = np.eye(n_classes + 1)[labels]
    n = counts.next_counts[:, None] * membership
    emission = n / np.maximum(n.sum(axis=0), 1)
    emission[:, 0] = counts.next_counts / counts.n_bigrams
    return WordClassModel(
        left_rows=sp.csr_array(membership),
        p_right_given_left=np.eye(n_classes + 1),
        emission_rows=sp.csr_array(emission),
        prev_counts=counts.prev_counts,
        next_counts=counts.next_counts,
        vocabulary=counts.vocabulary,
        tied=True,
        method="exchange",
    )


@pytest.fixture
def model() -> WordClassModel:
    return hard_model([*HOSTILE, None, "the", "of", "cat"])


@pytest.mark.parametrize("format", ["tsv", "mkcls", "clustercat", "srilm-classes", "jsonl"])
def test_hostile_words_come_back_with_their_classes(
    format: str, model: WordClassModel, tmp_path: Path
) -> None:
    path = tmp_path / "words"
    export(model, path, format)
    expected = {
        None if i == model.vocabulary.unknown else word: int(model.left_labels[i])
        for i, word in enumerate(model.vocabulary.words)
        if i > 0
    }
    assert read_classes(path, format) == expected
    lines = path.read_text(encoding="utf-8").split("\n")
    assert len(lines) == len(expected) + 1 + (format == "tsv"), "a line a word"
    assert "\x1b" not in path.read_text(encoding="utf-8"), "nothing reaches a terminal"


def test_brown_paths_come_back_as_a_tree_of_the_same_classes(
    model: WordClassModel, tmp_path: Path
) -> None:
    export(model, tmp_path / "paths", "brown")
    paths = read_classes(tmp_path / "paths")
    assert len(paths) == len(model.vocabulary) - 1
    pairs = {
        (paths[None if i == model.vocabulary.unknown else word], int(model.left_labels[i]))
        for i, word in enumerate(model.vocabulary.words)
        if i > 0
    }
    assert len(pairs) == 3, "one bit string a class"


def test_json_lines_and_parquet_have_the_same_rows(model: WordClassModel, tmp_path: Path) -> None:
    export(model, tmp_path / "words.jsonl", "jsonl")
    export(model, tmp_path / "words.parquet", "parquet")
    text = (tmp_path / "words.jsonl").read_text(encoding="utf-8")
    objects = [json.loads(line) for line in text.removesuffix("\n").split("\n")]
    table = duckdb.sql(f"from '{tmp_path}/words.parquet'")
    columns = ["word", "left", "right", "count", "p_left", "p_right"]
    assert table.columns == [*columns, "left_posterior", "right_posterior", "tied"]
    for record in objects:  # names in JSON are strings
        for name in ("left_posterior", "right_posterior"):
            record[name] = {int(c): p for c, p in record[name].items()}
    assert table.fetchall() == [tuple(record.values()) for record in objects]
    assert objects[0]["left_posterior"] == {objects[0]["left"]: 1.0}
    assert {record["word"] for record in objects} == {*HOSTILE, None, "the", "of", "cat"}


def test_tsv_has_the_header_promised(model: WordClassModel) -> None:
    stream = io.BytesIO()
    export(hard_model(["the", "cat"]), stream)
    assert stream.getvalue().decode().split("\n") == [
        "word\tleft\tright\tcount\tp_left\tp_right",
        "the\t1\t1\t2\t1\t1",
        "cat\t2\t2\t1\t1\t1",
        "",
    ]


def test_other_tools_numbering() -> None:
    small = hard_model(["the", "cat", "a"])
    text = {}
    for format in ("mkcls", "clustercat", "word2vec"):
        stream = io.StringIO()
        export(small, stream, format)
        text[format] = stream.getvalue()
    assert text["mkcls"] == "a\t4\ncat\t3\nthe\t2\n"  # by code point; 0 and 1 are mkcls's own
    assert text["clustercat"] == "the\t0\ncat\t1\na\t2\n"  # by class
    assert text["word2vec"] == "3 3\nthe 1 0 0\ncat 0 1 0\na 0 0 1\n"


@pytest.mark.parametrize("format", WRITERS)
def test_every_format_replaces_a_file_whole_and_repeats_to_the_byte(
    format: str, model: WordClassModel, tmp_path: Path
) -> None:
    path = tmp_path / "out"
    path.write_text("old")
    export(model, path, format)
    first = path.read_bytes()
    export(model, path, format)
    assert path.read_bytes() == first != b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_words_that_cannot_be_written_are_named(model: WordClassModel, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="choose from tsv, jsonl"):
        export(model, tmp_path / "x", "xls")
    with pytest.raises(InputError, match="side='both'"):
        export(model, tmp_path / "x", side="both")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="parquet is binary"):
        export(model, io.StringIO(), "parquet")
    with pytest.raises(InputError, match="cannot write"):
        export(model, tmp_path / "absent" / "x", "tsv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [write_word, partial(write_word, spaces=True), tsv_word])
@given(word=st.text(min_size=1) | st.sampled_from([*HOSTILE, "\ud800"]))
def test_any_word_survives_a_line(write: Callable[[str], str], word: str) -> None:
    written = write(word)
    assert read_cell(written) == word
    assert not set(written) & set("\t\n\r\x1b\x85\u2028")
    if write is tsv_word:  # a lone sign is not a formula
        assert written == "=" or not written.startswith("=")
    if write is write_word:
        assert len(written.split()) == 1
    written.encode("utf-8")


@pytest.mark.parametrize("format", sorted({*WRITERS} - {"jsonl", "parquet"}))
def test_a_formula_is_quoted_in_our_own_table_only(format: str) -> None:
    """A reader of another tool would take the quotes for a part of the word."""
    counts = BigramCounts.from_pairs([("=1+1", "a", 2)])
    stream = io.StringIO()
    export(counts if format == "arpa" else hard_model(["=1+1", "a"]), stream, format)
    plain = "=1+1" in re.split(r"[\t\n ]", stream.getvalue())
    quoted = '"\\u003d1+1"' in stream.getvalue()
    assert (plain, quoted) == ((False, True) if format == "tsv" else (True, False))


@given(word=st.from_regex(r'[^\s"<]\S*', fullmatch=True).filter(str.isprintable))
@example(word="==")
@example(word="@user:")
def test_plain_words_are_written_unchanged(word: str) -> None:
    """KenLM, SRILM and treebank tools know the operator of a source text as ``==``."""
    assert write_word(word, spaces=False) == word


@pytest.mark.parametrize(
    "name, content, complaint",
    [
        ("a.classes", b"the\t2\ncat\n", "line 2: 'cat' is not a line of a mkcls"),
        ("a.classes", b"the\ttwo\n", "line 1"),
        ("a.classes", b"the\t2\nthe\t3\n", "line 2: the word 'the' already has a class"),
        ("a.classes", b"", "contains no class"),
        ("a.classes", b"caf\xe9\t2\n", "UTF-8"),
        ("a.paths", b"012\tthe\t5\n", "line 1"),
        ("a.txt", b"the\t2\n", "NAME.tsv \\(clustercat\\)"),
        ("m.safetensors", b"a model", "rename it .* or import it with its format"),
        ("a.tsv", b"x" * 2_000_000, "longer than"),
    ],
)
def test_a_bad_class_file_is_named(
    name: str, content: bytes, complaint: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=complaint):
        read_classes(tmp_path / name)


def test_an_absent_class_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot read .*absent\.classes: No such file"):
        read_classes(tmp_path / "absent.classes")


def test_a_bracket_where_a_model_has_one_makes_no_model_of_a_class_file(tmp_path: Path) -> None:
    (tmp_path / "paths").write_text("0010110\t{\t7\n")
    assert load_classes(tmp_path / "paths") == {"{": "0010110"}


def test_vectors_are_no_classes_until_they_are_imported(tmp_path: Path) -> None:
    (tmp_path / "m.vec").write_text("2 2\na 1 0\nb 0 1\n")
    with pytest.raises(InputError, match=r"m\.vec has vectors, not classes; wordclass import"):
        load_classes(tmp_path / "m.vec")
