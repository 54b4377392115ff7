"""A digest of bigram counts that does not depend on the order of the rows or on the file."""

import numpy as np
import numpy.typing as npt
from numba import njit

from wordclass.counting.segments.words import Hashes, mixed, word_hashes

Ids = npt.NDArray[np.uint32]

NO_WORD = b"\xff"  # the unknown word; not valid UTF-8, so that no word equals it


def unknown_hash() -> np.uint64:
    """Hash the unknown word."""
    return word_hashes(np.array([0, len(NO_WORD)]), np.frombuffer(NO_WORD, np.uint8))[0]


@njit(cache=True, nogil=True)
def rows_hash(
    prev: Ids, following: Ids, counts: npt.NDArray[np.int64], hashes: Hashes
) -> np.uint64:
    """Sum a hash of every row (preceding word, following word, count), modulo 2^64."""
    total = np.uint64(0)
    for i in range(len(counts)):
        h = mixed(hashes[prev[i]] + np.uint64(0x9E3779B97F4A7C15)) + hashes[following[i]]
        total += mixed(mixed(h) + np.uint64(counts[i]))
    return total
