"""Counters: chunks of bytes in, segments out; several run in parallel threads."""

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

from wordclass.counting.segments import pairs, scanning
from wordclass.counting.segments.segment import Segment, make_segment
from wordclass.counting.segments.sentence_blocks import LONGEST, n_complete
from wordclass.counting.segments.words import WordList
from wordclass.counting.tokens.batches import SENTENCE_END, TOKEN_END

_SMALL = 1 << 22  # bytes of text for which one counter is enough
_WAITING = 2  # chunks queued for each counter


def _kinds(spaces: bytes, ends: bytes) -> npt.NDArray[np.uint8]:
    table = np.full(256, scanning.INSIDE, dtype=np.uint8)
    table[list(spaces)] = scanning.SPACE
    table[list(ends)] = scanning.SENTENCE_END
    return table


# The kinds of bytes in joined tokens, and in plain text as split by str.split().
_TOKENIZED = _kinds(TOKEN_END, SENTENCE_END)
_PLAIN = _kinds(b"\t\x0b\x0c\x1c\x1d\x1e\x1f ", b"\n\r")
_TOTALS = np.isin(np.arange(scanning.STATE_SIZE), [scanning.SENTENCES, scanning.TOKENS])


class PairCounter:
    """Counts the bigrams of consecutive chunks of bytes.

    ``emit`` is called with the counts so far after ``max_keys`` bigrams or ``max_words`` words, and
    at the end; ``fold`` is applied to every word; if ``by_block``, each block of sentences is
    counted separately.
    """

    def __init__(
        self,
        emit: Callable[[Segment], None],
        fold: Callable[[str], str] | None = None,
        max_keys: int = 1 << 20,
        max_words: int = 1 << 18,
        by_block: bool = False,
    ) -> None:
        self._emit, self._fold, self._by_block = emit, fold, by_block
        self._max_words = max(max_words, 2 * LONGEST if by_block else 0)
        self._seed = int.from_bytes(
            os.urandom(7), "little"
        )  # so that no text can be written to cause collisions
        # Pages that are not written take no memory, so unused capacity costs nothing.
        self._keys = np.empty(max(max_keys, 2 * scanning.BATCH), dtype=np.uint64)
        self._state = np.zeros(scanning.STATE_SIZE, dtype=np.int64)
        self._text = np.empty(0, dtype=np.uint64)
        self._clear()

    def _clear(self) -> None:
        room = min(1 << 14, self._max_words)
        n_slots = 2 << (room - 1).bit_length()  # a power of two, at most half full
        self._slots = np.zeros((n_slots, 4), dtype=np.uint64)
        self._starts = np.zeros(room + 2, dtype=np.int64)
        self._arena = np.empty(room * 16, dtype=np.uint8)
        self._state[~_TOTALS] = 0
        self._state[scanning.N_WORDS] = 1  # the boundary

    @property
    def sentences(self) -> int:
        """Sentences ended so far."""
        return int(self._state[scanning.SENTENCES])

    @property
    def tokens(self) -> int:
        """Tokens so far."""
        return int(self._state[scanning.TOKENS])

    def add(self, chunk: bytes, tokenized: bool) -> None:
        """Count a chunk that ends at the end of a word; a sentence may continue in the next chunk.

        It is plain text or, if ``tokenized``, tokens as ``tokens.batches.joined`` writes them.
        """
        n = len(chunk)
        if n // 8 + 2 > len(self._text):
            self._text = np.empty(n // 8 + 2, dtype=np.uint64)
        text = self._text.view(np.uint8)
        text[:n] = np.frombuffer(chunk, dtype=np.uint8)
        text[n] = (TOKEN_END if tokenized else b" ")[0]
        if not tokenized and not chunk.isascii():
            scanning.blank_wide_spaces(text[:n])
        position = 0
        while True:
            position = scanning.scan(
                self._text, position, n, _TOKENIZED if tokenized else _PLAIN, self._seed,
                self._slots, self._starts, self._arena, self._keys, self._state,
            )  # fmt: skip
            if position == n:
                return
            self._make_room(n - position)

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
            old, self._slots = self._slots, np.zeros((len(self._slots) * 2, 4), dtype=np.uint64)
            scanning.rehash(old, self._slots)

    def flush(self) -> None:
        """Pass on the counts so far and reset; an unfinished sentence continues."""
        keys = self._keys[: int(self._state[scanning.N_KEYS])]
        # The block of a sentence is known at its end.
        keys, rest = np.split(keys, [n_complete(keys) if self._by_block else len(keys)])
        n = int(self._state[scanning.N_WORDS])
        starts, arena = self._starts[: n + 1], self._arena[: self._starts[n]]
        before, following, _ = pairs.unpacked(rest)
        unfinished = [*before[:1], *following] if len(rest) else [self._state[scanning.PREV]]
        words = [arena[starts[i] : starts[i + 1]].tobytes() for i in unfinished if i != 0]
        if len(keys):
            listed = WordList(starts, arena)
            self._emit(make_segment(listed, keys, self._fold, self._by_block))
        totals = self._state[_TOTALS]
        self._clear()
        if words:  # they are read again, but not counted again
            self.add(TOKEN_END.join(words), tokenized=True)
            n = int(self._state[scanning.N_KEYS])
            self._keys[: len(rest)] = self._keys[n - len(rest) : n]
            self._state[scanning.N_KEYS] = len(rest)
        self._state[_TOTALS] = totals


def _grown(array: npt.NDArray[Any], least: int = 0) -> npt.NDArray[Any]:
    larger = np.zeros(max(2 * len(array), len(array) + least), dtype=array.dtype)
    larger[: len(array)] = array
    return larger


class Counters:
    """Counters in separate threads, each of which counts whole sentences.

    A sentence that continues in the next chunk stays with its counter. A small text is counted by
    one counter, so that there is nothing to merge. The sum is the same however texts are divided.
    The totals include ``sentences`` and ``tokens``, which were counted earlier.
    """

    def __init__(self, counters: list[PairCounter], sentences: int = 0, tokens: int = 0) -> None:
        self._counters = counters
        self._before = sentences, tokens
        self._threads = [ThreadPoolExecutor(1) for _ in counters]
        self._waiting: list[deque[Future[None]]] = [deque() for _ in counters]
        self._current = 0
        self._bytes = 0

    @property
    def sentences(self) -> int:
        """Sentences ended so far."""
        return self._before[0] + sum(counter.sentences for counter in self._counters)

    @property
    def tokens(self) -> int:
        """Tokens so far."""
        return self._before[1] + sum(counter.tokens for counter in self._counters)

    def add(self, chunk: bytes, tokenized: bool, ends: bool = True) -> None:
        """Pass a chunk to a counter; ``ends`` is whether it ends at the end of a sentence."""
        waiting = self._waiting[self._current]
        while len(waiting) >= _WAITING:
            waiting.popleft().result()
        counter = self._counters[self._current]
        waiting.append(self._threads[self._current].submit(counter.add, chunk, tokenized))
        self._bytes += len(chunk)
        if ends and self._bytes > _SMALL:
            self._current = (self._current + 1) % len(self._counters)

    def flush(self) -> None:
        """Wait until all chunks are counted, and flush all counters."""
        for thread, counter, waiting in zip(
            self._threads, self._counters, self._waiting, strict=True
        ):
            waiting.append(thread.submit(counter.flush))
        for waiting in self._waiting:
            while waiting:
                waiting.popleft().result()

    def __enter__(self) -> "Counters":
        return self

    def __exit__(self, *_: Any) -> None:
        for thread in self._threads:
            thread.shutdown(cancel_futures=True)
