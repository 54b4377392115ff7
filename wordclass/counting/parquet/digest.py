"""A digest of bigram counts that does not depend on the order of the rows or on the file."""

import numpy as np
import numpy.typing as npt
from numba import njit

Ids = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint64]

NO_WORD = b"\xff"  # the unknown word; not valid UTF-8, so that no word equals it


@njit(cache=True, nogil=True, inline="always")
def _mixed(h: np.uint64) -> np.uint64:
    """Mix the bits of a number: the finalizer of SplitMix64."""
    h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return h ^ (h >> np.uint64(31))


@njit(cache=True, nogil=True)
def word_hashes(starts: npt.NDArray[np.int64], arena: npt.NDArray[np.uint8]) -> Hashes:
    """Hash each word ``arena[starts[i]:starts[i + 1]]`` (FNV-1a, then mixed)."""
    hashes = np.empty(len(starts) - 1, dtype=np.uint64)
    for i in range(len(hashes)):
        h = np.uint64(0xCBF29CE484222325)
        for at in range(starts[i], starts[i + 1]):
            h = (h ^ np.uint64(arena[at])) * np.uint64(0x100000001B3)
        hashes[i] = _mixed(h)
    return hashes


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
        h = _mixed(hashes[prev[i]] + np.uint64(0x9E3779B97F4A7C15)) + hashes[following[i]]
        total += _mixed(_mixed(h) + np.uint64(counts[i]))
    return total
