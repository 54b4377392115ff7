"""Classes merged and split by hand, and words moved: what it costs, and what stays as it was."""

import numpy as np
import pytest

import wordclass as wc
from tests.cli.running import run
from wordclass import InputError
from wordclass.evaluation.perplexity import class_perplexity
from wordclass.models.edit import edit


@pytest.fixture(scope="module")
def counts():
    return wc.count("stdlib:pydoc").prune(min_count=10)


@pytest.fixture(scope="module")
def models(counts):
    return {
        (method, tied): wc.fit(counts, method, classes=8, tied=tied, max_iterations=10)
        for method in ("exchange", "em")
        for tied in (True, False)
    }


def labels_of(model):
    return model.left_labels, model.right_labels


@pytest.mark.parametrize("tied", [True, False], ids=["tied", "two-sided"])
def test_of_hard_classes_the_gain_is_that_of_the_class_bigram_model(tied, counts, models):
    model = models["exchange", tied]
    left, right = (labels.copy() for labels in labels_of(model))
    edited, (moved, merged, split) = edit(
        model, counts, move=[("the", 8)], merge=[(2, 6)], split=[1]
    )
    assert moved.nats < 0 and merged.nats < 0 < split.nats
    changed = [left] if not tied else [left, right]
    before = class_perplexity(counts, left, right)
    for labels in changed:
        labels[model.vocabulary.id("the")] = 8
    after_move = class_perplexity(counts, left, right)
    for labels in changed:
        labels[labels == 6] = 2
    after_merge = class_perplexity(counts, left, right)
    n = counts.n_bigrams
    assert moved.nats == pytest.approx(n * np.log(before / after_move), rel=1e-6)
    assert merged.nats == pytest.approx(n * np.log(after_move / after_merge), rel=1e-6)
    assert split.perplexity == pytest.approx(class_perplexity(counts, *labels_of(edited)))
    assert (edited.n_left, edited.n_right) == (8, 8)


@pytest.mark.parametrize("method", ["exchange", "em"])
def test_a_split_takes_a_class_apart_and_a_merger_undoes_it(method, counts, models):
    model = models[method, True].with_names({"left": {3: "three", 4: "four"}})
    split, (gain,) = edit(model, counts, split=[3])
    assert split.n_left == 9 and gain.nats > 0
    assert split.class_names["left"][4] == "four"
    halves = {c for c in split.left_labels[model.left_labels == 3].tolist()}  # noqa: C416
    assert len(halves) >= 2
    if method == "exchange":
        assert len(halves) == 2
        others = model.left_labels != 3
        assert np.array_equal(split.left_labels[others], model.left_labels[others])
        merged, (loss,) = edit(split, counts, merge=[tuple(sorted(halves))])
        assert np.array_equal(merged.left_labels, model.left_labels)
        assert loss.nats == pytest.approx(-gain.nats)
        assert merged.settings["edited"].startswith("split class 3; merged classes ")


def test_a_side_of_a_two_sided_model_is_edited_alone(counts, models):
    model = models["exchange", False]
    edited, _ = edit(model, counts, merge=[(1, 2)], side="right")
    assert (edited.n_left, edited.n_right) == (8, 7)
    assert np.array_equal(edited.left_labels, model.left_labels)
    for p in (edited.p_left_given_prev, edited.p_right_given_left, edited.p_next_given_right):
        assert p.sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize(
    "change, match",
    [
        ({"merge": [(1, 9)]}, "there is no class 9; the model has classes 1 to 8"),
        ({"merge": [(2, 2)]}, "merged with itself"),
        ({"merge": [(1, 2), (3, 2)]}, "class 2 has been merged into class 1; name that one"),
        ({"merge": [(4, 5), (1, 4)], "split": [5]}, "class 5 has been merged into class 1"),
        ({"split": [0]}, "there is no class 0; the model has classes 1 to 8"),
        ({"split": ["3"]}, "there is no class '3'"),
        ({"split": [True]}, "there is no class True"),
        ({"move": [("zzz", 1)]}, "does not know the word 'zzz'"),
        ({"side": "both"}, "side"),
    ],
)
def test_what_cannot_be_edited_is_named(change, match, counts, models):
    with pytest.raises(InputError, match=match):
        edit(models["exchange", True], counts, **change)


def test_counts_of_another_text_are_named():
    model = wc.fit(wc.count([["a", "b"], ["b"]]), "exchange", classes=2, tied=True)
    other = wc.count([["b", "c"], ["c"]])
    gone = int(model.left_labels[model.vocabulary.id("a")])
    with pytest.raises(InputError, match=f"no word of class {gone} occurs in the counts"):
        edit(model, other, move=[("b", gone)])


def test_a_class_of_one_word_cannot_be_split():
    counts = wc.count([["a", "b"], ["b"]])
    model = wc.fit(counts, "exchange", classes=2, tied=True)
    with pytest.raises(InputError, match="class 1 cannot be split: its words have the same"):
        edit(model, counts, split=[1])


def test_the_command_prints_the_cost_and_writes_only_if_asked(counts, models, tmp_path, capsys):
    counts.save(tmp_path / "c.parquet")
    models["exchange", True].save(tmp_path / "m.safetensors")

    command = "edit", tmp_path / "m.safetensors", "--counts", tmp_path / "c.parquet"
    assert run(*command, "--merge", 1, 2, "--split", 3) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("merged classes 1 and 2: -") and "nats, perplexity" in first
    assert second.startswith("split class 3: +")
    assert len(list(tmp_path.iterdir())) == 2
    assert run(*command, "--merge", 1, 2, "-o", tmp_path / "new.safetensors") == 0
    assert wc.load(tmp_path / "new.safetensors").n_left == 7
    assert run(*command, "--merge", 1, 9) == 3
    assert run(*command) == 2
