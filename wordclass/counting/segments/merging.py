"""Merging segments: one vocabulary for all, then the bigrams, one range of rows at a time."""

import bisect
import heapq
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import groupby, islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.numbering import Entries, numbered
from wordclass.counting.counts.provenance import Provenance
from wordclass.counting.counts.pruning import most_frequent
from wordclass.counting.counts.vocabulary import UNKNOWN_LABEL
from wordclass.counting.memory import Budget
from wordclass.counting.parallel import bounded_map
from wordclass.counting.segments import pairs
from wordclass.counting.segments.pairs import Counted
from wordclass.counting.segments.segment import Column, Segment
from wordclass.counting.segments.words import WordList, locate, union

_WORDS = 1 << 14  # words of all segments that are counted at a time


@dataclass(frozen=True)
class Merged:
    """Merged counts: the sorted words, and sorted runs of bigrams that are still to be summed."""

    words: WordList  # the boundary first
    row_sizes: npt.NDArray[np.int64]  # bigrams of each preceding word, in all runs together
    runs: list[tuple[Column, Column]]  # (keys, counts), each sorted by the merged ids

    def parts(self, budget: Budget) -> Iterator[Counted]:
        """Yield all bigrams in order, a few million at a time."""
        # The rows are divided into ranges of at most so many bigrams, or one row.
        ends = np.cumsum(self.row_sizes)
        marks = np.arange(budget.merging, int(ends[-1]), budget.merging)
        edges = sorted({0, self.words.n_words, *np.searchsorted(ends, marks).tolist()})
        with ThreadPoolExecutor(budget.threads) as pool:
            yield from bounded_map(pool, self._range, pairwise(edges), budget.threads)

    def _range(self, edges: tuple[int, int]) -> Counted:
        """Sum the rows of the words between two ids."""
        parts: list[Any] = []
        for keys, counts in self.runs:
            start, end = (bisect.bisect_left(keys, word << int(pairs.PREV_SHIFT)) for word in edges)
            if start < end:
                parts.append((keys.read(start, end), counts.read(start, end)))
        if len(parts) > 1:
            parts = [(keys, counts.astype(np.int64)) for keys, counts in parts]
        while len(parts) > 1:
            parts = [
                pairs.merge_sorted(*parts[i], *parts[i + 1]) if i + 1 < len(parts) else parts[i]
                for i in range(0, len(parts), 2)
            ]
        if not parts:
            return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
        return parts[0]


def merge(segments: list[Segment], budget: Budget, folder: Path | None = None) -> Merged:
    """Renumber the bigrams of all segments by the union of their words, which must fit in memory.

    The renumbered bigrams are kept in a folder or, without one, in memory, where they overwrite
    the segments.
    """
    if len(segments) == 1:  # already numbered
        only = segments[0]
        row_sizes = np.zeros(only.n_words, dtype=np.int64)
        pairs.add_rows(only.keys.read(), row_sizes)
        return Merged(only.word_list(), row_sizes, [(only.keys, only.counts)])
    words = WordList.of([""])
    for segment in segments:
        words = WordList(*union(*words, *segment.word_list()))
        pairs.check_words(words.n_words)
    row_sizes = np.zeros(words.n_words, dtype=np.int64)
    runs = []
    for number, segment in enumerate(segments):
        new_id = locate(*words, *segment.word_list())
        path = None if folder is None else folder / f"keys-{number}"
        keys = _renumbered(segment.keys, new_id, budget, path, row_sizes)
        runs.append((keys, segment.counts))
    return Merged(words, row_sizes, runs)


def _renumbered(
    keys: Column,
    new_id: npt.NDArray[np.uint32],
    budget: Budget,
    path: Path | None,
    row_sizes: npt.NDArray[np.int64],
) -> Column:
    """Renumber sorted bigrams by ids that preserve their order; add up the sizes of their rows."""
    with nullcontext() if path is None else path.open("wb") as file:
        for start in range(0, len(keys), budget.merging):
            part = keys.read(start, start + budget.merging)  # of memory, a view
            pairs.renumber(part, new_id)
            pairs.add_rows(part, row_sizes)
            if file is not None:
                part.tofile(file)
    return keys if path is None else Column(path, np.uint64)


def merge_pruned(
    segments: list[Segment],
    budget: Budget,
    folder: Path | None,
    min_count: int,
    max_vocabulary: int | None,
) -> Merged:
    """Renumber the bigrams of all segments, with words pruned as :meth:`BigramCounts.prune` does.

    The result is exact: the words are counted in one pass over the sorted lists of all segments,
    in which only the most frequent words are held in memory.
    """
    if min_count == 1 and max_vocabulary is None:
        return merge(segments, budget, folder)
    kept, dropped = most_frequent(_word_counts(segments, budget), min_count, max_vocabulary)
    if not dropped:
        return merge(segments, budget, folder)
    words = ["", *sorted(kept)]  # by code point, as UTF-8 sorts
    ids, unknown = {word: i for i, word in enumerate(words)}, len(words)
    runs: list[tuple[Column, Column]] = []
    row_sizes = np.zeros(unknown + 1, dtype=np.int64)
    for segment in segments:
        new_id = np.fromiter(
            (ids.get(word, unknown) for word in segment.words()), np.uint32, segment.n_words
        )
        for start in range(0, len(segment.keys), budget.merging):
            end = start + budget.merging
            keys, counts = sorted_run(
                segment.keys.read(start, end).copy(), segment.counts.read(start, end), new_id
            )
            pairs.add_rows(keys, row_sizes)
            runs.append(kept_run(keys, counts, folder, len(runs)))
    return Merged(WordList.of([*words, None]), row_sizes, runs)


def sorted_run(
    keys: npt.NDArray[np.uint64], counts: npt.NDArray[Any], new_id: npt.NDArray[np.uint32]
) -> Counted:
    """Renumber bigrams, sort them and sum equal ones; overwrites ``keys``."""
    pairs.renumber(keys, new_id)
    order = np.argsort(keys)
    keys = keys[order]
    first = np.flatnonzero(np.diff(keys, prepend=~keys[:1]))
    return keys[first], np.add.reduceat(counts[order].astype(np.int64), first)


def kept_run(
    keys: npt.NDArray[np.uint64], counts: npt.NDArray[np.int64], folder: Path | None, number: int
) -> tuple[Column, Column]:
    """Save bigrams in a folder, or keep them in memory."""
    run = Column(keys, np.uint64), Column(counts, np.int64)
    if folder is None:
        return run
    return run[0].save(folder / f"keys-{number}"), run[1].save(folder / f"counts-{number}")


def _word_counts(
    segments: list[Segment], budget: Budget
) -> Iterator[tuple[npt.NDArray[Any], npt.NDArray[np.int64]]]:
    """Yield every word except the boundary, in order, with its frequency in all segments."""

    def counted(segment: Segment) -> Iterator[tuple[str, int]]:
        frequency = np.zeros(segment.n_words, dtype=np.int64)
        for start in range(0, len(segment.keys), budget.merging):
            end = start + budget.merging
            pairs.add_rows(
                segment.keys.read(start, end), frequency, segment.counts.read(start, end)
            )
        counts = zip(segment.words(), frequency.tolist(), strict=True)
        next(counts)
        return counts

    together = groupby(heapq.merge(*map(counted, segments)), key=lambda pair: pair[0])
    summed = ((word, sum(count for _, count in group)) for word, group in together)
    while part := list(islice(summed, _WORDS)):
        words, counts = zip(*part, strict=True)
        yield np.array(words, dtype=object), np.array(counts, dtype=np.int64)


def to_counts(
    merged: Merged, provenance: Provenance, budget: Budget, by_block: bool = False
) -> BigramCounts:
    """Number the words by descending frequency and build the matrix."""
    keys, counts = map(np.concatenate, zip(*merged.parts(budget), strict=True))
    words, unknown = merged.words.decoded(), merged.words.unknown
    words += [UNKNOWN_LABEL] * (unknown is not None)
    prev, following, block = pairs.unpacked(keys)
    counts = counts.astype(np.int64, copy=False)
    entries = Entries(prev, following, counts, block if by_block else None)
    matrix, vocabulary, by_blocks = numbered(entries, words, unknown)
    return BigramCounts(matrix, vocabulary, provenance, blocks=by_blocks)
