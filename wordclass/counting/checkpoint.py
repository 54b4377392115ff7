"""What a count under way leaves on the disk, for a killed one to go on from."""

import fcntl
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from wordclass.counting.counts.provenance import Source
from wordclass.counting.segments.segment import Segment
from wordclass.counting.text.sources import Text
from wordclass.errors import InputError
from wordclass.files import replacing

_MANIFEST, _LOCK = "manifest.json", "lock"


@dataclass
class Begun:
    """A text that is being read; and how much of it is counted, in bytes or in sentences.

    ``whole`` says that this is the end of a sentence, where a count may go on.
    """

    name: str = ""
    stamp: list[int] = field(default_factory=list)
    done: int = 0
    unit: str = ""
    whole: bool = True


@dataclass
class State:
    """The texts counted so far, and the segments that hold their counts."""

    settings: dict[str, Any] = field(default_factory=dict)
    tokenizer: str = ""
    sources: list[Source] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # of the texts, as the caller gave them
    stamps: list[list[int]] = field(default_factory=list)  # size and time of each source's file
    begun: Begun = field(default_factory=Begun)
    segments: list[str] = field(default_factory=list)
    sentences: int = 0
    tokens: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    seen: int = 0  # by the reservoir of sentences, and what it kept
    kept: list[tuple[int, int, list[str]]] = field(default_factory=list)


def stamp(text: Text) -> list[int]:
    """What tells that a file has changed; nothing for a named corpus."""
    if text.path is None:
        return []
    status = text.path.stat()
    return [status.st_size, status.st_mtime_ns]


class Checkpoint:
    """A folder that belongs to one output file, and to one process at a time.

    The manifest is replaced as a whole, and names only segments that were written before:
    whenever the process is killed, the folder holds a state that was true.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.saved = False
        try:
            folder.mkdir(exist_ok=True)
            self._lock = open(folder / _LOCK, "w")  # held until the end
        except OSError as error:
            raise InputError(
                f"cannot write {folder}: {error.strerror}; choose a folder that is writable"
            ) from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise InputError(f"another count is at work in {folder}; wait for it") from None

    def load(self, settings: dict[str, Any]) -> State | None:
        """Give the state a killed count with the same settings left; remove all else."""
        state = None
        try:
            data = json.loads((self.folder / _MANIFEST).read_text())
            sources = [Source(**one) for one in data["sources"]]
            state = State(**{**data, "sources": sources, "begun": Begun(**data["begun"])})
        except (OSError, ValueError, TypeError, KeyError):
            pass
        if state is None or state.settings != settings:
            state = None
        self.saved = state is not None
        if state is None:
            self._forget()
        wanted = {_LOCK, _MANIFEST, *state.segments} if state else {_LOCK}
        for path in self.folder.iterdir():
            if path.name not in wanted:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        return state

    def save(self, state: State) -> None:
        """Keep a state, all of whose segments are in the folder."""
        for name in state.segments[-64:]:  # older ones have long reached the disk
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
        """Let go of the folder; one that is no longer needed is removed."""
        if finished:
            self._forget()
            shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.close()

    def _forget(self) -> None:
        """Remove the manifest, before anything that it names."""
        (self.folder / _MANIFEST).unlink(missing_ok=True)
