"""Counts made elsewhere: checked, their words numbered, as a sorted matrix."""

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.counting.counts.vocabulary import BOUNDARY, Vocabulary
from wordclass.errors import InputError

MOST = 1 << 62  # that counts may sum to: no sum of two can overflow


def whole(values: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Give counts as int64, or an InputError that names the first value that is none."""
    if values.size == 0:
        return np.zeros(0, dtype=np.int64)
    try:
        numbers = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError("counts must be numbers") from None
    bad = ~np.isfinite(numbers) | (numbers < 0) | (numbers != np.floor(numbers))
    if bad.any():
        raise InputError(
            f"{numbers[bad][0]} is not a count; counts are whole numbers, 0 or more "
            "(give counts, not probabilities)"
        )
    if (numbers > MOST).any():
        raise InputError(f"the count {int(numbers.max())} is beyond what 64 bits hold in a sum")
    return values.astype(np.int64)


def canonical(
    rows: npt.NDArray[Any],
    cols: npt.NDArray[Any],
    data: npt.NDArray[np.int64],
    words: list[str],
    unknown: int | None,
) -> tuple[sp.csr_array, Vocabulary]:
    """Number words by falling frequency, the boundary first, and build the sorted matrix.

    Raises
    ------
    InputError
        When a word is no string, or stands twice.
    """
    for word in words:
        if not isinstance(word, str):
            raise InputError(f"{word!r} is not a word; give strings")
    if len({word for i, word in enumerate(words) if i != unknown}) + (unknown is not None) != len(
        words
    ):
        seen: set[str] = set()
        twice = next(word for word in words if word in seen or seen.add(word))  # type: ignore[func-returns-value]
        raise InputError(f"the word {twice!r} stands twice; give every word once")
    # In two halves, as int64 may not hold the sum.
    total = (int((data >> 32).sum()) << 32) + int((data & 0xFFFFFFFF).sum())
    if total > MOST:
        raise InputError(f"the counts sum to {total}, beyond what 64 bits hold")
    if BOUNDARY not in words:
        words = [*words, BOUNDARY]
    n = len(words)
    before, behind = np.zeros((2, n), dtype=np.int64)
    np.add.at(before, rows, data)
    np.add.at(behind, cols, data)
    frequency = np.maximum(before, behind)
    order = sorted(
        range(n), key=lambda i: (words[i] != BOUNDARY, -frequency[i], words[i], i == unknown)
    )
    new_id = np.empty(n, dtype=np.int64)
    new_id[order] = np.arange(n)
    matrix = sp.csr_array((data, (new_id[rows], new_id[cols])), shape=(n, n), dtype=np.int64)
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    matrix.sort_indices()
    vocabulary = Vocabulary(
        tuple(words[i] for i in order), None if unknown is None else int(new_id[unknown])
    )
    return matrix, vocabulary
