"""A text as blocks of bytes for the counters: plain text unchanged, all other text as tokens."""

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
class Block:
    """A block of a text: plain text, one sentence per line; or, if ``tokenized``, tokens.

    Tokens are written by :func:`wordclass.counting.tokens.batches.joined`.
    """

    data: bytes
    tokenized: bool
    ends: bool  # whether it ends at the end of a sentence
    done: int  # how much of the text has been read: bytes of plain text, otherwise sentences
    blanks: int = 0  # blank tokens dropped


class TextBlocks:
    """Reads texts into blocks; long texts are tokenized in worker processes.

    ``settings.tokenizer`` stays ``auto`` until there is untokenized text to choose by.
    """

    def __init__(self, settings: TokenizerSettings, n_workers: int) -> None:
        self.settings = settings
        self._n_workers = n_workers
        self._tokens: TokenizerSettings | None = None  # the settings of the pool, if any
        self._pool: WorkerPool | None = None
        self._undecided = True
        self._seen = 0  # batches

    def read(self, reading: Reading, start: int = 0) -> Iterator[Block]:
        """Yield the blocks of a text; afterwards ``reading`` describes what was read and skipped.

        ``start`` is how much to skip: ``done`` of the last block already read.
        """
        if self.settings.tokenizer == "auto" and reading.text.path is not None:
            again = Reading(reading.text, reading.settings)
            self._choose(sample_of(again.sentences(), SAMPLE)[0], reading.text.name)
        if is_plain(reading, self.settings):
            for data, done, ends in plain_text(reading, self.settings.unicode_form, start):
                yield Block(data, False, ends, done)
            return
        sentences = reading.sentences()
        if self.settings.tokenizer == "auto":
            sample, sentences = sample_of(sentences, SAMPLE)
            self._choose(sample, reading.text.name)
        coming = batches(islice(sentences, start, None), start + 1)
        try:
            for data, blanks, done in self._tokenized(coming):
                yield Block(data, True, True, done, blanks)
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
        tokens = self.settings
        if tokens.tokenizer == "auto":  # the text is already tokenized
            tokens = replace(tokens, tokenizer="whitespace")
        if tokens != self._tokens:
            self.close()
            self._tokens, self._undecided, self._seen = tokens, self._n_workers > 1, 0
        here = BatchTokenizer(tokens)
        if self._undecided:
            first = list(islice(coming, max(SERIAL // BATCH - self._seen, 0)))
            self._seen += len(first)
            more = next(coming, None)
            if more is not None:
                self._undecided = False
                self._pool = self._start(here)
            coming = chain(first, [] if more is None else [more], coming)
        yield from self._pool.in_order(coming) if self._pool else map(here, coming)

    def _start(self, here: BatchTokenizer) -> WorkerPool | None:
        """Start worker processes, unless a single process is as fast."""
        if self._tokens is None or self._tokens.tokenizer == "whitespace":
            return None  # cheaper than sending the text to a worker
        try:
            return WorkerPool(here, self._n_workers)
        except Exception:  # pickling may raise any error of the object's own code
            _log.warning(
                "the tokenizer %s cannot be pickled; tokenizing in one process", self._tokens.name
            )
            return None

    def close(self) -> None:
        """Stop the worker processes."""
        if self._pool is not None:
            self._pool.close()
        self._pool = None
