"""What holds for every method: one contract, and the errors of fit()."""

import dataclasses
import inspect
import itertools
import os
import pydoc
from threading import current_thread, main_thread

import numpy as np
import pytest

import wordclass as wc
from wordclass.models.fit import METHODS
from wordclass.models.threads import workers

SENTENCES = """
the cat saw a dog
a dog saw the cat
the old dog slept
a cat slept
the cat and the dog ran
a bird sang and a cat ran
the old bird saw the old cat
""".split("\n")


def small_counts(boundaries=True):
    rows = []
    for line in SENTENCES:
        tokens = line.split()
        chain = ["", *tokens, ""] if boundaries else tokens
        rows += [(a, b, 1) for a, b in zip(chain, chain[1:], strict=False) if tokens]
    return wc.BigramCounts.from_pairs(rows)


SHAPES = [
    pytest.param(dict(classes=3), id="two-sided"),
    pytest.param(dict(left_classes=4, right_classes=2), id="L>K"),
    pytest.param(dict(left_classes=2, right_classes=4), id="L<K"),
    pytest.param(dict(classes=3, tied=True), id="tied"),
    pytest.param(dict(classes=1), id="one class"),
    pytest.param(dict(classes=11, tied=True), id="a class a word"),
]


@pytest.mark.parametrize("boundaries", [True, False], ids=["boundaries", "no boundaries"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("method", METHODS)
def test_every_method_keeps_the_contract(method, shape, boundaries):
    counts = small_counts(boundaries)
    before = counts.matrix.copy()
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    steps = []
    model = wc.fit(counts, method, seed=3, progress=steps.append, **shape)
    v = len(counts.vocabulary)
    n_left = shape.get("left_classes", shape.get("classes"))
    n_right = shape.get("right_classes", shape.get("classes"))
    assert (model.n_left, model.n_right) == (n_left, n_right)
    assert model.p_left_given_prev.shape == (v, n_left + 1)
    assert model.p_right_given_left.shape == (n_left + 1, n_right + 1)
    assert model.p_next_given_right.shape == (n_right + 1, v)
    for p in (
        model.p_left_given_prev,
        model.p_right_given_left,
        model.p_next_given_right,
        model.p_right_given_next,
    ):
        assert (p >= 0).all()
        assert p.sum(axis=1) == pytest.approx(1)
    if boundaries:
        assert model.p_left_given_prev[0, 0] == 1 == model.p_next_given_right[0, 0]
        has_mass = model.p_right[1:] > 0  # a class without mass has the marginal
        assert not model.p_left_given_prev[1:, 0].any()
        assert not model.p_next_given_right[1:, 0][has_mass].any()
    else:
        assert model.p_left[0] == 0 == model.p_right[0]
    for side in model.sides:
        assert (np.diff(model.shares(side)[1:]) <= 1e-12).all(), "classes are ordered by share"
    assert list(model.history) == [step.objective for step in steps]
    for before_it, step in itertools.pairwise(steps):
        if step.stage == before_it.stage != "anneal":
            assert step.objective >= before_it.objective - 1e-12, "the objective never falls"
    untouched = np.array_equal(np.random.get_state()[1], state)  # noqa: NPY002
    assert untouched, "the global random state is left alone"
    assert (counts.matrix != before).nnz == 0, "the input is left alone"


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("method", METHODS)
def test_a_seed_gives_the_same_bytes_on_any_number_of_threads(method, tied, tmp_path):
    files = []
    for i, threads in enumerate([1, 2, 2]):
        model = wc.fit(small_counts(), method, 3, tied=tied, seed=7, threads=threads)
        model.save(tmp_path / f"{i}")
        files.append((tmp_path / f"{i}").read_bytes())
    assert files[0] == files[1] == files[2]


@pytest.mark.parametrize(
    "arguments, said",
    [
        (dict(classes=0), "at least 1"),
        (dict(classes=2.5), "whole number"),
        (dict(classes=99), "only 1. words"),
        (dict(left_classes=3, right_classes=2, tied=True), "tied"),
        (dict(method="kmeans"), "exchange"),
        (dict(method="em", tolerance=float("nan")), "finite"),
        (dict(method="em", max_iterations=0), "at least 1"),
        (dict(method="em", speed=3), "max_iterations"),
        (dict(seed=-1), "seed"),
    ],
)
def test_what_cannot_be_fitted_is_an_input_error(arguments, said):
    with pytest.raises(wc.InputError, match=said):
        wc.fit(small_counts(), **arguments)


def test_empty_counts_are_an_error():
    with pytest.raises(wc.InputError, match="empty"):
        wc.fit(wc.BigramCounts.from_pairs([]))


def test_one_word_has_one_class():
    model = wc.fit(wc.BigramCounts.from_pairs([("", "hm", 1), ("hm", "", 1)]))
    assert (model.n_left, model.n_right) == (1, 1)
    assert model.p_right_given_left == pytest.approx(np.array([[0, 1], [1, 0]]))


@pytest.mark.parametrize("method", METHODS)
def test_an_interrupted_fit_returns_the_best_model_so_far(method):
    def stop(step):
        if step.iteration == 1:
            raise KeyboardInterrupt

    with pytest.raises(wc.FitInterrupted) as caught:
        wc.fit(small_counts(), method, 3, progress=stop)
    assert not caught.value.model.finished
    assert len(caught.value.model.history) == 1


CHAIN = [[f"w{i}" for i in range(31)]]  # a permutation: all singular values are 1
NAMES = [[f"first{i}", f"last{i}"] for i in range(600)]
BLOCK = [[f"a{i}", f"b{j}"] for i in range(30) for j in range(30)]  # of low rank


@pytest.mark.parametrize("sentences", [CHAIN, NAMES, BLOCK], ids=["chain", "names", "block"])
@pytest.mark.parametrize("method", ["sparse", "exchange", "em", "svd"])
def test_text_without_a_spectrum_gives_the_same_bytes(sentences, method, tmp_path):
    counts = wc.count(sentences)
    files = []
    for threads in (1, 1, 2):
        model = wc.fit(counts, method, left_classes=2, right_classes=5, threads=threads)
        model.save(tmp_path / "model.safetensors")
        files.append((tmp_path / "model.safetensors").read_bytes())
    assert files[0] == files[1] == files[2]


@pytest.mark.parametrize("threads", [0, -1, 1.5, True])
def test_a_number_of_threads_that_cannot_be_is_refused(threads):
    with pytest.raises(wc.InputError, match="threads"):
        wc.fit(wc.count(["a b"]), classes=1, threads=threads)


def test_models_and_counts_are_shown_in_a_line():
    """Of a million words as of three: no array is printed."""
    counts = wc.count(["a b c a"], tokenizer="whitespace")
    assert repr(counts) == "<BigramCounts: 4 tokens in 1 sentence, 3 words, 5 distinct bigrams>"
    model = dataclasses.replace(wc.fit(counts, "svd", classes=2, tied=True), finished=False)
    assert repr(model) == (
        "<WordClassModel: 2 tied classes of 3 words, method 'svd', seed 0, unfinished>"
    )


def test_whole_numbers_of_numpy_are_whole_numbers(tmp_path):
    """As a grid of numbers of classes gives them; the model can be saved all the same."""
    counts = wc.count(["a b c a"], tokenizer="whitespace")
    plain = wc.fit(counts, "em", 2, seed=1, threads=1)
    of_numpy = wc.fit(counts, "em", np.int64(2), seed=np.uint8(1), threads=np.int32(1))
    for name, model in {"plain": plain, "numpy": of_numpy}.items():
        model.save(tmp_path / name)
    assert (tmp_path / "plain").read_bytes() == (tmp_path / "numpy").read_bytes()
    with pytest.raises(wc.InputError, match="max_iterations=2.5 is not a whole number"):
        wc.fit(counts, "em", 2, max_iterations=2.5)


def test_counts_of_another_tokenizer_are_named_in_a_warning(caplog):
    text = ["a cat's life", "a dog's life"] * 3
    model = wc.fit(wc.count(text, tokenizer="unicode"), "exchange", classes=2)
    with caplog.at_level("WARNING", logger="wordclass"):
        model.perplexity(wc.count(text, tokenizer="whitespace", samples=0))
        assert "is tokenized by whitespace and the model's is tokenized by unicode" in caplog.text


def test_help_lists_the_settings_of_every_method_with_their_defaults():
    text = pydoc.render_doc(wc.fit, renderer=pydoc.plaintext)
    listed = [line.strip() for line in text.splitlines() if line.strip().startswith("- ``")]
    for name, method in METHODS.items():
        parameters = inspect.signature(method).parameters.values()
        settings = [f"{p.name}={p.default}" for p in parameters if p.kind == p.KEYWORD_ONLY]
        line = next(line for line in listed if f"``{name}``" in line)
        assert line.endswith(": " + (", ".join(settings) or "no settings"))


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no affinity here")
def test_a_process_bound_to_one_core_starts_no_threads():
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        with workers(None) as row_map:
            assert set(row_map(lambda *_: current_thread(), [(0, 1), (1, 2)])) == {main_thread()}
    finally:
        os.sched_setaffinity(0, allowed)
