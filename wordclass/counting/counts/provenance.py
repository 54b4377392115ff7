"""Where counts come from."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def tokenizer_text(settings: Mapping[str, Any]) -> str:
    """Describe tokenizer settings in a message.

    Examples
    --------
    >>> tokenizer_text({"name": "unicode", "lowercase": True, "unicode_form": None})
    'unicode (lowercase)'
    """
    rest = [
        key.replace("_", " ") if value is True else f"{key.replace('_', ' ')} {value}"
        for key, value in settings.items()
        if key != "name" and value
    ]
    return (
        f"{settings.get('name', 'unknown')}{' (' * bool(rest)}{', '.join(rest)}{')' * bool(rest)}"
    )


@dataclass(frozen=True)
class Source:
    """One text that was counted: its file's name, the SHA-256 of its bytes, and their number.

    Of a path only the last part is kept: counts and reports are passed on, and folders name
    their owner. A named corpus (``nltk:udhr/English``) keeps its whole name.

    Examples
    --------
    >>> Source("/home/someone/novel.txt").name
    'novel.txt'
    """

    name: str
    sha256: str = ""
    bytes: int = 0

    def __post_init__(self) -> None:
        # Of a damaged file it may be anything, which Provenance.from_dict refuses.
        if isinstance(self.name, str) and not re.match(r"[a-z]{3,}:(?![/\\])", self.name):
            last = re.split(r"[/\\]", self.name.rstrip("/\\"))[-1]
            object.__setattr__(self, "name", last or self.name)


@dataclass(frozen=True)
class Provenance:
    """Where counts come from, enough to count them again.

    Parameters
    ----------
    sources : tuple of Source
        What was read, in order.
    tokenizer : dict
        The tokenizer's name and every setting that decides what a token is.
    sentences, tokens : int
        How many were counted.
    skipped : dict
        What was left out, and how often (``{"undecodable lines": 3}``).
    version : str
        The version of wordclass that counted.
    """

    sources: tuple[Source, ...] = ()
    tokenizer: dict[str, Any] = field(default_factory=dict)
    sentences: int = 0
    tokens: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    version: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, data: Any) -> "Provenance":
        """Read back what :meth:`to_dict` returned.

        Raises
        ------
        TypeError
            When it is something else.
        """
        if not isinstance(data, dict) or not isinstance(data.get("sources", ()), list | tuple):
            raise TypeError("provenance is not a mapping with a list of sources")
        sources = tuple(Source(**source) for source in data.get("sources", ()))
        found = cls(**{**data, "sources": sources})
        if not (isinstance(found.tokenizer, dict) and isinstance(found.skipped, dict)):
            raise TypeError("tokenizer and skipped are not mappings")
        texts = [found.version, *(text for one in sources for text in (one.name, one.sha256))]
        numbers = [found.sentences, found.tokens, *found.skipped.values()]
        numbers += [one.bytes for one in sources]
        if any(not isinstance(x, str) for x in texts) or any(type(n) is not int for n in numbers):
            raise TypeError("provenance is not made of strings and whole numbers")
        return found

    def __add__(self, other: "Provenance") -> "Provenance":
        skipped = {
            what: self.skipped.get(what, 0) + other.skipped.get(what, 0)
            for what in sorted({*self.skipped, *other.skipped})
        }
        return Provenance(
            sources=self.sources + other.sources,
            tokenizer=self.tokenizer or other.tokenizer,
            sentences=self.sentences + other.sentences,
            tokens=self.tokens + other.tokens,
            skipped=skipped,
            version=self.version or other.version,
        )
