"""One word's entry, and one class's words."""

import math

import numpy as np
import pytest

from wordclass import BigramCounts, InputError, count, fit, import_classes


def test_an_entry_agrees_with_the_matrices(draw):
    model, counts = draw(n_left=4, n_right=2)
    entry = model.lookup("w3")
    i = model.vocabulary.id("w3")
    assert entry.count == counts.word_counts[i]
    assert dict(entry.left) == {
        c: p for c, p in enumerate(model.p_left_given_prev[i].tolist()) if p > 0
    }
    assert sum(p for _, p in entry.right) == pytest.approx(1)
    assert [p for _, p in entry.left] == sorted((p for _, p in entry.left), reverse=True)


def test_the_nearest_words_are_of_the_same_class_and_well_known(draw):
    model, counts = draw(n_words=60, hard=True, tied=True)
    entry = model.lookup("w1", n=5)
    labels = [model.left_labels[model.vocabulary.id(word)] for word, _ in entry.nearest]
    assert labels == [model.left_labels[model.vocabulary.id("w1")]] * 5
    affinities = [affinity for _, affinity in entry.nearest]
    assert affinities == sorted(affinities, reverse=True) and 0 <= affinities[-1] <= 1
    frequency = [counts.word_counts[model.vocabulary.id(word)] for word, _ in entry.nearest]
    assert frequency == sorted(frequency, reverse=True), "a hard class: the surest first"
    assert "w1" not in dict(entry.nearest)


def test_affinity_is_the_mean_overlap_of_trusted_posteriors(draw):
    model, _ = draw(n_left=4, n_right=2)
    i = model.vocabulary.id("w3")
    found = dict(model.lookup("w3", n=len(model.vocabulary)).nearest)
    for word, affinity in found.items():
        j = model.vocabulary.id(word)
        roles = []
        for p, n in (
            (model.p_left_given_prev, model.prev_counts),
            (model.p_right_given_next, model.next_counts),
        ):
            overlap = sum(math.sqrt(p[i, c] * p[j, c]) for c in range(p.shape[1]))
            roles.append(overlap * math.sqrt(n[i] / (n[i] + 10) * n[j] / (n[j] + 10)))
        assert affinity == pytest.approx(sum(roles) / 2)


@pytest.mark.parametrize(("word", "nearest"), [("ja", {"tai", "sekä"}), ("ei", set())])
def test_only_words_that_share_a_class_are_near(word, nearest):
    sentences = [
        ["kissa", "ja", "koira"],
        ["koira", "tai", "kissa"],
        ["ei", "kissa", "sekä", "hiiri"],
    ]
    classes = {"ja": 1, "tai": 1, "sekä": 1, "kissa": 2, "koira": 2, "hiiri": 2, "ei": 3}
    model = import_classes(classes, count(sentences))
    assert {other for other, _ in model.lookup(word).nearest} == nearest


def test_words_are_not_near_because_neither_was_seen_in_a_role():
    pairs = [("the", "cat", 9), ("the", "dog", 7), ("a", "cat", 8), ("a", "dog", 5)]
    model = fit(BigramCounts.from_pairs(pairs), "exchange", classes=1)
    assert {word for word, _ in model.lookup("cat").nearest} == {"dog"}


def test_an_unknown_word_is_answered_with_words_spelt_nearly_so(draw):
    model, _ = draw(n_words=30)
    with pytest.raises(InputError, match=r"'W1' is not among the 30 words.*'w1'"):
        model.lookup("W1")
    with pytest.raises(InputError) as caught:
        model.lookup("x" * 100_000)
    assert len(str(caught.value)) < 200
    with pytest.raises(InputError):
        model.lookup("")


@pytest.mark.parametrize("side", ["left", "right"])
def test_top_words_are_the_class_s_distribution(draw, side):
    model, _ = draw(n_left=4, n_right=2)
    words = model.top_words(side=side, class_id=1, n=1000)
    assert sum(p for _, p in words) == pytest.approx(1)
    assert [p for _, p in words] == sorted((p for _, p in words), reverse=True)
    assert model.top_words(side, 1, n=2) == words[:2]


def test_left_words_are_by_bayes(draw):
    model, _ = draw()
    joint = model.p_prev * model.p_left_given_prev[:, 2]
    for word, p in model.top_words("left", 2):
        assert p == pytest.approx(joint[model.vocabulary.id(word)] / joint.sum())


def test_the_boundary_is_shown_as_the_boundary(draw):
    model, _ = draw()
    assert model.top_words("left", 0) == [("<s>", 1.0)]
    assert model.top_words("right", 0) == [("</s>", 1.0)]


def test_an_invalid_class_is_named(draw):
    model, _ = draw(n_left=4, n_right=2)
    with pytest.raises(InputError, match="from 0 to 2"):
        model.top_words("right", 3)
    with pytest.raises(InputError, match="side='middle'"):
        model.top_words("middle", 1)
    assert np.isfinite(model.p_left).all()
