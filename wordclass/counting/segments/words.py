"""Word lists as two arrays, and the compiled loops over them."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wordclass.compiling import inner, kernel
from wordclass.counting.counts.arrow import to_arrow, to_numpy

Bytes = npt.NDArray[np.uint8]
Ids = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

NO_WORD = b"\xff"  # the unknown word
_BINARY = pa.large_binary()


class WordList(NamedTuple):
    r"""Words as their concatenated UTF-8 and the start of each.

    Word i is ``arena[starts[i]:starts[i + 1]]``. The order of UTF-8 bytes is the order of code
    points. The unknown word, if there is one, is the last: a byte that is not UTF-8, so that it
    equals no word and follows all.

    Examples
    --------
    >>> words = WordList.of(["", "a", "né", None])
    >>> words.starts.tolist(), words.arena.tobytes(), words.unknown
    ([0, 0, 1, 4, 5], b'an\xc3\xa9\xff', 3)
    >>> words.decoded()
    ['', 'a', 'né']
    """

    starts: Ids  # (n + 1,)
    arena: Bytes

    @classmethod
    def of(cls, words: Iterable[str | None]) -> "WordList":
        """Encode words, ``None`` being the unknown word."""
        encoded = [NO_WORD if word is None else word.encode() for word in words]
        starts = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum([len(word) for word in encoded], out=starts[1:])
        return cls(starts, np.frombuffer(bytearray().join(encoded), dtype=np.uint8))

    @classmethod
    def of_arrow(cls, words: pa.Array) -> "WordList":
        """View a large binary array."""
        _, starts, data = words.buffers()
        first = np.frombuffer(starts, np.int64)[words.offset : words.offset + len(words) + 1]
        return cls(first, np.frombuffer(data or b"", np.uint8))

    @property
    def n_words(self) -> int:
        """The number of words."""
        return len(self.starts) - 1

    @property
    def unknown(self) -> int | None:
        """The index of the unknown word, if there is one."""
        last = self.n_words - 1
        is_unknown = (
            last >= 0 and self.arena[self.starts[last] : self.starts[-1]].tobytes() == NO_WORD
        )
        return last if is_unknown else None

    def decoded(self) -> list[str]:
        """Return the words without the unknown word."""
        letters, ends = self.arena.tobytes(), self.starts.tolist()
        known = pairwise(ends if self.unknown is None else ends[:-1])
        return [letters[start:end].decode() for start, end in known]

    def arrow(self, kind: pa.DataType = _BINARY) -> pa.Array:
        """View the words as an Arrow array, of large binaries or of large strings."""
        buffers = [None, pa.py_buffer(self.starts), pa.py_buffer(self.arena)]
        return pa.Array.from_buffers(kind, self.n_words, buffers)

    def hashes(self) -> Hashes:
        """Return a hash of each word."""
        return word_hashes(*self)

    def sorted_order(self) -> Ids:
        """Return the order that sorts words by their bytes.

        The first eight bytes sort nearly all of them; only those with the same eight are compared.
        """
        starts, lengths = self.starts[:-1], np.diff(self.starts)
        padded = np.append(self.arena, np.zeros(8, dtype=np.uint8))
        prefix = np.zeros(len(lengths), dtype=np.uint64)
        for i in range(8):
            byte = np.where(lengths > i, padded[starts + i], 0).astype(np.uint64)
            prefix = (prefix << np.uint64(8)) | byte
        order = np.argsort(prefix)
        same = np.diff(prefix[order]) == 0
        tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
        among = order[tied]
        order[tied] = among[to_numpy(pc.sort_indices(self.reordered(among).arrow()))]
        return order

    def reordered(self, order: Ids) -> "WordList":
        """Copy the words in another order."""
        starts, arena = WordList.of_arrow(self.arrow().take(to_arrow(order)))
        # Kernels are compiled for arrays that can be written to.
        return WordList(starts.copy(), arena.copy())


@inner
def _compare(a: Bytes, a_start: int, a_end: int, b: Bytes, b_start: int, b_end: int) -> int:
    """Compare two words: negative if the first comes first, 0 if they are equal."""
    for j in range(min(a_end - a_start, b_end - b_start)):
        x, y = a[a_start + j], b[b_start + j]
        if x != y:
            return -1 if x < y else 1
    return (a_end - a_start) - (b_end - b_start)


@kernel
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


@kernel
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


@inner
def mixed(h: np.uint64) -> np.uint64:
    """Mix the bits of a number: the finalizer of SplitMix64."""
    h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return h ^ (h >> np.uint64(31))


@kernel
def word_hashes(starts: Ids, arena: Bytes) -> Hashes:
    """Hash each word ``arena[starts[i]:starts[i + 1]]`` (FNV-1a, then mixed)."""
    hashes = np.empty(len(starts) - 1, dtype=np.uint64)
    for i in range(len(hashes)):
        h = np.uint64(0xCBF29CE484222325)
        for at in range(starts[i], starts[i + 1]):
            h = (h ^ np.uint64(arena[at])) * np.uint64(0x100000001B3)
        hashes[i] = mixed(h)
    return hashes
