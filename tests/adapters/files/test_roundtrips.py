"""Export, import and export again: the same file, whatever the words and classes."""

import logging
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wordclass as wc
from tests.adapters.files.test_classes import HOSTILE
from wordclass.adapters.files.classes import export
from wordclass.adapters.files.imports import import_classes
from wordclass.cli.options import IMPORTS
from wordclass.evaluation.agreement import compare_classes
from wordclass.models.arrays import SIDES

ONE_CLASS = ("brown", "mkcls", "clustercat", "srilm-classes")


@st.composite
def counts_of_any_words(draw: st.DrawFn) -> wc.BigramCounts:
    """Of a text of a few words, with and without sentence boundaries and the unknown word."""
    letters = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
    words = draw(st.lists(letters | st.sampled_from(HOSTILE), min_size=2, max_size=9, unique=True))
    spelt = [*words[:-1], draw(st.sampled_from([words[-1], None]))]
    text = [*spelt, *draw(st.lists(st.sampled_from(spelt), max_size=30))]
    pairs = [(a, b, 1) for a, b in zip(text, text[1:], strict=False)]
    if draw(st.booleans()):
        pairs += [("", text[0], 3), (text[-1], "", 3)]
    return wc.BigramCounts.from_pairs(pairs)


@st.composite
def models(draw: st.DrawFn, methods: tuple[str, ...]) -> tuple[wc.WordClassModel, wc.BigramCounts]:
    """From a single class to as many as there are words; named or not."""
    counts = draw(counts_of_any_words())
    numbers = st.integers(1, len(counts.vocabulary) - 1)
    method, tied, n_left = draw(st.sampled_from(methods)), draw(st.booleans()), draw(numbers)
    n_right = n_left if tied else draw(numbers)
    model = wc.fit(counts, method, left_classes=n_left, right_classes=n_right, tied=tied)
    if draw(st.booleans()):
        named = {side: int(model.labels(side)[1]) for side in model.sides}
        model = model.with_names({side: {c: "=1+1"} for side, c in named.items() if c})
    return model, counts


@settings(max_examples=12)
@given(drawn=models(("exchange", "em")))
def test_words_of_one_class_come_back_in_every_format(drawn, tmp_path_factory):
    """Of words in several classes, the most probable one comes back."""
    model, counts = drawn
    folder = tmp_path_factory.mktemp("m")
    is_hard = model.method == "exchange"
    for format in IMPORTS if is_hard else ONE_CLASS:
        for side in SIDES if format in ONE_CLASS else ("left",):
            export(model, folder / "first", format, side)
            again = import_classes(folder / "first", counts, format)
            export(again, folder / "second", format)
            assert again.vocabulary == model.vocabulary, format
            if np.array_equal(again.p_left, model.p_left) or format in ONE_CLASS:
                assert (folder / "second").read_bytes() == (folder / "first").read_bytes(), format
            if format not in ONE_CLASS:
                assert_same_memberships(again, model)


@settings(max_examples=15)
@given(drawn=models(("em", "frobenius", "sparse")))
def test_words_of_several_classes_come_back_from_json_lines_and_parquet(drawn, tmp_path_factory):
    model, counts = drawn
    path = tmp_path_factory.mktemp("m") / "m"
    for format in ("jsonl", "parquet"):
        export(model, path, format)
        again = import_classes(path, counts, format)
        assert again.tied == model.tied
        assert again.class_names == model.class_names
        assert_same_memberships(again, model)


def assert_same_memberships(model: wc.WordClassModel, other: wc.WordClassModel) -> None:
    """Of the words seen in a role; classes without words may be missing."""
    for side, n in (("left", model.prev_counts), ("right", model.next_counts)):
        rows, others = (m.rows(side)[n > 0].toarray() for m in (model, other))
        width = max(rows.shape[1], others.shape[1])
        padded = (np.pad(p, ((0, 0), (0, width - p.shape[1]))) for p in (rows, others))
        np.testing.assert_allclose(*padded, atol=1e-9)


@pytest.mark.parametrize("format", IMPORTS)
def test_classes_without_words_are_kept_by_word2vec_and_counted_elsewhere(
    format: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The classes are numbered to the last, be its words in the counts or not."""
    counts = wc.BigramCounts.from_pairs([("a", "b", 3), ("b", "a", 2), ("b", "b", 1)])
    of_word = {"a": 1, "b": 2, **{f"of another text {c}": c for c in (3, 4, 5)}}
    model = import_classes(of_word, counts)
    assert model.n_left == 5
    assert [model.left_labels[model.vocabulary.id(word)] for word in "ab"] == [1, 2]
    export(model, tmp_path / "m", format)
    assert import_classes(tmp_path / "m", counts, format).n_left == (
        5 if format == "word2vec" else 2
    )
    assert ("lists 2 of 5 classes" in caplog.text) == (format != "word2vec")


@pytest.mark.parametrize("format", [f for f in IMPORTS if f not in ("brown", "word2vec")])
def test_more_classes_than_words_are_numbered_in_order(format: str, tmp_path: Path) -> None:
    counts = wc.BigramCounts.from_pairs([("a", "b", 3), ("b", "a", 2), ("b", "b", 1)])
    of_word = {"a": 4, "b": 7, **{f"of another text {c}": c for c in range(1, 8)}}
    model = import_classes(of_word, counts).with_names({"left": {7: "seventh"}})
    assert model.n_left == 7
    export(model, tmp_path / "first", format)
    again = import_classes(tmp_path / "first", counts, format)
    assert again.left_labels.tolist() == [{0: 0, 4: 1, 7: 2}[c] for c in model.left_labels]
    if format not in ONE_CLASS:
        assert again.class_names["left"] == {2: "seventh"}


@pytest.mark.parametrize("format", ONE_CLASS)
@pytest.mark.parametrize("side", SIDES)
def test_a_word_that_only_ends_the_text_is_in_its_own_class(
    format: str, side: str, tmp_path: Path
) -> None:
    """As a preceding word, it has the class shares alone, whose largest is another class."""
    words = [f"w{i % 5}" for i in range(50)] + ["last"]
    counts = wc.BigramCounts.from_pairs(zip(["first", *words], words, [1] * 51, strict=False))
    model = wc.fit(counts, "exchange", classes=3, tied=True)
    first, last = map(model.vocabulary.id, ("first", "last"))
    export(model, tmp_path / "m", format, side)  # type: ignore[arg-type]
    again = import_classes(tmp_path / "m", counts, format)
    own = dict(zip(counts.vocabulary.words[1:], model.left_labels[1:].tolist(), strict=True))
    own["last"] = int(model.right_labels[last])
    assert compare_classes(again, own).by_type["adjusted_rand"] == 1
    if format != "brown":  # whose classes have no number
        assert again.left_labels[first] == model.left_labels[first]
        assert again.right_labels[last] == model.right_labels[last]


@pytest.mark.parametrize("method", ["em", "frobenius"])
@pytest.mark.parametrize("tied", [True, False])
def test_a_table_shows_whether_its_classes_are_tied(
    method: str, tied: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Though no column says so, and few words or none have one class.

    Of two-sided models, the two classes of a side may well be those of the other.
    """
    counts = wc.count("stdlib:pydoc", lowercase=True).prune(max_vocabulary=100)
    for n_classes in (2, 5, 12) if tied else (5, 12):
        model = wc.fit(counts, method, n_classes, tied=tied)
        export(model, tmp_path / "m.tsv")
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            assert import_classes(tmp_path / "m.tsv", counts).tied == tied
        assert f"read as {'tied' if tied else 'two-sided'}, the model is not the" in caplog.text


def test_classes_that_have_another_name_on_each_side_are_not_tied(tmp_path: Path) -> None:
    """Though all words have the same number on both."""
    counts = wc.BigramCounts.from_pairs([("a", "b", 3), ("b", "a", 2), ("b", "b", 1)])
    header = "word\tleft\tright\tcount\tp_left\tp_right\tleft_name\tright_name\n"
    for name, tied in (("noun", True), ("verb", False)):
        rows = f"a\t1\t1\t3\t1\t.9\tnoun\t{name}\nb\t2\t2\t4\t1\t1\t\t\n"
        (tmp_path / "m.tsv").write_text(header + rows)
        model = import_classes(tmp_path / "m.tsv", counts)
        assert model.tied == tied
        assert model.class_names == {"left": {1: "noun"}, "right": {1: name}}
