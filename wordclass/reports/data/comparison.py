"""A comparison of corpora, as plain data."""

import os
from dataclasses import dataclass

from wordclass.evaluation.contrast.difference import Difference
from wordclass.reports.data.classes import ClassSummary
from wordclass.reports.data.report import Report


@dataclass(frozen=True)
class Corpus:
    """One of the corpora."""

    name: str
    tokens: int
    sentences: int
    shared: float  # the share of its tokens whose words occur in another corpus
    blocks: int  # of text, from whose variation the intervals come
    unit: str  # "blocks of sentences" or "groups of documents"


@dataclass(frozen=True)
class Concordance:
    """A sentence, and the position and number of the tokens it is quoted for."""

    tokens: tuple[str, ...]
    start: int
    length: int


@dataclass(frozen=True)
class Finding(Difference):
    """A share that was tested, as a report shows it; the last three only if significant."""

    significant: bool = False  # whether q is at most the level
    examples: tuple[str, ...] = ()  # words or bigrams that account for most of the difference
    in_first: tuple[Concordance, ...] = ()  # sentences of the two corpora
    in_second: tuple[Concordance, ...] = ()


@dataclass(frozen=True)
class CorpusComparison(Report):
    """How corpora differ.

    Parameters
    ----------
    version : str
        Of wordclass.
    command : str, optional
        The command line.
    corpora : tuple of Corpus
    contrasts : tuple of (str, str)
        The pairs that were compared: the name of the first, and of the second or of all others.
    level : float
        The largest ``q`` of a finding, and 1 minus the confidence of the intervals.
    tied : bool
        Whether the joint model has one set of classes.
    left, right : tuple of ClassSummary
        Its classes; ``right`` is empty if tied.
    differences : tuple of Finding
        All shares that were tested: the significant ones first, by the smallest factor by which
        they can differ; words by G² per token.
    """

    version: str
    command: str | None
    corpora: tuple[Corpus, ...]
    contrasts: tuple[tuple[str, str], ...]
    level: float
    tied: bool
    left: tuple[ClassSummary, ...]
    right: tuple[ClassSummary, ...]
    differences: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The significant differences."""
        return tuple(found for found in self.differences if found.significant)

    def to_text(self, path: str | os.PathLike[str] | None = None) -> str:
        """The findings as text; also written to ``path``, if given."""
        return self._written(path, "formats.comparison:to_text")

    def to_tsv(self, path: str | os.PathLike[str] | None = None) -> str:
        """All tests as a tab-separated table; also written to ``path``, if given."""
        return self._written(path, "formats.comparison:to_tsv")

    def to_html(self, path: str | os.PathLike[str] | None = None, *, language: str = "en") -> str:
        """The findings with sentences of both corpora, as a page that works offline.

        In English (``"en"``) or Chinese (``"zh"``).
        """
        return self._written(path, "formats.comparison:to_html", language)

    def __repr__(self) -> str:
        names = ", ".join(corpus.name for corpus in self.corpora)
        return (
            f"CorpusComparison({names}: {len(self.findings)} of {len(self.differences)} "
            f"shares differ at level {self.level:g})"
        )
