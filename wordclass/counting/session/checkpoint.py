"""Checkpoints: the state of a count on disk, from which it resumes if it is killed."""

import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from wordclass.counting.counts.provenance import Source
from wordclass.counting.segments.segment import Segment
from wordclass.counting.text.sources import Text
from wordclass.errors import InputError
from wordclass.files import LOCK, lock_folder, replacing

_MANIFEST = "manifest.json"


@dataclass
class Place:
    """The position up to which a text has been counted, in bytes or in sentences.

    ``resumable`` is whether a count can resume here: at the end of a sentence of a file.
    """

    name: str = ""
    stamp: list[int] = field(default_factory=list)
    done: int = 0
    unit: str = ""
    resumable: bool = True


@dataclass
class State:
    """The state of a count: the texts counted so far, and the segments with their counts."""

    settings: dict[str, Any]
    tokenizer: str = ""
    sources: list[Source] = field(default_factory=list)
    stamps: dict[str, list[int]] = field(default_factory=dict)  # by the texts' names as specified
    place: Place = field(default_factory=Place)  # in the text being read
    segments: list[str] = field(default_factory=list)
    sentences: int = 0
    tokens: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    seen: int = 0  # sentences offered to the reservoir, and those it kept
    kept: list[tuple[int, int, list[str]]] = field(default_factory=list)


def stamp(text: Text) -> list[int]:
    """Return the size and time of a file, to detect changes; empty for a named corpus."""
    if text.path is None:
        return []
    status = text.path.stat()
    return [status.st_size, status.st_mtime_ns]


class Checkpoint:
    """A folder for one output file, used by one process at a time.

    The manifest is replaced atomically and lists only segments written before it, so that the
    state in the folder is consistent whenever the process is killed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.saved = False
        self._lock = lock_folder(folder)

    def resume(
        self, texts: list[Text], settings: dict[str, Any]
    ) -> tuple[State, list[Text]] | None:
        """Load the state of a killed count of these texts; remove any other state.

        With it, return the texts still to be read, starting with the one that was being read.
        A text that has changed since raises an InputError.
        """
        state = self._load(settings)
        if state is None:
            return None
        stamps, n_counted, place = dict(state.stamps), len(state.stamps), state.place
        if place.done:
            stamps[place.name] = place.stamp
        for text in texts:
            if text.name in stamps and stamps[text.name] != stamp(text):
                raise InputError(
                    f"{text.name} has changed since a killed count read it; remove {self.folder} "
                    "to start over"
                )
        rest = [text for text in texts if text.name not in stamps or text.name == place.name]
        if len(rest) != len(texts) - n_counted or (place.done and rest[0].name != place.name):
            self._load({})  # of other texts
            return None
        return state, rest

    def _load(self, settings: dict[str, Any]) -> State | None:
        """Load the state of a killed count with the same settings; remove everything else."""
        state = None
        with suppress(OSError, ValueError, TypeError, KeyError):
            data = json.loads((self.folder / _MANIFEST).read_text())
            sources = [Source(**one) for one in data["sources"]]
            found = State(**{**data, "sources": sources, "place": Place(**data["place"])})
            state = found if found.settings == settings else None
        self.saved = state is not None
        if state is None:
            self._forget()
        wanted = {LOCK, _MANIFEST, *state.segments} if state else {LOCK}
        for path in self.folder.iterdir():
            if path.name not in wanted:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        return state

    def save(self, state: State) -> None:
        """Save a state whose segments are all in the folder."""
        for name in state.segments[-64:]:  # older ones were written to disk long ago
            for path in (self.folder / name).iterdir():
                with path.open("rb") as file:
                    os.fsync(file.fileno())
        with replacing(self.folder / _MANIFEST) as partial:
            partial.write_text(json.dumps(asdict(state)))
        self.saved = True

    def segments(self, state: State) -> list[Segment]:
        """Open the segments of a state."""
        return [Segment.open(self.folder / name) for name in state.segments]

    def close(self, finished: bool) -> None:
        """Remove the folder if it is no longer needed, and unlock it."""
        if finished:
            self._forget()
            shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.close()

    def _forget(self) -> None:
        """Remove the manifest; do so before removing any segment that it lists."""
        (self.folder / _MANIFEST).unlink(missing_ok=True)
