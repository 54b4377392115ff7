"""Counters side by side in threads, each fed whole sentences."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

from wordclass.counting.decoding import MAX_LINE, bad_bytes
from wordclass.counting.segments import PairCounter
from wordclass.errors import InputError

_WAITING = 2  # blocks that may wait for one counter
_SPACES = b" \t\x0b\x0c\x1c\x1d\x1e\x1f"


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


def plain_blocks(blocks: Iterator[bytes], name: str) -> Iterator[tuple[bytes, bool]]:
    """Cut UTF-8 text at line ends, or within a long line at a space; it ends with a line.

    Yields
    ------
    block, ends : bytes, bool
        Valid UTF-8 without a BOM; and whether it ends with a line.

    Raises
    ------
    InputError
        At a byte that is no UTF-8, or a word of more than ``MAX_LINE`` bytes.
    """
    rest, offset, line, first, ends = b"", 0, 1, True, True
    for block in blocks:
        if first:
            first = False
            if block.startswith(b"\xef\xbb\xbf"):
                block, offset = block[3:], 3
        block = rest + block if rest else block
        cut = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1
        ends = cut > 0
        if not ends:
            cut = max(block.rfind(bytes([space])) for space in _SPACES) + 1
        whole, rest = block[:cut], block[cut:]
        if len(rest) > MAX_LINE:
            raise InputError(
                f"{name}, line {line + whole.count(10)}, byte {offset + cut}: a word of more than "
                f"{MAX_LINE} bytes; is this text? Give the --encoding, or choose a tokenizer"
            )
        if whole:
            _check_utf8(whole, name, offset, line)
            yield whole, ends
            offset += cut
            line += whole.count(b"\n")
    if rest or not ends:
        _check_utf8(rest, name, offset, line)
        yield rest + b"\n", True


def _check_utf8(block: bytes, name: str, offset: int, line: int) -> None:
    if block.isascii():
        return
    try:
        block.decode()
    except UnicodeDecodeError as error:
        at = error.start
        line += block.count(10, 0, at)
        raise bad_bytes(error, name, line, offset + at, "utf-8") from None
