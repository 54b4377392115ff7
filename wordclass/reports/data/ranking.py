"""The largest entries of each group, of more entries than fit in memory at once."""

from typing import Any

import numpy as np
import numpy.typing as npt

from wordclass.models.arrays import FloatArray, IntArray


class TopEntries:
    """The n entries of each group with the largest key; among equals, the first added.

    Examples
    --------
    >>> top = TopEntries(n_groups=2, n=1)
    >>> top.add(np.array([0, 1, 1]), np.array([0.5, 0.2, 0.3]), np.array([7, 8, 9]))
    >>> top.by_group()
    [[(7,)], [(9,)]]
    """

    def __init__(self, n_groups: int, n: int) -> None:
        self.n_groups, self.n = n_groups, n
        self.threshold = np.full(n_groups, -np.inf)  # a key must exceed it to be kept
        self.kept: list[tuple[npt.NDArray[Any], ...]] = []
        self.n_kept = 0

    def add(self, groups: IntArray, key: FloatArray, *values: npt.NDArray[Any]) -> None:
        """Add entries: the group and the key of each, and the values to return for it."""
        # In pieces: the thresholds set by the first ones exclude most of the rest.
        size = 4 * self.n_groups * self.n
        for start in range(0, len(key), size):
            piece = slice(start, start + size)
            better = np.flatnonzero(key[piece] > self.threshold[groups[piece]]) + start
            self.kept.append(tuple(column[better] for column in (groups, key, *values)))
            self.n_kept += len(better)
            if self.n_kept > size:
                self._reduce()

    def _reduce(self) -> None:
        columns = [np.concatenate(parts) for parts in zip(*self.kept, strict=True)]
        groups, key = columns[0], columns[1]
        order = np.lexsort((-key, groups))  # stable: among equals, the first added
        ends = np.cumsum(np.bincount(groups, minlength=self.n_groups))
        rank = np.arange(len(order)) - np.r_[0, ends[:-1]][groups[order]]
        order = order[rank < self.n]
        last = order[rank[rank < self.n] == self.n - 1]
        self.threshold[groups[last]] = key[last]
        self.kept = [tuple(column[order] for column in columns)]
        self.n_kept = len(order)

    def ranked(self) -> tuple[npt.NDArray[Any], ...]:
        """The entries' groups, keys and values, group by group, the largest key first."""
        self._reduce()
        return self.kept[0]

    def by_group(self) -> list[list[tuple[Any, ...]]]:
        """Each group's entries as tuples of their values, the largest key first."""
        groups, _, *values = self.ranked()
        ends = np.cumsum(np.bincount(groups, minlength=self.n_groups))
        entries = list(zip(*(value.tolist() for value in values), strict=True))
        return [entries[a:b] for a, b in zip(np.r_[0, ends[:-1]], ends, strict=True)]
