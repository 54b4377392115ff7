"""The provenance of counts."""

import dataclasses
import os
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any


def tokenizer_text(settings: Mapping[str, Any]) -> str:
    """State how a text was tokenized, by the settings of its tokenizer.

    Examples
    --------
    >>> tokenizer_text({"name": "unicode", "lowercase": True, "unicode_form": None})
    'tokenized by unicode (lowercase)'
    >>> tokenizer_text({"name": "auto", "lowercase": False})
    'already tokenized'
    """
    name = settings.get("name", "an unknown tokenizer")
    how = "already tokenized" if name == "auto" else f"tokenized by {name}"
    rest = [
        key.replace("_", " ") if value is True else f"{key.replace('_', ' ')} {value}"
        for key, value in settings.items()
        if key != "name" and value
    ]
    return f"{how} ({', '.join(rest)})" if rest else how


def base_name(name: str) -> str:
    """Return the last part of a path, or the whole name of a corpus.

    A name that is UTF-8 on the disk is so in every locale.

    Examples
    --------
    >>> base_name("ud:/home/someone/UD_Latin-PROIEL/"), base_name("nltk:udhr/English")
    ('UD_Latin-PROIEL', 'nltk:udhr/English')
    """
    with suppress(UnicodeError):
        name = os.fsencode(name).decode()
    is_corpus = re.match(r"[a-z]{3,}:(?![/\\])", name)
    return name if is_corpus else re.split(r"[/\\]", name.rstrip("/\\"))[-1] or name


@dataclass(frozen=True)
class Source:
    """A text that was counted: its name, the SHA-256 of its bytes, and its size in bytes.

    Only the last part of a path is kept, because counts and reports are passed on and folders may
    identify their owner.

    Examples
    --------
    >>> Source("/home/someone/novel.txt").name
    'novel.txt'
    """

    name: str
    sha256: str = ""
    bytes: int = 0

    def __post_init__(self) -> None:
        # In a damaged file it may be of any type, which Provenance.from_dict rejects.
        if isinstance(self.name, str):
            object.__setattr__(self, "name", base_name(self.name))


@dataclass(frozen=True)
class Provenance:
    """The provenance of counts: everything needed to reproduce them.

    Parameters
    ----------
    sources : tuple of Source
        The texts that were read, in order.
    tokenizer : dict
        The name of the tokenizer and all settings that determine what a token is.
    sentences, tokens : int
        The numbers counted.
    skipped : dict
        What was skipped or replaced, and how often (``{"undecodable lines": 3}``).
    version : str
        The version of wordclass used.
    blocks : str
        "documents" if the blocks of the counts are groups of documents rather than of sentences.
    """

    sources: tuple[Source, ...] = ()
    tokenizer: dict[str, Any] = field(default_factory=dict)
    sentences: int = 0
    tokens: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    version: str = ""
    blocks: str = ""

    def __post_init__(self) -> None:
        # In the order they have in a file. In a damaged file, which from_dict rejects, they may be
        # of any type.
        for name in ("tokenizer", "skipped"):
            value = getattr(self, name)
            if isinstance(value, dict):
                object.__setattr__(self, name, dict(sorted(value.items())))

    def is_of_another_text(self, other: "Provenance") -> bool:
        """Whether hashes show that two provenances are of different texts."""
        own, others = self._hashes(), other._hashes()
        return bool(own) and bool(others) and own != others

    def _hashes(self) -> set[str]:
        """The SHA-256 of the sources that have one."""
        return {source.sha256 for source in self.sources if source.sha256}

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        found = dataclasses.asdict(self)
        if not self.blocks:
            del found["blocks"]
        return found

    @classmethod
    def from_dict(cls, data: Any) -> "Provenance":
        """Restore a provenance from :meth:`to_dict`; raise a TypeError if it has another form."""
        if not isinstance(data, dict) or not isinstance(data.get("sources", ()), list | tuple):
            raise TypeError("provenance is not a mapping with a list of sources")
        sources = tuple(Source(**source) for source in data.get("sources", ()))
        found = cls(**{**data, "sources": sources})
        if not (isinstance(found.tokenizer, dict) and isinstance(found.skipped, dict)):
            raise TypeError("tokenizer and skipped are not mappings")
        texts, numbers = [found.version, found.blocks], [found.sentences, found.tokens]
        numbers += [*found.skipped.values(), *(one.bytes for one in sources)]
        for one in sources:
            texts += [one.name, one.sha256]
        if any(not isinstance(x, str) for x in texts) or any(type(n) is not int for n in numbers):
            raise TypeError("provenance is not made of strings and whole numbers")
        return found

    def __add__(self, other: "Provenance") -> "Provenance":
        skipped = Counter(self.skipped) + Counter(other.skipped)
        return Provenance(
            sources=self.sources + other.sources,
            tokenizer=self.tokenizer or other.tokenizer,
            sentences=self.sentences + other.sentences,
            tokens=self.tokens + other.tokens,
            skipped=dict(skipped),
            version=self.version or other.version,
            blocks=self.blocks if self.blocks == other.blocks else "",
        )
