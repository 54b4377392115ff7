"""The number of classes by cross-validation over thinned counts."""

import json

import numpy as np
import pytest
import scipy.sparse as sp
from scipy.stats import nbinom

import wordclass as wc
from tests.conftest import drawn_model
from tests.planted import planted
from wordclass.evaluation import selection
from wordclass.evaluation.thinning import HeldOut, Whole
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


def test_only_candidates_that_are_chosen_on_the_way_are_fitted_to_all_counts(counts, monkeypatch):
    fitted = []
    monkeypatch.setattr(
        selection, "Whole", lambda settings: fitted.append(settings["classes"]) or Whole(settings)
    )
    assert wc.select(counts, [2, 4, 8], folds=2, **EXCHANGE).chosen.name == "4"
    assert fitted == [2, 4]


def thinned(counts, kappa, folds=3):
    """(folds, V, V) the counts of each fold."""
    tasks = [HeldOut(kappa, fold, folds, {"seed": 0}) for fold in range(folds)]
    return np.array([(counts.matrix - task.part(counts).matrix).toarray() for task in tasks])


def test_the_log_likelihood_is_that_of_the_counts_of_each_fold(counts, found):
    """Of a negative binomial distribution with the mean that the other folds predict."""
    kappa = found.dispersion
    total = 0.0
    for n in thinned(counts, kappa):
        part = wc.BigramCounts(counts.matrix - sp.csr_array(n), counts.vocabulary)
        model = wc.fit(part, classes=4, method="exchange", tied=True)
        prev, following = np.indices((80, 80)).reshape(2, -1) + 1
        joint = (model.p_prev[prev] * probability(model, prev, following)).reshape(80, 80)
        n = n[1:, 1:]
        mean, size = n.sum() * joint / joint.sum(), 1 / (3 * kappa)
        total += nbinom.logpmf(n, size, size / (size + mean)).sum()
    assert found.candidates[1].log_likelihood == pytest.approx(
        total / counts.matrix[1:, 1:].sum(), abs=1e-5
    )


def test_the_folds_of_overdispersed_counts_are_independent_and_complete():
    """Counts with a mean of 30 and kappa = 2, thinned by their kappa and as if it were 0."""
    rng = np.random.default_rng(0)
    n = rng.poisson(30 * rng.gamma(1 / 2, 2, (150, 150)))
    counts = wc.BigramCounts.from_matrix(n, [f"w{i}" for i in range(150)])
    for kappa, correlation in ((2.0, 0.0), (1e-6, 0.95)):
        folds = thinned(counts, kappa)
        assert (folds.sum(axis=0) == counts.matrix.toarray()).all() and (folds >= 0).all()
        found = np.corrcoef(folds[:, 1:, 1:].reshape(3, -1))[np.triu_indices(3, 1)]
        assert found == pytest.approx(correlation, abs=0.04)


def test_neither_habits_of_pairs_nor_a_rich_candidate_ask_for_more_classes():
    """Every pair has a rate of its own, which sentences left out would share and 50 classes fit."""
    rough = planted(5, 5, 0, tied=True, n_bigrams=50_000, n_words=150, sigma=1.2).counts
    found = wc.select(rough, [3, 5, 8, 50], folds=3, **EXCHANGE)
    assert found.chosen.name == found.best.name == "5"


def test_a_smaller_number_is_chosen_where_the_best_is_no_clear_winner():
    """A text of 1,000 bigrams shows that there are two classes at least, but not four."""
    few = drawn_model(4, 4, 80, tied=True, hard=True, n_bigrams=1000)[1]
    found = wc.select(few, [1, 2, 4], folds=3, **EXCHANGE)
    assert (found.chosen.name, found.best.name) == ("2", "4")
    one, two, _ = found.candidates
    assert two.behind <= two.behind_error and one.behind > one.behind_error


def test_two_sided_candidates_are_pairs(counts):
    found = wc.select(counts, [(2, 3), 1], folds=2, method="exchange", threads=1)
    assert [one.name for one in found.candidates] == ["1", "2x3"]


def test_renderings(found):
    text = render(found, "text")
    assert "4 classes predict held-out bigrams best (3 folds)" in text
    assert "<- chosen" in text.splitlines()[2]
    data = json.loads(render(found, "json"))
    assert data["chosen"]["left"] == 4 and data["conclusion"] in text
    rows = [line.split("\t") for line in render(found, "tsv").splitlines()]
    assert [row[-1] for row in rows] == ["chosen", "0", "1", "0"]
    assert render(found, "svg").startswith("<svg")
    assert "<svg" in render(found, "html")


@pytest.mark.parametrize(
    ("sizes", "advice"),
    [([1, 4], "the largest number tried"), ([4, 8], "the smallest number tried")],
)
def test_a_choice_at_an_end_of_the_range_comes_with_advice(counts, sizes, advice):
    found = wc.select(counts, sizes, folds=2, **EXCHANGE)
    assert found.chosen.name == "4" and advice in render(found, "json")


def test_one_sentence_has_too_few_pairs():
    with pytest.raises(wc.InputError, match="too few pairs of words"):
        wc.select(wc.count([["a", "b"]]), [1], **EXCHANGE)


def test_a_fold_may_have_all_pairs_or_none():
    found = wc.select(wc.count([list("abab")] * 3), [1], folds=2, **EXCHANGE)
    assert np.isfinite(found.chosen.log_likelihood) and found.chosen.behind == 0


@pytest.mark.parametrize(
    ("classes", "message"), [([], "no numbers of classes"), ([0], "classes=0"), ([999], "999")]
)
def test_impossible_candidates_are_rejected(counts, classes, message):
    with pytest.raises(wc.InputError, match=message):
        wc.select(counts, classes, folds=2, **EXCHANGE)
