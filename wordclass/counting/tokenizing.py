"""Running a tokenizer over sentences: here, or in processes beside this one."""

import logging
import os
import pickle
import signal
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context, parent_process

from wordclass.counting.formats import Sentence
from wordclass.counting.segments import joined
from wordclass.counting.tokenizers import TokenizerSettings, normalized
from wordclass.errors import InputError

log = logging.getLogger("wordclass")

BATCH = 1 << 17  # characters that are tokenized in one go
ALONE = 1 << 20  # characters of a text before other processes are worth their start


def tokenized(
    sentences: Iterable[Sentence],
    settings: TokenizerSettings,
    workers: int,
    name: str,
    skipped: Counter[str],
) -> Iterator[bytes]:
    """Tokenize sentences, and give their tokens as bytes for a counter, in their order.

    Raises
    ------
    InputError
        At a lone surrogate, or what is no token; with the text's name.
    """
    coming = batches(sentences)
    first = list(islice(coming, ALONE // BATCH))
    more = next(coming, None)
    if more is None or workers == 1 or not _can_travel(settings):
        rest = chain(first, [more] if more else [], coming)
        results: Iterator[tuple[bytes, int]] = map(Tokenizing(settings), rest)
    else:
        results = chain(
            map(Tokenizing(settings), first), _in_pool(chain([more], coming), settings, workers)
        )
    try:
        for block, blanks in results:
            if blanks:
                skipped["blank tokens"] += blanks
            yield block
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


def batches(sentences: Iterable[Sentence]) -> Iterator[tuple[int, list[Sentence]]]:
    """Gather sentences to batches, each with the number of its first."""
    batch: list[Sentence] = []
    number, size = 1, 0
    for sentence in sentences:
        batch.append(sentence)
        size += len(sentence) if isinstance(sentence, str) else 6 * len(sentence)
        if size >= BATCH:
            yield number, batch
            number += len(batch)
            batch, size = [], 0
    if batch:
        yield number, batch


class Tokenizing:
    """A tokenizer with its settings, applied to batches of sentences."""

    def __init__(self, settings: TokenizerSettings) -> None:
        self._settings, self._tokenize = settings, settings.function()

    def __call__(self, batch: tuple[int, list[Sentence]]) -> tuple[bytes, int]:
        """Give the tokens as bytes, and how many blank ones were left out."""
        form = self._settings.unicode_form
        blocks, blanks = [], 0
        for number, sentence in enumerate(batch[1], start=batch[0]):
            if isinstance(sentence, str):
                tokens = self._tokenize(normalized(sentence, form))
            elif form:
                tokens = [normalized(token, form) for token in sentence]
            else:
                tokens = sentence
            try:
                kept = [token for token in tokens if token and not token.isspace()]
                blocks.append(joined(kept))
            except UnicodeEncodeError as error:
                raise InputError(
                    f"sentence {number}: {error.object[:40]!r} holds a lone surrogate, which is "
                    "no character; decode the text with the right encoding"
                ) from None
            except (TypeError, AttributeError):
                raise InputError(
                    f"sentence {number}: the tokenizer {self._settings.name} gave "
                    f"{str(tokens)[:60]}; it must give a list of strings"
                ) from None
            blanks += len(tokens) - len(kept)
        return b"".join(blocks), blanks


def _can_travel(settings: TokenizerSettings) -> bool:
    """Whether the tokenizer can be sent to another process, as a function of a module can."""
    if settings.tokenizer == "whitespace":
        return False  # cheaper than the journey
    try:
        pickle.dumps(settings)
    except Exception:  # pickle raises whatever the object's own code does
        log.warning("the tokenizer %s cannot be sent to other processes; using one", settings.name)
        return False
    return True


def _in_pool(
    batches: Iterable[tuple[int, list[Sentence]]], settings: TokenizerSettings, workers: int
) -> Iterator[tuple[bytes, int]]:
    waiting: deque[Future[tuple[bytes, int]]] = deque()
    pool = ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_start_worker, initargs=(settings,)
    )
    try:
        for batch in batches:
            waiting.append(pool.submit(_work, batch))
            if len(waiting) > 3 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise InputError(
            "the tokenizing processes did not start or were killed; a script that counts must do "
            'so under `if __name__ == "__main__":`, or with threads=1'
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start_worker(settings: TokenizerSettings) -> None:
    global _tokenizing
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _tokenizing = Tokenizing(settings)


_tokenizing: Tokenizing


def _leave_with_parent() -> None:
    """End this process when the parent is gone, even killed."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(batch: tuple[int, list[Sentence]]) -> tuple[bytes, int]:
    return _tokenizing(batch)
