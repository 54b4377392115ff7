"""Class language models, read back by the programs they are for."""

import io
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import arpa
import numpy as np
import pytest
import scipy.sparse as sp

import wordclass as wc
from tests.adapters.files.test_classes import HOSTILE
from tests.benchmarks.kneser_ney import KneserNey
from tests.cli.running import run
from wordclass.adapters.files.classes import export
from wordclass.adapters.files.ngrams import replaced
from wordclass.counting.tokens.retokenize import token_sentences
from wordclass.evaluation.perplexity import class_perplexity
from wordclass.models.hard import class_counts
from wordclass.reports.wording.escaping import write_word

Score = Callable[[str], float]  # log10 p of a sentence of words separated by spaces


def read_by_arpa(path: Path) -> Score:
    model = arpa.loadf(str(path))[0]
    return lambda sentence: float(model.log_s(sentence))


def read_by_kenlm(path: Path) -> Score:
    kenlm = pytest.importorskip("kenlm", reason="KenLM is compiled: pip install kenlm")
    model = kenlm.Model(str(path))
    return lambda sentence: float(model.score(sentence, bos=True, eos=True))


def log10_p(model: KneserNey, sentence: list[int]) -> float:
    prev, following = np.array([0, *sentence]), np.array([*sentence, 0])
    return float(np.log10(model.probability(prev, following)).sum())


@pytest.mark.parametrize("read", [read_by_arpa, read_by_kenlm])
def test_words_have_the_probability_of_kneser_ney_whatever_their_spelling(
    read: Callable[[Path], Score], pydoc: wc.BigramCounts, tmp_path: Path
) -> None:
    words = [word for word in HOSTILE if word not in pydoc.vocabulary]
    hostile = wc.BigramCounts.from_pairs((a, b, 2) for a in words for b in words[::3])
    counts = pydoc.prune(20) + hostile
    export(counts, tmp_path / "words.arpa", "arpa")
    score = read(tmp_path / "words.arpa")
    oracle = KneserNey(counts.matrix)
    known = counts.vocabulary
    for sentence in [[], ["the", "class", "of", "zebras"], ["of", *words, "the"], words[::-1]]:
        ids = [known.id(word) for word in sentence]
        spelt = [None if i == known.unknown else known.words[i] for i in ids]
        line = " ".join(map(write_word, spelt))
        if line or read is not read_by_arpa:  # the package reads no empty sentence
            assert score(line) == pytest.approx(log10_p(oracle, ids), abs=1e-4)


@pytest.mark.parametrize("read", [read_by_arpa, read_by_kenlm])
def test_text_of_classes_has_our_perplexity(
    read: Callable[[Path], Score], tied: wc.WordClassModel, pydoc: wc.BigramCounts, tmp_path: Path
) -> None:
    """exp of minus the mean log p(class b | class a) p(b | class b), read from three files."""
    export(tied, tmp_path / "classes.arpa", "arpa")
    export(tied, tmp_path / "classes.txt", "srilm-classes")
    score = read(tmp_path / "classes.arpa")
    rows = [line.split(" ") for line in (tmp_path / "classes.txt").read_text().splitlines()]
    log_p_word = {word: np.log10(float(p)) for _, p, word in rows}
    assert sum(10**p for p in log_p_word.values()) == pytest.approx(tied.n_left)
    assert {row[0] for row in rows} == {f"CLASS-{c:05d}" for c in range(1, 21)}
    text = token_sentences("stdlib:pydoc", pydoc.provenance.tokenizer)
    sentences = list(islice(filter(None, text), 50))
    lines = list(replaced(tied, sentences))
    labels, n = tied.left_labels, tied.n_left + 1
    table = np.zeros((n + 1, n + 1), dtype=np.int64)  # one more: <unk>, which has no bigram
    table[:n, :n] = class_counts(pydoc.matrix, labels, labels, n, n)
    oracle = KneserNey(sp.csr_array(table))
    for sentence, line in zip(sentences, lines, strict=True):
        ids = labels[[tied.vocabulary.id(word) for word in sentence]].tolist()
        assert score(line) == pytest.approx(log10_p(oracle, ids), abs=1e-4)
    log_p = [
        score(line) + sum(log_p_word[write_word(word)] for word in sentence)
        for sentence, line in zip(sentences, lines, strict=True)
    ]
    perplexity = 10 ** (-sum(log_p) / sum(len(sentence) + 1 for sentence in sentences))
    part = wc.count(sentences)
    assert perplexity == pytest.approx(smoothed_perplexity(oracle, part, pydoc, tied), rel=1e-4)
    assert perplexity > 0.5 * class_perplexity(pydoc, tied)


def smoothed_perplexity(
    classes: KneserNey, part: wc.BigramCounts, all_: wc.BigramCounts, model: wc.WordClassModel
) -> float:
    """Of a part of the text, by formula from its counts."""
    ids = np.array([model.vocabulary.id(word) for word in part.vocabulary.words])
    p_word = all_.word_counts / np.bincount(model.left_labels, all_.word_counts)[model.left_labels]
    p_word[0] = 1
    entries = part.matrix.tocoo()
    prev, following = (model.left_labels[ids[i]] for i in (entries.row, entries.col))
    log_p = np.log(classes.probability(prev, following)) + np.log(p_word[ids[entries.col]])
    return float(np.exp(-(entries.data @ log_p) / part.n_bigrams))


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_classes_of_one_side_have_a_language_model(
    side: str, two_sided: wc.WordClassModel, tmp_path: Path
) -> None:
    export(two_sided, tmp_path / "c.arpa", "arpa", side)  # type: ignore[arg-type]
    model = arpa.loadf(str(tmp_path / "c.arpa"))[0]
    names = [name for name in model.vocabulary() if name != "<s>"]
    n_classes = two_sided.n_left if side == "left" else two_sided.n_right
    assert len(names) == n_classes + 2
    for context in ("<s>", "CLASS-00001", "CLASS-00009", "<unk>"):
        assert sum(model.p(f"{context} {name}") for name in names) == pytest.approx(1)


def test_unknown_words_are_replaced_by_the_unknown_words_class(pydoc: wc.BigramCounts) -> None:
    model = wc.fit(pydoc.prune(50), "exchange", classes=5, tied=True)
    unknown = model.left_labels[model.vocabulary.unknown]
    assert list(replaced(model, [["zebra"], []])) == [f"CLASS-{unknown:05d}", ""]


def test_counts_can_be_exported_as_arpa_alone(pydoc: wc.BigramCounts) -> None:
    with pytest.raises(wc.InputError, match="tsv is a format of models, not of counts"):
        export(pydoc, io.BytesIO())
    with pytest.raises(wc.InputError, match="no bigram"):
        export(wc.BigramCounts.from_pairs([]), io.BytesIO(), "arpa")


def test_the_commands_write_text_of_classes_and_both_language_models(
    tied: wc.WordClassModel,
    pydoc: wc.BigramCounts,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    tied.save("m.safetensors")
    pydoc.prune(20).save("c.parquet")
    Path("text.txt").write_text("It can be used .\n\nThe zebra\n")
    for arguments in (
        ["replace", "m.safetensors", "text.txt", "-o", "classes.txt"],
        ["export", "m.safetensors", "--format", "arpa", "-o", "m.arpa"],
        ["export", "c.parquet", "--format", "arpa", "-o", "c.arpa"],
    ):
        assert run("-q", *arguments) == 0
    expected = list(replaced(tied, [["it", "can", "be", "used", "."], [], ["the", "zebra"]]))
    assert Path("classes.txt").read_text().splitlines() == expected
    assert "CLASS-00001" in arpa.loadf("m.arpa")[0]
    assert "the" in arpa.loadf("c.arpa")[0]
