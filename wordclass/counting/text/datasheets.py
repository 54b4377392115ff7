"""What is known of each named corpus, read from ``datasheets.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Datasheet:
    """Origin, licence and contents of a named corpus.

    The counts are those of :func:`wordclass.count` with its defaults, and are ``None`` where
    nobody has counted the corpus.
    """

    name: str
    language: str
    description: str
    source: str
    licence: str
    get: str  # how to get the corpus
    tag_set: str = ""  # the gold tags as they are scored; empty if there are none
    sentences: int | None = None
    tokens: int | None = None
    types: int | None = None
    tags: int | None = None
    sha256: str = ""  # of the tokens, as in the provenance of counts; empty if it is not fixed


@cache
def datasheets() -> dict[str, Datasheet]:
    """Return the datasheets by the name of the corpus.

    Examples
    --------
    >>> datasheets()["nltk:brown"].tokens
    1161192
    """
    text = files(__package__).joinpath("datasheets.toml").read_text(encoding="utf-8")
    return {name: Datasheet(name, **fields) for name, fields in tomllib.loads(text).items()}


def datasheet_of(name: str) -> Datasheet | None:
    """Return the datasheet of a corpus, or of the corpus that ``nltk:NAME/FILES`` is a part of."""
    return datasheets().get(name.partition("/")[0])
