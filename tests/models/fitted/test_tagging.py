"""Tokens in context, against adding up over every path of classes."""

import itertools

import numpy as np
import pytest

from wordclass import InputError


def exhaustive(model, sentence: list[str]) -> list[int]:
    """Posterior argmax by summing over all class sequences."""
    n = (model.p_left * model.prev_counts.sum())[:, None]
    transition = (n * model.p_right_given_left + model.p_right) / (n + 1)
    ids = [model.vocabulary.id(word) for word in sentence]
    k = model.n_left
    total = np.zeros((len(ids), k + 1))
    for path in itertools.product(range(1, k + 1), repeat=len(ids)):
        p = 1.0
        for c, d in itertools.pairwise((0, *path, 0)):
            p *= transition[c, d]
        for d, b in zip(path, ids, strict=True):
            p *= model.p_next_given_right[d, b]
        total[np.arange(len(ids)), path] += p
    return total.argmax(axis=1).tolist()


def test_a_tied_model_is_decoded_as_by_summing_over_every_path(draw):
    model, _ = draw(tied=True, n_words=20)
    rng = np.random.default_rng(3)
    words = model.vocabulary.words[1:]
    sentences = [[str(w) for w in rng.choice(words, size=n)] for n in (1, 2, 3, 4, 5, 6, 4, 1)]
    assert model.tag(sentences) == [exhaustive(model, sentence) for sentence in sentences]


@pytest.mark.parametrize("shape", [(3, 3), (4, 2), (2, 5)])
def test_two_sided_classes_follow_from_the_neighbour(draw, shape):
    model, _ = draw(n_left=shape[0], n_right=shape[1])
    sentence = ["w3", "w1", "w7", "w2"]
    ids = [0, *map(model.vocabulary.id, sentence), 0]
    left, right = [], []
    for prev, word, following in zip(ids, ids[1:], ids[2:], strict=False):
        ahead = model.p_right_given_left @ model.p_next_given_right[:, following]
        left.append(int(np.argmax(model.p_left_given_prev[word] * ahead)))
        behind = model.p_left_given_prev[prev] @ model.p_right_given_left
        right.append(int(np.argmax(model.p_next_given_right[:, word] * behind)))
    assert model.tag([sentence], side="left") == [left]
    assert model.tag([sentence], side="right") == [right]


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("side", ["left", "right"])
def test_every_token_gets_a_class_that_is_not_the_boundarys(draw, tied, side):
    model, _ = draw(tied=tied)
    sentences = [["w1", "naïve", "w2"], [], ["naïve"] * 50, ["", "w1"], ["<s>"]]
    tags = model.tag(iter(sentences), side=side)
    assert [len(t) for t in tags] == [len(s) for s in sentences]
    assert all(1 <= t <= 3 for row in tags for t in row)


def test_batches_do_not_change_the_classes(draw):
    model, _ = draw(tied=True)
    rng = np.random.default_rng(5)
    sentences = [[f"w{i}" for i in rng.integers(1, 15, size=n)] for n in rng.integers(0, 40, 60)]
    assert model.tag(sentences) == [model.tag([sentence])[0] for sentence in sentences]


def test_the_context_decides_where_a_word_is_ambiguous():
    """ "the can can can": a noun behind a determiner, a verb behind a noun."""
    from wordclass import BigramCounts, WordClassModel

    counts = BigramCounts.from_pairs(
        [("", "the", 40), ("the", "can", 20), ("the", "dog", 20), ("can", "run", 20),
         ("dog", "can", 20), ("can", "", 20), ("run", "", 20)]
    )  # fmt: skip
    words = counts.vocabulary.words
    determiner, noun, verb = 1, 2, 3
    p = {"": [1, 0, 0, 0], "the": [0, 1, 0, 0], "dog": [0, 0, 1, 0], "run": [0, 0, 0, 1],
         "can": [0, 0, 0.5, 0.5]}  # fmt: skip
    left = np.array([p[word] for word in words], dtype=float)
    emission = left * counts.next_counts[:, None]
    model = WordClassModel(
        p_left_given_prev=left,
        p_right_given_left=np.array([[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0.0]]),
        p_next_given_right=np.ascontiguousarray((emission / emission.sum(axis=0)).T),
        prev_counts=counts.prev_counts,
        next_counts=counts.next_counts,
        vocabulary=counts.vocabulary,
        tied=True,
        method="em",
    )
    assert model.tag([["the", "can", "can"]]) == [[determiner, noun, verb]]
    assert model.tag([["the", "glorp", "run"]]) == [[determiner, noun, verb]]


def test_invalid_sentences_are_named(draw):
    model, _ = draw()
    with pytest.raises(InputError, match="sentence 2 is a string"):
        model.tag([["w1"], "w1 w2"])
    with pytest.raises(InputError, match="sentence 1 is not a list"):
        model.tag([3])
    with pytest.raises(InputError, match="side='up'"):
        model.tag([["w1"]], side="up")
