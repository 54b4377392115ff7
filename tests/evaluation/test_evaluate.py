"""evaluate(): every token scored by its type's class, nothing dropped in silence."""

import json
from pathlib import Path

import numpy as np
import pytest

import wordclass as wc
from wordclass import InputError
from wordclass.adapters.files.classes import export
from wordclass.adapters.files.readers import load_classes
from wordclass.evaluation.agreement import compare_classes
from wordclass.evaluation.evaluate import evaluate
from wordclass.evaluation.perplexity import class_perplexity

# "the old man the boat": a garden path, man is a noun once and a verb once
GOLD = [
    [("the", "DT"), ("old", "NN"), ("man", "VB"), ("the", "DT"), ("boat", "NN")],
    [("the", "DT"), ("man", "NN"), ("left", "VB")],
]
CLASSES = {"the": 1, "old": 2, "man": 2, "boat": 2, "left": 3}


def test_tokens_count_not_types() -> None:
    result = evaluate(CLASSES, GOLD)
    assert result.n_tokens == 8
    assert result.many_to_one == 7 / 8  # only "man" as a verb is misread
    assert result.tags == ("DT", "NN", "VB") and result.classes == (2, 1, 3)
    assert result.contingency.tolist() == [[0, 3, 1], [3, 0, 0], [0, 0, 1]]


def test_no_clustering_of_words_beats_one_tag_per_type() -> None:
    assert evaluate(CLASSES, GOLD).one_tag_per_type == 7 / 8  # "man" is a verb and a noun
    own_class_each = {word: i for i, word in enumerate(CLASSES)}
    assert evaluate(own_class_each, GOLD).many_to_one == 7 / 8
    assert "ceiling: one tag per type         0.8750" in str(evaluate(CLASSES, GOLD))


def test_a_mapping_is_gold_by_type_or_by_counts() -> None:
    by_type = evaluate({"a": 0, "b": 0}, {"a": "X", "b": "Y"})
    assert by_type.n_tokens == 2 and by_type.many_to_one == 0.5
    by_counts = evaluate({"a": 0, "b": 0}, {"a": {"X": 8, "Y": 1}, "b": {"Y": 1}})
    assert by_counts.n_tokens == 10 and by_counts.many_to_one == 0.8


def test_unknown_words_are_counted_and_scored() -> None:
    del_known = {"the": 1, "man": 2}
    own = evaluate(del_known, GOLD)
    assert own.n_unknown == 3 and own.n_tokens == 8 and own.n_classes == 3
    with_unknown = evaluate({**del_known, None: 2}, GOLD)
    assert with_unknown.n_unknown == 3 and with_unknown.n_classes == 2
    said = "3 tokens are of words without a class, the first 'old' in sentence 1"
    assert str(own).endswith(f"{said}; they are scored as one more class")
    assert str(with_unknown).endswith(said)


def test_dropped_tokens_are_counted() -> None:
    result = evaluate({"a": 1}, [[("a", "NN"), ("*T*-1", "-NONE-")]], tags="full")
    assert (result.n_tokens, result.n_dropped, result.n_unknown) == (1, 1, 0)
    assert "excluded" in str(result)


def test_plain_data_survives_json() -> None:
    result = evaluate(CLASSES, GOLD)
    again = json.loads(json.dumps(result.to_dict()))
    assert again["contingency"] == result.contingency.tolist()
    assert again["v_measure"] == result.v_measure


@pytest.mark.parametrize(
    "gold, complaint",
    [
        ([], "no token to score"),
        ([[]], "no token to score"),
        ([["the", "cat"]], "sentence 1"),
        ([[("the", "DT")], [("the", "DT", 3)]], "sentence 2"),
        ([3], "sentence 1"),
    ],
)
def test_bad_gold_is_named(gold: object, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        evaluate(CLASSES, gold)  # type: ignore[arg-type]


def test_bad_settings_are_named() -> None:
    with pytest.raises(InputError, match="side='middle'"):
        evaluate(CLASSES, GOLD, side="middle")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="brown"):
        evaluate(CLASSES, GOLD, tags="klingon")
    with pytest.raises(InputError, match="tags='sinica' is for the tags of another corpus"):
        evaluate(CLASSES, "nltk:brown", tags="sinica")
    with pytest.raises(InputError, match="use full$"):
        evaluate(CLASSES, "pfr:", tags="brown")
    with pytest.raises(InputError, match="mapping"):
        evaluate([1, 2, 3], GOLD)  # type: ignore[arg-type]


def test_gold_words_are_folded_like_those_of_the_model(tmp_path: Path, one_class) -> None:
    gold = tmp_path / "gold.tagged"
    gold.write_text("The\tDT\nCat\tNN\n\nthe\tDT\ncat\tNN\n")
    counts = wc.count([["The", "Cat"], ["the", "cat"]], lowercase=True)
    result = wc.evaluate(one_class(counts), gold)
    assert (result.n_unknown, result.n_tokens, result.n_classes) == (0, 4, 1)


def test_intervals_are_as_wide_as_independent_tokens_make_them():
    rng = np.random.default_rng(0)
    right = rng.random((3200, 5)) < 0.8
    gold = [[("a", "X") if x else ("a", "Y") for x in row] for row in right.tolist()]
    result = evaluate({"a": 1}, gold)
    low, high = result.intervals["many_to_one"]
    assert low < result.many_to_one < high
    expected = 2 * 1.96 * (0.8 * 0.2 / right.size) ** 0.5
    assert high - low == pytest.approx(expected, rel=0.3)
    assert f"many-to-one accuracy              {result.many_to_one:.4f}  ({low:.4f} to" in str(
        result
    )
    assert evaluate({"a": 1}, gold[:1]).intervals == {}  # one sentence does not vary


def test_gold_of_another_text_is_refused_or_its_first_departure_named(caplog):
    gold = [[("the", "D"), ("cat", "N")], [("Der", "D"), ("Hund", "N"), ("schläft", "V")]]
    evaluate({"the": 1, "cat": 2}, gold)
    assert "3 of 5 gold tokens are of words without a class, the first 'Der' in sentence 2" in (
        caplog.text
    )
    with pytest.raises(InputError, match="5 of 5 gold tokens .* the first 'the' in sentence 1"):
        evaluate({"le": 1}, gold)


@pytest.mark.parametrize("format", ["tsv", "jsonl", "parquet"])
def test_a_table_of_a_model_is_scored_as_the_model_is(format, tmp_path):
    """On the side asked for; left classes precede and right ones follow; so do fits from it."""
    text = "the cat sees a dog\nthe dog sees a cat\na cat runs\nthe dog runs\nhe runs\n" * 3
    counts = wc.count([line.split() for line in text.splitlines()], tokenizer="whitespace")
    model = wc.fit(counts, "exchange", left_classes=4, right_classes=2)
    tags = {word: word[-1] for word in counts.vocabulary.words[1:]}
    export(model, tmp_path / f"m.{format}", format)
    table = load_classes(tmp_path / f"m.{format}")
    for side in ("left", "right"):
        assert wc.evaluate(table, tags, side).n_classes == model.n_classes(side)
        assert wc.evaluate(table, tags, side).v_measure == wc.evaluate(model, tags, side).v_measure
        assert compare_classes(table, model, side=side).by_type["adjusted_rand"] == 1
    assert class_perplexity(counts, table) == class_perplexity(counts, model)
    again = wc.fit(counts, "exchange", init=table)
    assert (again.n_left, again.n_right) == (4, 2)


@pytest.mark.parametrize("format", ["tsv", "jsonl", "parquet"])
def test_a_table_of_tied_classes_has_one_class_a_word_in_perplexity(format, tmp_path):
    """As its model has, though a word may have another most probable class in each role."""
    counts = wc.count("stdlib:pydoc", tokenizer="unicode").prune(max_vocabulary=100)
    model = wc.fit(counts, "em", classes=5, tied=True)
    assert (model.left_labels != model.right_labels).any()
    export(model, tmp_path / f"m.{format}", format)
    table = load_classes(tmp_path / f"m.{format}")
    assert class_perplexity(counts, table) == class_perplexity(counts, model)
