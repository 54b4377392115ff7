"""The files of corpora/: tagged samples in good order, and planted counts with their truth."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

import wordclass as wc
from wordclass.counting.text.formats import conllu_rows
from wordclass.evaluation.metrics import adjusted_rand, contingency

CORPORA = Path(__file__).parents[1] / "corpora"
UPOS = set("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split())
SAMPLES = pytest.mark.parametrize("name", ["english", "chinese"])


def sentences(name: str) -> list[tuple[dict[str, str], list[list[str]]]]:
    """Pair the comments of every sentence with its rows."""
    text = (CORPORA / f"{name}.conllu").read_text(encoding="utf-8")
    assert text.endswith("\n\n")
    found = []
    for block in text.removesuffix("\n\n").split("\n\n"):
        lines = block.split("\n")
        comments = dict(line[2:].split(" = ", 1) for line in lines if line.startswith("#"))
        [rows] = conllu_rows(lines, name)
        found.append((comments, rows))
    return found


@SAMPLES
def test_a_sample_is_numbered_throughout(name: str) -> None:
    found = sentences(name)
    assert len(found) >= 300
    assert [c["sent_id"] for c, _ in found] == [f"{name}-{i:03}" for i in range(1, len(found) + 1)]
    for _, rows in found:
        assert [row[0] for row in rows] == [str(i) for i in range(1, len(rows) + 1)]


@SAMPLES
def test_every_token_has_a_universal_tag(name: str) -> None:
    for comments, rows in sentences(name):
        for _, form, _, tag, *_ in rows:
            assert tag in UPOS, (comments["sent_id"], form, tag)
            assert (tag == "PUNCT") == all(not c.isalnum() and c not in "$£%" for c in form)


@SAMPLES
def test_the_tokens_spell_the_text(name: str) -> None:
    for comments, rows in sentences(name):
        spelt = "".join(r[1] + (" " if r[9] == "_" else "") for r in rows)
        assert spelt.removesuffix(" ") == comments["text"]


@SAMPLES
def test_no_sentence_occurs_twice(name: str) -> None:
    texts = [comments["text"] for comments, _ in sentences(name)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("kind", ["clean", "rough"])
def test_planted_classes_are_found_again(kind: str) -> None:
    truth = load_file(CORPORA / "planted-truth.safetensors")
    assert all(np.allclose(p.sum(axis=-1), 1) for p in truth.values())
    counts = wc.load_counts(CORPORA / f"planted-{kind}.parquet")
    model = wc.fit(counts, classes=6, tied=True)
    words = [int(word[1:]) for word in counts.vocabulary.words[1:]]
    planted = truth["p_class_given_word"].argmax(axis=1)[words]
    assert adjusted_rand(contingency(model.left_labels[1:], planted)) > 0.9
