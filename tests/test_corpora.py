"""The tagged samples of corpora/: CoNLL-U in order, UPOS only, no sentence twice."""

from pathlib import Path

import pytest

from wordclass.counting.text.formats import conllu_rows

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
