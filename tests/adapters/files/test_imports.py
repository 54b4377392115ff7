"""Classes of other tools as models: round trips are the identity, and bad files are named."""

import logging
from pathlib import Path

import numpy as np
import pytest

import wordclass as wc
from tests.adapters.files.test_classes import HOSTILE
from tests.cli.running import run
from wordclass.adapters.files.classes import export
from wordclass.adapters.files.imports import import_classes
from wordclass.cli.options import IMPORTS
from wordclass.evaluation.perplexity import class_perplexity
from wordclass.models.fitted.prediction.perplexity import training_perplexity

PEERS = Path(__file__).parents[4] / "shared" / "peers"
PROBABILITIES = ("p_left_given_prev", "p_right_given_left", "p_next_given_right", "interpolation")


@pytest.fixture(scope="module")
def counts() -> wc.BigramCounts:
    """Hostile words and an unknown word among the most frequent of a real text."""
    text = wc.count("stdlib:pydoc", lowercase=True).prune(max_vocabulary=300)
    words = [w for w in HOSTILE if w not in text.vocabulary] + ["<unk>", "the", None]
    n = len(words)
    pairs = [(a, words[(7 * i + 3) % n], 1 + i % 3) for i, a in enumerate(words)]
    return text + wc.BigramCounts.from_pairs([*pairs, ("", words[0], n), (words[0], "", n)])


@pytest.fixture(scope="module")
def hard(counts: wc.BigramCounts) -> wc.WordClassModel:
    return wc.fit(counts, "exchange", classes=9, tied=True)


@pytest.mark.parametrize("format", IMPORTS)
def test_a_model_written_and_imported_is_the_same_model(
    format: str, hard: wc.WordClassModel, counts: wc.BigramCounts, tmp_path: Path
) -> None:
    export(hard, tmp_path / "first", format)
    again = import_classes(tmp_path / "first", counts, format)
    export(again, tmp_path / "second", format)
    assert (tmp_path / "second").read_bytes() == (tmp_path / "first").read_bytes()
    assert again.vocabulary == hard.vocabulary
    assert again.tied
    if format != "brown":  # whose classes have a place in the tree, but no number
        for name in PROBABILITIES:
            np.testing.assert_allclose(getattr(again, name), getattr(hard, name), atol=1e-12)
    assert training_perplexity(again, counts) == pytest.approx(training_perplexity(hard, counts))
    again.save(tmp_path / "model")
    assert wc.load(tmp_path / "model").settings["file"] == "first"


@pytest.mark.parametrize("tied", [True, False])
def test_soft_memberships_come_back_from_word2vec(
    tied: bool, counts: wc.BigramCounts, tmp_path: Path
) -> None:
    model = wc.fit(counts, "em", left_classes=6, right_classes=6 if tied else 4, tied=tied)
    export(model, tmp_path / "m.vec", "word2vec")
    again = import_classes(tmp_path / "m.vec", counts)
    assert (again.tied, again.n_left, again.n_right) == (tied, model.n_left, model.n_right)
    np.testing.assert_allclose(again.p_left_given_prev, model.p_left_given_prev, atol=1e-5)
    if not tied:
        np.testing.assert_allclose(again.p_right_given_next, model.p_right_given_next, atol=1e-5)


def test_left_and_right_classes_come_back_from_a_table(
    counts: wc.BigramCounts, tmp_path: Path
) -> None:
    model = wc.fit(counts, "exchange", left_classes=5, right_classes=7)
    export(model, tmp_path / "m.tsv")
    again = import_classes(tmp_path / "m.tsv", counts)
    assert not again.tied
    for name in PROBABILITIES:
        np.testing.assert_allclose(getattr(again, name), getattr(model, name), atol=1e-12)


@pytest.mark.parametrize("file", ["wcluster.paths", "mkcls.classes", "clustercat.tsv"])
def test_the_files_of_the_tools_themselves_come_back(file: str, tmp_path: Path) -> None:
    path = PEERS / "wsj.45" / file
    if not path.exists():
        pytest.skip(f"the peers' class files are not at {PEERS}")
    lines = path.read_text(encoding="utf-8").splitlines()
    if file == "clustercat.tsv":  # which writes its special words whether they occur or not
        lines = [line for line in lines if not line.startswith(("<unk>\t", "<s>\t", "</s>\t"))]
    rows = [line.split("\t") for line in lines]
    words = {row[1]: int(row[2]) for row in rows} if len(rows[0]) == 3 else {r[0]: 1 for r in rows}
    counts = wc.BigramCounts.from_pairs((word, word, n) for word, n in words.items())
    format = {"wcluster.paths": "brown", "mkcls.classes": "mkcls"}.get(file, "clustercat")
    export(import_classes(path, counts), tmp_path / "out", format)
    assert sorted((tmp_path / "out").read_text(encoding="utf-8").splitlines()) == sorted(lines)


def test_an_imported_model_scores_as_its_classes_do(pydoc: wc.BigramCounts) -> None:
    classes = {word: len(word) % 7 for word in pydoc.vocabulary.words[1:]}
    model = import_classes(classes, pydoc)
    assert training_perplexity(model, pydoc) == pytest.approx(class_perplexity(pydoc, classes))
    assert model.n_left == 7
    assert wc.summarize(model, pydoc).to_text(), "an imported model has reports"


def test_words_without_a_class_become_the_unknown_word(
    pydoc: wc.BigramCounts, caplog: pytest.LogCaptureFixture
) -> None:
    some = {word: 1 + i % 3 for i, word in enumerate(pydoc.vocabulary.words[1:101])}
    with caplog.at_level(logging.INFO, "wordclass"):
        model = import_classes({**some, "of another text": 2}, pydoc)
    assert len(model.vocabulary) == 102
    assert "without a class became the unknown word" in caplog.text
    given = import_classes({**some, None: 2}, pydoc)
    unknown = given.vocabulary.unknown
    assert given.left_labels[unknown] == 2
    best = max(
        (training_perplexity(import_classes({**some, None: c}, pydoc), given_counts), c)
        for given_counts in [pydoc.keep(some)]
        for c in (1, 2, 3)
    )
    assert model.left_labels[unknown] != best[1], "it is not put where it fits worst"


def test_word_vectors_of_another_tool_are_clustered(pydoc: wc.BigramCounts, tmp_path: Path) -> None:
    """Two groups of words in opposite directions are found, whatever the lengths."""
    rng = np.random.default_rng(0)
    words = pydoc.vocabulary.words[1:201]
    lines = [
        " ".join([word, *(f"{x:.3f}" for x in (-1) ** i * (1 + i) + rng.normal(0, 0.1, 8)), ""])
        for i, word in enumerate(words)
    ]
    (tmp_path / "v.vec").write_text("\n".join(["200 8", *lines]) + "\n")
    model = import_classes(tmp_path / "v.vec", pydoc, classes=2)
    labels = model.left_labels[[model.vocabulary.id(word) for word in words]]
    assert len(set(labels[::2])) == len(set(labels[1::2])) == 1 < len(set(labels))
    assert import_classes(tmp_path / "v.vec", pydoc).n_left == 40


@pytest.mark.parametrize(
    "content, complaint",
    [
        (b"3 2\nthe 1 0\na 0 1\n", "has 2 words, but line 1 states 3"),
        (b"1 2\nthe 1 0\na 0 1\n", "has 2 words, but line 1 states 1"),
        (b"9999999999999 99\nthe 1 0\n", "line 2: 2 numbers after the word, but line 1 states 99"),
        (b"1 2\nthe 1\n", "line 2: 1 numbers after"),
        (b"the 1 0\na 0 1\n", "line 1: 'the 1 0' is not the number of words and of dimensions"),
        (b"-1 2\n", "line 1"),
        (b"", "line 1"),
        (b"1 2\nthe 1 nan\n", "the vector of 'the' is not all numbers"),
        (b"1 2\nthe 1 x\n", "the vector of 'the' is not all numbers"),
        (b"2 2\nthe 1 0\nthe 0 1\n", "line 3: the word 'the' already has a vector"),
        (b"1 2\nthe \x80\xff\n", "is not UTF-8"),
        (b"1 0\nthe\n", "states 0 dimensions"),
        (b"1 2\nzzz 1 0\n", "share no word"),
    ],
)
def test_a_word2vec_file_that_does_not_hold_what_it_says_is_named(
    content: bytes, complaint: str, pydoc: wc.BigramCounts, tmp_path: Path
) -> None:
    (tmp_path / "v.vec").write_bytes(content)
    with pytest.raises(wc.InputError, match=complaint):
        import_classes(tmp_path / "v.vec", pydoc)


def test_wrong_arguments_are_named(pydoc: wc.BigramCounts, tmp_path: Path) -> None:
    (tmp_path / "a.classes").write_text("the\t2\n")
    with pytest.raises(wc.InputError, match="classes is for word vectors"):
        import_classes(tmp_path / "a.classes", pydoc, classes=3)
    with pytest.raises(wc.InputError, match="counts must be BigramCounts"):
        import_classes(tmp_path / "a.classes", "counts.parquet")  # type: ignore[arg-type]
    with pytest.raises(wc.InputError, match="format='xls' is not known"):
        import_classes(tmp_path / "a.classes", pydoc, "xls")
    with pytest.raises(wc.InputError, match="share no word"):
        import_classes({"zzz": 1}, pydoc)
    for label in [(1, None), [1], None, 1j]:
        with pytest.raises(wc.InputError, match="a class must be a number or a string, not"):
            import_classes({"the": label, "object": (None, 1)}, pydoc)


def test_the_command_writes_a_model(
    pydoc: wc.BigramCounts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pydoc.save("c.parquet")
    Path("a.classes").write_text("the\t2\nobject\t3\nobjects\t3\n")
    files = ["a.classes", "--counts", "c.parquet", "-o", "m.safetensors"]
    assert run("-q", "import", *files) == 0
    assert wc.load("m.safetensors").top_words("left", 1) == [("the", 1.0)]
