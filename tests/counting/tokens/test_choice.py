"""The choice of a tokenizer by the script of the text."""

from pathlib import Path

import pytest

import wordclass as wc
from wordclass.counting.tokens.choice import choose

CORPORA = Path(__file__).parents[3] / "corpora"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ((CORPORA / "english.txt").read_text(), "unicode"),
        ((CORPORA / "chinese.txt").read_text(), "jieba"),
        ((CORPORA / "arabic.txt").read_text(), "unicode"),
        ((CORPORA / "hindi.txt").read_text(), "unicode"),
        ("The cat sat , it seems .\nIt slept , then .", "whitespace"),
        ("他 来到 北京 ， 我 也 是 。\n好 的 ， 谢谢 。", "whitespace"),
        ("これは日本語の文です。", "char"),  # Japanese: this is a Japanese sentence
        ("สวัสดีชาวโลก", "char"),  # Thai: hello world
        ("សួស្តីពិភពលោក", "char"),  # Khmer
        ("བཀྲ་ཤིས་བདེ་ལེགས།", "unicode"),  # Tibetan, its syllables separated by a tsheg: good luck
        ("សួស្តី\u200bពិភពលោក", "unicode"),  # Khmer, its words separated by zero-width spaces
        ("ສະບາຍດີຊາວໂລກ", "char"),  # Lao
        ("ꊿꂷꃅꄿꐨꐥ，ꌅꅍꀂꏽꐯꒈꃅꐥꌐ。", "char"),  # Yi: born free and equal
        ("လူတိုင်းသည်၊ တူညီလွတ်လပ်သော။ . . .", "char"),  # Burmese: dots apart, its own signs not
        ("안녕하세요 세계.", "unicode"),  # Korean is written with spaces
        ("123 456", "unicode"),
    ],
)
def test_auto_chooses_by_the_script(text, name):
    assert choose(text)[0] == name


def test_auto_warns_that_there_is_no_tokenizer_for_thai(caplog):
    wc.count(["สวัสดีชาวโลก"])
    assert "tokenizer: char" in caplog.text and "segment the text first" in caplog.text
