"""Counting in ids: words and bigrams of a part of the text, and the merging of parts."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wordclass.counting.segments import kernels, scanning
from wordclass.counting.segments.marks import SENTENCE_END, TOKEN_END


def _kinds(spaces: bytes, ends: bytes, perhaps: bytes = b"") -> npt.NDArray[np.uint8]:
    table = np.full(256, scanning.INSIDE, dtype=np.uint8)
    table[list(spaces)] = scanning.SPACE
    table[list(ends)] = scanning.SENTENCE_END
    table[list(perhaps)] = scanning.PERHAPS_SPACE
    return table


# Tokens as `joined` writes them; and plain text, a sentence a line, as str.split() cuts it.
MARKED = _kinds(TOKEN_END, SENTENCE_END)
PLAIN = _kinds(b"\t\x0b\x0c\x1c\x1d\x1e\x1f ", b"\n\r", b"\xc2\xe1\xe2\xe3")


class Column:
    """A column of numbers that lies in memory, or on the disk and is read in parts.

    Nothing is mapped into memory: mapped pages would count as ours.
    """

    def __init__(self, source: npt.NDArray[Any] | Path, kind: type[np.generic]) -> None:
        self._source = source
        self._kind = np.dtype(kind)
        bytes_ = None if isinstance(source, np.ndarray) else source.stat().st_size
        self._length = len(source) if bytes_ is None else bytes_ // self._kind.itemsize  # type: ignore[arg-type]

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, place: int) -> Any:
        return self.read(place, place + 1)[0]

    def read(self, start: int = 0, end: int | None = None) -> npt.NDArray[Any]:
        """Give numbers ``start`` to ``end``."""
        end = self._length if end is None else min(end, self._length)
        if isinstance(self._source, np.ndarray):
            return self._source[start:end]
        return np.fromfile(
            self._source, self._kind, end - start, offset=start * self._kind.itemsize
        )

    def save(self, path: Path) -> "Column":
        """Write it to a file, and give the column that lies there."""
        self.read().tofile(path)
        return Column(path, self._kind.type)


@dataclass(frozen=True)
class Segment:
    """Bigram counts of a part of the text, in ids that follow the order of the words' bytes.

    Parameters
    ----------
    starts : (n + 1,) int64
        Word i is ``arena[starts[i]:starts[i + 1]]``; word 0 is the boundary, of no bytes.
    arena : uint8
        The words' UTF-8, one behind the other.
    rows : (n + 1,) int64
        The bigrams of preceding word i are those from ``rows[i]`` to ``rows[i + 1]``.
    frequency : (n,) int64
        How often each word precedes another.
    keys : (m,) uint64
        Distinct bigrams, sorted: the preceding word's id in the upper half of the bits.
    counts : (m,) uint32
        How often each occurs.
    """

    starts: Column
    arena: Column
    rows: Column
    frequency: Column
    keys: Column
    counts: Column

    @property
    def n_words(self) -> int:
        """How many words there are, the boundary included."""
        return len(self.starts) - 1

    def words(self, at_a_time: int = 1 << 16) -> Iterator[str]:
        """Give the words by id."""
        for start in range(0, self.n_words, at_a_time):
            starts = self.starts.read(start, start + at_a_time + 1)
            yield from unpack(starts - starts[0], self.arena.read(starts[0], starts[-1]))

    def save(self, folder: Path) -> "Segment":
        """Write its columns into a new folder, and give the segment that lies there."""
        folder.mkdir(parents=True)
        return Segment(**{name: column.save(folder / name) for name, column in vars(self).items()})

    @classmethod
    def open(cls, folder: Path) -> "Segment":
        """Open what :meth:`save` wrote."""
        return cls(**{name: Column(folder / name, kind) for name, kind in _COLUMNS.items()})


_COLUMNS: dict[str, type[np.generic]] = {
    "starts": np.int64, "arena": np.uint8, "rows": np.int64, "frequency": np.int64,
    "keys": np.uint64, "counts": np.uint32,
}  # fmt: skip


def unpack(starts: npt.NDArray[np.int64], arena: npt.NDArray[np.uint8]) -> list[str]:
    """Give the words that lie one behind the other."""
    letters, places = arena.tobytes(), starts.tolist()
    return [letters[start:end].decode() for start, end in zip(places, places[1:], strict=False)]


class PairCounter:
    """Words and bigrams of blocks of bytes, one after the other.

    Parameters
    ----------
    full : function of a Segment
        Takes the counts so far whenever there are ``max_keys`` bigrams or ``max_words`` words,
        and at the end.
    fold : function from str to str, optional
        Applied to every word.
    """

    def __init__(
        self,
        full: Callable[[Segment], None],
        fold: Callable[[str], str] | None = None,
        max_keys: int = 1 << 20,
        max_words: int = 1 << 18,
    ) -> None:
        self._full, self._fold = full, fold
        self._max_words = max_words
        self._seed = int.from_bytes(os.urandom(7), "little")  # against text made to collide
        # The system gives memory only to what is written to: room that is not used costs nothing.
        self._keys = np.empty(max(max_keys, 2 * scanning.BATCH), dtype=np.uint64)
        self._state = np.zeros(scanning.STATE_SIZE, dtype=np.int64)
        self._clear()

    def _clear(self) -> None:
        room = min(1 << 14, self._max_words)
        self._slots = np.zeros((_power_of_two(room) * 2, 2), dtype=np.uint64)
        self._starts = np.zeros(room + 2, dtype=np.int64)
        self._arena = np.empty(room * 16, dtype=np.uint8)
        self._state[[scanning.N_WORDS, scanning.ARENA_END, scanning.PREV, scanning.N_KEYS]] = (
            1,
            0,
            0,
            0,
        )

    @property
    def sentences(self) -> int:
        """Sentences ended so far."""
        return int(self._state[scanning.SENTENCES])

    @property
    def tokens(self) -> int:
        """Tokens so far."""
        return int(self._state[scanning.TOKENS])

    def add(self, block: bytes, kinds: npt.NDArray[np.uint8]) -> None:
        """Count a block, which ends at the end of a word; a sentence may go on in the next."""
        data = np.frombuffer(block, dtype=np.uint8)
        position = 0
        while True:
            position = scanning.scan(
                data, position, kinds, self._seed, self._slots, self._starts,
                self._arena, self._keys, self._state,
            )  # fmt: skip
            if position == len(data):
                return
            self._make_room(len(data) - position)

    def _make_room(self, coming: int) -> None:
        n_words = int(self._state[scanning.N_WORDS])
        if self._state[scanning.N_KEYS] + scanning.BATCH > len(self._keys):
            self.flush()
        elif n_words + 2 < min(len(self._starts) - 2, len(self._slots) // 2):
            self._arena = _grown(self._arena, 0 if len(self._arena) > coming else coming)
        elif n_words >= self._max_words:
            self.flush()
        else:
            self._starts = _grown(self._starts)
            old, self._slots = self._slots, np.zeros((len(self._slots) * 2, 2), dtype=np.uint64)
            scanning.rehash(self._seed, old, self._slots)

    def flush(self) -> None:
        """Hand over the counts so far and begin anew; an open sentence goes on."""
        n = int(self._state[scanning.N_WORDS])
        prev = int(self._state[scanning.PREV])
        starts, arena = self._starts[: n + 1], self._arena[: self._starts[n]]
        last = arena[starts[prev] : starts[prev + 1]].copy()
        keys = self._keys[: int(self._state[scanning.N_KEYS])]
        if len(keys):
            self._full(_segment(starts, arena, keys, self._fold))
        its_slot = self._slots[self._slots[:, 1] == prev]
        self._clear()
        if prev:
            its_slot[0, 1] = 1
            self._arena = _grown(self._arena, len(last))
            self._arena[: len(last)] = last
            self._starts[2] = len(last)
            scanning.rehash(self._seed, its_slot, self._slots)
            self._state[[scanning.N_WORDS, scanning.ARENA_END, scanning.PREV]] = 2, len(last), 1


def _power_of_two(least: int) -> int:
    return 1 << (least - 1).bit_length()


def _segment(
    starts: npt.NDArray[np.int64],
    arena: npt.NDArray[np.uint8],
    keys: npt.NDArray[np.uint64],
    fold: Callable[[str], str] | None,
) -> Segment:
    """Sort words and bigrams, and fold equal bigrams to one; ``keys`` is used up."""
    if fold is not None:
        starts, arena, new_id = _folded(starts, arena, fold)
    else:
        order = kernels.sort_words(starts, arena, len(starts) - 1)
        new_id = np.empty(len(order), dtype=np.uint32)
        new_id[order] = np.arange(len(order), dtype=np.uint32)
        starts, arena = kernels.gather_words(starts, arena, order)
    kernels.renumber(keys, new_id)
    keys.sort()
    counts = np.empty(kernels.distinct(keys), dtype=np.uint32)
    kernels.run_lengths(keys, counts)
    keys = keys[: len(counts)].copy()
    rows, frequency = kernels.by_prev(keys, counts, len(starts) - 1)
    columns = starts, arena, rows, frequency, keys, counts
    return Segment(*map(Column, columns, _COLUMNS.values()))


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
    folded = [fold(word) for word in unpack(starts, arena)]
    words = sorted(set(folded))
    ids = {word: i for i, word in enumerate(words)}
    return *pack(words), np.array([ids[word] for word in folded], dtype=np.uint32)
