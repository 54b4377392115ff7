"""Parallel calls in threads, with results in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Argument = TypeVar("Argument")
Result = TypeVar("Result")


def bounded_map(
    pool: ThreadPoolExecutor,
    function: Callable[[Argument], Result],
    arguments: Iterable[Argument],
    n: int,
) -> Iterator[Result]:
    """Call a function with every argument, at most ``n`` calls ahead of the consumer.

    Examples
    --------
    >>> with ThreadPoolExecutor(2) as pool:
    ...     list(bounded_map(pool, abs, [-1, 2, -3], 2))
    [1, 2, 3]
    """
    waiting: deque[Future[Result]] = deque()
    try:
        for argument in arguments:
            waiting.append(pool.submit(function, argument))
            if len(waiting) >= n:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
