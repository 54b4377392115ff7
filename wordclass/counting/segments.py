"""Counting in ids: words and bigrams of a part of the text, and the merging of parts."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from wordclass.counting import kernels
from wordclass.counting.bigrams import BigramCounts, Provenance, Vocabulary
from wordclass.errors import InputError

# Between the tokens of a sentence and behind its last: bytes that UTF-8 never contains.
TOKEN_END, SENTENCE_END = b"\xff", b"\xfe"


def _kinds(spaces: bytes, ends: bytes, perhaps: bytes = b"") -> npt.NDArray[np.uint8]:
    table = np.full(256, kernels.INSIDE, dtype=np.uint8)
    table[list(spaces)] = kernels.SPACE
    table[list(ends)] = kernels.SENTENCE_END
    table[list(perhaps)] = kernels.PERHAPS_SPACE
    return table


# Tokens as `joined` writes them; and plain text, a sentence a line, as str.split() cuts it.
MARKED = _kinds(TOKEN_END, SENTENCE_END)
PLAIN = _kinds(b"\t\x0b\x0c\x1c\x1d\x1e\x1f ", b"\n\r", b"\xc2\xe1\xe2\xe3")


@dataclass(frozen=True)
class Segment:
    """Bigram counts of a part of the text, in ids that follow the order of the words' bytes.

    Parameters
    ----------
    starts : (n + 1,) int64
        Word i is ``arena[starts[i]:starts[i + 1]]``; word 0 is the boundary, of no bytes.
    arena : uint8
        The words' UTF-8, one behind the other.
    keys : (m,) uint64
        Distinct bigrams, sorted: the preceding word's id in the upper half of the bits.
    counts : (m,) int64
        How often each occurs.
    """

    starts: npt.NDArray[np.int64]
    arena: npt.NDArray[np.uint8]
    keys: npt.NDArray[np.uint64]
    counts: npt.NDArray[np.int64]

    def words(self) -> list[str]:
        """The words by id."""
        arena, starts = self.arena.tobytes(), self.starts.tolist()
        return [arena[start:end].decode() for start, end in zip(starts, starts[1:], strict=False)]


class PairCounter:
    """Words and bigrams of blocks of bytes, one after the other."""

    def __init__(self, kinds: npt.NDArray[np.uint8], room: int = 1 << 16) -> None:
        self._kinds = kinds
        self._seed = int.from_bytes(os.urandom(7), "little")  # against text made to collide
        self._slots = np.zeros((room * 2, 2), dtype=np.uint64)
        self._starts = np.zeros(room + 2, dtype=np.int64)
        self._arena = np.empty(room * 8, dtype=np.uint8)
        self._keys = np.empty(max(room, 2 * kernels.BATCH), dtype=np.uint64)
        self._state = np.zeros(kernels.STATE_SIZE, dtype=np.int64)
        self._state[kernels.N_WORDS] = 1

    @property
    def sentences(self) -> int:
        """Sentences ended so far."""
        return int(self._state[kernels.SENTENCES])

    @property
    def tokens(self) -> int:
        """Tokens so far."""
        return int(self._state[kernels.TOKENS])

    def add(self, block: bytes) -> None:
        """Count a block, which ends at the end of a word; a sentence may go on in the next."""
        data = np.frombuffer(block, dtype=np.uint8)
        position = 0
        while True:
            position = kernels.scan(
                data, position, self._kinds, self._seed, self._slots, self._starts,
                self._arena, self._keys, self._state,
            )  # fmt: skip
            if position == len(data):
                return
            self._make_room(len(data) - position)

    def _make_room(self, coming: int) -> None:
        state = self._state
        if state[kernels.N_KEYS] + kernels.BATCH > len(self._keys):
            self._keys = _grown(self._keys)
            return
        n_words = int(state[kernels.N_WORDS])
        if n_words + 2 >= min(len(self._starts) - 2, len(self._slots) // 2):
            self._starts = _grown(self._starts)
            self._slots = np.zeros((len(self._slots) * 2, 2), dtype=np.uint64)
            kernels.rehash(self._seed, self._slots, self._starts, self._arena, n_words)
        else:
            self._arena = _grown(self._arena, coming)

    def end_sentence(self) -> None:
        """End a sentence that the last block left open."""
        if self._state[kernels.PREV]:
            end = int(np.flatnonzero(self._kinds == kernels.SENTENCE_END)[0])
            self.add(bytes([end]))

    def finish(self, fold: Callable[[str], str] | None = None) -> Segment:
        """Give the counts; ``fold`` is applied to every word."""
        self.end_sentence()
        n = int(self._state[kernels.N_WORDS])
        keys = self._keys[: int(self._state[kernels.N_KEYS])]
        starts, arena = self._starts[: n + 1], self._arena[: self._starts[n]]
        if fold is not None:
            starts, arena, new_id = _folded(starts, arena, fold)
        else:
            order = kernels.sort_words(starts, arena, n)
            new_id = np.empty(n, dtype=np.uint32)
            new_id[order] = np.arange(n, dtype=np.uint32)
            starts, arena = kernels.gather_words(starts, arena, order)
        kernels.renumber(keys, new_id)
        keys.sort()
        counts = np.empty(kernels.distinct(keys), dtype=np.int64)
        kernels.run_lengths(keys, counts)
        return Segment(starts, arena, keys[: len(counts)], counts)


def _grown(array: npt.NDArray[Any], least: int = 0) -> npt.NDArray[Any]:
    larger = np.zeros(max(2 * len(array), len(array) + least), dtype=array.dtype)
    larger[: len(array)] = array
    return larger


def pack(words: Iterable[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Lay words one behind the other: their starts and their bytes."""
    encoded = [word.encode() for word in words]
    starts = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum([len(word) for word in encoded], out=starts[1:])
    return starts, np.frombuffer(bytearray().join(encoded), dtype=np.uint8)


def _folded(
    starts: npt.NDArray[np.int64], arena: npt.NDArray[np.uint8], fold: Callable[[str], str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8], npt.NDArray[np.uint32]]:
    empty = np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    folded = [fold(word) for word in Segment(starts, arena, *empty).words()]
    words = sorted(set(folded))
    ids = {word: i for i, word in enumerate(words)}
    return *pack(words), np.array([ids[word] for word in folded], dtype=np.uint32)


def merge_segments(segments: list[Segment]) -> Segment:
    """Add segments up, pairwise."""
    if not segments:
        empty = np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
        return Segment(np.zeros(2, dtype=np.int64), np.zeros(0, dtype=np.uint8), *empty)
    while len(segments) > 1:
        segments = [
            _merged(*segments[i : i + 2]) if i + 1 < len(segments) else segments[i]
            for i in range(0, len(segments), 2)
        ]
    return segments[0]


def _merged(a: Segment, b: Segment) -> Segment:
    starts, arena, a_id, b_id = kernels.union_words(a.starts, a.arena, b.starts, b.arena)
    a_keys, b_keys = a.keys.copy(), b.keys.copy()
    kernels.renumber(a_keys, a_id)  # both stay sorted: ids follow the words' order
    kernels.renumber(b_keys, b_id)
    return Segment(starts, arena, *kernels.merge_sorted(a_keys, a.counts, b_keys, b.counts))


def joined(tokens: Iterable[str]) -> bytes:
    """One sentence's tokens as bytes for a counter of ``MARKED`` text.

    Raises
    ------
    UnicodeEncodeError
        When a token holds a lone surrogate, which no UTF-8 can say.
    """
    return TOKEN_END.join([token.encode() for token in tokens]) + SENTENCE_END


def to_counts(segment: Segment, provenance: Provenance) -> BigramCounts:
    """Number the words by falling frequency and build the matrix."""
    import scipy.sparse as sp

    n = len(segment.starts) - 1
    prev = (segment.keys >> np.uint64(32)).astype(np.int64)
    following = (segment.keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    frequency = np.bincount(prev, weights=segment.counts, minlength=n)
    if frequency.max(initial=0) >= 2**53:
        raise InputError("a word occurs more than 2^53 times; count in parts")
    frequency[0] = np.inf  # the boundary comes first
    order = np.argsort(-frequency, kind="stable")  # ties stay by code point
    new_id = np.empty(n, dtype=np.int64)
    new_id[order] = np.arange(n)
    words = segment.words()
    matrix = sp.csr_array(
        (segment.counts, (new_id[prev], new_id[following])), shape=(n, n), dtype=np.int64
    )
    matrix.sort_indices()
    return BigramCounts(matrix, Vocabulary(tuple(words[i] for i in order.tolist())), provenance)
