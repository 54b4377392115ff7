"""Fit like an earlier model: numbers and names stay with the classes that stay."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

import wordclass as wc
from tests.cli.running import run
from wordclass import InputError
from wordclass.models.fitted.matching import like_earlier


def permuted(model, order):
    """The same model with its classes renumbered, on both sides alike."""
    order = [0, *order]
    return replace(
        model,
        left_rows=model.left_rows[:, order],
        p_right_given_left=model.p_right_given_left[np.ix_(order, order)],
        emission_rows=model.emission_rows[:, order],
    )


@pytest.mark.parametrize("tied", [True, False])
def test_a_renumbered_model_gets_its_numbers_and_names_back(draw, tied):
    model, _ = draw(n_left=4, n_right=4, n_words=40, hard=True, tied=tied)
    sides = ["left"] if tied else ["left", "right"]
    named = model.with_names({side: {1: "one", 3: "three"} for side in sides})
    again = like_earlier(permuted(model, [3, 1, 4, 2]), named)
    assert again.class_names == named.class_names
    assert np.array_equal(again.p_left_given_prev, model.p_left_given_prev)
    assert np.array_equal(again.p_right_given_left, model.p_right_given_left)
    assert np.array_equal(again.p_next_given_right, model.p_next_given_right)
    assert again.settings["like"].count("4 of 4 classes match") == len(sides)
    assert "poorly" not in again.settings["like"]


def test_a_class_that_was_split_is_matched_poorly_and_unnamed(one_class):
    """a: 6 tokens, b: 6, c: 2; the earlier classes are {a}, {b, c}, the new ones {a}, {b}, {c}."""
    counts = wc.count([["a"] * 6, ["b"] * 6, ["c"] * 2])
    words = counts.vocabulary.words[1:]

    def model_of(classes):
        n_classes = max(classes.values())
        member = np.eye(n_classes + 1)[[0, *(classes[word] for word in words)]]
        emission = member * counts.next_counts[:, None] + 1e-9
        return replace(
            one_class(counts),
            left_rows=sp.csr_array(member),
            p_right_given_left=np.full((n_classes + 1, n_classes + 1), 1 / (n_classes + 1)),
            emission_rows=sp.csr_array(emission / emission.sum(axis=0)),
        )

    earlier = model_of({"a": 2, "b": 1, "c": 1}).with_names({"left": {1: "bc", 2: "a"}})
    new = like_earlier(model_of({"a": 1, "b": 3, "c": 2}), earlier)
    label = dict(zip(words, new.left_labels[1:].tolist(), strict=True))
    assert label == {"a": 2, "b": 1, "c": 3}
    assert new.class_names["left"] == {1: "bc", 2: "a"}
    assert new.settings["like"] == ("an earlier model: 2 of 3 classes match, poorly matched: 3")
    merged = like_earlier(earlier, model_of({"a": 1, "b": 1, "c": 2}))
    assert "poorly matched" in merged.settings["like"]


def test_fit_takes_the_number_of_classes_and_the_names(tmp_path):
    text = [["the", "cat", "sat"], ["a", "dog", "sat"], ["the", "dog", "ran"], ["a", "cat", "ran"]]
    counts = wc.count(text)
    earlier = wc.fit(counts, "exchange", classes=3, tied=True)
    noun = int(earlier.left_labels[earlier.vocabulary.id("cat")])
    earlier = earlier.with_names({"left": {noun: "noun"}})
    later = wc.fit(counts + wc.count([["the", "bird", "sat"]]), "exchange", tied=True, like=earlier)
    assert later.n_left == 3
    assert later.left_labels[later.vocabulary.id("dog")] == noun
    later.save(tmp_path / "m")
    assert wc.load(tmp_path / "m").class_names["left"] == {noun: "noun"}
    assert "an earlier model: 3 of 3 classes match" in wc.summarize(later).facts()["settings"]


def test_what_cannot_be_matched_is_named(draw):
    _, counts = draw()
    with pytest.raises(InputError, match="like must be a WordClassModel"):
        wc.fit(counts, "exchange", 2, like="old.safetensors")
    foreign = wc.fit(wc.count([["x", "y"]]), "exchange", 2)
    with pytest.raises(InputError, match=r"earlier model \(like\) shares no word"):
        wc.fit(counts, "exchange", 2, like=foreign)


@pytest.mark.parametrize("command", ["fit", "run"])
def test_the_commands_say_how_well_the_classes_match(draw, tmp_path, capsys, command):
    text, old, new = (tmp_path / name for name in ("t.txt", "old.safetensors", "new.safetensors"))
    text.write_text("the cat sat\na dog sat\nthe dog ran\na cat ran\n")
    counts = wc.count(text)
    counts.save(tmp_path / "c.parquet")
    names = {"left": {1: "first", 2: "second", 3: "third"}}
    wc.fit(counts, "exchange", 3, tied=True).with_names(names).save(old)
    arguments = {
        "fit": ["fit", tmp_path / "c.parquet", "-o", new],
        "run": ["run", text, "--model", new],
    }[command]
    assert run(*arguments, "--method", "exchange", "--tied", "--like", old) == 0
    said = capsys.readouterr()
    assert "like an earlier model: 3 of 3 classes match" in said.err
    assert command == "fit" or "first" in said.out and "3 of 3 classes match" in said.out
    assert wc.load(new).class_names["left"] == names["left"]
