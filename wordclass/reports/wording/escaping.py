"""Words come from anybody's text: how each output format shows one without obeying it.

HTML is escaped by Jinja and by the page's own script.
"""

import json
import re
import unicodedata
from typing import Any

# Invisible, but part of how words are spelt in Persian, Indic and other scripts.
_JOINERS = "\u200c\u200d"
# Categories that draw nothing, or act on the terminal or on the text around them.
_ACTIVE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# What ends a line, drives a terminal, turns the direction of writing, or cannot be encoded.
BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# Visible signs that Unicode files under Cf: Arabic number signs, Syriac and Kaithi marks.
_DRAWN = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$>])")
# A spreadsheet runs what begins so; a lone sign, -5, @name and -based call nothing.
FORMULA = re.compile(r"=.|[+\-@](?=.*[^\w.,'’\-])", re.DOTALL)


def visible(word: str, limit: int = 40) -> str:
    r"""Show a word as one run of harmless characters: for terminals, charts and titles.

    Control characters, terminal escapes, bidirectional overrides and other characters
    that draw nothing become escapes; a word longer than ``limit`` loses its middle.

    Examples
    --------
    >>> print(visible("\x1b[31mred"), visible("a\u202eb"), visible("x" * 50, limit=9))
    \x1b[31mred a\u202eb xxxx…xxxx
    """
    if len(word) > limit:
        half = (limit - 1) // 2
        word = f"{word[: limit - 1 - half]}…{word[-half:]}"
    if word.isprintable():  # which nearly all are: none of their characters is active
        return word
    return "".join(_escape(c) if _is_active(c) else c for c in word)


def _is_active(c: str) -> bool:
    return unicodedata.category(c) in _ACTIVE and c not in _JOINERS and not _DRAWN.match(c)


def _escape(c: str) -> str:
    code = ord(c)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def markdown_cell(word: str, limit: int = 40) -> str:
    r"""Show a word in a cell of a Markdown table, every character of markup escaped.

    Examples
    --------
    >>> print(markdown_cell("a|b"), markdown_cell("<b>"), markdown_cell("`x`"))
    a\|b &lt;b&gt; \`x\`
    """
    text = visible(word, limit).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"(&amp;|&lt;|&gt;)|" + _MARKDOWN.pattern, _escape_markdown, text)


def _escape_markdown(match: re.Match[str]) -> str:
    return match[1] or f"\\{match[2]}"


def tsv_cell(word: str) -> str:
    r"""Write a word as one field of a TSV file, whole, and never a formula.

    Backslash, tab, line breaks, other control characters and bidirectional overrides
    become escapes, so that a row is a line and a word can be had back. So does the first
    character of a word that a spreadsheet would run: one that begins with ``=``, or with
    ``+``, ``-`` or ``@`` and holds more than letters, digits and ``. , ' -``.

    Examples
    --------
    >>> print(tsv_cell("a\tb"), tsv_cell("=cmd|x"), tsv_cell("-"), tsv_cell("@name"))
    a\tb \=cmd|x - @name
    """
    special = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
    text = BREAKING.sub(lambda m: special.get(m[0]) or _escape(m[0]), word.replace("\\", "\\\\"))
    return f"\\{text}" if FORMULA.match(text) else text


def json_text(value: Any, indent: int | None = None) -> str:
    r"""Write JSON with the world's letters as they are, and what acts on a terminal escaped.

    Examples
    --------
    >>> print(json_text(["时间", "a\u202eb"]))
    ["时间", "a\u202eb"]
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return BREAKING.sub(lambda m: m[0] if m[0] == "\n" else f"\\u{ord(m[0]):04x}", text)
