"""The language of a text, or at least its script, for fonts and screen readers."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from wordclass.counting.counts.provenance import Provenance
from wordclass.counting.text.datasheets import datasheet_of

_TAGS = {  # a named corpus's language -> BCP 47
    "Cantonese": "yue",
    "Catalan": "ca",
    "Chinese": "zh",
    "Dutch": "nl",
    "English": "en",
    "Portuguese": "pt",
    "Spanish": "es",
}

# First word of a character's Unicode name -> BCP 47: the script alone if many languages use it.
_SCRIPTS = {
    "LATIN": "und-Latn",
    "CYRILLIC": "und-Cyrl",
    "ARABIC": "und-Arab",
    "DEVANAGARI": "und-Deva",
    "BENGALI": "und-Beng",
    "ETHIOPIC": "und-Ethi",
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "HEBREW": "he",
    "GREEK": "el",
    "THAI": "th",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KHMER": "km",
    "LAO": "lo",
    "TIBETAN": "bo",
    "MYANMAR": "my",
}


# RFC 5646, section 2.1. A language has two or three letters: no longer one is registered.
_TAG = re.compile(
    r"""
    [a-z]{2,3} (-[a-z]{3}){0,3}             # language and its extensions
    (-[a-z]{4})?                            # script
    (-([a-z]{2} | \d{3}))?                  # region
    (-([a-z\d]{5,8} | \d[a-z\d]{3}))*       # variants
    (-[a-wyz\d] (-[a-z\d]{2,8})+)*          # extensions
    (-x (-[a-z\d]{1,8})+)?                  # private use
    | x (-[a-z\d]{1,8})+
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)


def is_language_tag(text: str) -> bool:
    """Whether a text has the form of a BCP 47 language tag; no registry is consulted.

    Examples
    --------
    >>> [is_language_tag(text) for text in ("fa", "zh-Hant-TW", "und-Arab", "de-1996", "en-x-old")]
    [True, True, True, True, True]
    >>> [is_language_tag(text) for text in ("!!", "english", "zh_TW", "en-", "")]
    [False, False, False, False, False]
    """
    return _TAG.fullmatch(text) is not None


def language_of(provenance: Provenance, words: Iterable[str]) -> str:
    """The BCP 47 tag of a text: that of its named corpus, else the script of its words.

    Examples
    --------
    >>> from wordclass.counting.counts.provenance import Source
    >>> language_of(Provenance((Source("stdlib:pydoc"),)), ["the"])
    'en'
    >>> language_of(Provenance((Source("novel.txt"),)), ["the"])
    'und-Latn'
    """
    names = {source.name for source in provenance.sources}
    sheet = datasheet_of(names.pop()) if len(names) == 1 else None
    return (_TAGS.get(sheet.language) if sheet else None) or script_of(words)


def script_of(words: Iterable[str]) -> str:
    """The BCP 47 tag of the script of most letters, or of the one language that uses it.

    Any kana makes it Japanese.

    Examples
    --------
    >>> script_of(["the", "of"]), script_of(["的", "是"]), script_of(["の", "国"])
    ('und-Latn', 'zh', 'ja')
    >>> script_of(["1", ","])
    'und'
    """
    seen: Counter[str] = Counter()
    for word in words:
        for character in word[:40]:
            if character.isalpha():
                name = unicodedata.name(character, "").split(" ")[0].split("-")[0]
                seen[_SCRIPTS.get(name, "und")] += 1
    if seen["ja"]:
        return "ja"
    return max(seen, key=lambda tag: seen[tag]) if seen.total() else "und"
