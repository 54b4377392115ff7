"""Ranges of rows with similar numbers of entries, for kernels that run in threads.

The ranges depend on the counts alone and their results are combined in order, so that a
sum is the same to the last bit whatever the number of threads.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from wordclass.counting.memory import cores

RowRange = tuple[int, int]  # first row, and the one after the last
RowMap = Callable[[Callable[[int, int], Any], list[RowRange]], list[Any]]

_MAX_RANGES = 32


def row_ranges(indptr: npt.NDArray[np.integer]) -> list[RowRange]:
    """Divide rows into at most 32 ranges (start, stop) with similar numbers of entries.

    Examples
    --------
    >>> row_ranges(np.array([0, 5, 10]))
    [(0, 1), (1, 2)]
    """
    n_rows = len(indptr) - 1
    cuts = np.searchsorted(indptr, np.linspace(0, int(indptr[-1]), _MAX_RANGES + 1)[1:-1])
    edges = np.unique(np.concatenate([[0], np.clip(cuts, 0, n_rows), [n_rows]]))
    return [(int(a), int(b)) for a, b in zip(edges[:-1], edges[1:], strict=True)]


@contextmanager
def workers(threads: int | None) -> Iterator[RowMap]:
    """A map over ranges of rows, in order, on ``threads`` threads, by default one per core."""
    n = threads or cores()
    if n == 1:
        yield lambda work, ranges: [work(start, stop) for start, stop in ranges]
        return
    with ThreadPoolExecutor(n) as pool:
        yield lambda work, ranges: list(pool.map(lambda rows: work(*rows), ranges))
