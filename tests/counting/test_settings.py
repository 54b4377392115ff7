"""Invalid settings are rejected, with the valid ones listed."""

import pytest

import wordclass as wc
from tests.counting.text.reading import CORPORA


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"encoding": "klingon"}, "encoding='klingon' is not known"),
        ({"encoding": "base64"}, "encoding='base64' is not known"),
        ({"errors": "ignore"}, "errors='ignore' is not known"),
        ({"sentences": "verse"}, "sentences='verse' is not known"),
        ({"input_format": "docx"}, "input_format='docx' is not known"),
        ({"tokenizer": "magic"}, "tokenizer='magic' is not known"),
        ({"tokenizer": 3}, "neither a name nor a function"),
        ({"unicode_form": "NFX"}, "unicode_form='NFX' is not known"),
        ({"threads": 0}, "threads=0"),
    ],
)
def test_invalid_settings_are_rejected(settings, message):
    with pytest.raises(wc.InputError, match=message):
        wc.count(CORPORA / "english.txt", **settings)
