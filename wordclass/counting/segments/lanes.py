"""Counters side by side in threads, each fed whole sentences."""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

from wordclass.counting.segments.segment import PairCounter

_WAITING = 2  # blocks that may wait for one counter


class Lanes:
    """Counters that work at the same time.

    A sentence that goes on in the next block stays with its counter. Which counter gets
    which block does not show in the sum.

    Parameters
    ----------
    sentences, tokens : int
        Counted before, and to be included in the totals.
    """

    def __init__(self, counters: list[PairCounter], sentences: int = 0, tokens: int = 0) -> None:
        self._counters = counters
        self._before = sentences, tokens
        self._threads = [ThreadPoolExecutor(1) for _ in counters]
        self._waiting: list[deque[Future[None]]] = [deque() for _ in counters]
        self._current = 0

    @property
    def sentences(self) -> int:
        """Sentences ended so far."""
        return self._before[0] + sum(counter.sentences for counter in self._counters)

    @property
    def tokens(self) -> int:
        """Tokens so far."""
        return self._before[1] + sum(counter.tokens for counter in self._counters)

    def add(self, block: bytes, kinds: npt.NDArray[np.uint8], ends: bool = True) -> None:
        """Hand a block to a counter; ``ends`` says whether it ends at a sentence's end."""
        lane = self._current
        waiting = self._waiting[lane]
        while len(waiting) >= _WAITING:
            waiting.popleft().result()
        waiting.append(self._threads[lane].submit(self._counters[lane].add, block, kinds))
        if ends:
            self._current = (lane + 1) % len(self._counters)

    def flush(self) -> None:
        """Have every counter hand over what it has, once it has counted all blocks."""
        for thread, counter, waiting in zip(
            self._threads, self._counters, self._waiting, strict=True
        ):
            waiting.append(thread.submit(counter.flush))
        for waiting in self._waiting:
            while waiting:
                waiting.popleft().result()

    def __enter__(self) -> "Lanes":
        return self

    def __exit__(self, *_: Any) -> None:
        for thread in self._threads:
            thread.shutdown(cancel_futures=True)
