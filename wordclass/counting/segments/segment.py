"""Segments: the sorted counts of a part of the text, in memory or on disk."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wordclass.counting.segments import pairs
from wordclass.counting.segments.pairs import Keys
from wordclass.counting.segments.sentence_blocks import assign_blocks
from wordclass.counting.segments.words import WordList

_READ_AT_ONCE = 1 << 16  # words


class Column:
    """A column of numbers in memory, or in a file that is read in parts.

    Files are not memory-mapped, since mapped pages would count as memory of this process.
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
        """Read numbers ``start`` to ``end``."""
        end = self._length if end is None else min(end, self._length)
        if isinstance(self._source, np.ndarray):
            return self._source[start:end]
        return np.fromfile(
            self._source, self._kind, end - start, offset=start * self._kind.itemsize
        )

    def save(self, path: Path) -> "Column":
        """Write the column to a file; return the column of that file."""
        self.read().tofile(path)
        return Column(path, self._kind.type)


@dataclass(frozen=True)
class Segment:
    """The bigram counts of a part of the text; ids follow the byte order of the words.

    ``starts`` and ``arena`` are those of a :class:`WordList`, whose word 0 is the boundary.
    """

    starts: Column  # (n + 1,) int64
    arena: Column  # uint8, the UTF-8 of the words
    keys: Column  # (m,) uint64, distinct bigrams, sorted; see ``pairs``
    counts: Column  # (m,) uint32, the count of each bigram

    @property
    def n_words(self) -> int:
        """The number of words, including the boundary."""
        return len(self.starts) - 1

    def words(self) -> Iterator[str]:
        """Iterate over the words by id."""
        for start in range(0, self.n_words, _READ_AT_ONCE):
            starts = self.starts.read(start, start + _READ_AT_ONCE + 1)
            arena = self.arena.read(starts[0], starts[-1])
            yield from WordList(starts - starts[0], arena).decoded()

    def word_list(self) -> WordList:
        """Read all words."""
        return WordList(self.starts.read(), self.arena.read())

    def save(self, folder: Path) -> "Segment":
        """Write the columns to a new folder; return the segment of that folder."""
        folder.mkdir(parents=True)
        return Segment(**{name: column.save(folder / name) for name, column in vars(self).items()})

    @classmethod
    def open(cls, folder: Path) -> "Segment":
        """Open a segment written by :meth:`save`."""
        return cls(**{name: Column(folder / name, kind) for name, kind in _COLUMNS.items()})


_COLUMNS: dict[str, type[np.generic]] = {
    "starts": np.int64, "arena": np.uint8, "keys": np.uint64, "counts": np.uint32,
}  # fmt: skip


def make_segment(
    words: WordList,
    keys: Keys,
    fold: Callable[[str], str] | None,
    by_block: bool = False,
) -> Segment:
    """Sort the words and the bigrams, and count equal bigrams; overwrites ``keys``.

    The keys are in text order. If ``by_block``, the last must end a sentence or a piece of one,
    and each block of sentences is counted separately.
    """
    if fold is not None:
        words, new_id = _folded(words, fold)
    else:
        order = words.sorted_order()
        new_id = np.empty(len(order), dtype=np.uint32)
        new_id[order] = np.arange(len(order), dtype=np.uint32)
        words = words.reordered(order)
    pairs.renumber(keys, new_id)
    if by_block:
        assign_blocks(keys, words.hashes())
    keys.sort()
    counts = np.empty(len(keys), dtype=np.uint32)  # pages that are not written take no memory
    n = pairs.run_lengths(keys, counts)
    counts.resize(n, refcheck=False)
    keys = keys[:n].copy()
    return Segment(
        Column(words.starts, np.int64), Column(words.arena, np.uint8),
        Column(keys, np.uint64), Column(counts, np.uint32),
    )  # fmt: skip


def _folded(words: WordList, fold: Callable[[str], str]) -> tuple[WordList, npt.NDArray[np.uint32]]:
    """Fold the words and sort them; return them, and the new id of each old word."""
    folded = [fold(word) for word in words.decoded()]
    different = sorted(set(folded))
    ids = {word: i for i, word in enumerate(different)}
    return WordList.of(different), np.array([ids[word] for word in folded], dtype=np.uint32)
