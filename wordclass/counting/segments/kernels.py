"""The compiled loops of counting: arrays in, arrays out, nothing else.

A bigram is one 64-bit key, the preceding word's id in the upper half, the following
word's in the lower. The loop that finds the words is in
:mod:`wordclass.counting.segments.scanning`.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Bytes = npt.NDArray[np.uint8]
Ids = npt.NDArray[np.int64]

_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@njit(cache=True, nogil=True)
def _eight_bytes(starts: Ids, arena: Bytes, word: int, depth: int) -> np.uint64:
    """Bytes ``depth`` to ``depth`` + 8 of a word as one number, zeros behind its end."""
    key = np.uint64(0)
    at, end = starts[word] + depth, starts[word + 1]
    for j in range(8):
        key <<= np.uint64(8)
        if at + j < end:
            key |= np.uint64(arena[at + j])
    return key


@njit(cache=True, nogil=True)
def sort_words(starts: Ids, arena: Bytes, n: int) -> Ids:
    """Order of ``n`` words by their bytes, which for UTF-8 is by code point.

    Sorts by eight bytes at a time, and each run of equal ones by the next eight.
    """
    order = np.arange(n)
    stack = [(0, n, 0)]
    while len(stack) > 0:
        low, high, depth = stack.pop()
        members = order[low:high].copy()
        keys = np.empty(high - low, dtype=np.uint64)
        lengths = np.empty(high - low, dtype=np.int64)
        for j in range(high - low):
            keys[j] = _eight_bytes(starts, arena, members[j], depth)
        by_key = np.argsort(keys)
        for j in range(high - low):
            order[low + j] = members[by_key[j]]
        j = 0
        while j < high - low:
            k = j + 1
            while k < high - low and keys[by_key[k]] == keys[by_key[j]]:
                k += 1
            if k - j > 1:
                deeper = False
                for m in range(j, k):
                    word = order[low + m]
                    lengths[m] = starts[word + 1] - starts[word]
                    deeper = deeper or lengths[m] > depth + 8
                if deeper:
                    stack.append((low + j, low + k, depth + 8))
                else:  # equal but for zero bytes at the end: the shorter first
                    by_length = np.argsort(lengths[j:k])
                    tied = order[low + j : low + k].copy()
                    for m in range(k - j):
                        order[low + j + m] = tied[by_length[m]]
            j = k
    return order


@njit(cache=True, nogil=True)
def renumber(keys: npt.NDArray[np.uint64], new_id: npt.NDArray[np.uint32]) -> None:
    """Replace both ids of every bigram, in place."""
    for i in range(len(keys)):
        prev, following = keys[i] >> _HALF, keys[i] & _LOW
        keys[i] = (np.uint64(new_id[prev]) << _HALF) | np.uint64(new_id[following])


@njit(cache=True, nogil=True)
def run_lengths(keys: npt.NDArray[np.uint64], counts: npt.NDArray[np.uint32]) -> int:
    """Fold sorted keys to distinct ones in place, how often each stood there into ``counts``."""
    n = 0
    i = 0
    while i < len(keys):
        j = i + 1
        while j < len(keys) and keys[j] == keys[i]:
            j += 1
        keys[n] = keys[i]
        counts[n] = j - i
        n += 1
        i = j
    return n


@njit(cache=True, nogil=True)
def distinct(keys: npt.NDArray[np.uint64]) -> int:
    """How many different keys there are among sorted ones."""
    n = 0
    for i in range(len(keys)):
        if i == 0 or keys[i] != keys[i - 1]:
            n += 1
    return n


@njit(cache=True, nogil=True)
def merge_sorted(
    a_keys: npt.NDArray[np.uint64],
    a_counts: npt.NDArray[np.int64],
    b_keys: npt.NDArray[np.uint64],
    b_counts: npt.NDArray[np.int64],
) -> Any:
    """Merge two sorted lists of distinct keys, adding the counts of keys in both."""
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


@njit(cache=True, nogil=True)
def gather_words(starts: Ids, arena: Bytes, order: Ids) -> Any:
    """Lay words out anew in another order: their starts and their bytes."""
    new_starts = np.zeros(len(order) + 1, dtype=np.int64)
    for i in range(len(order)):
        new_starts[i + 1] = new_starts[i] + starts[order[i] + 1] - starts[order[i]]
    new_arena = np.empty(new_starts[-1], dtype=np.uint8)
    for i in range(len(order)):
        at = starts[order[i]]
        for j in range(new_starts[i + 1] - new_starts[i]):
            new_arena[new_starts[i] + j] = arena[at + j]
    return new_starts, new_arena


@njit(cache=True, nogil=True)
def _compare(a: Bytes, a_start: int, a_end: int, b: Bytes, b_start: int, b_end: int) -> int:
    """Order of two words: below 0 when the first comes first, 0 when they are the same."""
    for j in range(min(a_end - a_start, b_end - b_start)):
        x, y = a[a_start + j], b[b_start + j]
        if x != y:
            return -1 if x < y else 1
    return (a_end - a_start) - (b_end - b_start)


@njit(cache=True, nogil=True)
def union_words(a_starts: Ids, a_arena: Bytes, b_starts: Ids, b_arena: Bytes) -> Any:
    """Merge two sorted word lists."""
    n_a, n_b = len(a_starts) - 1, len(b_starts) - 1
    starts = np.zeros(n_a + n_b + 1, dtype=np.int64)
    arena = np.empty(len(a_arena) + len(b_arena), dtype=np.uint8)
    i = j = n = 0
    while i < n_a or j < n_b:
        if j == n_b:
            order = -1
        elif i == n_a:
            order = 1
        else:
            order = _compare(
                a_arena, a_starts[i], a_starts[i + 1], b_arena, b_starts[j], b_starts[j + 1]
            )
        end = starts[n]
        if order <= 0:
            for at in range(a_starts[i], a_starts[i + 1]):
                arena[end] = a_arena[at]
                end += 1
            i += 1
        else:
            for at in range(b_starts[j], b_starts[j + 1]):
                arena[end] = b_arena[at]
                end += 1
        if order >= 0:
            j += 1
        n += 1
        starts[n] = end
    return starts[: n + 1].copy(), arena[: starts[n]].copy()


@njit(cache=True, nogil=True)
def by_prev(keys: npt.NDArray[np.uint64], counts: npt.NDArray[Any], n: int) -> Any:
    """Row pointers of sorted bigrams of ``n`` words, and how often each word precedes another."""
    rows, frequency = np.zeros(n + 1, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for i in range(len(keys)):
        prev = np.int64(keys[i] >> _HALF)
        rows[prev + 1] += 1
        frequency[prev] += np.int64(counts[i])
    for i in range(n):
        rows[i + 1] += rows[i]
    return rows, frequency


@njit(cache=True, nogil=True)
def locate_words(starts: Ids, arena: Bytes, its_starts: Ids, its_arena: Bytes) -> Any:
    """Ids that the words of one sorted list have in another that holds them all."""
    ids = np.empty(len(its_starts) - 1, dtype=np.uint32)
    i = 0
    for j in range(len(ids)):
        while (
            _compare(arena, starts[i], starts[i + 1], its_arena, its_starts[j], its_starts[j + 1])
            != 0
        ):
            i += 1
        ids[j] = i
    return ids


@njit(cache=True, nogil=True)
def _ones(bits: Any) -> Any:
    """How many bits are set."""
    bits -= (bits >> np.uint64(1)) & np.uint64(0x5555555555555555)
    bits = (bits & np.uint64(0x3333333333333333)) + (
        (bits >> np.uint64(2)) & np.uint64(0x3333333333333333)
    )
    bits = (bits + (bits >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return (bits * np.uint64(0x0101010101010101)) >> np.uint64(56)


@njit(cache=True, nogil=True)
def local_codes(ids: npt.NDArray[np.uint32], n: int) -> Any:
    """Different ones of many ids below ``n``, sorted; and for every id its place among them.

    A set of bits, small enough for a near cache, in which an id's place is the number of bits
    before its own.
    """
    one, low = np.uint64(1), np.uint32(63)
    bits = np.zeros(n // 64 + 1, dtype=np.uint64)
    for i in range(len(ids)):
        bits[ids[i] >> np.uint32(6)] |= one << np.uint64(ids[i] & low)
    before = np.empty(len(bits) + 1, dtype=np.uint32)
    before[0] = 0
    for i in range(len(bits)):
        before[i + 1] = before[i] + np.uint32(_ones(bits[i]))
    different = np.empty(before[-1], dtype=np.uint32)
    k = 0
    for i in range(len(bits)):
        if before[i + 1] > before[i]:
            for j in range(64):
                if (bits[i] >> np.uint64(j)) & one:
                    different[k] = i * 64 + j
                    k += 1
    codes = np.empty(len(ids), dtype=np.uint32)
    for i in range(len(ids)):
        word = ids[i] >> np.uint32(6)
        below = bits[word] & ((one << np.uint64(ids[i] & low)) - one)
        codes[i] = before[word] + np.uint32(_ones(below))
    return different, codes


@njit(cache=True, nogil=True)
def length_prefixed(starts: Ids, arena: Bytes, ids: npt.NDArray[np.uint32]) -> Bytes:
    """Lay words one behind the other, the length of each before it in four bytes."""
    size = 4 * len(ids)
    for i in ids:
        size += starts[i + 1] - starts[i]
    out = np.empty(size, dtype=np.uint8)
    end = 0
    for i in ids:
        length = starts[i + 1] - starts[i]
        for shift in range(0, 32, 8):
            out[end] = (length >> shift) & 255
            end += 1
        for at in range(starts[i], starts[i + 1]):
            out[end] = arena[at]
            end += 1
    return out
