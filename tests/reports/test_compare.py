"""compare(): the differences first, sentences of both sides, and errors that say what is wrong."""

import json
from dataclasses import replace

import numpy as np
import pytest

import wordclass as wc
from tests.cli.running import run
from wordclass import InputError
from wordclass.counting.documents import count_in_blocks

NAMES = ("<early>", "late")


def text(seed, n, verbs):
    rng = np.random.default_rng(seed)
    return [
        f"{rng.choice(['the', 'a'])} {rng.choice(['cat', 'dog', '<b>&'])} {rng.choice(verbs)} ."
        for _ in range(n)
    ]


@pytest.fixture(scope="module")
def corpora():
    """Sentences in which ``ran`` is a verb, and sentences in which it is not there."""
    verbs = (["ran", "slept", "sang"], ["slept", "sang"], ["slept", "sang"])
    return [
        wc.count(text(seed, 1500, of), tokenizer="whitespace", blocks=True)
        for seed, of in enumerate(verbs)
    ]


@pytest.fixture(scope="module")
def model(corpora):
    """Each of the three verbs in a class of its own."""
    classes = {"ran": 1, "slept": 2, "sang": 2, "the": 3, "a": 3, ".": 4}
    classes |= {"cat": 5, "dog": 5, "<b>&": 5}
    counts = corpora[0] + corpora[1] + corpora[2]
    return wc.fit(counts, "exchange", tied=True, seed_words=[["ran"], ["slept", "sang"]],
                  init=classes, classes=5)  # fmt: skip


@pytest.fixture(scope="module")
def compared(corpora, model):
    return wc.compare(*corpora[:2], names=NAMES, model=model)


def test_the_findings_come_first_and_in_every_report(compared, model):
    ran = int(model.left_labels[model.vocabulary.id("ran")])
    first = next(found for found in compared.findings if found.kind == "class")
    assert first.left == ran and first.examples == ("ran",)
    assert first.n[0] > 400 and first.n[1] == 0 and first.low > 1
    assert "ran" in first.in_first[0].tokens[first.in_first[0].start]
    assert first.in_second == ()
    significant = [found.significant for found in compared.differences]
    assert significant == sorted(significant, reverse=True)
    said = compared.to_text()
    tested, found = len(compared.differences), len(compared.findings)
    first = f"<early>, late: shares tested: {tested}; found to differ: {found} "
    assert said.splitlines()[0].startswith(first)
    rows = compared.to_tsv().splitlines()
    assert len(rows) == len(compared.differences) + 1
    assert all(row.count("\t") == rows[0].count("\t") for row in rows)
    data = json.loads(compared.to_json())
    assert data["differences"][0]["q"] == compared.differences[0].q
    page = compared.to_html()
    assert "&lt;early&gt;" in page and "<early>" not in page and "<b>&" not in page
    assert "<script" not in page
    assert "<mark>ran</mark>" in page
    chinese = compared.to_html(language="zh")
    assert '<html lang="zh"' in chinese and "语料之间的差异" in chinese
    with pytest.raises(InputError, match="language"):
        compared.to_html(language="xx")


def test_samples_of_one_source_do_not_differ(corpora, model):
    same = wc.compare(*corpora[1:], model=model)
    assert same.findings == ()
    assert same.to_text().startswith("sentences (1), sentences (2): shares tested: ")
    assert "found to differ: none" in same.to_text() and "found to differ: none" in same.to_html()


def test_three_corpora_are_each_compared_with_the_others_or_with_a_reference(corpora, model):
    all_three = wc.compare(*corpora, names=list("xyz"), model=model)
    assert all_three.contrasts == (("x", "the others"), ("y", "the others"), ("z", "the others"))
    of_two = wc.compare(*corpora, names=list("xyz"), model=model, reference="y")
    assert of_two.contrasts == (("x", "y"), ("z", "y"))
    assert {found.contrast for found in of_two.findings} == {0}


def test_the_same_corpora_give_the_same_bytes(corpora):
    first, second = (
        wc.compare(*corpora[:2], classes=4, method="exchange").to_json() for _ in range(2)
    )
    assert first == second


def test_corpora_that_were_tokenized_differently_are_named_once(corpora, model, caplog):
    other = wc.count(text(1, 1500, ["slept", "sang"]), tokenizer="unicode", blocks=True)
    with caplog.at_level("WARNING", logger="wordclass"):
        wc.compare(corpora[0], other, names=NAMES, method="exchange", classes=5)
        assert caplog.messages == [
            f"{NAMES[0]} is tokenized by whitespace, {NAMES[1]} is tokenized by unicode: this "
            "alone can make them differ"
        ]
        caplog.clear()
        wc.compare(*corpora[:2], names=NAMES, model=replace(model, provenance=other.provenance))
        assert len(caplog.records) == 2  # each corpus is unlike the text of the model


def test_what_cannot_be_compared_is_named(corpora, model):
    def refused(match, *given, **settings):
        with pytest.raises(InputError, match=match):
            wc.compare(*given, **settings)

    other = wc.count(["z y x " * n for n in range(1, 40)], blocks=True)
    refused("two or more corpora, not 1", corpora[0])
    refused("share no word", corpora[0], other)
    refused("single class", *corpora[:2], classes=1)
    few = wc.count(["the cat"], blocks=True)
    refused("few fills only 1 of 64 blocks", corpora[0], few, names=["many", "few"], model=model)
    refused("no blocks of sentences", corpora[0], wc.count(["the cat"]), model=model)
    refused(
        "reference='w' is not known; choose from x, y",
        *corpora[:2],
        names=["x", "y"],
        reference="w",
    )
    refused(
        "must be one name for each of the 2 corpora, all different", *corpora[:2], names=["x", "x"]
    )
    refused("level", *corpora[:2], level=5)
    refused("corpus must be BigramCounts", "a.txt", corpora[0])


def test_the_command_counts_by_document_and_reads_counts(tmp_path, capsys):
    for folder, verbs in (("early", ["ran", "slept"]), ("late", ["sang", "slept"])):
        (tmp_path / folder).mkdir()
        for i in range(16):
            lines = "\n".join(text(i, 40, verbs))
            (tmp_path / folder / f"{i}.txt").write_text(lines, encoding="utf-8")

    def compare(*arguments):
        status = run("-q", "compare", *arguments)
        return status, "".join(capsys.readouterr())

    early, late = tmp_path / "early", tmp_path / "late"
    fitting = ["--classes", 5, "--method", "exchange", "--tokenizer", "whitespace"]
    status, said = compare(early, late, *fitting)
    assert status == 0
    assert "early: 2,560 tokens in 640 sentences, 16 groups of documents" in said
    by_document = tmp_path / "early.parquet"
    count_in_blocks(early, tokenizer="whitespace").save(by_document)
    assert compare(by_document, late, *fitting)[1].replace(".parquet", "") == said
    counts = tmp_path / "late.parquet"
    wc.count(late, tokenizer="whitespace", blocks=True).save(counts)
    status, _ = compare(
        early, counts, *fitting, "-o", tmp_path / "page.html", "--name", "e", "--name", "l",
        "--reference", counts,
    )  # fmt: skip
    assert status == 0
    assert "blocks of sentences" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert compare(early, late, "--name", "one")[0] == 2
    assert "two corpora are named" in compare(early, early)[1]
    assert "'w' is not one of early, late" in compare(early, late, "--reference", "w")[1]
    assert compare(early, late, "-o", tmp_path / "figures/")[0] == 2
    assert compare(early, tmp_path / "none.txt")[0] == 3


def test_a_treebank_is_named_without_its_folder(tmp_path, capsys):
    row = "1\t{}\t_\t_\t_\t_\t_\t_\t_\t_\n\n"
    folders = [tmp_path / name for name in ("UD_Latin-PROIEL", "UD_Latin-UDante")]
    for folder in folders:
        folder.mkdir()
        (folder / "la-ud-train.conllu").write_text(row.format("Gallia") + row.format("est"))
    assert run("-q", "compare", *(f"ud:{folder}" for folder in folders)) == 3
    said = capsys.readouterr().err
    assert "UD_Latin-PROIEL fills only" in said
    assert str(tmp_path) not in said
