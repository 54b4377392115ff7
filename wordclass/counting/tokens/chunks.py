"""A text as chunks of bytes for the counters: plain text unchanged, all other text as tokens."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from wordclass.counting.text.formats import Sentence
from wordclass.counting.text.sentences import Reading, sample_of
from wordclass.counting.tokens.batches import BATCH, BatchTokenizer, TokenError, batches
from wordclass.counting.tokens.choice import choose
from wordclass.counting.tokens.plain import is_plain, plain_text
from wordclass.counting.tokens.tokenizers import TokenizerSettings
from wordclass.counting.tokens.workers import WorkerPool
from wordclass.errors import InputError

_log = logging.getLogger("wordclass")

SAMPLE = 1 << 16  # characters from which `auto` chooses a tokenizer
SERIAL = 1 << 20  # characters tokenized before worker processes are started


@dataclass(frozen=True)
class Chunk:
    """A chunk of a text: plain text, one sentence per line; or, if ``tokenized``, tokens.

    Tokens are written by :func:`wordclass.counting.tokens.batches.joined`.
    """

    data: bytes
    tokenized: bool
    ends: bool  # whether it ends at the end of a sentence
    done: int  # how much of the text has been read: bytes of plain text, otherwise sentences
    blanks: int = 0  # blank tokens dropped


class TextChunks:
    """Reads texts into chunks; long texts are tokenized in worker processes.

    ``settings.tokenizer`` stays ``auto`` until there is untokenized text to choose by.
    """

    def __init__(self, settings: TokenizerSettings, n_workers: int) -> None:
        self.settings = settings
        self._n_workers = n_workers
        self._tokenization: _Tokenization | None = None  # with the settings of the latest text

    def read(self, reading: Reading, start: int = 0) -> Iterator[Chunk]:
        """Yield the chunks of a text; afterwards ``reading`` describes what was read and skipped.

        ``start`` is how much to skip: ``done`` of the last chunk already read.
        """
        if self.settings.tokenizer == "auto" and reading.text.path is not None:
            again = Reading(reading.text, reading.settings)
            self._choose(sample_of(again.sentences(), SAMPLE)[0], reading.text.name)
        if is_plain(reading, self.settings):
            for data, done, ends in plain_text(reading, self.settings.unicode_form, start):
                yield Chunk(data, False, ends, done)
            return
        sentences = reading.sentences()
        if self.settings.tokenizer == "auto":
            sample, sentences = sample_of(sentences, SAMPLE)
            self._choose(sample, reading.text.name)
        coming = batches(islice(sentences, start, None), start + 1)
        try:
            for data, blanks, done in self._tokenized(coming):
                yield Chunk(data, True, True, done, blanks)
        except TokenError as error:
            raise InputError(f"{reading.text.name}: {error}") from None

    def _choose(self, sample: str, name: str) -> None:
        """Choose the tokenizer and log the choice, unless the sample is empty."""
        if sample:
            chosen, reason = choose(sample)
            _log.warning("tokenizer: %s (%s: %s)", chosen, name, reason)
            self.settings = replace(self.settings, tokenizer=chosen)

    def _tokenized(
        self, coming: Iterator[tuple[int, list[Sentence]]]
    ) -> Iterator[tuple[bytes, int, int]]:
        settings = self.settings
        if settings.tokenizer == "auto":  # the text is already tokenized
            settings = replace(settings, tokenizer="whitespace")
        if self._tokenization is None or self._tokenization.settings != settings:
            self.close()
            self._tokenization = _Tokenization(settings, self._n_workers)
        return self._tokenization.tokenized(coming)

    def close(self) -> None:
        """Stop the worker processes."""
        if self._tokenization is not None:
            self._tokenization.close()
        self._tokenization = None


class _Tokenization:
    """Tokenizes texts with the same settings, in worker processes once there is much text."""

    def __init__(self, settings: TokenizerSettings, n_workers: int) -> None:
        self.settings = settings
        self._here = BatchTokenizer(settings)
        self._n_workers = n_workers
        self._pool: WorkerPool | None = None
        # Splitting text at white space is quicker than sending it to a worker.
        may_start = n_workers > 1 and settings.tokenizer != "whitespace"
        # Batches until workers are started; None when that is decided.
        self._until_workers = SERIAL // BATCH if may_start else None

    def tokenized(
        self, coming: Iterator[tuple[int, list[Sentence]]]
    ) -> Iterator[tuple[bytes, int, int]]:
        """Tokenize the batches of one text, in order."""
        if self._until_workers is not None:
            first = list(islice(coming, self._until_workers))
            self._until_workers -= len(first)
            more = next(coming, None)
            if more is not None:
                self._until_workers = None
                self._pool = self._start()
            coming = chain(first, [] if more is None else [more], coming)
        yield from self._pool.in_order(coming) if self._pool else map(self._here, coming)

    def _start(self) -> WorkerPool | None:
        """Start worker processes, unless the tokenizer cannot be sent to them."""
        try:
            return WorkerPool(self._here, self._n_workers)
        except Exception:  # pickling may raise any error of the object's own code
            _log.warning(
                "the tokenizer %s cannot be pickled; tokenizing in one process", self.settings.name
            )
            return None

    def close(self) -> None:
        """Stop the worker processes."""
        if self._pool is not None:
            self._pool.close()
