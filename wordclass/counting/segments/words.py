"""Word lists as two arrays: the concatenated UTF-8 of the words, and the start of each word.

Word i of (starts, arena) is ``arena[starts[i]:starts[i + 1]]``. The order of UTF-8 bytes is the
order of code points.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Bytes = npt.NDArray[np.uint8]
Ids = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

_PART = 1 << 16  # words copied at a time
_DEEP = 64  # bytes after which words are compared one by one
# Masks of the first n of eight bytes, read as a big-endian number.
_FIRST = np.array([(1 << 64) - (1 << 8 * (8 - n)) for n in range(9)], dtype=np.uint64)


def pack(words: Iterable[str]) -> tuple[Ids, Bytes]:
    r"""Encode a word list.

    Examples
    --------
    >>> starts, arena = pack(["", "a", "né"])
    >>> starts.tolist(), arena.tobytes()
    ([0, 0, 1, 4], b'an\xc3\xa9')
    """
    encoded = [word.encode() for word in words]
    starts = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum([len(word) for word in encoded], out=starts[1:])
    return starts, np.frombuffer(bytearray().join(encoded), dtype=np.uint8)


def unpack(starts: Ids, arena: Bytes) -> list[str]:
    """Decode a word list."""
    letters, places = arena.tobytes(), starts.tolist()
    return [letters[start:end].decode() for start, end in zip(places, places[1:], strict=False)]


def sorted_order(starts: Ids, arena: Bytes) -> Ids:
    """Return the order that sorts distinct words by their bytes, eight bytes at a time."""
    lengths = np.diff(starts)
    padded = np.concatenate([arena, np.zeros(8, dtype=np.uint8)])
    eight_at = np.ndarray(len(arena) + 1, ">u8", padded, strides=(1,))
    order = np.arange(len(lengths))
    places, group = order.copy(), np.zeros(len(order), dtype=np.int64)  # of the ties
    depth = 0
    while len(places):
        members = order[places]
        if depth == _DEEP:  # few words are tied this long, but they may be very long
            letters = [arena[starts[i] : starts[i + 1]].tobytes() for i in members.tolist()]
            ranks = sorted(range(len(members)), key=lambda i: (group[i], letters[i]))
            order[places] = members[ranks]
            break
        left = np.clip(lengths[members] - depth, 0, 8)
        at = np.minimum(starts[members] + depth, len(arena))
        keys = eight_at[at].astype(np.uint64) & _FIRST[left]
        if depth == 0:
            by_key = np.argsort(keys)
        else:  # of words that differ only in final zero bytes, the shorter is first
            by_key = np.lexsort((lengths[members], keys, group))
        members, keys, group = members[by_key], keys[by_key], group[by_key]
        order[places] = members
        same = (keys[1:] == keys[:-1]) & (group[1:] == group[:-1])
        if depth:
            same &= lengths[members[:-1]] > depth + 8
        group = np.cumsum(np.concatenate([[True], ~same]))
        tied = np.concatenate([[False], same]) | np.concatenate([same, [False]])
        places, group = places[tied], group[tied]
        depth += 8
    return order


def reordered(starts: Ids, arena: Bytes, order: Ids) -> tuple[Ids, Bytes]:
    """Copy a word list in another order."""
    lengths = np.diff(starts)[order]
    new_starts = np.concatenate([[0], np.cumsum(lengths)])
    new_arena = np.empty(new_starts[-1], dtype=np.uint8)
    for first in range(0, len(order), _PART):
        part = slice(first, first + _PART)
        begin, end = new_starts[first], new_starts[first : first + _PART + 1][-1]
        shift = np.repeat(starts[order[part]] - new_starts[:-1][part], lengths[part])
        new_arena[begin:end] = arena[shift + np.arange(begin, end)]
    return new_starts, new_arena


@njit(cache=True, nogil=True)
def _compare(a: Bytes, a_start: int, a_end: int, b: Bytes, b_start: int, b_end: int) -> int:
    """Compare two words: negative if the first comes first, 0 if they are equal."""
    for j in range(min(a_end - a_start, b_end - b_start)):
        x, y = a[a_start + j], b[b_start + j]
        if x != y:
            return -1 if x < y else 1
    return (a_end - a_start) - (b_end - b_start)


@njit(cache=True, nogil=True)
def union(a_starts: Ids, a_arena: Bytes, b_starts: Ids, b_arena: Bytes) -> Any:
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
def locate(starts: Ids, arena: Bytes, its_starts: Ids, its_arena: Bytes) -> Any:
    """Return the ids of the words of one sorted list in another that contains them all."""
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


@njit(cache=True, nogil=True, inline="always")
def mixed(h: np.uint64) -> np.uint64:
    """Mix the bits of a number: the finalizer of SplitMix64."""
    h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return h ^ (h >> np.uint64(31))


@njit(cache=True, nogil=True)
def word_hashes(starts: Ids, arena: Bytes) -> Hashes:
    """Hash each word ``arena[starts[i]:starts[i + 1]]`` (FNV-1a, then mixed)."""
    hashes = np.empty(len(starts) - 1, dtype=np.uint64)
    for i in range(len(hashes)):
        h = np.uint64(0xCBF29CE484222325)
        for at in range(starts[i], starts[i + 1]):
            h = (h ^ np.uint64(arena[at])) * np.uint64(0x100000001B3)
        hashes[i] = mixed(h)
    return hashes
