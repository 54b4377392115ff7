"""Names of classes: kept with the model, and nothing taken on trust."""

from dataclasses import replace

import pytest

import wordclass as wc
from wordclass import InputError


@pytest.mark.parametrize("tied", [True, False])
def test_names_are_saved_with_the_model(draw, tmp_path, tied):
    model, _ = draw(tied=tied)
    names = {"left": {1: "noun", 3: "名词 n. 2"}} | ({} if tied else {"right": {"2": " verb "}})
    named = model.with_names(names)
    assert named.class_names["left"] == {1: "noun", 3: "名词 n. 2"}
    assert named.class_names["right"] == (named.class_names["left"] if tied else {2: "verb"})
    named.save(tmp_path / "m")
    assert wc.load(tmp_path / "m").class_names == named.class_names
    assert not any(model.class_names.values()), "the model it was called on has none"


def test_a_model_without_names_is_the_file_it_was_before_names_existed(draw, tmp_path):
    model, _ = draw()
    model.save(tmp_path / "plain")
    model.with_names({"left": {1: "noun"}}).with_names({}).save(tmp_path / "renamed")
    assert (tmp_path / "plain").read_bytes() == (tmp_path / "renamed").read_bytes()


@pytest.mark.parametrize(
    "names, complaint",
    [
        (["noun"], "mapping of side"),
        ({"middle": {}}, "'middle' is not a side"),
        ({"left": ["noun"]}, "by class"),
        ({"left": {4: "x"}}, "no left class 4 .* classes 1 to 3"),
        ({"left": {0: "x"}}, "no left class 0"),
        ({"left": {True: "x"}}, "no left class True"),
        ({"left": {"1e0": "x"}}, "no left class '1e0'"),
        ({"left": {"٣": "x"}}, "no left class"),
        ({"left": {"9" * 5000: "x"}}, "no left class"),
        ({"left": {1: "x", "1": "y"}}, "class 1 has two names"),
        ({"right": {1: "x", 2: "x "}}, "right class 1 and right class 2 are both named 'x'"),
        ({"left": {1: None}}, "not text"),
        ({"left": {1: "  "}}, "empty"),
        ({"left": {1: "x" * 81}}, "81 characters"),
        ({"left": {1: "a\tb"}}, "control"),
        ({"left": {1: "\x1b[31m"}}, "control"),
        ({"left": {1: "a\u202eb"}}, "control"),
        ({"left": {1: "\ud800"}}, "control"),
    ],
)
def test_a_bad_name_is_refused(draw, names, complaint):
    with pytest.raises(InputError, match=complaint):
        draw()[0].with_names(names)


@pytest.mark.parametrize("of_class", [{9: "x"}, {1: "\x1b[31m"}, {1: "x", 2: "x"}, {1: 5}, [1]])
def test_invalid_names_in_a_file_are_rejected(draw, tmp_path, of_class):
    crafted = replace(draw()[0], class_names={"left": of_class, "right": {}})
    crafted.save(tmp_path / "m")
    with pytest.raises(InputError, match="damaged"):
        wc.load(tmp_path / "m")


def test_tied_classes_are_named_once(draw):
    with pytest.raises(InputError, match="under 'left', as its classes are tied"):
        draw(tied=True)[0].with_names({"right": {1: "x"}})


def test_persian_joiners_are_spelling(draw):
    model, _ = draw()
    assert model.with_names({"left": {1: "می\u200cروم"}}).class_names["left"][1] == "می\u200cروم"
