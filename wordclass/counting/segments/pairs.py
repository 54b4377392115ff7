"""Sorted lists of bigrams and their counts.

A bigram is a 64-bit key: from the top, 29 bits for the id of the preceding word, 29 for that of
the following word, and 6 for the block of its sentence (see ``sentence_blocks``), which are 0 if
blocks are not counted.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from wordclass.compiling import kernel
from wordclass.errors import InputError

Ids = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Counted = tuple[Keys, Ids]  # bigrams as keys, and their counts

PREV_SHIFT, NEXT_SHIFT = np.uint64(35), np.uint64(6)  # where the ids begin
ID, _BLOCK = np.uint64((1 << 29) - 1), np.uint64(63)


def packed(prev: npt.NDArray[Any], following: npt.NDArray[Any], block: Any = 0) -> Keys:
    """Return the keys of bigrams."""
    keys = (prev.astype(np.uint64) << PREV_SHIFT) | (following.astype(np.uint64) << NEXT_SHIFT)
    return np.asarray(keys | np.asarray(block).astype(np.uint64))


def unpacked(keys: Keys) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32], Any]:
    """Return the ids of the preceding and of the following word, and the block."""
    prev, following = keys >> PREV_SHIFT, (keys >> NEXT_SHIFT) & ID
    return prev.astype(np.uint32), following.astype(np.uint32), (keys & _BLOCK).astype(np.uint8)


def first_of_each(keys: Keys) -> Ids:
    """Return where each distinct bigram begins in sorted keys, whose blocks may differ."""
    bigrams = keys >> NEXT_SHIFT
    return np.flatnonzero(np.diff(bigrams, prepend=~bigrams[:1]))


def check_words(n: int) -> None:
    """Raise an InputError unless the ids of ``n`` words fit into keys."""
    if n > int(ID):
        raise InputError(f"more than {int(ID):,} distinct words; use {{lowercase}} or "
                         "{normalize_digits}, or count parts of the text", lowercase=True,
                         normalize_digits=True)  # fmt: skip


@kernel
def renumber(keys: Keys, new_id: npt.NDArray[np.uint32]) -> None:
    """Replace both ids of every bigram, in place."""
    for i in range(len(keys)):
        prev, following = new_id[keys[i] >> PREV_SHIFT], new_id[(keys[i] >> NEXT_SHIFT) & ID]
        block = keys[i] & _BLOCK
        keys[i] = (np.uint64(prev) << PREV_SHIFT) | (np.uint64(following) << NEXT_SHIFT) | block


@kernel
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


def add_rows(keys: Keys, sizes: Ids, counts: npt.NDArray[Any] | None = None) -> None:
    """Add the number of sorted bigrams of each preceding word, or their counts, to ``sizes``."""
    if len(keys) == 0:
        return
    first, end = int(keys[0] >> PREV_SHIFT), int(keys[-1] >> PREV_SHIFT) + 1
    edges = np.searchsorted(keys, np.arange(first, end + 1, dtype=np.uint64) << PREV_SHIFT)
    if counts is not None:
        edges = np.append(0, np.cumsum(counts, dtype=np.int64))[edges]
    sizes[first:end] += np.diff(edges)


@kernel
def merge_sorted(a_keys: Keys, a_counts: Ids, b_keys: Keys, b_counts: Ids) -> Any:
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
