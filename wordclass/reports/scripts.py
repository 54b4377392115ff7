"""Which script words are written in: what fonts and screen readers go by."""

import unicodedata
from collections import Counter
from collections.abc import Iterable

# First word of a character's Unicode name -> BCP 47. A script of many languages names none.
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


def script_of(words: Iterable[str]) -> str:
    """Give the BCP 47 tag of the script most letters are in; a language where it has but one.

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
