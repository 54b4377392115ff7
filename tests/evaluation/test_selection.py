"""The number of classes by cross-validation over blocks of sentences."""

import json

import numpy as np
import pytest

import wordclass as wc
from tests.conftest import drawn_model
from tests.evaluation.blocks import in_blocks
from wordclass.reports.formats.selection import render

EXCHANGE = {"method": "exchange", "tied": True, "threads": 1}


@pytest.fixture(scope="module")
def counts():
    return in_blocks(drawn_model(4, 4, 80, tied=True, hard=True, n_bigrams=20_000)[1])


@pytest.fixture(scope="module")
def found(counts):
    return wc.select(counts, [8, 2, 4, 4], folds=3, **EXCHANGE)


def test_the_planted_number_is_chosen_from_candidates_in_any_order(found):
    assert [one.name for one in found.candidates] == ["2", "4", "8"]
    assert found.chosen.name == "4"
    assert found.best.behind == found.best.behind_error == 0


def test_the_log_likelihood_is_that_of_the_folds_left_out(counts, found):
    """Against fits and perplexities made one by one."""
    total = 0.0
    for fold in range(3):
        inside = np.arange(64) % 3 == fold
        model = wc.fit(counts.weighted(~inside), classes=4, method="exchange", tied=True)
        part = counts.weighted(inside)
        total -= part.n_bigrams * np.log(model.perplexity(part))
    assert found.candidates[1].log_likelihood == pytest.approx(total / counts.n_bigrams, rel=1e-9)


def test_two_sided_candidates_are_pairs(counts):
    found = wc.select(counts, [(2, 3), 1], folds=2, method="exchange", threads=1)
    assert [one.name for one in found.candidates] == ["1", "2x3"]


def test_renderings(found):
    text = render(found, "text")
    assert "4 classes: the fewest that predict sentences left out" in text
    assert "<- chosen" in text.splitlines()[2]
    assert json.loads(render(found, "json"))["chosen"]["left"] == 4
    rows = [line.split("\t") for line in render(found, "tsv").splitlines()]
    assert [row[-1] for row in rows] == ["chosen", "0", "1", "0"]
    assert render(found, "svg").startswith("<svg")
    assert "<svg" in render(found, "html")


@pytest.mark.parametrize(
    ("classes", "message"), [([], "no number of classes"), ([0], "classes=0"), ([999], "999")]
)
def test_impossible_candidates_are_rejected(counts, classes, message):
    with pytest.raises(wc.InputError, match=message):
        wc.select(counts, classes, folds=2, **EXCHANGE)
