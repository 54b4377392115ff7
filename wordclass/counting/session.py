"""Reading texts into counters: which way a text takes, what is noted about it, when to say so."""

import hashlib
import logging
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from wordclass import __version__
from wordclass.counting.checkpoint import Begun, Checkpoint, State, stamp
from wordclass.counting.counts.provenance import Provenance, Source
from wordclass.counting.counts.samples import Samples
from wordclass.counting.counts.wording import some
from wordclass.counting.segments.lanes import Lanes
from wordclass.counting.segments.merging import Merged, merge, merge_pruned
from wordclass.counting.segments.sampling import Reservoir
from wordclass.counting.segments.segment import MARKED, PLAIN, PairCounter, Segment
from wordclass.counting.settings import CountProgress, CountSettings, folding
from wordclass.counting.text.sentences import Reading, sample_of
from wordclass.counting.text.sources import Text
from wordclass.counting.tokens.batches import Tokenizers
from wordclass.counting.tokens.plain import is_plain, plain_text
from wordclass.counting.tokens.tokenizers import choose
from wordclass.errors import InputError

log = logging.getLogger("wordclass")

PROGRESS_SECONDS = 0.2  # between two calls of `progress`
SAMPLE = 1 << 16  # characters that `auto` looks at
_EMPTY = hashlib.sha256().hexdigest()


@dataclass
class Counting:
    """A count under way: texts go in, one after the other; segments come out.

    Parameters
    ----------
    folder : Path
        Where segments go that do not fit into memory.
    checkpoint : Checkpoint, optional
        Of the same folder: what a killed count is to leave behind.
    known : frozenset of str
        SHA-256 of texts that have been counted earlier.
    """

    settings: CountSettings
    folder: Path
    checkpoint: Checkpoint | None = None
    known: frozenset[str] = frozenset()
    segments: list[Segment] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    sentences: int = 0
    tokens: int = 0

    def __post_init__(self) -> None:
        self.tokenizer = self.settings.tokens
        self.budget = self.settings.budget()
        self.reservoir = Reservoir(self.settings.samples)
        self._names: list[str] = []  # of the segments on the disk
        self._read_names: list[str] = []  # of the texts counted, whose sources have file names
        self._stamps: list[list[int]] = []
        self._begun = Begun()  # the text being read, and how much of it is counted
        self._tokenizers: Tokenizers | None = None
        self._all_read = False
        self._start = self._kept_at = time.monotonic()

    def read(self, texts: list[Text]) -> None:
        """Count texts; what a killed count has counted of them is passed over.

        Raises
        ------
        InputError
            When one cannot be read, has been counted before, has changed since a killed
            count read it, or when there is not one word in them.
        """
        sizes = {id(text): text.path.stat().st_size if text.path else 0 for text in texts}
        total = sum(sizes.values()) if all(sizes.values()) else 0
        texts = self._resume(texts)
        done = total - sum(sizes[id(text)] for text in texts) if total else 0
        counters = [
            PairCounter(self._keep, folding(self.tokenizer), self.budget.keys, self.budget.words)
            for _ in range(self.budget.threads)
        ]
        told = self._start
        with Lanes(counters, self.sentences, self.tokens) as lanes:
            try:
                for text in texts:
                    for bytes_read in self._read_one(text, lanes):
                        self._keep_state(lanes)
                        now = time.monotonic()
                        if self.settings.progress and now - told >= PROGRESS_SECONDS:
                            told = now
                            self.settings.progress(
                                CountProgress(
                                    text.name, done + bytes_read, total,
                                    lanes.tokens, lanes.sentences, now - self._start,
                                )
                            )  # fmt: skip
                    done += sizes[id(text)]
                    self._read_names.append(text.name)
                    self._stamps.append(stamp(text))
                    self._keep_state(lanes)
            finally:
                if self._tokenizers is not None:
                    self._tokenizers.close()
            self._all_read = True
            lanes.flush()
            self.sentences, self.tokens = lanes.sentences, lanes.tokens
        for what, n in sorted(self.skipped.items()):
            log.warning("left out or mended: %d %s", n, what)
        if self.tokens == 0:
            names = ", ".join(source.name for source in self.sources[:3]) or "nothing"
            raise InputError(f"no text in {names}: not one word; check the path and the format")

    def _resume(self, texts: list[Text]) -> list[Text]:
        """Take up what a killed count left; gives the texts that are still to be read."""
        state = self.checkpoint.load(self._fingerprint()) if self.checkpoint else None
        if self.checkpoint is None or state is None:
            return texts
        stamps = dict(zip(state.names, state.stamps, strict=True))
        n_counted, begun = len(stamps), state.begun
        if begun.done:
            stamps[begun.name] = begun.stamp
        for text in texts:
            if text.name in stamps and stamps[text.name] != stamp(text):
                raise InputError(
                    f"{text.name} has changed since a killed count read it; remove "
                    f"{self.checkpoint.folder} to count anew"
                )
        rest = [text for text in texts if text.name not in stamps or text.name == begun.name]
        if len(rest) != len(texts) - n_counted or (begun.done and rest[0].name != begun.name):
            self.checkpoint.load({})  # of other texts: nothing of it is of use
            return texts
        log.warning("going on after %s that a killed count has counted", some(n_counted, "text"))
        if begun.done:
            log.warning("going on within %s after %s", begun.name, some(begun.done, begun.unit))
        self.sources, self._read_names = state.sources, state.names
        self._stamps, self._names = state.stamps, state.segments
        self.segments = self.checkpoint.segments(state)
        self.sentences, self.tokens, self._begun = state.sentences, state.tokens, begun
        self.skipped.update(state.skipped)
        self.reservoir = Reservoir(self.settings.samples, state.seen, state.kept)
        if state.tokenizer:
            self.tokenizer = replace(self.tokenizer, tokenizer=state.tokenizer)
        return rest

    def _fingerprint(self) -> dict[str, Any]:
        """Settings that a count must share with a killed one to go on from it."""
        return {
            **asdict(self.settings.reading),
            **self.settings.tokens.to_dict(),
            "version": __version__,
            "samples": self.settings.samples,
        }

    def _keep_state(self, lanes: Lanes) -> None:
        """Keep what has been counted, where texts can be told apart again and it is time."""
        now = time.monotonic()
        # Ever longer, so that the parts of a long count stay few.
        interval = max(self.settings.checkpoint_seconds, 0.05 * (now - self._start))
        if self.checkpoint is None or now - self._kept_at < interval or not self._begun.whole:
            return
        lanes.flush()
        self.checkpoint.save(
            State(
                self._fingerprint(),
                self.tokenizer.name if isinstance(self.tokenizer.tokenizer, str) else "",
                self.sources, self._read_names, self._stamps, self._begun, self._names,
                lanes.sentences, lanes.tokens,
                dict(self.skipped), self.reservoir.seen, self.reservoir.kept,
            )
        )  # fmt: skip
        self._kept_at = time.monotonic()

    def _keep(self, segment: Segment) -> None:
        """Take what a counter hands over; if not all fits into memory, it goes to the disk."""
        if not self._all_read or self._names:
            name = f"segment-{uuid.uuid4().hex}"
            segment = segment.save(self.folder / name)
            self._names.append(name)
        self.segments.append(segment)

    def _read_one(self, text: Text, lanes: Lanes) -> Iterator[int]:
        """Count one text; gives the bytes read so far, again and again."""
        reading = Reading(text, self.settings.reading)
        digest = hashlib.sha256()
        settled = self.tokenizer.tokenizer != "auto"
        if not settled and text.path is not None:
            self._settle(sample_of(Reading(text, reading.settings).sentences(), SAMPLE)[0], text)
            settled = self.tokenizer.tokenizer != "auto"
        plain = settled and is_plain(reading, self.tokenizer)
        counted = self._begun.done  # by a killed count
        self._begun = Begun(text.name, stamp(text), 0, "byte" if plain else "sentence")
        parts = (
            plain_text(reading, self.tokenizer, counted)
            if plain
            else self._tokenized(reading, counted)
        )
        for block, done, ends in parts:
            digest.update(block)
            lanes.add(block, PLAIN if plain else MARKED, ends)
            self.reservoir.add(block, marked=not plain, ends=ends)
            # Without a reader the hash of the text is that of its tokens, and wants them all.
            self._begun.done, self._begun.whole = done, ends and reading.reader is not None
            yield reading.reader.bytes_read if reading.reader else 0
        reader = reading.reader
        self.skipped.update(reading.skipped)
        self._note(
            Source(text.name, reader.sha256, reader.bytes_read)
            if reader
            else Source(text.name, digest.hexdigest())
        )
        self._begun = Begun()

    def _tokenized(self, reading: Reading, counted: int) -> Iterator[tuple[bytes, int, bool]]:
        """Give the tokens of a text, and how many sentences have been given."""
        sentences = reading.sentences()
        if self.tokenizer.tokenizer == "auto":
            sample, sentences = sample_of(sentences, SAMPLE)
            self._settle(sample, reading.text)
        tokens = self.tokenizer
        if tokens.tokenizer == "auto":  # all tokens are given
            tokens = replace(tokens, tokenizer="whitespace")
        if self._tokenizers is None or self._tokenizers.settings != tokens:
            self._tokenizers = Tokenizers(tokens, self.budget.threads)
        for block, number in self._tokenizers.tokenized(
            sentences, reading.text.name, self.skipped, counted
        ):
            yield block, number, True

    def _note(self, source: Source) -> None:
        """Note a text that has been counted, unless it was before."""
        counted = self.known | {one.sha256 for one in self.sources} - {_EMPTY}
        if source.sha256 in counted:
            if not self.settings.allow_repeats:
                raise InputError(
                    f"{source.name} has been counted before (SHA-256 {source.sha256[:16]}…); "
                    "leave it out, or use {allow_repeats}",
                    allow_repeats=True,
                )
            log.warning("%s is counted again", source.name)
        self.sources.append(source)

    def _settle(self, sample: str, text: Text) -> None:
        """Settle ``auto`` by a sample, and say what it was settled to."""
        if sample:
            name, reason = choose(sample)
            log.warning("tokenizer: %s (%s: %s)", name, text.name, reason)
            self.tokenizer = replace(self.tokenizer, tokenizer=name)

    def merged(self, min_count: int = 1, max_vocabulary: int | None = None) -> Merged:
        """Add all segments up; see :func:`merge_pruned` for the limits."""
        folder = self.folder if self._names else None
        if min_count == 1 and max_vocabulary is None:
            return merge(self.segments, self.budget, folder)
        return merge_pruned(self.segments, self.budget, folder, min_count, max_vocabulary)

    def samples(self) -> Samples:
        """Give the sentences kept for reports to quote."""
        return self.reservoir.sentences(folding(self.tokenizer))

    def provenance(self) -> Provenance:
        """Say where the counts come from."""
        return Provenance(
            tuple(self.sources), self.tokenizer.to_dict(), self.sentences, self.tokens,
            dict(sorted(self.skipped.items())), __version__,
        )  # fmt: skip
