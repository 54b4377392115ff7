"""Sorted lists of bigrams and their counts.

A bigram is a 64-bit key: the id of the preceding word in the upper half, of the following word in
the lower.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Ids = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]

_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@njit(cache=True, nogil=True)
def renumber(keys: Keys, new_id: npt.NDArray[np.uint32]) -> None:
    """Replace both ids of every bigram, in place."""
    for i in range(len(keys)):
        prev, following = keys[i] >> _HALF, keys[i] & _LOW
        keys[i] = (np.uint64(new_id[prev]) << _HALF) | np.uint64(new_id[following])


@njit(cache=True, nogil=True)
def run_lengths(keys: Keys, counts: npt.NDArray[np.uint32]) -> int:
    """Move the distinct keys to the front, write their counts, and return their number."""
    n = 0
    i = 0
    while i < len(keys):
        j = i + 1
        while j < len(keys) and keys[j] == keys[i]:
            j += 1
        keys[n], counts[n] = keys[i], j - i
        n += 1
        i = j
    return n


def by_prev(keys: Keys, counts: npt.NDArray[Any], n: int) -> tuple[Ids, Ids]:
    """Return the row pointers of sorted bigrams of ``n`` words, and the total count of each row."""
    rows = np.searchsorted(keys, np.arange(n + 1, dtype=np.uint64) << _HALF)
    frequency, precedes = np.zeros(n, dtype=np.int64), rows[1:] > rows[:-1]
    if len(keys):
        frequency[precedes] = np.add.reduceat(counts, rows[:-1][precedes], dtype=np.int64)
    return rows, frequency


@njit(cache=True, nogil=True)
def merge_sorted(
    a_keys: Keys,
    a_counts: Ids,
    b_keys: Keys,
    b_counts: Ids,
) -> Any:
    """Merge two sorted lists of distinct keys; sum the counts of keys in both."""
    keys = np.empty(len(a_keys) + len(b_keys), dtype=np.uint64)
    counts = np.empty(len(keys), dtype=np.int64)
    i = j = n = 0
    while i < len(a_keys) or j < len(b_keys):
        if j == len(b_keys) or (i < len(a_keys) and a_keys[i] < b_keys[j]):
            keys[n], counts[n] = a_keys[i], a_counts[i]
            i += 1
        elif i == len(a_keys) or b_keys[j] < a_keys[i]:
            keys[n], counts[n] = b_keys[j], b_counts[j]
            j += 1
        else:
            keys[n], counts[n] = a_keys[i], a_counts[i] + b_counts[j]
            i += 1
            j += 1
        n += 1
    return keys[:n], counts[:n]
