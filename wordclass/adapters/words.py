r"""Words in files made of lines and columns.

A corpus word may hold a tab, a line break or a terminal escape, and none of that may
break a line apart or reach a terminal. Such a word is written as a JSON string in double
quotes (``"a\tb"``), which is how it is told from every other word, and read back whole.
All other words stand as they are, so that ``cut``, ``grep`` and other tools see them.
"""

import json
import re

from wordclass.counting.bigrams import UNKNOWN_LABEL

_SPECIAL = frozenset({UNKNOWN_LABEL, "<s>", "</s>"})  # a corpus word spelled so is quoted
# Control characters, Unicode's line ends, and lone surrogates, which UTF-8 cannot hold.
_HOSTILE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SPACE = re.compile(r"\s")
_LOOKS_QUOTED = re.compile(r'".*\\.*"', re.DOTALL)


def write_word(word: str, spaces: bool) -> str:
    r"""Write a word for a line-based file.

    Parameters
    ----------
    word : str
        Any string but the unknown word, which is written ``<unk>`` by the caller; a
        corpus word of that very spelling is quoted, so that the two stay apart.
    spaces : bool
        Whether the format leaves spaces inside words alone.

    Examples
    --------
    >>> print(write_word("New York", spaces=True), write_word("a\tb", spaces=True))
    New York "a\tb"
    >>> print(write_word("New York", spaces=False), write_word('"', spaces=False))
    "New\u0020York" "
    """
    plain = word and not _HOSTILE.search(word) and word not in _SPECIAL
    if plain and (spaces or not _SPACE.search(word)) and not _LOOKS_QUOTED.fullmatch(word):
        return word
    quoted = json.dumps(word).replace("<", "\\u003c")
    return quoted if spaces else quoted.replace(" ", "\\u0020")


def read_word(field: str) -> str:
    r"""Read what :func:`write_word` wrote; other tools' words come through as they are.

    Examples
    --------
    >>> read_word('"New\\u0020York"'), read_word('"'), read_word("1\\/2")
    ('New York', '"', '1\\/2')
    """
    if _LOOKS_QUOTED.fullmatch(field):
        try:
            return str(json.loads(field))
        except ValueError:
            return field
    return field
