"""Interpolated probabilities: a distribution whatever precedes, and nothing impossible."""

import dataclasses

import numpy as np
import pytest
import scipy.sparse as sp

import wordclass as wc
from wordclass import BigramCounts, InputError
from wordclass.models.fitted.prediction.perplexity import class_probability, probability
from wordclass.models.fitted.prediction.smoothing import interpolate

SHAPES = [
    {"n_left": 3, "n_right": 3, "tied": True},
    {"n_left": 4, "n_right": 2},
    {"n_left": 2, "n_right": 5, "hard": True},
]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_class_bigram_is_the_product_of_the_three_matrices(draw, shape):
    model, _ = draw(**shape)
    v = len(model.vocabulary)
    a, b = np.divmod(np.arange(v * v), v)
    dense = model.p_left_given_prev @ model.p_right_given_left @ model.p_next_given_right
    assert class_probability(model, a, b) == pytest.approx(dense.ravel(), abs=1e-12)


def test_hard_classes_without_their_zeros_give_the_same_product(draw):
    """Many classes of few words each are multiplied as sparse rows; unknown words too."""
    model, _ = draw(n_left=20, n_right=15, n_words=60, hard=True)
    emission = np.where(model.p_next_given_right > 1e-6, model.p_next_given_right, 0)
    empty = emission.sum(axis=1) == 0
    emission[empty, 1 + np.flatnonzero(empty)] = 1
    emission /= emission.sum(axis=1, keepdims=True)
    model = dataclasses.replace(model, emission_rows=sp.csr_array(emission).T.tocsr())
    assert np.count_nonzero(emission) < emission.size / 8
    v = len(model.vocabulary)
    a, b = np.divmod(np.arange((v + 1) ** 2), v + 1)
    memberships = np.vstack([model.p_left_given_prev, model.p_left])
    dense = memberships @ model.p_right_given_left @ np.pad(emission, [(0, 0), (0, 1)])
    assert class_probability(model, a, b) == pytest.approx(dense.ravel(), abs=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_probabilities_sum_to_one_after_every_word_the_unknown_one_included(draw, shape):
    model = interpolate(*draw(**shape))
    v = len(model.vocabulary)
    a, b = np.divmod(np.arange((v + 1) ** 2), v + 1)
    p = probability(model, a, b).reshape(v + 1, v + 1)
    assert (p > 0).all()
    assert p.sum(axis=1) == pytest.approx(np.ones(v + 1))


def test_with_a_pruned_vocabulary_the_unknown_word_is_the_one_that_is_there(one_class):
    rng = np.random.default_rng(0)
    sentences = [[f"w{i}" for i in rng.zipf(1.5, size=10)] for _ in range(200)]
    counts = counted(sentences).prune(min_count=3)
    v = len(counts.vocabulary)
    model = interpolate(one_class(counts), counts)
    p = probability(model, np.zeros(v, dtype=int), np.arange(v))
    assert p.sum() == pytest.approx(1 - model.interpolation[-1, 2] / (v + 1), abs=0.01)
    assert model.perplexity([["never", "seen"]]) < v


def counted(sentences: list[list[str]]) -> BigramCounts:
    rows = [(a, b, 1) for s in sentences for a, b in zip(["", *s], [*s, ""], strict=True)]
    return BigramCounts.from_pairs(rows)


@pytest.mark.parametrize(
    "settings",
    [
        {"method": "exchange", "classes": 1},
        {"method": "exchange", "classes": 12, "tied": True},
        {"method": "exchange", "classes": 12},
        {"method": "em", "classes": 6},
    ],
    ids=str,
)
def test_leaving_one_out_foretells_held_out_text(draw, settings):
    """Too many classes for 15,000 bigrams overfit; the weights must know it without being told.

    The weights that would be best on the held-out text itself gain next to nothing.
    """
    _, counts = draw(n_words=300, n_bigrams=30_000)
    rng = np.random.default_rng(1)
    entries = counts.matrix.tocoo()
    kept = rng.binomial(entries.data, 0.5)
    words = counts.vocabulary.words

    def part(n):
        rows = zip(entries.row, entries.col, n, strict=True)
        return BigramCounts.from_pairs((words[a], words[b], int(k)) for a, b, k in rows if k)

    train, held_out = part(kept), part(entries.data - kept)
    model = wc.fit(train, **settings)
    best = min(
        dataclasses.replace(
            model, interpolation=np.array([[w, 0.995 - w, 0.004, 0.001]])
        ).perplexity(held_out)
        for w in np.linspace(0, 0.99, 12)
    )
    unweighted = dataclasses.replace(model, interpolation=np.array([[0.99, 0, 0.005, 0.005]]))
    assert model.perplexity(held_out) < 1.01 * best
    assert model.perplexity(held_out) < unweighted.perplexity(held_out)


def test_the_unknown_word_is_expected_where_words_seen_once_were(one_class):
    """Left out, a word seen once is unknown: every sentence starts so, and none goes on so."""
    counts = counted([[f"once{i}", "the", "the"] for i in range(100)])
    model = interpolate(one_class(counts), counts)
    v = len(model.vocabulary)
    the = model.vocabulary.id("the")
    starting, going_on = probability(model, np.array([0, the]), np.array([v, v]))
    assert starting > 0.9
    assert going_on < 0.02


def test_without_weights_the_class_bigram_stands_alone(draw):
    model, counts = draw()
    entries = counts.matrix.tocoo()
    dense = model.p_left_given_prev @ model.p_right_given_left @ model.p_next_given_right
    log_p = entries.data @ np.log(dense[entries.row, entries.col])
    assert model.perplexity(counts) == pytest.approx(np.exp(-log_p / counts.n_bigrams))


def test_perplexity_takes_sentences_counts_and_any_vocabulary(draw):
    model = interpolate(*draw())
    sentences = [["w1", "w2", "naïve"], ["w3"], []]
    assert model.perplexity(sentences) == model.perplexity(counted(sentences))
    assert np.isfinite(model.perplexity([["naïve"] * 9]))
    with pytest.raises(InputError, match="no bigram"):
        model.perplexity([])
    with pytest.raises(InputError, match="sentence 2 must be a list of words, not a string"):
        model.perplexity([["w1"], "w2"])


def test_the_original_model_is_unchanged(draw):
    model, counts = draw()
    before = model.interpolation.copy()
    interpolate(model, counts)
    assert (model.interpolation == before).all()
