"""Classes of other tools as models: round trips are the identity, and bad files are named."""

import json
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


@pytest.fixture(scope="module", params=[(m, t) for m in ("sparse", "em") for t in (True, False)])
def soft(request: pytest.FixtureRequest, counts: wc.BigramCounts) -> wc.WordClassModel:
    """A model of words in several classes, with names for two of them."""
    method, tied = request.param
    model = wc.fit(counts, method, left_classes=6, right_classes=6 if tied else 4, tied=tied)
    frequent = {side: int(model.labels(side)[1]) for side in model.sides}
    return model.with_names({side: {c: f"=c, {side}"} for side, c in frequent.items()})


@pytest.mark.parametrize("format", ["jsonl", "parquet"])
def test_soft_memberships_and_names_come_back_whole(
    format: str, soft: wc.WordClassModel, counts: wc.BigramCounts, tmp_path: Path
) -> None:
    """The table that goes with them is that of highest likelihood, as in the model."""
    export(soft, tmp_path / f"m.{format}", format)
    again = import_classes(tmp_path / f"m.{format}", counts)
    assert (again.vocabulary, again.tied) == (soft.vocabulary, soft.tied)
    assert again.class_names == soft.class_names
    assert_same_memberships(again, soft)
    known, found = (training_perplexity(model, counts) for model in (soft, again))
    assert found == pytest.approx(known, rel=1e-3)
    assert found <= known * (1 + 1e-9)


def assert_same_memberships(model: wc.WordClassModel, other: wc.WordClassModel) -> None:
    """A word never seen in a role has no class of its own there."""
    assert (model.tied, model.n_left, model.n_right) == (other.tied, other.n_left, other.n_right)
    for side, n in (("left", model.prev_counts), ("right", model.next_counts)):
        rows, others = (m.rows(side)[n > 0].toarray() for m in (model, other))
        np.testing.assert_allclose(rows, others, atol=2e-6)


def test_word2vec_has_the_memberships_of_each_role_unless_tied(
    soft: wc.WordClassModel,
    counts: wc.BigramCounts,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    export(soft, tmp_path / "m.vec", "word2vec")
    again = import_classes(tmp_path / "m.vec", counts)
    if not soft.tied:
        assert_same_memberships(again, soft)
        assert caplog.text == ""
        return
    assert "word2vec has the mean over both roles of" in caplog.text
    n_prev, n_next = soft.prev_counts[:, None], soft.next_counts[:, None]
    mean = (n_prev * soft.p_left_given_prev + n_next * soft.p_right_given_next) / (n_prev + n_next)
    np.testing.assert_allclose(again.p_left_given_prev, mean, atol=2e-6)


@pytest.mark.parametrize("format", ["tsv", "brown", "mkcls", "clustercat", "srilm-classes"])
def test_what_a_format_of_one_class_a_word_leaves_out_is_said(
    format: str,
    soft: wc.WordClassModel,
    counts: wc.BigramCounts,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """TSV says itself which words have other classes; of the others only the export knows."""
    export(soft, tmp_path / "m", format)
    assert f"{format} has the most probable class alone of" in caplog.text
    again = import_classes(tmp_path / "m", counts, format)
    assert ("in several classes, of which a tsv file" in caplog.text) == (format == "tsv")
    if soft.method == "sparse":  # most of whose words are in one class
        assert again.tied == (soft.tied or format != "tsv")


def test_nothing_is_said_of_words_with_one_class(
    hard: wc.WordClassModel, counts: wc.BigramCounts, tmp_path: Path, caplog
) -> None:
    for format in IMPORTS:
        export(hard, tmp_path / "m", format)
        import_classes(tmp_path / "m", counts, format)
    assert caplog.text == ""


def test_left_and_right_classes_come_back_from_a_table(
    counts: wc.BigramCounts, tmp_path: Path
) -> None:
    model = wc.fit(counts, "exchange", left_classes=5, right_classes=7)
    export(model, tmp_path / "m.tsv")
    again = import_classes(tmp_path / "m.tsv", counts)
    assert not again.tied
    for name in PROBABILITIES:
        np.testing.assert_allclose(getattr(again, name), getattr(model, name), atol=1e-12)


@pytest.mark.parametrize(
    "file, ours",
    [
        ("wcluster.paths", "jsonl"),
        ("mkcls.classes", "parquet"),
        ("clustercat.tsv", "srilm-classes"),
    ],
)
def test_the_files_of_the_tools_themselves_come_back(file: str, ours: str, tmp_path: Path) -> None:
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
    model = import_classes(path, counts)
    export(model, tmp_path / "out", format)
    assert sorted((tmp_path / "out").read_text(encoding="utf-8").splitlines()) == sorted(lines)
    export(model, tmp_path / "ours", ours)
    again = import_classes(tmp_path / "ours", counts, ours)
    assert again.vocabulary == model.vocabulary
    assert (again.left_labels == model.left_labels).all()


@pytest.mark.parametrize("tied", [True, False])
def test_classes_of_words_that_begin_or_end_every_sentence_come_back(
    tied: bool, tmp_path: Path
) -> None:
    """Without sentence ends, the last word of a text is never seen before another."""
    words = [f"w{i % 7}" for i in range(50)] + ["last"]
    counts = wc.BigramCounts.from_pairs(
        [("first", "w0", 1), *((a, b, 1) for a, b in zip(words, words[1:], strict=False))]
    )
    model = wc.fit(counts, "exchange", classes=3, tied=tied)
    for format in ("tsv", "jsonl", "parquet"):
        export(model, tmp_path / "m", format)
        again = import_classes(tmp_path / "m", counts, format)
        assert again.tied == tied
        assert_same_memberships(again, model)


@pytest.mark.parametrize("format", ["tsv", "jsonl", "parquet"])
def test_classes_keep_their_numbers_and_names_if_words_have_the_boundarys(
    format: str, tmp_path: Path
) -> None:
    """Before which nothing stands has the most probable right class of all, the boundary's."""
    pairs = [("", "a", 100), ("", "c", 90), ("a", "b", 5), ("c", "b", 6), ("c", "d", 3)]
    counts = wc.BigramCounts.from_pairs([*pairs, ("a", "d", 4), ("a", "a", 2)])
    model = wc.fit(counts, "exchange", 2).with_names({"left": {1: "one", 2: "two"}})
    assert 0 in model.left_labels[1:]
    export(model, tmp_path / "m", format)
    again = import_classes(tmp_path / "m", counts, format)
    assert again.n_left == 2
    assert again.class_names == model.class_names
    assert_same_memberships(again, model)


@pytest.mark.parametrize(
    "format, content, complaint",
    [
        ("jsonl", "[1]", "line 1 is not a row"),
        ("jsonl", '{"word": "the"}', "line 1 is not a row"),
        ("jsonl", "{", "line 1 is not a row"),
        ("jsonl", "", "contains no class"),
        ("tsv", "word\tleft\tright\nthe\t1\t1", "line 2 is not a row"),
        ("tsv", "word\tleft\tright\tcount\tp_left\tp_right\nthe\t1\t1\t5\t2\t1", "line 2"),
        ("parquet", "PAR1", "not a readable Parquet file"),
    ],
)
def test_a_damaged_table_is_named_with_its_place(
    format: str, content: str, complaint: str, pydoc: wc.BigramCounts, tmp_path: Path
) -> None:
    (tmp_path / "m").write_text(content)
    with pytest.raises(wc.InputError, match=complaint):
        import_classes(tmp_path / "m", pydoc, format)


@pytest.mark.parametrize(
    "name, value",
    [
        ("left_posterior", {"1": 0.5}),
        ("left_posterior", {"1": float("nan")}),
        ("left_posterior", {"1": 1.5, "2": -0.5}),
        ("left_posterior", {"2": 1.0}),
        ("left_posterior", {"one": 1.0}),
        ("left_posterior", 1),
        ("left", "1"),
        ("left_posterior", {"1": 1e308, "2": 1e308}),
        ("left_name", [1]),
        ("tied", "yes"),
        ("tied", None),
        ("word", ""),
        ("word", 7),
    ],
)
def test_a_value_that_no_model_has_is_refused(
    name: str, value: object, pydoc: wc.BigramCounts, tmp_path: Path
) -> None:
    row = {"word": "the", "left": 1, "right": 1, "tied": True}
    row |= {"left_posterior": {"1": 1.0}, "right_posterior": {"1": 1.0}}
    path = tmp_path / "m.jsonl"
    path.write_text(json.dumps(row))
    assert import_classes(path, pydoc).n_left == 1
    path.write_text(json.dumps({**row, name: value}))
    with pytest.raises(wc.InputError, match="line 1 is not a row of a jsonl file"):
        import_classes(path, pydoc)
    path.write_text(f"{json.dumps(row)}\n" * 2)
    with pytest.raises(wc.InputError, match="line 2: the word 'the' already has a class"):
        import_classes(path, pydoc)


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
