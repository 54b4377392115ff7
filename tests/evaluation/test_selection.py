"""The number of classes by cross-validation over pairs of words."""

import json

import numpy as np
import pytest

import wordclass as wc
from tests.conftest import drawn_model
from tests.planted import planted
from wordclass.models.fitted.prediction.perplexity import probability
from wordclass.reports.formats.selection import render

EXCHANGE = {"method": "exchange", "tied": True, "threads": 1}


@pytest.fixture(scope="module")
def counts():
    return drawn_model(4, 4, 80, tied=True, hard=True, n_bigrams=20_000)[1]


@pytest.fixture(scope="module")
def found(counts):
    return wc.select(counts, [8, 2, 4, 4], folds=3, **EXCHANGE)


def test_the_planted_number_is_chosen_from_candidates_in_any_order(found):
    assert [one.name for one in found.candidates] == ["2", "4", "8"]
    assert found.chosen.name == "4"
    assert found.best.behind == found.best.behind_error == 0


def test_the_log_likelihood_is_that_of_the_pairs_left_out(counts, found):
    """Against fits to counts from which the pairs of a fold were deleted, one by one.

    A pair weighs its count to the power 0.75, rounded.
    """
    words = counts.vocabulary.words
    fold = np.random.default_rng(0).integers(0, 64, (80, 80), dtype=np.uint8) % 3
    total = 0.0
    for left_out in range(3):
        pairs = counts.matrix.tocoo()
        rows = [
            (words[a], words[b], n)
            for a, b, n in zip(pairs.row, pairs.col, pairs.data, strict=True)
            if 0 in (a, b) or fold[a - 1, b - 1] != left_out
        ]
        part = wc.BigramCounts.from_pairs(rows)
        model = wc.fit(part, classes=4, method="exchange", tied=True)
        ids = [model.vocabulary.id(word) for word in words[1:]]
        prev, following = np.repeat(ids, 80), np.tile(ids, 80)
        joint = (model.p_prev[prev] * probability(model, prev, following)).reshape(80, 80)
        n = np.rint(counts.matrix.toarray()[1:, 1:] ** 0.75)
        here = (fold == left_out) & (n > 0)
        total += n[here] @ np.log(joint[here] / joint[fold == left_out].sum())
    expected = total / n.sum()
    assert found.candidates[1].log_likelihood == pytest.approx(expected, abs=1e-3)


def test_habits_of_pairs_do_not_ask_for_more_classes():
    """Every pair has a rate of its own; sentences left out would share it and ask for 8."""
    rough = planted(5, 5, 0, tied=True, n_bigrams=50_000, n_words=150, sigma=1.2).counts
    found = wc.select(rough, [3, 5, 8], folds=3, **EXCHANGE)
    assert found.chosen.name == found.best.name == "5"


def test_two_sided_candidates_are_pairs(counts):
    found = wc.select(counts, [(2, 3), 1], folds=2, method="exchange", threads=1)
    assert [one.name for one in found.candidates] == ["1", "2x3"]


def test_renderings(found):
    text = render(found, "text")
    assert "4 classes: the fewest that predict pairs of words left out" in text
    assert "<- chosen" in text.splitlines()[2]
    assert json.loads(render(found, "json"))["chosen"]["left"] == 4
    rows = [line.split("\t") for line in render(found, "tsv").splitlines()]
    assert [row[-1] for row in rows] == ["chosen", "0", "1", "0"]
    assert render(found, "svg").startswith("<svg")
    assert "<svg" in render(found, "html")


def test_one_sentence_has_too_few_pairs():
    with pytest.raises(wc.InputError, match="too few pairs of words"):
        wc.select(wc.count([["a", "b"]]), [1], **EXCHANGE)


@pytest.mark.parametrize(
    ("classes", "message"), [([], "no number of classes"), ([0], "classes=0"), ([999], "999")]
)
def test_impossible_candidates_are_rejected(counts, classes, message):
    with pytest.raises(wc.InputError, match=message):
        wc.select(counts, classes, folds=2, **EXCHANGE)
