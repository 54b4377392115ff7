"""Stability: true classes are found again, classes without substance are not."""

import dataclasses

import numpy as np
import pytest

import wordclass as wc
from tests.conftest import drawn_model
from tests.evaluation.blocks import in_blocks
from tests.planted import planted
from wordclass.counting.counts.sums import as_one
from wordclass.evaluation import refits
from wordclass.evaluation.stability import Resample

EXCHANGE = {"method": "exchange", "tied": True, "threads": 1}


@pytest.fixture(scope="module")
def counts():
    return in_blocks(drawn_model(4, 4, 80, tied=True, hard=True, n_bigrams=20_000)[1])


@pytest.fixture(scope="module")
def measured(counts):
    return wc.stability(counts, classes=4, resamples=6, **EXCHANGE)


def test_the_true_classes_are_found_again_in_every_resample(measured):
    found = measured.stability
    assert found.n_resamples == 6
    assert found.found["left"].tolist() == [6] * 5
    assert (found.jaccard["left"] > 0.9).all()
    frequent = measured.prev_counts > 200
    assert found.words["left"][frequent].min() > 0.9
    assert all(found.stable("left"))


def test_classes_beyond_the_true_number_are_unstable(counts):
    """Four classes divided among ten: another sample divides them otherwise."""
    model = wc.stability(counts, classes=10, resamples=6, **EXCHANGE)
    assert sum(model.stability.stable("left")[1:]) <= 5


def test_a_class_of_words_that_follow_anything_is_unstable_and_the_report_says_why():
    """A fifth of the words follow, and are followed, by frequency alone."""
    text = planted(3, 3, 2, tied=True, n_bigrams=30_000, n_words=150, noise_words=0.2)
    model = wc.stability(in_blocks(text.counts), classes=4, resamples=4, **EXCHANGE)
    noise = ~text.known[[int(word[1:]) for word in model.vocabulary.words[1:]]]
    (planted_class,) = set(model.left_labels[1:][noise & (model.prev_counts[1:] > 200)].tolist())
    assert model.stability.jaccard["left"][planted_class] > 0.9
    assert [c for c, sure in enumerate(model.stability.stable("left")) if not sure] == [
        planted_class
    ]
    notes = wc.summarize(model).notes
    assert any(f"nothing about neighbouring words: {planted_class}." in note for note in notes)


def test_intervals_contain_the_estimate_and_widen_with_less_text(measured):
    def width(model):
        low, high = model.stability.low, model.stability.high
        assert (low <= model.p_right_given_left + 1e-12).all()
        assert (model.p_right_given_left <= high + 1e-12).all()
        return np.median((high - low)[1:, 1:])

    less = in_blocks(drawn_model(4, 4, 80, tied=True, hard=True, n_bigrams=2_000)[1])
    other = wc.stability(less, classes=4, resamples=6, **EXCHANGE)
    assert width(other) > 1.5 * width(measured)


def test_a_two_sided_model_has_a_match_for_each_side():
    two_sided = in_blocks(drawn_model(3, 4, 60, n_bigrams=5_000)[1])
    model = wc.stability(
        two_sided, method="exchange", left_classes=3, right_classes=4,
        resamples=3, threads=1,
    )  # fmt: skip
    found = model.stability
    assert [len(found.found[side]) for side in ("left", "right")] == [4, 5]
    assert found.low.shape == found.high.shape == (4, 5)


def test_a_saved_model_keeps_its_stability(measured, tmp_path):
    measured.save(tmp_path / "m.safetensors")
    loaded = wc.load(tmp_path / "m.safetensors").stability
    assert np.array_equal(loaded.low, measured.stability.low)
    assert np.array_equal(loaded.words["right"], measured.stability.words["right"])
    broken = dataclasses.replace(measured.stability, low=measured.stability.high + 1)
    dataclasses.replace(measured, stability=broken).save(tmp_path / "m.safetensors")
    with pytest.raises(wc.InputError, match="intervals of the transition table are wrong"):
        wc.load(tmp_path / "m.safetensors")


def test_the_same_call_resumes_and_gives_the_same_result(counts, measured, tmp_path, monkeypatch):
    seen = []

    def stop(progress):
        seen.append(progress)
        if progress.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wc.stability(counts, classes=4, resamples=6, keep=tmp_path, progress=stop, **EXCHANGE)
    assert len(list(tmp_path.iterdir())) == 1 + 3 and seen[-1].total == 6  # the model and refits
    fitted = []
    factorise = refits.factorise
    monkeypatch.setattr(refits, "factorise", lambda *a, **b: fitted.append(1) or factorise(*a, **b))
    again = wc.stability(counts, classes=4, resamples=6, keep=tmp_path, **EXCHANGE)
    assert len(fitted) == 3
    assert np.array_equal(again.stability.low, measured.stability.low)


@pytest.mark.parametrize("given", ["like", "init"])
def test_refits_have_as_many_classes_as_the_model_takes_from_an_earlier_one(
    counts, measured, given
):
    again = wc.stability(counts, resamples=6, **{given: measured}, **EXCHANGE)
    assert again.n_left == 4
    assert again.stability.found["left"].tolist() == [6] * 5
    assert (again.stability.jaccard["left"] > 0.9).all()


def test_worker_processes_give_the_same_result(counts, measured, monkeypatch):
    monkeypatch.setattr(refits, "_MIN_SECONDS", -1.0)
    settings = {**EXCHANGE, "threads": 2}
    again = wc.stability(counts, classes=4, resamples=6, **settings)
    assert np.array_equal(again.stability.high, measured.stability.high)
    assert np.array_equal(again.stability.found["left"], measured.stability.found["left"])


def test_a_last_fit_that_alone_is_slow_leaves_nothing_to_a_process(counts, monkeypatch):
    monkeypatch.setattr(refits, "_MIN_SECONDS", 1e9)
    factorise, fitted = refits.factorise, []

    def slow_at_last(*counts, **settings):
        fitted.append(1)
        if len(fitted) == 1:
            monkeypatch.setattr(refits, "_MIN_SECONDS", -1.0)
        return factorise(*counts, **settings)

    monkeypatch.setattr(refits, "factorise", slow_at_last)
    settings = {**EXCHANGE, "threads": 2}
    assert wc.stability(counts, classes=4, resamples=2, **settings).stability.n_resamples == 2


def test_counts_that_cannot_be_resampled_are_rejected():
    plain, tiny = wc.count([["a", "b"]]), wc.count([["a", "b"]] * 100, blocks=True)
    with pytest.raises(wc.InputError, match="count the text again with blocks=True"):
        wc.stability(plain, classes=1)
    with pytest.raises(wc.InputError, match="fills only 1 of 64 blocks"):
        wc.stability(tiny, classes=1)
    with pytest.raises(wc.InputError, match="resamples=1"):
        wc.stability(tiny, classes=1, resamples=1)
    with pytest.raises(wc.InputError, match="a single class is found in every text"):
        wc.stability([plain] * 8, classes=1, method="exchange")
    with pytest.raises(wc.InputError, match="empty list"):
        wc.stability([], classes=1)


def test_documents_that_differ_widen_the_intervals():
    """In each, nearly all verbs are transitive, or nearly none."""
    rng = np.random.default_rng(0)
    words = [[f"{kind}{i}" for i in range(9)] for kind in ("the", "noun", "verb", "likes", "him")]
    documents = [
        [
            [str(rng.choice(words[k])) for k in ((0, 1, 3, 4) if rng.random() < p else (0, 1, 2))]
            for _ in range(60)
        ]
        for p in rng.beta(0.3, 0.3, 20)
    ]
    counted = [wc.count(document, samples=1) for document in documents]
    whole = as_one(counted)
    assert (whole.blocks.sum(axis=1) == whole.matrix.data).all() and len(whole.samples) == 20
    together = wc.count([one for document in documents for one in document], blocks=True)
    fitted = [
        wc.stability(counts, classes=5, resamples=8, **EXCHANGE) for counts in (counted, together)
    ]
    assert np.array_equal(*(model.p_right_given_left for model in fitted))
    width = [(model.stability.high - model.stability.low).max() for model in fitted]
    assert width[0] > 2 * width[1]


def test_redrawn_habits_change_the_table_as_much_as_simulated_ones():
    """Every pair of words is given a rate of its own, again and again; kappa is 1."""
    rng = np.random.default_rng(0)
    v, label = 60, np.arange(60) % 2
    shares = 1 / (np.arange(v) + 3)
    table = np.array([[0.7, 0.3], [0.2, 0.8]])
    mu = 200_000 * np.outer(shares, shares) * table[label][:, label]

    def drawn():
        return rng.poisson(mu * rng.gamma(1.0, 1.0, mu.shape))

    def stabilized(n):
        between = np.eye(2)[label].T @ n @ np.eye(2)[label]
        return np.arcsin(np.sqrt(between / between.sum(axis=1, keepdims=True)))

    simulated = np.var([stabilized(drawn()) for _ in range(400)], axis=0)
    redrawn = []
    for _ in range(20):
        counts = in_blocks(wc.BigramCounts.from_matrix(drawn(), [f"w{i}" for i in range(v)]))
        ids = [counts.vocabulary.id(f"w{i}") for i in range(v)]
        parts = [Resample(np.ones(64, int), 1.0, seed, {}).part(counts) for seed in range(20)]
        tables = [stabilized(part.matrix.toarray()[np.ix_(ids, ids)]) for part in parts]
        redrawn.append(np.var(tables, axis=0, ddof=1))
    assert np.mean(redrawn, axis=0) == pytest.approx(simulated, rel=0.35)
    plain = Resample(np.ones(64, int), 0.0, 0, {}).part(counts)
    assert (plain.matrix != counts.matrix).nnz == 0
