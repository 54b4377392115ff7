"""Gold tags of files."""

import pytest

import wordclass as wc
from tests.counting.text.reading import CORPORA
from wordclass.counting.text.sentences import tagged_sentences


@pytest.mark.parametrize(
    ("name", "settings", "last"),
    [
        ("bread.conllu", {}, ("too", "ADV")),
        ("bread.conllu", {"column": "xpos"}, ("too", "RB")),
        ("bread.vert", {}, ("rises", "VBZ")),
        ("bread.vert", {"column": "3"}, ("rises", "rise")),
    ],
)
def test_gold_tags_of_files(name, settings, last):
    tagged = list(tagged_sentences(CORPORA / name, **settings))
    assert tagged[0][0][0] == "The" and tagged[-1][-1] == last


def test_gold_tags_of_plain_lines(tmp_path):
    (tmp_path / "gold.txt").write_text("Dogs\tNOUN\nbark\tVERB\n\nLoudly\tADV\n")
    assert list(tagged_sentences(tmp_path / "gold.txt")) == [
        [("Dogs", "NOUN"), ("bark", "VERB")], [("Loudly", "ADV")],
    ]  # fmt: skip
    with pytest.raises(wc.InputError, match="has no column 2"):
        list(tagged_sentences(CORPORA / "english.txt"))
    with pytest.raises(wc.InputError, match="has no tags"):
        list(tagged_sentences("stdlib:pydoc"))
