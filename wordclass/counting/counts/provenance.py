"""Where counts come from."""

import dataclasses
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
    """One text that was counted: its name, the SHA-256 of its bytes, and how many there are."""

    name: str
    sha256: str = ""
    bytes: int = 0


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
        """Give plain data, for JSON."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Provenance":
        """Read back what :meth:`to_dict` gave; a TypeError where it is something else."""
        sources = tuple(Source(**source) for source in data.get("sources", ()))
        read = cls(**{**data, "sources": sources})
        texts = [read.version, *(text for one in sources for text in (one.name, one.sha256))]
        if not (isinstance(read.tokenizer, dict) and isinstance(read.skipped, dict)):
            raise TypeError("its tokenizer or what it skipped is no mapping")
        sizes = [read.sentences, read.tokens, *read.skipped.values(), *(s.bytes for s in sources)]
        if any(not isinstance(x, str) for x in texts) or any(type(n) is not int for n in sizes):
            raise TypeError("its provenance is not of texts and whole numbers")
        return read

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
