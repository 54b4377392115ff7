"""Rows in blocks of similar size, for kernels that run in threads.

The blocks depend on the counts alone and their results are combined in order, so that a
sum is the same to the last bit whatever the number of threads.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from wordclass.counting.memory import cores

Block = tuple[int, int]
BlockMap = Callable[[Callable[[int, int], Any], list[Block]], list[Any]]

_BLOCKS = 32


def row_blocks(indptr: npt.NDArray[np.integer]) -> list[Block]:
    """Divide rows into at most 32 runs (start, stop) of similar numbers of entries.

    Examples
    --------
    >>> row_blocks(np.array([0, 5, 10]))
    [(0, 1), (1, 2)]
    """
    n_rows = len(indptr) - 1
    cuts = np.searchsorted(indptr, np.linspace(0, int(indptr[-1]), _BLOCKS + 1)[1:-1])
    edges = np.unique(np.concatenate([[0], np.clip(cuts, 0, n_rows), [n_rows]]))
    return [(int(a), int(b)) for a, b in zip(edges[:-1], edges[1:], strict=True)]


@contextmanager
def workers(threads: int | None) -> Iterator[BlockMap]:
    """A map over blocks that keeps their order, on ``threads`` threads, by default one a core."""
    n = threads or cores()
    if n == 1:
        yield lambda work, blocks: [work(*block) for block in blocks]
        return
    with ThreadPoolExecutor(n) as pool:
        yield lambda work, blocks: list(pool.map(lambda block: work(*block), blocks))
