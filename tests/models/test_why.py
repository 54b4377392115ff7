"""Why a word is in its class: terms that sum to the likelihood ratio, and real neighbours."""

import math
from dataclasses import replace

import pytest

import wordclass as wc
from tests.cli.running import run
from wordclass import InputError


def log_likelihood_ratio(model, counts, word, side, c, other):
    """Bigram after bigram, by the formulae of the module's documentation."""
    v, i = range(len(model.vocabulary)), model.vocabulary.id(word)
    n = model.p_left * model.prev_counts.sum()
    left, right = range(model.n_left + 1), range(model.n_right + 1)
    moves = [
        [(n[a] * model.p_right_given_left[a, b] + model.p_right[b]) / (n[a] + 1) for b in right]
        for a in left
    ]
    matrix = counts.matrix.toarray()
    total = 0.0
    for w in v:
        if side == "left" and matrix[i, w]:
            p, q = (
                sum(moves[k][d] * model.p_next_given_right[d, w] for d in right) for k in (c, other)
            )
            total += matrix[i, w] * math.log(p / q)
        if side == "right" and matrix[w, i]:
            p, q = (
                sum(model.p_left_given_prev[w, a] * moves[a][k] for a in left) / model.p_right[k]
                for k in (c, other)
            )
            total += matrix[w, i] * math.log(p / q)
    return total


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("word", ["w1", "w7"])
def test_contributions_sum_to_the_likelihood_ratio_with_the_next_best_class(draw, tied, word):
    model, counts = draw(n_left=4, n_right=4, tied=tied)
    reasons = model.why(word, counts)
    assert [reason.side for reason in reasons] == (["left"] if tied else ["left", "right"])
    for reason in reasons:

        def ratio(other, reason=reason):
            sides = ["left", "right"] if tied else [reason.side]
            return sum(
                log_likelihood_ratio(model, counts, word, side, reason.chosen, other)
                for side in sides
            )

        assert reason.nats == pytest.approx(ratio(reason.rival))
        others = {c for c in range(1, 5) if c != reason.chosen}
        assert reason.nats == pytest.approx(min(map(ratio, others)), abs=1e-6)
        assert sum(found.nats for found in reason.contributions) == pytest.approx(reason.nats)
        sizes = [abs(found.nats) for found in reason.contributions]
        assert sizes == sorted(sizes, reverse=True)
        labels = model.left_labels if reason.side == "left" else model.right_labels
        assert tied or reason.chosen == labels[model.vocabulary.id(word)]


SENTENCES = [["the", "cat", "sat"], ["a", "dog", "sat"], ["the", "dog", "ran"], ["a", "cat", "ran"]]


def test_neighbours_and_sentences_are_those_of_the_text():
    counts = wc.count(SENTENCES, samples=10)
    model = wc.fit(counts, "exchange", classes=3, tied=True)
    (reason,) = model.why("cat", counts)
    neighbours = {
        (found.side, word): n for found in reason.contributions for word, n, _ in found.examples
    }
    assert neighbours == {
        ("right", "the"): 1, ("right", "a"): 1, ("left", "sat"): 1, ("left", "ran"): 1,
    }  # fmt: skip
    assert reason.nats > 0
    assert {sentence[place] for sentence, place in reason.sentences} == {"cat"}
    assert wc.fit(counts, "exchange", classes=3, tied=True).why(
        "cat", replace(counts, samples=())
    )[0].sentences == ()  # fmt: skip


def test_a_model_of_pruned_counts_is_explained_by_the_whole_text():
    counts = wc.count([*SENTENCES, ["the", "axolotl", "sat"]])
    model = wc.fit(counts.prune(min_count=2), "exchange", classes=2, tied=True)
    (reason,) = model.why("the", counts)
    shown = {word for found in reason.contributions for word, _, _ in found.examples}
    assert {"<unk>", "cat", "dog"} <= shown


def test_what_cannot_be_explained_is_named(draw, one_class):
    model, counts = draw()
    with pytest.raises(InputError, match="'w99' is not among"):
        model.why("w99", counts)
    with pytest.raises(InputError, match="must be BigramCounts"):
        model.why("w1", None)
    with pytest.raises(InputError, match="'w1' does not occur in the counts"):
        model.why("w1", wc.BigramCounts.from_pairs([("w2", "w3", 1)]))
    with pytest.raises(InputError, match="share no word"):
        model.why("w1", wc.BigramCounts.from_pairs([("x", "y", 1)]))
    with pytest.raises(InputError, match="single class"):
        one_class(counts).why("w1", counts)


@pytest.mark.parametrize("tied", [True, False])
def test_the_command_explains(tmp_path, capsys, tied):
    counts = wc.count(SENTENCES, samples=10)
    model = wc.fit(counts, "exchange", classes=3, tied=tied)
    model.save(tmp_path / "m")
    counts.save(tmp_path / "c.parquet")

    assert run("lookup", tmp_path / "m", "cat", "--why") == 2
    assert "--why and --counts go together" in capsys.readouterr().err
    assert run("lookup", tmp_path / "m", "cat", "--why", "--counts", tmp_path / "c.parquet") == 0
    said = capsys.readouterr().out
    assert said.count("  why ") == (1 if tied else 2)
    assert "nats, of which" in said and "sat 1" in said and "“the cat sat”" in said
