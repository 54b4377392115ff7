"""Models on disk: what is saved comes back, what is damaged is refused."""

import copy
import json
import pickle
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import wordclass as wc
from tests.damage import damaged


@pytest.fixture
def saved(draw, tmp_path):
    model, _ = draw(n_left=3, n_right=2)
    path = tmp_path / "m.safetensors"
    model.save(path)
    return model, path


def test_a_model_comes_back_whole(saved):
    model, path = saved
    back = wc.load(path)
    for name in (
        "p_left_given_prev",
        "p_right_given_left",
        "p_next_given_right",
        "prev_counts",
        "next_counts",
        "interpolation",
    ):
        assert np.array_equal(getattr(back, name), getattr(model, name)), name
    for name in ("vocabulary", "tied", "method", "settings", "seed", "history", "provenance"):
        assert getattr(back, name) == getattr(model, name), name
    again = path.with_name("again")
    back.save(again)
    assert again.read_bytes() == path.read_bytes()


def test_any_word_survives(tmp_path):
    words = ["<s>", "<unk>", "a\0b", "\u202eevil", "字", "x" * 100_000, "a\nb"]
    counts = wc.BigramCounts.from_pairs([(w, w, 2) for w in words] + [(None, "字", 1)])
    model = wc.fit(counts, "exchange", 2)
    model.save(tmp_path / "m")
    assert wc.load(tmp_path / "m").vocabulary == counts.vocabulary


@pytest.mark.parametrize("cut", [0, 5, 100, -1])
def test_a_truncated_file_is_refused(saved, cut):
    _, path = saved
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(wc.InputError, match="not a wordclass model"):
        wc.load(path)


def wrong(name, change):
    def apply(tensors):
        tensors[name] = change(tensors[name])

    return pytest.param(apply, id=name)


@pytest.mark.parametrize(
    "damage",
    [
        wrong("p_right_given_left", lambda x: x * 2),
        wrong("p_right_given_left", lambda x: x * np.nan),
        wrong("p_right_given_left", lambda x: x.astype(np.float32)),
        wrong("p_left_given_prev.indices", lambda x: x + 99),
        wrong("p_left_given_prev.indptr", lambda x: x[::-1].copy()),
        wrong("p_right_of_next.indptr", lambda x: np.append(x[:-1], 0)),  # no entries, SciPy reads
        wrong("p_right_of_next.data", lambda x: -x),
        wrong("word_ends", lambda x: x + 1),
        wrong("word_ends", lambda x: x[::-1].copy()),
        wrong("word_ends", lambda x: np.maximum(x, 1)),  # the boundary gets a letter of word 1
        wrong("words", lambda x: x + np.uint8(128)),
        wrong("prev_counts", lambda x: -x),
        wrong("next_counts", lambda x: x[1:].copy()),
        wrong("interpolation", lambda x: x[:, :2].copy()),
        wrong("history", lambda x: np.array([np.nan])),
        wrong("prev_counts", lambda x: np.full_like(x, 2**62)),
        wrong("next_counts", lambda x: x * 0),
        wrong("words", lambda x: np.full_like(x, ord("a"))),
    ],
)
def test_a_crafted_file_is_refused(saved, damage):
    _, path = saved
    tensors = load_file(path)
    damage(tensors)
    save_file(tensors, path, {"wordclass": json.dumps(described(path))})
    with pytest.raises(wc.InputError, match="damaged"):
        wc.load(path)


def test_a_damaged_file_is_refused_or_has_a_model_that_answers(draw, tmp_path):
    model, path, rng = draw()[0], tmp_path / "m.safetensors", random.Random(5)
    model.with_names({"left": {1: "a"}, "right": {2: "b"}}).save(path)
    whole, n_loaded = path.read_bytes(), 0
    header = range(8 + int.from_bytes(whole[:8], "little"))
    for _ in range(2000):
        path.write_bytes(damaged(rng, whole, header))
        try:
            found = wc.load(path)
        except wc.InputError as error:
            assert "m.safetensors" in str(error)
            continue
        n_loaded += 1
        assert len(found.tag([["w1", "w2"]])[0]) == 2
        assert sum(p for _, p in found.top_words("left", 1, 99)) == pytest.approx(1, abs=1e-4)
    assert 0 < n_loaded < 200


def described(path):
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        return json.loads(file.metadata()["wordclass"])


@pytest.mark.parametrize(
    "lie",
    [
        {"seed": -1},
        {"seed": 10**40},
        {"settings": {"tolerance": float("nan")}},
        {"tied": True},  # of three left and two right classes
        {"method": None},
        {"unknown": 0},
        {"provenance": {"tokenizer": "whitespace"}},
        {"provenance": {"tokens": "many"}},
        {"provenance": {"sources": [{"name": 5}]}},
        {"provenance": {"skipped": {"lines": "<b>"}}},
    ],
    ids=str,
)
def test_a_crafted_description_is_refused(tmp_path, lie):
    counts = wc.count(["a b c", "b a d", "c d a b"], tokenizer="whitespace")
    path = tmp_path / "m.safetensors"
    wc.fit(counts, "svd", left_classes=3, right_classes=2).save(path)
    save_file(load_file(path), path, {"wordclass": json.dumps({**described(path), **lie})})
    with pytest.raises(wc.InputError, match="damaged"):
        wc.load(path)


def test_other_files_are_refused(tmp_path):
    with pytest.raises(wc.InputError, match="no such"):
        wc.load(tmp_path / "nothing")
    save_file({"a": np.zeros(3)}, tmp_path / "other")
    with pytest.raises(wc.InputError, match="not a wordclass model"):
        wc.load(tmp_path / "other")


def test_a_pickle_is_refused_and_runs_nothing(tmp_path):
    class Code:
        def __reduce__(self):
            return Path.touch, (tmp_path / "run",)

    (tmp_path / "model").write_bytes(pickle.dumps(Code()))
    with pytest.raises(wc.InputError, match="model"):
        wc.load(tmp_path / "model")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("again", [lambda m: pickle.loads(pickle.dumps(m)), copy.deepcopy])
def test_a_model_is_pickled_and_copied_without_what_it_has_derived(draw, again):
    model, counts = draw(tied=True)
    tags = model.tag([["w1", "naïve"]])
    same = again(model)
    assert same.tag([["w1", "naïve"]]) == tags
    assert same.perplexity(counts) == model.perplexity(counts)
    assert len(pickle.dumps(same)) == len(pickle.dumps(model))


def test_eight_threads_may_share_a_model(draw):
    model, counts = draw(n_words=60)
    sentences = [["w1", "naïve", f"w{i}"] for i in range(1, 60)]

    def answers(fitted):
        return fitted.tag(sentences), fitted.lookup("w1"), fitted.perplexity(counts)

    expected = answers(copy.copy(model))
    with ThreadPoolExecutor(8) as pool:
        assert all(found == expected for found in pool.map(answers, [model] * 32))
