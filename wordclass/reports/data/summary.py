"""Summary: everything a report shows, as plain data."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wordclass.counting.counts.provenance import Provenance
from wordclass.errors import check_number, check_path, check_whole, flags_checked
from wordclass.models.arrays import Side
from wordclass.reports.data.classes import ClassSummary
from wordclass.reports.data.report import Report
from wordclass.reports.data.stability import StabilitySummary

if TYPE_CHECKING:
    from wordclass.reports.data.evidence import Evidence  # slow to import; few reports need it

_FINDINGS = 10


@dataclass(frozen=True)
class Contingency:
    """Classes against gold tags: how many tokens of each class have each tag."""

    side: str  # which classes
    tagset: str
    classes: tuple[str, ...]  # rows
    tags: tuple[str, ...]  # columns
    table: tuple[tuple[int, ...], ...]
    scores: dict[str, float]  # those of wordclass.evaluation.evaluate.Evaluation


@dataclass(frozen=True, repr=False)
class Summary(Report):
    """Everything a report shows, as plain data; made by :func:`wordclass.summarize`.

    Parameters
    ----------
    version : str
        The version of wordclass that produced it.
    method, settings, seed, tied, finished, history
        How the model was fitted, as :class:`~wordclass.models.fitted.model.WordClassModel` has it.
    provenance : Provenance
        What was counted.
    language : str
        The text's language as a BCP 47 tag, or its script alone where the language is unknown.
    command : str, optional
        The command line that produced it.
    n_types : int
        Size of the vocabulary, without the boundary.
    n_shown : int
        Number of words a report shows for a class by default.
    perplexity : float, optional
        Per bigram. Of the counts the model was fitted to: their training perplexity, without
        smoothing. Of other counts: under the interpolated model. Absent without counts.
    left, right : tuple of ClassSummary
        The classes in order, the boundary's class 0 first. ``right`` is empty when the
        model is tied: ``left`` then holds its single class set.
    transitions : tuple of tuple of float, (L+1, K+1)
        p(d|c).
    lift : tuple of tuple of float, (L+1, K+1)
        p(d|c) / p(d): the ratio to what independence of neighbouring classes would predict.
    marginals : (tuple of float, tuple of float), (L+1,) and (K+1,)
        p(c) of preceding words and p(d) of following words.
    of_another_text : bool
        Whether the counts come from another text than the one the model was fitted to.
    undetermined : dict
        From "left" and "right" to the classes that the counts cannot distinguish from
        mixtures of the others.
    uninformative : dict
        From "left" and "right" to the classes that tell next to nothing about the words next to
        them; see :mod:`wordclass.models.fitted.information`.
    stability : StabilitySummary, optional
        What refits to resampled text found again; absent unless it was measured.
    notes : tuple of str
        Caveats that a reader must know before relying on the numbers.
    contingency : Contingency, optional
        Classes against gold tags; absent without them.
    evidence : Evidence, optional
        The evidence for the classes, for the interactive page.
    """

    version: str
    method: str
    settings: dict[str, Any]
    seed: int
    tied: bool
    finished: bool
    history: tuple[float, ...]
    provenance: Provenance
    language: str
    command: str | None
    n_types: int
    n_shown: int
    perplexity: float | None
    left: tuple[ClassSummary, ...]
    right: tuple[ClassSummary, ...]
    transitions: tuple[tuple[float, ...], ...]
    lift: tuple[tuple[float, ...], ...]
    marginals: tuple[tuple[float, ...], tuple[float, ...]]
    of_another_text: bool
    undetermined: dict[str, tuple[int, ...]]
    uninformative: dict[str, tuple[int, ...]]
    stability: StabilitySummary | None
    notes: tuple[str, ...]
    contingency: Contingency | None
    evidence: Evidence | None

    @property
    def classes(self) -> dict[Side, tuple[ClassSummary, ...]]:
        """The class sets by side: "left" alone when tied."""
        return {"left": self.left} if self.tied else {"left": self.left, "right": self.right}

    def facts(self) -> dict[str, str]:
        """Settings and provenance, as every report lists them."""
        return self._rendered("wording.sentences:facts")

    @flags_checked
    def to_text(
        self, path: str | os.PathLike[str] | None = None, *, width: int = 100, color: bool = False
    ) -> str:
        """The report as text for a terminal.

        Parameters
        ----------
        path : path, optional
            A file to write it to as well.
        width : int
            Columns of the terminal.
        color : bool
            Whether to use terminal colours.
        """
        check_whole("width", width, 40)
        return self._written(path, "formats.text:to_text", width, color)

    def to_markdown(self, path: str | os.PathLike[str] | None = None) -> str:
        """Markdown with the whole transition table; also written to ``path``, if given."""
        return self._written(path, "formats.tables:to_markdown")

    def to_tsv(self, path: str | os.PathLike[str] | None = None) -> str:
        """All records as one tab-separated table; also written to ``path``, if given.

        See :func:`wordclass.reports.formats.tables.to_tsv` for its columns.
        """
        return self._written(path, "formats.tables:to_tsv")

    @flags_checked
    def to_html(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        language: str = "en",
        served: bool = False,
    ) -> str:
        """The whole report as a single interactive page that works offline.

        Parameters
        ----------
        path : path, optional
            A file to write it to as well.
        language : "en" or "zh"
            The interface language at first; the reader can switch.
        served : bool
            Whether ``wordclass serve`` shows it, and answers for words that it does not hold.

        Raises
        ------
        InputError
            If the language is neither, or the summary has no evidence.
        """
        return self._written(path, "formats.html:to_html", language, served)

    def to_figures(
        self, folder: str | os.PathLike[str], *, language: str = "en", width: float = 174.0
    ) -> list[Path]:
        """Write every figure as SVG, PNG and PDF, and every table as TSV, LaTeX and XLSX.

        Parameters
        ----------
        folder : path
            Created if it does not exist.
        language : "en" or "zh"
            The language of axis titles.
        width : float
            Of every figure and LaTeX table, in mm, from 40 to 600: 84 fits one column of most
            journals, 174 two.

        Returns
        -------
        list of Path
            The files written.

        Raises
        ------
        InputError
            If the folder cannot be created or written to, or the width is out of range.
        """
        check_path("folder", folder)
        width = check_number("width", width)
        return self._rendered("formats.figures:to_figures", folder, language, width)

    def _repr_html_(self) -> str:
        """The classes and the transition table for a notebook, without scripts."""
        return self._rendered("formats.fragment:to_notebook")

    def __repr__(self) -> str:
        """One line; everything it holds is in :meth:`to_dict`."""
        n_left, n_following = len(self.left) - 1, len(self.following) - 1
        classes = f"classes={n_left}" if self.tied else f"left={n_left}, right={n_following}"
        return f"Summary(method={self.method!r}, {classes}, n_types={self.n_types})"


@dataclass(frozen=True)
class Transition:
    """Class ``left`` is followed by class ``right``, more often than chance."""

    left: int  # class numbers; 0 is the sentence boundary
    right: int
    p: float  # p(right | left)
    lift: float  # its ratio to p(right), which is what chance would give


def findings_of(summary: Summary) -> list[Transition]:
    """The ten transitions that contribute most to the mutual information of adjacent classes.

    Those between punctuation marks, numbers and sentence boundaries come after all others.
    Where resampled texts were compared, the whole interval of p must lie above chance. There are
    none where the method does not determine the transition table.
    """
    if summary.method == "em":
        return []
    low = summary.transitions if summary.stability is None else summary.stability.low
    found = [
        (summary.marginals[0][c] * p * math.log(lift), Transition(c, d, p, lift))
        for c, (row, lifts) in enumerate(zip(summary.transitions, summary.lift, strict=True))
        for d, (p, lift) in enumerate(zip(row, lifts, strict=True))
        if low[c][d] * lift > p > 0 and (c, d) != (0, 0)
    ]
    left, right = (
        [entry.id > 0 and any(map(str.isalpha, entry.derived_name)) for entry in side]
        for side in (summary.left, summary.following)
    )

    def rank(pair: tuple[float, Transition]) -> tuple[bool, float, int, int]:
        weight, one = pair
        return not (left[one.left] or right[one.right]), -weight, one.left, one.right

    return [one for _, one in sorted(found, key=rank)[:_FINDINGS]]
