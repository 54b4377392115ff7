"""Detecting texts that have been counted before."""

import hashlib
import logging
from collections.abc import Iterable, Sequence

from wordclass.counting.counts.provenance import Provenance, Source
from wordclass.counting.text.sources import Text
from wordclass.errors import InputError

_log = logging.getLogger("wordclass")

_EMPTY = hashlib.sha256().hexdigest()


def check_repeat(
    source: Source, sources: list[Source], known: frozenset[str], allow_repeats: bool
) -> None:
    """Raise an InputError if a text that has just been read had been counted before."""
    if source.sha256 in known or source.sha256 in {one.sha256 for one in sources} - {_EMPTY}:
        if not allow_repeats:
            raise _repeated(source.name)
        _log.warning("%s is counted again", source.name)


def check_groups(groups: Iterable[Sequence[Source]], allow_repeats: bool) -> None:
    """Check texts counted in groups, each of which has been checked for repeats, for others."""
    known: frozenset[str] = frozenset()
    for group in groups:
        first = {source.sha256: source for source in reversed(group)}
        for source in first.values():
            check_repeat(source, [], known, allow_repeats)
        known |= first.keys() - {_EMPTY}


def check_repeats(texts: list[Text], earlier: Provenance) -> None:
    """Raise an InputError if a file has been counted; only files of a known size are hashed."""
    sizes = {source.bytes for source in earlier.sources if source.bytes}
    hashes = {source.sha256 for source in earlier.sources}
    for text in texts:
        if text.path is not None and text.path.stat().st_size in sizes:
            with text.path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() in hashes:
                    raise _repeated(text.name)


def _repeated(name: str) -> InputError:
    return InputError(
        f"{name} has been counted before; leave it out, or use {{allow_repeats}}",
        allow_repeats=True,
    )
