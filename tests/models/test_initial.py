"""Where a fit starts: class files of any tool, and seed words that stay together or apart."""

from pathlib import Path

import numpy as np
import pytest

import wordclass as wc
from tests.cli.running import run
from wordclass import InputError
from wordclass.adapters.files.classes import export
from wordclass.adapters.files.names import read_seed_words
from wordclass.adapters.files.readers import load_classes
from wordclass.evaluation.agreement import compare_classes
from wordclass.evaluation.perplexity import class_perplexity


@pytest.fixture(scope="module")
def counts():
    """Little text, the same in every Python: many partitions are nearly as likely."""
    return wc.count(Path(__file__).parents[2] / "corpora" / "english.conllu")


@pytest.fixture(scope="module")
def poor(counts):
    """Words at random in 10 classes, but for the rarer half, which has none."""
    rng = np.random.default_rng(0)
    words = counts.vocabulary.words[1 : len(counts.vocabulary) // 2]
    return {word: f"class {c}" for word, c in zip(words, rng.integers(10, size=len(words)))}  # noqa: B905


@pytest.mark.parametrize("method", ["exchange", "sparse", "em"])
def test_a_fit_starts_from_the_given_classes(method, counts):
    """Its classes are nearer to the given ones than those found from the spectral start."""
    given = wc.fit(counts, "exchange", classes=10, tied=True, seed=5, max_iterations=20)
    started = wc.fit(counts, method, tied=True, init=given, max_iterations=3)
    spectral = wc.fit(counts, method, classes=10, tied=True, max_iterations=3)
    assert started.n_left == 10
    assert started.settings["init"].startswith("10 classes of")
    near, far = (
        compare_classes(model, given).by_token["adjusted_rand"] for model in (started, spectral)
    )
    assert near > far + 0.1


@pytest.mark.parametrize("format", ["tsv", "brown", "mkcls", "clustercat"])
def test_exchange_never_loses_likelihood_from_any_class_file(format, counts, tmp_path):
    model = wc.fit(counts, "exchange", classes=8, tied=True, max_iterations=1)
    suffix = {"brown": "paths", "mkcls": "m.classes"}.get(format, "m.tsv")
    export(model, tmp_path / suffix, format)
    classes = load_classes(tmp_path / suffix)
    again = wc.fit(counts, "exchange", tied=True, init=classes)
    assert again.n_left == 8
    assert class_perplexity(counts, again) <= class_perplexity(counts, classes) + 1e-9
    assert compare_classes(again, model).by_token["adjusted_rand"] > 0.9


def test_a_two_sided_model_starts_both_roles_and_the_order_of_a_file_does_not_matter(counts, poor):
    model = wc.fit(counts, "exchange", left_classes=5, right_classes=4, max_iterations=20)
    again = wc.fit(counts, "exchange", init=model)
    assert (again.n_left, again.n_right) == (5, 4)
    for side in ("left", "right"):
        assert compare_classes(model, again, side=side).by_token["adjusted_rand"] > 0.95
    first, second = (
        wc.fit(counts, "em", tied=True, init=dict(items), max_iterations=3)
        for items in (poor.items(), reversed(poor.items()))
    )
    assert np.array_equal(first.p_left_given_prev, second.p_left_given_prev)


@pytest.mark.parametrize("method", ["exchange", "em", "sparse"])
@pytest.mark.parametrize("tied", [True, False], ids=["tied", "two-sided"])
def test_seed_words_stay_together_and_apart(method, tied, counts):
    """Two frequent words that share a class without seeds, and two that do not."""
    free = wc.fit(counts, method, classes=12, tied=tied, max_iterations=20)
    words, labels = counts.vocabulary.words, free.left_labels.tolist()
    second = next(i for i in range(2, len(words)) if labels[i] in labels[1:i])
    first = labels.index(labels[second], 1)
    other = next(i for i in range(1, len(words)) if labels[i] != labels[second])
    seeds = [[words[first]], [words[second], words[other]]]
    model = wc.fit(counts, method, classes=12, tied=tied, seed_words=seeds, max_iterations=20)
    for labels in (model.left_labels, model.right_labels):
        classes = [{int(labels[model.vocabulary.id(w)]) for w in group} for group in seeds]
        assert all(len(of_group) == 1 for of_group in classes)
        assert len(set.union(*classes)) == len(seeds)
    assert model.p_left_given_prev[0, 0] == model.p_right_given_next[0, 0] == 1  # the boundary's


def test_what_cannot_start_a_fit_is_named(counts, caplog):
    def refused(match, **settings):
        with pytest.raises(InputError, match=match):
            wc.fit(counts, tied=True, **settings)

    refused("svd' cannot use init", method="svd", init={"the": 1})
    refused("init has 2 classes, but only 1 were asked", init={"the": 1, "is": 2}, classes=1)
    refused("no word of the counts has a class", init={"zzz": 1})
    refused("classes must be a WordClassModel", init=[1])
    seeds = {"method": "exchange", "classes": 2}
    refused("'the' is in group 1 and in group 2", **seeds, seed_words=[["the"], ["is", "the"]])
    refused("contain none of the words of seed_words", **seeds, seed_words=[["zzz"]])
    refused("seed_words has 3 classes, but only 2", **seeds, seed_words=[["she"], ["he"], ["the"]])
    refused("seed_words must be a list of lists", **seeds, seed_words=["the"])
    wc.fit(counts, **seeds, seed_words=[["the", "zzz"]], max_iterations=1)
    assert "1 seed word missing from the counts: 'zzz'" in caplog.text


def test_the_command_reads_both_files(counts, tmp_path, capsys):
    counts.save(tmp_path / "c.parquet")
    (tmp_path / "s.txt").write_text("# together\nshe to time\nhe\n")
    (tmp_path / "i.classes").write_text("the\t2\nis\t3\nof\t4\n")
    (tmp_path / "empty.txt").write_text("\n")

    def fit(*arguments):
        files = tmp_path / "c.parquet", "-o", tmp_path / "m"
        status = run("fit", *files, "--tied", "--method", "exchange", *arguments)
        return status, capsys.readouterr().err

    files = ["--init", tmp_path / "i.classes", "--seed-words", tmp_path / "s.txt"]
    assert fit(*files)[0] == 0
    model = wc.load(tmp_path / "m")
    assert model.n_left == 3 and model.settings["seed words"] == "4 in 2 groups"
    status, said = fit("--seed-words", tmp_path / "empty.txt")
    assert status == 3 and "one group of words on each line" in said
    status, said = fit(*files, "--classes", 2)
    assert (
        status == 3 and "--init has 3 classes, but only 2 were asked for; raise --classes" in said
    )
    assert read_seed_words(tmp_path / "s.txt") == [["she", "to", "time"], ["he"]]
