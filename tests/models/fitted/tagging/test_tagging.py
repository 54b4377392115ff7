"""Tokens in context, against adding up over every path of classes."""

import itertools

import numpy as np
import pytest
import scipy.sparse as sp

import wordclass as wc
from tests.conftest import tied_model
from wordclass import BigramCounts, InputError, WordClassModel
from wordclass.models.fit import fit
from wordclass.models.fitted.tagging import tagging
from wordclass.models.fitted.tagging.shape import ShapeModel


def enumerated(model, sentence: list[str], side: str) -> tuple[np.ndarray, list[int]]:
    """Posterior of every class, and the best path, by the sum over all paths of classes.

    Of a two-sided model a path has a right and a left class for every token.
    """
    n = (model.p_left * model.prev_counts.sum())[:, None]
    transition = (n * model.p_right_given_left + model.p_right) / (n + 1)
    ids = [model.vocabulary.id(word) for word in sentence]
    pairs = [
        (d, c)
        for d in range(1, model.n_right + 1)
        for c in range(1, model.n_left + 1)
        if d == c or not model.tied
    ]
    of_side = [c if side == "left" else d for d, c in pairs]
    total = np.zeros((len(ids), len(transition) if side == "left" else len(transition.T)))
    best, best_path = 0.0, []
    for path in itertools.product(range(len(pairs)), repeat=len(ids)):
        p, before = 1.0, 0
        for i, b in zip(path, ids, strict=True):
            d, c = pairs[i]
            p *= transition[before, d] * model.p_next_given_right[d, b]
            p *= 1 if model.tied else model.p_left_given_prev[b, c]
            before = c
        p *= transition[before, 0]
        classes = [of_side[i] for i in path]
        total[np.arange(len(ids)), classes] += p
        if p > best:
            best, best_path = p, classes
    return total / total.sum(axis=1, keepdims=True), best_path


@pytest.mark.parametrize(
    ("shape", "side"), [((3, 3), "left"), ((3, 2), "left"), ((3, 2), "right"), ((2, 3), "right")]
)
def test_posteriors_and_best_paths_equal_the_sum_over_every_path(draw, shape, side):
    model, counts = draw(*shape, tied=shape == (3, 3), n_words=20)
    frequent = [
        w for w, n in zip(counts.vocabulary.words, counts.word_counts, strict=True) if n > 30
    ]
    rng = np.random.default_rng(3)
    sentences = [[str(w) for w in rng.choice(frequent[1:], size=n)] for n in (1, 2, 3, 4, 2)]
    expected = [enumerated(model, sentence, side) for sentence in sentences]
    found = model.posteriors(sentences, side)
    for p, (posterior, _) in zip(found, expected, strict=True):
        np.testing.assert_allclose(p, posterior, atol=1e-12)
    assert model.tag(sentences, side) == [p.argmax(axis=1).tolist() for p, _ in expected]
    assert model.tag(sentences, side, viterbi=True) == [path for _, path in expected]


def test_all_that_a_two_sided_model_says_of_frequent_words_is_in_the_neighbour(draw):
    model, _ = draw(4, 2)
    sentence = ["w3", "w1", "w7", "w2"]
    for side, changed in (("left", ["w1", *sentence[1:]]), ("right", [*sentence[:-1], "w1"])):
        kept = slice(1, None) if side == "left" else slice(None, -1)
        before, after = model.posteriors([sentence, changed], side)
        np.testing.assert_allclose(before[kept], after[kept], atol=1e-12)


@pytest.mark.parametrize("tied", [True, False])
def test_what_precedes_an_unknown_word_informs_both_its_roles(draw, tied):
    model, _ = draw(tied=tied, hard=True, n_words=60)
    one, other = (model.vocabulary.words[(model.left_labels == c).argmax()] for c in (1, 2))
    for side in ("left", "right"):
        a, b = (model.posteriors([[word, "naïve", "w2"]], side)[0][1] for word in (one, other))
        assert np.abs(a - b).max() > 0.01


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("side", ["left", "right"])
def test_every_token_gets_a_class_that_is_not_the_boundarys(draw, tied, side):
    model, _ = draw(tied=tied)
    sentences = [["w1", "naïve", "w2"], [], ["naïve"] * 50, ["", "w1"], ["<s>"]]
    for options in ({}, {"shape": True}, {"viterbi": True}):
        tags = model.tag(iter(sentences), side=side, **options)
        assert [len(t) for t in tags] == [len(s) for s in sentences]
        assert all(1 <= t <= 3 for row in tags for t in row)
    for p in model.posteriors(sentences, side):
        np.testing.assert_allclose(p.sum(axis=1), 1)


def test_batches_do_not_change_the_classes(draw, monkeypatch):
    model, _ = draw(tied=True)
    rng = np.random.default_rng(5)
    sentences = [[f"w{i}" for i in rng.integers(1, 15, size=n)] for n in rng.integers(0, 40, 60)]
    whole = model.tag(sentences)
    monkeypatch.setattr(tagging, "_CELLS", 100)
    assert model.tag(sentences) == whole


def test_the_context_decides_where_a_word_is_ambiguous():
    """ "the can can can": a noun behind a determiner, a verb behind a noun."""
    counts = BigramCounts.from_pairs(
        [("", "the", 40), ("the", "can", 20), ("the", "dog", 20), ("can", "run", 20),
         ("dog", "can", 20), ("can", "", 20), ("run", "", 20)]
    )  # fmt: skip
    words = counts.vocabulary.words
    determiner, noun, verb = 1, 2, 3
    p = {"": [1, 0, 0, 0], "the": [0, 1, 0, 0], "dog": [0, 0, 1, 0], "run": [0, 0, 0, 1],
         "can": [0, 0, 0.5, 0.5]}  # fmt: skip
    left = np.array([p[word] for word in words], dtype=float)
    table = np.array([[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0.0]])
    model = tied_model(counts, left, table)
    assert model.tag([["the", "can", "can"]]) == [[determiner, noun, verb]]
    assert model.tag([["the", "glorp", "run"]]) == [[determiner, noun, verb]]


def test_invalid_sentences_are_named(draw):
    model, _ = draw()
    with pytest.raises(InputError, match="sentence 2 is a string"):
        model.tag([["w1"], "w1 w2"])
    with pytest.raises(InputError, match="sentence 1 is bytes"):
        model.tag([b"w1 w2"])
    with pytest.raises(InputError, match="sentence 1 is not a list"):
        model.tag([3])
    with pytest.raises(InputError, match="side='up'"):
        model.tag([["w1"]], side="up")


def endings() -> WordClassModel:
    """Nouns in -ation and -ness, verbs in -ify and -ize; half of the words rare; one context."""
    rows, label = [], {}
    for i in range(60):
        for c, ending in ((1, "ation"), (1, "ness"), (2, "ify"), (2, "ize")):
            word = f"{'bcdfghjklm'[i % 10]}{'aeiou'[i // 12]}{i}{ending}".translate(DIGITS)
            rows += [("", word, 1 + i % 2), (word, "", 1 + i % 2)]
            label[word] = c
    counts = BigramCounts.from_pairs(rows)
    labels = np.array([label.get(word, 0) for word in counts.vocabulary.words])
    return tied_model(counts, np.eye(3)[labels], np.array([[0, 0.5, 0.5], [1, 0, 0], [1, 0, 0]]))


DIGITS = str.maketrans("0123456789", "pqrstvwxyz")


def test_the_shape_of_an_unknown_word_tells_its_class_where_its_context_does_not():
    model = endings()
    words = [["nominalization"], ["goodness"], ["verbify"], ["summarize"]]
    context = np.concatenate(model.posteriors(words))
    shape = np.concatenate(model.posteriors(words, shape=True))
    np.testing.assert_allclose(context[:, 1:], 0.5, atol=0.05)
    assert shape.argmax(axis=1).tolist() == [1, 1, 2, 2]
    assert (shape.max(axis=1) > 0.9).all()


def test_the_beginning_of_an_unknown_word_tells_its_class_where_its_ending_is_new():
    words, expected = ["verfiel", "vernahm", "gerede", "gebrumm"], [[3, 0], [3, 0], [0, 3], [0, 3]]
    model = ShapeModel(words, sp.csr_array(np.array(expected, dtype=float)))
    p = model.predict(model.describe(["verzog", "geäst"]))
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert p.argmax(axis=1).tolist() == [0, 1]


@pytest.mark.parametrize("by_length", [True, False])
def test_length_counts_as_far_as_it_tells_classes_of_the_rare_words(by_length):
    rng = np.random.default_rng(0)
    signs, classes = np.array(list("人大小山水火木石月日")), np.tile([0, 1], 100)
    lengths = 2 + (classes if by_length else rng.integers(2, size=200))
    words = ["".join(rng.choice(signs, n)) for n in lengths]
    model = ShapeModel(words, sp.csr_array(np.eye(2)[classes]))
    p = model.predict(model.describe(["猫狗", "猫狗鸟"]))
    expected = np.eye(2) if by_length else np.full((2, 2), 0.5)
    np.testing.assert_allclose(p, expected, atol=0.1)


@pytest.mark.parametrize("place", ["first", "last"])
def test_a_word_is_like_others_that_begin_or_end_with_known_words_of_the_same_class(place):
    """The signs of the known words are new in the unknown word; only their classes are not."""
    signs = "人大小山水火木石月日天地風雨金土門車馬魚"
    classes = {sign: i % 2 for i, sign in enumerate(signs)}
    learned, unknown = signs[:16], signs[16:]

    def compound(sign: str) -> str:
        return sign + "〇" if place == "first" else "〇" + sign

    expected = sp.csr_array(np.eye(2)[[classes[sign] for sign in learned for _ in range(3)]])
    model = ShapeModel([compound(sign) for sign in learned for _ in range(3)], expected, classes)
    p = model.predict(model.describe([compound(sign) for sign in unknown]))
    assert p.argmax(axis=1).tolist() == [classes[sign] for sign in unknown]
    assert (p.max(axis=1) > 0.8).all()


@pytest.mark.parametrize("shape", [False, True])
def test_the_neighbours_in_the_counts_correct_the_class_of_a_rare_word(shape):
    """Nouns follow "the" and verbs "to"; the model has "strop", seen once after "to", as a noun."""
    rows, label = [("", "the", 20), ("", "to", 21)], {"the": 1, "to": 2, "strop": 3}
    for i in range(20):
        for c, before, ending in ((3, "the", "ation"), (4, "to", "ize")):
            word = f"{'bcdfghjklm'[i % 10]}{'ai'[i // 10]}{ending}"
            rows += [(before, word, 1), (word, "", 1)]
            label[word] = c
    counts = BigramCounts.from_pairs([*rows, ("to", "strop", 1), ("strop", "", 1)])
    labels = np.array([label.get(word, 0) for word in counts.vocabulary.words])
    table = np.eye(5)[[0, 3, 4, 0, 0]]
    table[0] = [0, 0.5, 0.5, 0, 0]
    model = tied_model(counts, np.eye(5)[labels], table)
    (alone,), (informed,) = (
        model.posteriors([["strop"]], shape=shape, counts=given)[0] for given in (None, counts)
    )
    assert alone.argmax() == 3
    assert informed.argmax() == 4


def test_with_a_pruned_vocabulary_unknown_words_differ_by_context():
    sentences = [["", "the", f"n{i}", f"v{i}", ""] for i in range(8)]
    sentences += [["", "the", f"N{i}", f"V{i}", ""] for i in range(4)] * 9
    pairs = [(*pair, 1) for sentence in sentences for pair in itertools.pairwise(sentence)]
    counts = BigramCounts.from_pairs(pairs).prune(min_count=2)
    model = fit(counts, "exchange", classes=3, tied=True)
    label = dict(zip(model.vocabulary.words, model.left_labels, strict=True))
    assert label["N0"] != label["V0"]
    assert model.tag([["the", "wug", "wuggs"]]) == [[label["the"], label["N0"], label["V0"]]]


@pytest.mark.parametrize("other", [False, True])
def test_counts_of_another_text_are_warned_of(other, tmp_path, caplog):
    texts = [tmp_path / "own.txt", tmp_path / "other.txt"]
    texts[0].write_text("the cat sat on the mat\n" * 9)
    texts[1].write_text("the dog sat on the cat\n" * 9)
    own, others = (wc.count(str(text)) for text in texts)
    model = wc.fit(own, "exchange", classes=2)
    model.tag([["the", "cat"]], counts=others if other else own)
    assert ("the counts are of another text" in caplog.text) == other
