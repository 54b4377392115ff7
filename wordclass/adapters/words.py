r"""Words in files made of lines and columns.

A corpus word may hold a tab, a line break, a terminal escape or a spreadsheet's formula,
and none of that may break a line apart or be obeyed. Such a word is written as a JSON
string in double quotes (``"a\tb"``), which is how it is told from every other word, and
read back whole. All other words stand as they are, for ``cut``, ``grep`` and other tools.
"""

import json
import re

from wordclass.counting.counts.vocabulary import UNKNOWN_LABEL
from wordclass.reports.wording.escaping import BREAKING, FORMULA

_SPECIAL = frozenset({UNKNOWN_LABEL, "<s>", "</s>"})  # a corpus word spelled so is quoted
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
    hostile = BREAKING.search(word) or _LOOKS_QUOTED.fullmatch(word) or FORMULA.match(word)
    if not hostile and word not in _SPECIAL and (spaces or not _SPACE.search(word)):
        return word
    quoted = json.dumps(word)
    if word[0] in "<=+-@":
        quoted = f'"\\u{ord(word[0]):04x}{quoted[2:]}'
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
