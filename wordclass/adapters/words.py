"""Words in class files: the quoting of :func:`wordclass.reports.wording.escaping.tsv_cell`.

In a class file ``<unk>`` is the unknown word itself, and ``<s>`` and ``</s>`` mark sentence
boundaries. A corpus word with one of these spellings is quoted, to keep the two apart.
"""

from wordclass.counting.counts.vocabulary import UNKNOWN_LABEL
from wordclass.reports.wording.escaping import quoted_cell, tsv_cell

_SPECIAL = frozenset({UNKNOWN_LABEL, "<s>", "</s>"})


def write_word(word: str, spaces: bool) -> str:
    r"""Write a corpus word for a line-based file; ``spaces``: whether words may contain them.

    Examples
    --------
    >>> print(write_word("New York", spaces=True), write_word("<s>", spaces=True))
    New York "\u003cs>"
    """
    return quoted_cell(word, spaces) if word in _SPECIAL else tsv_cell(word, spaces)
