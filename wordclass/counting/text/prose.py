"""Running text to sentences, in any script.

A sentence ends at a blank line and at terminal punctuation:

- 。！？ and similar full-width marks, the danda, and the full stops and question marks of
  Arabic, Armenian, Ethiopic and Burmese end a sentence anywhere. The Greek question mark,
  which looks like a semicolon, does not.
- ``!``, ``?``, ``.`` and ``…`` end a sentence before white space. ``.`` and ``…`` do not if
  the next letter is lower-case; nor does ``.`` after a known abbreviation or an initial.
- Closing quotation marks and brackets belong to the sentence that they close.
"""

import re
from collections.abc import Iterable, Iterator

import regex

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
MAX_SENTENCE = 1 << 16  # characters; longer text without the end of a sentence is cut

# Abbreviations that a capital letter or a digit may follow within a sentence.
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st mt gen col lt capt sgt rev hon gov sen rep pres messrs "
    "vs etc cf eg ie e.g i.e viz al ca approx no nos vol vols fig figs ch chap sec pp p ed eds "
    "jan feb mar apr jun jul aug sep sept oct nov dec inc ltd co corp dept univ u.s u.k a.m p.m "
    "bzw usw z.b d.h u.a nr hr fr str bd bsp vgl ggf evtl dipl ing "
    "sra srta dra ud uds pág págs núm art av avda ej p.ej "
    "mme mlle mm m av env p.ex sig dott ing avv "
    "dhr mevr mw bijv nl o.a m.b.t т.е т.д т.п г гг им ул".split()
)

_ALWAYS = "。！？｡﹒।॥؟۔։።፧፨၊။៕᥄᥅᠃᠉⸮‼⁇⁈⁉"
_CLOSING = "\"'”’»›)\\]}）］｝」』】〉》〕"

_END = regex.compile(
    rf"""
      [{_ALWAYS}]+ [.!?{_ALWAYS}]* [{_CLOSING}]*      # ends a sentence anywhere
    | [!?]+[.!?…]* [{_CLOSING}]* (?=\s)               # before white space
    | (?P<stop>[.…]+) [{_CLOSING}]* (?=\s)            # see _ends
    """,
    regex.VERBOSE,
)
_NEXT_LETTER = regex.compile(r"[\s\p{P}]*(\p{L})")


def sentences(paragraph: str) -> Iterator[str]:
    """Split a paragraph into sentences.

    Examples
    --------
    >>> list(sentences("Dr. Who met J. Smith at 3 p.m. in Bath. Why? 好。再见！"))
    ['Dr. Who met J. Smith at 3 p.m. in Bath.', 'Why?', '好。', '再见！']
    """
    start = 0
    for end in [*_sentence_ends(paragraph), len(paragraph)]:
        if sentence := paragraph[start:end].strip():
            yield sentence
        start = end


def _sentence_ends(text: str) -> Iterator[int]:
    for match in _END.finditer(text):
        if not match["stop"] or _ends(text, match.start(), match.end(), match["stop"]):
            yield match.end()


def _ends(text: str, stop: int, end: int, dots: str) -> bool:
    """Whether full stops before white space end a sentence."""
    following = _NEXT_LETTER.match(text, end, end + 64)
    if following and following[1].islower():
        return False
    if dots != ".":
        return True
    word = text[max(0, stop - 24) : stop].split()[-1:]
    before = word[0].lstrip("([{\"'“‘«").lower() if word else ""
    if before in ABBREVIATIONS:
        return False
    return not (len(before) == 1 and before.isalpha() and text[stop - 1].isupper())


def split_prose(chunks: Iterable[str]) -> Iterator[str]:
    """Split text that arrives in chunks into sentences.

    Memory is bounded even if a paragraph never ends: after ``MAX_SENTENCE`` characters
    without the end of a sentence, the text is cut at white space.
    """
    waiting = ""
    for chunk in chunks:
        *paragraphs, waiting = _BLANK_LINE.split(waiting + chunk)
        for paragraph in paragraphs:
            yield from sentences(paragraph)
        if len(waiting) > MAX_SENTENCE:
            whole = max(_sentence_ends(waiting), default=0)
            yield from sentences(waiting[:whole])
            waiting = waiting[whole:]
            while len(waiting) > MAX_SENTENCE:
                space = max(waiting.rfind(sign, 0, MAX_SENTENCE) for sign in " \n")
                cut = space if space > 0 else MAX_SENTENCE
                yield waiting[:cut].strip()
                waiting = waiting[cut:].lstrip()
    yield from sentences(waiting)
