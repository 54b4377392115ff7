"""The compiled loops that bring bigrams in any order into a matrix: arrays in, arrays out.

Bigrams are keys as in :mod:`wordclass.counting.segments.kernels`.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Ids = npt.NDArray[np.int64]

_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@njit(cache=True, nogil=True)
def margins(keys: npt.NDArray[np.uint64], counts: Ids, n: int) -> Any:
    """How often each of ``n`` words precedes, and how often it follows."""
    before, behind = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for i in range(len(keys)):
        before[keys[i] >> _HALF] += counts[i]
        behind[keys[i] & _LOW] += counts[i]
    return before, behind


@njit(cache=True, nogil=True)
def fold_unknown(
    keys: npt.NDArray[np.uint64],
    counts: Ids,
    new_id: npt.NDArray[np.uint32],
    unknown: int,
    n: int,
) -> Any:
    """Renumber bigrams in place, those of the unknown word apart: what it precedes and follows.

    Gives how many there are without it, and two lists of counts by new id, ``n`` long: of the
    words behind it, itself included, and of those before it.
    """
    behind, before = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    kept = 0
    for i in range(len(keys)):
        prev, following = new_id[keys[i] >> _HALF], new_id[keys[i] & _LOW]
        if prev == unknown:
            behind[following] += counts[i]
        elif following == unknown:
            before[prev] += counts[i]
        else:
            keys[kept] = (np.uint64(prev) << _HALF) | np.uint64(following)
            counts[kept] = counts[i]
            kept += 1
    return kept, behind, before


@njit(cache=True, nogil=True)
def pack_counts(keys: npt.NDArray[np.uint64], counts: Ids, id_bits: int) -> None:
    """Put each bigram's count, or the most they hold, into the bits that two ids leave."""
    bits = np.uint64(64 - 2 * id_bits)
    most = (np.uint64(1) << bits) - np.uint64(1)
    for i in range(len(keys)):
        both = ((keys[i] >> _HALF) << np.uint64(id_bits)) | (keys[i] & _LOW)
        keys[i] = (both << bits) | min(np.uint64(counts[i]), most)


@njit(cache=True, nogil=True)
def unpacked(rows: npt.NDArray[np.uint64], id_bits: int) -> Ids:
    """Replace each row (preceding id, following id, count) by its bigram; gives the counts."""
    counts = np.empty(len(rows), dtype=np.int64)
    bits = np.uint64(64 - 2 * id_bits)
    low_id = (np.uint64(1) << np.uint64(id_bits)) - np.uint64(1)
    low_count = (np.uint64(1) << bits) - np.uint64(1)
    for i in range(len(rows)):
        row = rows[i]
        counts[i] = row & low_count
        both = row >> bits
        rows[i] = ((both >> np.uint64(id_bits)) << _HALF) | (both & low_id)
    return counts
