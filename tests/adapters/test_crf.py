"""Features of tokens, and the conditional random field that is trained on them."""

import pytest
import sklearn_crfsuite

import wordclass as wc
from wordclass.adapters.crf import ClassFeatures
from wordclass.models.fitted.hierarchy import class_tree

SENTENCES = [["The", "zebra", "can", "run", "."], ["It", "must", "."], [], ["", "\t", "can"]]


@pytest.mark.parametrize("shape", [True, False])
def test_a_token_has_its_class_its_place_in_the_tree_and_its_neighbours_classes(tied, shape):
    classes = tied.tag([["the", "zebra", "can", "run", "."]], shape=shape)[0]
    paths = class_tree(tied).paths
    features = ClassFeatures(tied, prefixes=(2, 4), window=2, shape=shape)(SENTENCES)
    assert features[0][1] == {
        "class": str(classes[1]),
        "class[:2]": paths[classes[1]][:2],
        "class[:4]": paths[classes[1]][:4],
        "word:class": "0",  # unknown
        "-1:class": str(classes[0]),
        "-2:class": "0",  # the boundary
        "+1:class": str(classes[2]),
        "+2:class": str(classes[3]),
    }


def test_any_token_has_features(either):
    features = ClassFeatures(either)(SENTENCES)
    assert [len(sentence) for sentence in features] == [len(sentence) for sentence in SENTENCES]
    names = {tuple(token) for sentence in features for token in sentence}
    assert len(names) == 1
    sides = {"class"} if either.tied else {"left", "right"}
    assert {name.split("[")[0].split(":")[-1] for name in names.pop()} == sides


def test_words_are_normalized_as_in_the_model(tied):
    features = ClassFeatures(tied)
    assert features([["THE", "Object"]]) == features([["the", "object"]])


@pytest.mark.parametrize("wrong", [{"window": -1}, {"prefixes": (0,)}])
def test_wrong_settings_are_refused(wrong, tied):
    with pytest.raises(wc.InputError, match="window=-1|prefixes=0"):
        ClassFeatures(tied, **wrong)


def test_a_crf_learns_from_classes_what_it_cannot_from_words(tied):
    """Trained on some modals it knows the others, which share their class and nothing else."""
    features = ClassFeatures(tied)

    def sentences(modals: str) -> list[list[str]]:
        return [["it", modal, "be", "used"] for modal in modals.split()]

    trained, held_out = sentences("can will may"), sentences("must should")
    tags = [["PRON", "MODAL", "VERB", "VERB"]]
    crf = sklearn_crfsuite.CRF(max_iterations=20)
    crf.fit(features(trained), tags * len(trained))
    assert [list(found) for found in crf.predict(features(held_out))] == tags * len(held_out)


@pytest.mark.parametrize("sentences", ["can", ["It must"], [["It", 5]]], ids=str)
def test_only_lists_of_tokens_are_accepted(tied, sentences):
    """A string is a sequence of strings, too: of its letters."""
    with pytest.raises(wc.InputError, match="sentence 1 is"):
        ClassFeatures(tied)(sentences)


def test_columns_hold_the_same_features(either):
    features = ClassFeatures(either)
    sentences = [["it", "can", "\u2028 run"], [], ["Go"]]
    tags = [["PRON", "AUX", "VERB"], [], ["VERB"]]
    lines = "".join(features.lines(sentences, tags))
    found = [[row.split("\t") for row in block.splitlines()] for block in lines.split("\n\n")]
    assert [[row[1:-1] for row in block] for block in found[:1]] == [
        [list(token.values()) for token in features(sentences)[0]]
    ]
    assert [row[0] for row in found[0]] == ["it", "can", r'"\u2028\u0020run"']
    assert [row[-1] for row in found[0]] == tags[0]
    assert len({len(line.split("\t")) for line in lines.splitlines() if line}) == 1
    assert "".join(features.lines(sentences)).count("\n") == lines.count("\n") == 7
    with pytest.raises(wc.InputError, match="one for each token"):
        list(features.lines(sentences, [["PRON"], [], ["VERB"]]))


def test_iterators_lose_nothing(tied):
    features = ClassFeatures(tied, prefixes=iter((2, 4)))
    sentence = SENTENCES[0]
    assert features(iter([iter(sentence)])) == ClassFeatures(tied, prefixes=(2, 4))([sentence])
    lines = features.lines([iter(sentence)], [iter(sentence)])
    assert list(lines) == list(features.lines([sentence], [sentence]))
    assert tied.tag([iter(sentence)]) == tied.tag([sentence])


def test_the_argument_that_is_wrong_is_named(tied):
    with pytest.raises(wc.InputError, match="tags must be lists of tags, not int"):
        list(ClassFeatures(tied).lines([["run"]], 5))


@pytest.mark.parametrize("wrong", [None, 5, [None], [3], ["run"], [["run", None]], [[b"run"]]])
def test_what_is_not_lists_of_tokens_or_of_tags_is_refused(wrong, tied):
    features = ClassFeatures(tied, prefixes=())
    with pytest.raises(wc.InputError, match="list"):
        features(wrong)
    with pytest.raises(wc.InputError, match="list"):
        list(features.lines(wrong))
    if wrong is not None:
        with pytest.raises(wc.InputError, match="list"):
            list(features.lines([["run"]], wrong))
