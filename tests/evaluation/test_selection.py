"""Choosing K, and stability over seeds, on corpora drawn from known classes."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

import wordclass as wc
from wordclass import InputError
from wordclass.evaluation.selection import every_nth, held_out_curve
from wordclass.evaluation.stability import agreement, stability


def test_held_out_text_prefers_the_number_of_classes_it_was_drawn_from(draw):
    """Four classes were planted: fewer cannot tell what follows, more gain nothing to speak of."""
    settings = {"n_left": 4, "n_right": 4, "n_words": 80, "tied": True, "hard": True}
    model, counts = draw(**settings, n_bigrams=20_000)
    chains = counts.matrix.tocoo()
    words = counts.vocabulary.words
    held = np.random.default_rng(0).binomial(chains.data, 0.2)
    parts = [
        wc.BigramCounts.from_pairs(
            (words[a], words[b], int(n)) for a, b, n in zip(chains.row, chains.col, ns, strict=True)
        )
        for ns in (chains.data - held, held)
    ]
    curve = held_out_curve(*parts, classes=[1, 2, 4, 8], method="exchange", tied=True)
    one, two, four, eight = [point.held_out_perplexity for point in curve]
    assert one > two > four
    assert eight > 0.98 * four
    training = [point.training_perplexity for point in curve]
    assert training == sorted(training, reverse=True)


def test_every_nth_sentence_is_held_out_and_none_is_lost():
    kept, held = every_nth(range(1, 101))
    assert held == list(range(10, 101, 10)) and sorted(kept + held) == list(range(1, 101))
    with pytest.raises(InputError, match="n=1"):
        every_nth([], n=1)


def test_agreement_is_scikit_learns_over_all_tokens(draw):
    models = [draw(n_words=20, seed=seed, n_bigrams=500)[0] for seed in (1, 2)]
    with pytest.raises(InputError, match="different vocabularies"):
        agreement(models)
    model, counts = draw(n_words=20)
    flipped = wc.WordClassModel(
        **{**vars(draw(n_words=20)[0]), "p_left_given_prev": model.p_left_given_prev[::-1]}
    )
    tokens = np.repeat(np.arange(21), counts.word_counts)[counts.word_counts[0] :]
    expected = adjusted_rand_score(model.left_labels[tokens], flipped.left_labels[tokens])
    found = agreement([model, flipped])
    assert found.lowest == found.mean == pytest.approx(expected)
    with pytest.raises(InputError, match="two or more"):
        agreement([model])


def test_planted_classes_are_found_whatever_the_seed(draw):
    _, counts = draw(n_words=60, tied=True, hard=True, n_bigrams=20_000)
    found = stability(counts, seeds=[0, 1, 2], method="exchange", classes=3, tied=True)
    assert found.pairs.shape == (3,) and found.lowest > 0.95
