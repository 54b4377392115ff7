"""The largest entries of every class, of more entries than are kept."""

from typing import Any

import numpy as np
import numpy.typing as npt

from wordclass.models.fitted.model import FloatArray
from wordclass.reports.data.memberships import IdArray


class Leaders:
    """The n entries of each class that have the largest key; of equal ones the first added.

    Examples
    --------
    >>> leaders = Leaders(n_classes=2, n=1)
    >>> leaders.add(np.array([0, 1, 1]), np.array([0.5, 0.2, 0.3]), np.array([7, 8, 9]))
    >>> leaders.by_class()
    [[(7,)], [(9,)]]
    """

    def __init__(self, n_classes: int, n: int) -> None:
        self.n_classes, self.n = n_classes, n
        self.least = np.full(n_classes, -np.inf)  # what an entry must exceed to be among them
        self.kept: list[tuple[npt.NDArray[Any], ...]] = []
        self.n_kept = 0

    def add(self, classes: IdArray, key: FloatArray, *values: npt.NDArray[Any]) -> None:
        """Add entries: the class and the key of each, and what is to be had back."""
        # A piece at a time: what the first ones leave in leads keeps most of the rest out.
        size = 4 * self.n_classes * self.n
        for start in range(0, len(key), size):
            piece = slice(start, start + size)
            better = np.flatnonzero(key[piece] > self.least[classes[piece]]) + start
            self.kept.append(tuple(column[better] for column in (classes, key, *values)))
            self.n_kept += len(better)
            if self.n_kept > size:
                self._reduce()

    def _reduce(self) -> None:
        columns = [np.concatenate(parts) for parts in zip(*self.kept, strict=True)]
        classes, key = columns[0], columns[1]
        order = np.lexsort((-key, classes))  # stable: the first of equal ones first
        ends = np.cumsum(np.bincount(classes, minlength=self.n_classes))
        rank = np.arange(len(order)) - np.r_[0, ends[:-1]][classes[order]]
        order = order[rank < self.n]
        last = order[rank[rank < self.n] == self.n - 1]
        self.least[classes[last]] = key[last]
        self.kept = [tuple(column[order] for column in columns)]
        self.n_kept = len(order)

    def ranked(self) -> tuple[npt.NDArray[Any], ...]:
        """Give the entries' classes, keys and values, class by class, the largest first."""
        self._reduce()
        return self.kept[0]

    def by_class(self) -> list[list[tuple[Any, ...]]]:
        """Give each class's entries as tuples of their values, the largest first."""
        classes, _, *values = self.ranked()
        ends = np.cumsum(np.bincount(classes, minlength=self.n_classes))
        entries = list(zip(*(value.tolist() for value in values), strict=True))
        return [entries[a:b] for a, b in zip(np.r_[0, ends[:-1]], ends, strict=True)]
