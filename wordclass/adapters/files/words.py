"""Words as fields of line-based class files, the unknown word among them."""

from wordclass.counting.counts.vocabulary import UNKNOWN_LABEL
from wordclass.reports.wording.escaping import quoted_cell, read_cell, tsv_cell

_SPECIAL = frozenset({UNKNOWN_LABEL, "<s>", "</s>"})  # a corpus word spelled like this is quoted


def write_word(word: str | None, spaces: bool = False) -> str:
    r"""Write a word for a line-based file, ``None`` being the unknown word.

    ``spaces`` says whether words may contain spaces.

    Examples
    --------
    >>> print(write_word("New York", spaces=True), write_word("<s>"), write_word(None))
    New York "\u003cs>" <unk>
    """
    if word is None:
        return UNKNOWN_LABEL
    return quoted_cell(word, spaces) if word in _SPECIAL else tsv_cell(word, spaces)


def read_word(field: str) -> str | None:
    """Read what :func:`write_word` wrote, or a word of another tool's class file."""
    return None if field == UNKNOWN_LABEL else read_cell(field)
