"""Words from untrusted text, written so that no output format interprets them.

HTML is escaped by Jinja and by the page's own script.
"""

import json
import re
import unicodedata
from html import escape
from typing import Any

from wordclass.counting.counts.vocabulary import UNKNOWN_LABEL

# Invisible, but part of the spelling of words in Persian, Indic and other scripts.
_JOINERS = "\u200c\u200d"
# Categories that are invisible, or act on the terminal or on the surrounding text.
_ACTIVE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Line breaks, terminal control, bidirectional overrides, the mark that a file may begin with, and
# what cannot be encoded.
_BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
# Visible characters of category Cf: Arabic number signs, Syriac and Kaithi marks.
_VISIBLE_CF = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$])")
# What a spreadsheet evaluates; a lone sign, -5, @name and -based are harmless.
_FORMULA = re.compile(r"=.|[+\-@](?=.*[^\w.,'’\-])", re.DOTALL)
_QUOTED = re.compile(r'".*\\.*"', re.DOTALL)
_SPACE = re.compile(r"\s")
_SPECIAL = frozenset({UNKNOWN_LABEL, "<s>", "</s>"})  # a corpus word spelled like this is quoted


def visible(word: str, limit: int = 40) -> str:
    r"""A word as harmless characters on one line: for terminals, charts and titles.

    Control characters, terminal escapes, bidirectional overrides and other invisible
    characters become escape sequences; a word longer than ``limit`` loses its middle.

    Examples
    --------
    >>> print(visible("\x1b[31mred"), visible("a\u202eb"), visible("x" * 50, limit=9))
    \x1b[31mred a\u202eb xxxx…xxxx
    """
    if len(word) > limit:
        half = (limit - 1) // 2
        word = f"{word[: limit - 1 - half]}…{word[-half:]}"
    if word.isprintable():  # nearly every word: no active characters
        return word
    return "".join(_escape(c) if _is_active(c) else c for c in word)


def _is_active(c: str) -> bool:
    return unicodedata.category(c) in _ACTIVE and c not in _JOINERS and not _VISIBLE_CF.match(c)


def _escape(c: str) -> str:
    code = ord(c)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def markdown_cell(word: str, limit: int = 40) -> str:
    r"""A word as a cell of a Markdown table, all markup escaped.

    Examples
    --------
    >>> print(markdown_cell("a|b"), markdown_cell("<b>"), markdown_cell("`x`"))
    a\|b &lt;b&gt; \`x\`
    """
    return _MARKDOWN.sub(r"\\\1", escape(visible(word, limit), quote=False))


def line_field(word: str, spaces: bool = True) -> str:
    r"""A word as a field of a line-based file; :func:`read_cell` restores it.

    A word that would break the line or act on a terminal is written as a JSON string in double
    quotes. All others stay as they are, for ``cut``, ``grep`` and other tools.

    A format without ``spaces`` allows none within a word.

    Examples
    --------
    >>> print(line_field("a\tb"), line_field("=="), line_field("New York"))
    "a\tb" == New York
    >>> print(line_field("New York", spaces=False), line_field('"', spaces=False))
    "New\u0020York" "
    """
    return quoted_cell(word, spaces) if _QUOTED.fullmatch(word) else token_field(word, spaces)


def token_field(word: str, spaces: bool = True) -> str:
    r"""A word as a field of a tagged text, whose format has no quotation: readers take it as it is.

    Only a word that would break the line or act on a terminal is written as a JSON string.

    Examples
    --------
    >>> print(token_field("a\tb"), token_field('"\\t"'), token_field("<unk>"))
    "a\tb" "\t" <unk>
    """
    if word.isalnum():  # nearly every word
        return word
    breaks = _BREAKING.search(word) or (not spaces and _SPACE.search(word))
    return quoted_cell(word, spaces) if breaks else word


def tsv_cell(word: str) -> str:
    r"""A word as a cell of a table, which a spreadsheet may read; :func:`read_cell` restores it.

    As :func:`line_field`, but what a spreadsheet would evaluate is quoted too: a word that begins
    with ``=``, or with ``+``, ``-`` or ``@`` and contains more than letters, digits and
    ``. , ' -``.

    Examples
    --------
    >>> print(tsv_cell("=cmd|x"), tsv_cell("-"), tsv_cell("New York"))
    "\u003dcmd|x" - New York
    """
    return quoted_cell(word) if _FORMULA.match(word) else line_field(word)


def quoted_cell(word: str, spaces: bool = True) -> str:
    r"""A word as a JSON string whose first character starts neither a formula nor a tag.

    Examples
    --------
    >>> print(quoted_cell("<s>"))
    "\u003cs>"
    """
    quoted = json.dumps(word)
    if word[:1] in tuple("<=+-@"):
        quoted = f'"\\u{ord(word[0]):04x}{quoted[2:]}'
    return quoted if spaces else quoted.replace(" ", "\\u0020")


def read_cell(field: str) -> str:
    r"""Read what :func:`tsv_cell` wrote; fields written by other tools stay as they are.

    Examples
    --------
    >>> read_cell('"New\\u0020York"'), read_cell('"'), read_cell("1\\/2")
    ('New York', '"', '1\\/2')
    """
    if _QUOTED.fullmatch(field):
        try:
            return str(json.loads(field))
        except ValueError:
            return field
    return field


def write_word(word: str | None, spaces: bool = False) -> str:
    r"""Write a word for a line-based file, ``None`` being the unknown word.

    ``spaces`` is whether words may contain spaces.

    Examples
    --------
    >>> print(write_word("New York", spaces=True), write_word("<s>"), write_word(None))
    New York "\u003cs>" <unk>
    """
    if word is None:
        return UNKNOWN_LABEL
    if word in _SPECIAL:
        return quoted_cell(word, spaces)
    return line_field(word, spaces)


def tsv_word(word: str | None) -> str:
    r"""Write a word for a table that a spreadsheet may read, as :func:`tsv_cell` does.

    Examples
    --------
    >>> print(tsv_word("=1+1"), tsv_word("<s>"), tsv_word(None))
    "\u003d1+1" "\u003cs>" <unk>
    """
    written = write_word(word, spaces=True)
    return tsv_cell(written) if written == word else written  # else it is quoted already


def read_word(field: str) -> str | None:
    """Read what :func:`write_word` or :func:`tsv_word` wrote, or a word of another tool's file."""
    return None if field == UNKNOWN_LABEL else read_cell(field)


def json_text(value: Any, indent: int | None = None) -> str:
    r"""JSON with letters of all scripts unescaped, and terminal controls escaped.

    Examples
    --------
    >>> print(json_text(["时间", "a\u202eb"]))
    ["时间", "a\u202eb"]
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _BREAKING.sub(lambda m: m[0] if m[0] == "\n" else f"\\u{ord(m[0]):04x}", text)
