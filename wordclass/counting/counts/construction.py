"""Counts made elsewhere, as bigrams of word ids: from a matrix, from rows, or from a table.

Each function returns the bigrams, their words, and the index of the unknown word among these.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.numbering import Entries, as_counts
from wordclass.counting.counts.vocabulary import UNKNOWN_LABEL
from wordclass.errors import InputError, check_type, check_words


def from_matrix(matrix: Any, words: Sequence[str]) -> tuple[Entries, list[str], None]:
    """Read a matrix; see :meth:`BigramCounts.from_matrix`."""
    listed = check_words("words", words)
    try:
        entries = sp.coo_array(matrix)
    except (TypeError, ValueError):
        entries = None
    if entries is None or entries.dtype.hasobject:
        raise InputError("matrix must be an array or a sparse array of counts")
    if entries.shape != (len(listed), len(listed)):
        raise InputError(
            f"matrix has shape {entries.shape} but there are {len(listed)} words; "
            "there must be one row and one column per word"
        )
    return Entries(entries.row, entries.col, as_counts(entries.data)), listed, None


def from_rows(rows: Any) -> tuple[Entries, list[str], int | None]:
    """Read rows of (preceding word, following word, count); see :meth:`BigramCounts.from_pairs`."""
    if hasattr(rows, "__arrow_c_stream__"):
        from wordclass.counting.counts.arrow import from_table

        return from_table(rows)
    if isinstance(rows, Mapping):
        raise InputError(
            "{rows} is a mapping; if it is of pairs of words to counts, pass "
            "[(prev, next, n) for (prev, next), n in mapping.items()]",
            "rows",
        )
    check_type("rows", rows, Iterable, "rows of (prev, next, count)")
    ids: dict[str | None, int] = {}
    triples = []
    for number, row in enumerate(rows, start=1):
        try:
            prev, following, n = row
        except (TypeError, ValueError):
            raise InputError(f"row {number} is {row!r}, not (prev, next, count)") from None
        for word in (prev, following):
            if word is not None and not isinstance(word, str):
                raise InputError(f"row {number}: {word!r} is not a word; words are strings")
        triples.append((ids.setdefault(prev, len(ids)), ids.setdefault(following, len(ids)), n))
    prev_ids, next_ids, n_values = zip(*triples, strict=True) if triples else ((), (), ())
    try:
        counts = np.array(n_values)
    except ValueError:  # sequences of several lengths
        raise InputError("counts must be numbers") from None
    words = [UNKNOWN_LABEL if word is None else word for word in ids]
    prev, following = np.array(prev_ids, dtype=np.int64), np.array(next_ids, dtype=np.int64)
    return Entries(prev, following, as_counts(counts)), words, ids.get(None)
