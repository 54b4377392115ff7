"""A count under way: texts in, one after the other; segments, provenance and samples out.

text -> tokens.chunks -> segments.counter -> segments on the way to segments.merging
"""

import hashlib
import logging
import time
import uuid
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from wordclass import __version__
from wordclass.counting.counts.provenance import Provenance, Source
from wordclass.counting.counts.samples import Samples
from wordclass.counting.counts.wording import quantity
from wordclass.counting.segments.counter import Counters, PairCounter
from wordclass.counting.segments.sampling import Reservoir
from wordclass.counting.segments.segment import Segment
from wordclass.counting.session.checkpoint import Checkpoint, Place, State, stamp
from wordclass.counting.session.progress import ProgressMeter
from wordclass.counting.session.repeats import check_repeat
from wordclass.counting.settings import CountSettings
from wordclass.counting.text.sentences import Reading
from wordclass.counting.text.sources import Text
from wordclass.counting.tokens.chunks import TextChunks
from wordclass.errors import InputError

_log = logging.getLogger("wordclass")


class CountSession:
    """Counts texts, and keeps a checkpoint from which a killed count resumes.

    Segments that do not fit into memory go to ``folder``, which is also the checkpoint's; ``known``
    has the SHA-256 of texts that have been counted earlier.
    """

    def __init__(
        self,
        settings: CountSettings,
        folder: Path,
        checkpoint: Checkpoint | None = None,
        known: frozenset[str] = frozenset(),
    ) -> None:
        self.settings, self.folder = settings, folder
        self.budget = settings.budget()
        self.segments: list[Segment] = []
        self.state = State(_fingerprint(settings))
        self._checkpoint, self._known = checkpoint, known
        self._reservoir = Reservoir(settings.samples)
        self._chunks = TextChunks(settings.tokens, self.budget.threads)
        self._fold = settings.tokens.fold()
        self._all_read = False
        self._start = self._saved_at = time.monotonic()

    def read(self, texts: list[Text]) -> None:
        """Count texts, except for what a killed count had already counted."""
        rest, state = self._resume(texts), self.state
        meter = ProgressMeter(self.settings.progress, texts, rest)
        counters = [
            PairCounter(
                self._keep, self._fold, self.budget.keys, self.budget.words, self.settings.blocks
            )
            for _ in range(self.budget.threads)
        ]
        with Counters(counters, state.sentences, state.tokens) as counting, closing(self._chunks):
            for text in rest:
                self._read_one(text, counting, meter)
            self._all_read = True
            counting.flush()
            state.sentences, state.tokens = counting.sentences, counting.tokens
        for what, n in sorted(state.skipped.items()):
            _log.warning("skipped or replaced: %s (%d)", what, n)
        if state.tokens == 0:
            names = ", ".join(source.name for source in state.sources[:3]) or "nothing"
            raise InputError(f"no words in {names}; check the path and the format")

    def _read_one(self, text: Text, counting: Counters, meter: ProgressMeter) -> None:
        """Count one text, from where a killed count left off."""
        state, reading = self.state, Reading(text, self.settings.reading)
        place = state.place = Place(text.name, stamp(text), state.place.done)
        digest = hashlib.sha256()  # of the tokens, for a text without a file
        for chunk in self._chunks.read(reading, place.done):
            counting.add(chunk.data, chunk.tokenized, chunk.ends)
            self._reservoir.add(chunk.data, chunk.tokenized, chunk.ends)
            if reading.reader is None:
                digest.update(chunk.data)
            _add(state.skipped, {"blank tokens": chunk.blanks} if chunk.blanks else {})
            place.done, place.unit = chunk.done, "sentence" if chunk.tokenized else "byte"
            # Without bytes to hash, the digest needs all the tokens.
            place.resumable = chunk.ends and reading.reader is not None
            self._save(counting)
            read = reading.reader.bytes_read if reading.reader else 0
            meter.update(text, read, counting.tokens, counting.sentences)
        reader = reading.reader
        source = Source(text.name, digest.hexdigest())
        if reader is not None:
            source = Source(text.name, reader.sha256, reader.bytes_read)
        check_repeat(source, state.sources, self._known, self.settings.allow_repeats)
        state.sources.append(source)
        state.stamps[text.name] = stamp(text)
        state.place = Place()
        _add(state.skipped, reading.skipped)
        meter.finish(text)
        self._save(counting)

    def _resume(self, texts: list[Text]) -> list[Text]:
        """Load the checkpoint of a killed count; return the texts still to be read."""
        found = self._checkpoint and self._checkpoint.resume(texts, self.state.settings)
        if self._checkpoint is None or not found:
            return texts
        state, rest = found
        _log.warning("resuming a killed count, which had counted %s",
                    quantity(len(state.sources), "text"))  # fmt: skip
        if state.place.done:
            done = quantity(state.place.done, state.place.unit)
            _log.warning("resuming within %s after %s", state.place.name, done)
        self.state = state
        self.segments = self._checkpoint.segments(state)
        self._reservoir = Reservoir(self.settings.samples, state.seen, state.kept)
        if state.tokenizer:
            self._chunks.settings = replace(self.settings.tokens, tokenizer=state.tokenizer)
        return rest

    def _save(self, counting: Counters) -> None:
        """Save a checkpoint if enough time has passed and the count can resume from here."""
        now, state = time.monotonic(), self.state
        # Less and less often, so that a long count has few segments.
        interval = max(self.settings.checkpoint_seconds, 0.05 * (now - self._start))
        if self._checkpoint is None or now - self._saved_at < interval or not state.place.resumable:
            return
        counting.flush()
        tokens = self._chunks.settings
        state.tokenizer = tokens.name if isinstance(tokens.tokenizer, str) else ""
        state.sentences, state.tokens = counting.sentences, counting.tokens
        state.seen, state.kept = self._reservoir.seen, self._reservoir.kept
        self._checkpoint.save(state)
        self._saved_at = time.monotonic()

    def _keep(self, segment: Segment) -> None:
        """Keep a segment: in memory if all text is read and none is on disk, otherwise on disk."""
        if not self._all_read or self.state.segments:
            name = f"segment-{uuid.uuid4().hex}"
            segment = segment.save(self.folder / name)
            self.state.segments.append(name)
        self.segments.append(segment)

    @property
    def spill_folder(self) -> Path | None:
        """The folder for merging if the counts did not fit in memory, otherwise None."""
        return self.folder if self.state.segments else None

    def samples(self) -> Samples:
        """Return the sample of sentences for reports to quote."""
        return self._reservoir.sentences(self._fold)

    def provenance(self) -> Provenance:
        """Return the provenance of the counts."""
        state = self.state
        return Provenance(
            tuple(state.sources), self._chunks.settings.to_dict(), state.sentences, state.tokens,
            dict(sorted(state.skipped.items())), __version__,
        )  # fmt: skip


def _add(skipped: dict[str, int], more: Mapping[str, int]) -> None:
    for what, n in more.items():
        skipped[what] = skipped.get(what, 0) + n


def _fingerprint(settings: CountSettings) -> dict[str, Any]:
    """Return the settings that must be the same to resume a killed count."""
    return {
        **asdict(settings.reading),
        **settings.tokens.to_dict(),
        "version": __version__,
        "samples": settings.samples,
        "blocks": settings.blocks,
    }
