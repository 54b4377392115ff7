"""Reading texts into counters: which way a text takes, what is noted about it, when to say so."""

import hashlib
import logging
import os
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from wordclass import __version__
from wordclass.counting.bigrams import Provenance, Source
from wordclass.counting.decoding import check_encoding
from wordclass.counting.lanes import Lanes, plain_blocks
from wordclass.counting.memory import Budget
from wordclass.counting.merging import Merged, merge, merge_pruned
from wordclass.counting.readers import Reading, ReadSettings, sample_of
from wordclass.counting.segments import MARKED, PLAIN, PairCounter, Segment
from wordclass.counting.sources import ByteReader, Text
from wordclass.counting.tokenizers import TokenizerSettings, choose, fold, normalized
from wordclass.counting.tokenizing import tokenized
from wordclass.errors import InputError

log = logging.getLogger("wordclass")

SAMPLE = 1 << 16  # characters that `auto` looks at
_LINES = 1 << 14  # lines that are counted in one go


@dataclass(frozen=True)
class CountProgress:
    """How far a count has come.

    Parameters
    ----------
    source : str
        The text being read.
    bytes, total_bytes : int
        Of all texts, as they lie on the disk; the total is 0 where it is not known.
    tokens, sentences : int
        Counted so far.
    seconds : float
        Since the start.
    """

    source: str
    bytes: int
    total_bytes: int
    tokens: int
    sentences: int
    seconds: float


ProgressCallback = Callable[[CountProgress], None]


@dataclass(frozen=True)
class CountSettings:
    """Everything a count can be told; see :func:`wordclass.count`."""

    reading: ReadSettings = ReadSettings()
    tokens: TokenizerSettings = TokenizerSettings()
    memory: str | int | None = None
    threads: int | None = None
    temp_dir: str | os.PathLike[str] | None = None
    progress: ProgressCallback | None = None

    def __post_init__(self) -> None:
        if self.threads is not None and self.threads < 1:
            raise InputError(f"threads={self.threads}: at least 1")
        if self.temp_dir is not None and not Path(self.temp_dir).is_dir():
            raise InputError(f"no such folder: temp_dir={os.fspath(self.temp_dir)}")

    def budget(self) -> Budget:
        """Share out memory and cores."""
        return Budget.of(self.memory, self.threads or len(os.sched_getaffinity(0)))


@dataclass
class Counting:
    """A count under way: texts go in, one after the other; segments come out.

    Parameters
    ----------
    folder : Path
        Where segments go that do not fit into memory.
    """

    settings: CountSettings
    folder: Path
    segments: list[Segment] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    sentences: int = 0
    tokens: int = 0

    def __post_init__(self) -> None:
        self.tokenizer = self.settings.tokens
        self.budget = self.settings.budget()
        self._spilled = 0
        self._all_read = False

    def read(self, texts: list[Text]) -> None:
        """Count texts.

        Raises
        ------
        InputError
            When one cannot be read, or there is not one word in them.
        """
        start = time.monotonic()
        sizes = [text.path.stat().st_size if text.path else 0 for text in texts]
        folding = None
        if self.tokenizer.lowercase or self.tokenizer.normalize_digits:
            folding = partial(
                fold,
                lowercase=self.tokenizer.lowercase,
                normalize_digits=self.tokenizer.normalize_digits,
            )
        counters = [
            PairCounter(self._keep, folding, self.budget.keys, self.budget.words)
            for _ in range(self.budget.threads)
        ]
        done = 0
        with Lanes(counters) as lanes:
            for text, size in zip(texts, sizes, strict=True):
                told = start
                for bytes_read in self._read_one(text, lanes):
                    now = time.monotonic()
                    if self.settings.progress and now - told > 0.2:
                        told = now
                        self.settings.progress(
                            CountProgress(
                                text.name, done + bytes_read, sum(sizes) if all(sizes) else 0,
                                lanes.tokens, lanes.sentences, now - start,
                            )
                        )  # fmt: skip
                done += size
            self._all_read = True
            lanes.flush()
            self.sentences += lanes.sentences
            self.tokens += lanes.tokens
        for what, n in sorted(self.skipped.items()):
            log.warning("left out or mended: %d %s", n, what)
        if self.tokens == 0:
            names = ", ".join(source.name for source in self.sources[:3]) or "nothing"
            raise InputError(f"no text in {names}: not one word; check the path and the format")

    def _keep(self, segment: Segment) -> None:
        """Take what a counter hands over; if not all fits into memory, it goes to the disk."""
        if not self._all_read or self._spilled:
            self._spilled += 1
            segment = segment.save(self.folder / f"segment-{uuid.uuid4().hex}")
        self.segments.append(segment)

    def _read_one(self, text: Text, lanes: Lanes) -> Iterator[int]:
        """Count one text; gives the bytes read so far, again and again."""
        reading = Reading(text, self.settings.reading)
        digest = hashlib.sha256()
        settled = self.tokenizer.tokenizer != "auto"
        if not settled and text.path is not None:
            self._settle(sample_of(Reading(text, reading.settings).sentences(), SAMPLE)[0], text)
            settled = self.tokenizer.tokenizer != "auto"
        if settled and self._is_plain(reading):
            for block, ends in self._plain(reading):
                digest.update(block)
                lanes.add(block, PLAIN, ends)
                yield reading.reader.bytes_read if reading.reader else 0
        else:
            sentences = reading.sentences()
            if not settled:
                sample, sentences = sample_of(sentences, SAMPLE)
                self._settle(sample, text)
            tokenizer = self.tokenizer
            if tokenizer.tokenizer == "auto":  # all tokens are given
                tokenizer = replace(tokenizer, tokenizer="whitespace")
            for block in tokenized(
                sentences, tokenizer, self.budget.threads, text.name, self.skipped
            ):
                digest.update(block)
                lanes.add(block, MARKED)
                yield reading.reader.bytes_read if reading.reader else 0
        lanes.end_text()
        reader = reading.reader
        self.skipped.update(reading.skipped)
        self.sources.append(
            Source(text.name, reader.sha256, reader.bytes_read)
            if reader
            else Source(text.name, digest.hexdigest())
        )

    def _settle(self, sample: str, text: Text) -> None:
        """Settle ``auto`` by a sample, and say what it was settled to."""
        if sample:
            name, reason = choose(sample)
            log.warning("tokenizer: %s (%s: %s)", name, text.name, reason)
            self.tokenizer = replace(self.tokenizer, tokenizer=name)

    def _is_plain(self, reading: Reading) -> bool:
        """Whether the counters can find the words in the text by themselves."""
        text = reading.text
        return (
            self.tokenizer.tokenizer == "whitespace"
            and not text.corpus
            and text.items is None
            and reading.settings.sentences == "line"
            and text.format(reading.settings.input_format) == "text"
        )

    def _plain(self, reading: Reading) -> Iterator[tuple[bytes, bool]]:
        """Give UTF-8 text in blocks, and whether each ends with a line."""
        settings, form = reading.settings, self.tokenizer.unicode_form
        utf8 = check_encoding(settings.encoding, settings.errors) == "utf-8"
        if form is None and settings.errors == "strict" and utf8:
            reading.reader = ByteReader(reading.text)
            yield from plain_blocks(reading.reader.blocks(), reading.text.name)
        elif form is None and settings.errors != "skip":
            blocks = (chunk.encode() for chunk in reading.chunks())
            yield from plain_blocks(blocks, reading.text.name)
        else:
            lines: list[str] = []
            for line in reading.lines():
                lines.append(normalized(line, form))
                if len(lines) == _LINES:
                    yield "\n".join(lines).encode() + b"\n", True
                    lines = []
            yield "\n".join(lines).encode() + b"\n", True

    def merged(self, min_count: int = 1, max_vocabulary: int | None = None) -> Merged:
        """Add all segments up; see :func:`merge_pruned` for the limits."""
        folder = self.folder if self._spilled else None
        if min_count == 1 and max_vocabulary is None:
            return merge(self.segments, self.budget, folder)
        return merge_pruned(self.segments, self.budget, folder, min_count, max_vocabulary)

    def provenance(self) -> Provenance:
        """Say where the counts come from."""
        return Provenance(
            tuple(self.sources), self.tokenizer.to_dict(), self.sentences, self.tokens,
            dict(sorted(self.skipped.items())), __version__,
        )  # fmt: skip
