"""Summary: everything a report shows, as plain data."""

from __future__ import annotations

import dataclasses
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wordclass.counting.counts.provenance import Provenance
from wordclass.files import replacing
from wordclass.reports.data.classes import ClassSummary
from wordclass.reports.wording.escaping import json_text

if TYPE_CHECKING:
    from wordclass.reports.data.contingency import Contingency
    from wordclass.reports.data.evidence import Evidence


@dataclass(frozen=True, repr=False)
class Summary:
    """Everything a report shows, as plain data; made by :func:`wordclass.summarize`.

    Parameters
    ----------
    version : str
        The version of wordclass that made it.
    method, settings, seed, tied, finished, history
        How the model was fitted, as :class:`~wordclass.models.fitted.model.WordClassModel` has it.
    provenance : Provenance
        What was counted.
    language : str
        The text's language as a BCP 47 tag; of its script alone when nobody said.
    command : str, optional
        The command line that made it.
    n_types : int
        How many words the vocabulary has, the boundary not counted.
    n_shown : int
        How many words a report shows of a class, unless its reader asks for more.
    perplexity : float, optional
        Of the counts under the model: of those it was fitted to p(b|a) itself, the training
        perplexity; of others interpolated. Absent without counts.
    left, right : tuple of ClassSummary
        The classes by number, the boundary's class 0 first. ``right`` is empty when the
        model is tied: its one class set is in ``left``.
    transitions : tuple of tuple of float, (L+1, K+1)
        p(d|c).
    lift : tuple of tuple of float, (L+1, K+1)
        p(d|c) / p(d): how many times more often than if classes followed one another
        independently.
    of_another_text : bool
        Whether the counts given are not of the text the model was fitted to.
    undetermined : dict
        From "left" and "right" to the classes that the counts cannot tell from mixtures of
        the others.
    notes : tuple of str
        What a reader must know before trusting the numbers.
    contingency : Contingency, optional
        Classes against gold tags; absent without them.
    evidence : Evidence, optional
        What stands behind the classes, for the reports that can be asked.
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
    of_another_text: bool
    undetermined: dict[str, tuple[int, ...]]
    notes: tuple[str, ...]
    contingency: Contingency | None
    evidence: Evidence | None

    @property
    def following(self) -> tuple[ClassSummary, ...]:
        """The classes of the transition table's columns: ``right``, or ``left`` when tied."""
        return self.left if self.tied else self.right

    def facts(self) -> dict[str, str]:
        """Settings and provenance as they stand on top of every report."""
        from wordclass.reports.wording.facts import facts

        return facts(self)

    def to_dict(self) -> dict[str, Any]:
        """Give plain data, for JSON."""
        plain: dict[str, Any] = _plain(self)
        return plain

    def to_json(self, path: str | os.PathLike[str] | None = None) -> str:
        """Give JSON, written to ``path`` as well when there is one."""
        return _deliver(json_text(self.to_dict()) + "\n", path)

    def to_text(
        self, path: str | os.PathLike[str] | None = None, *, width: int = 100, color: bool = False
    ) -> str:
        """Give the report as text for a terminal.

        Parameters
        ----------
        path : path, optional
            Where to write it as well.
        width : int
            Columns.
        color : bool
            Whether to use terminal colours.
        """
        from wordclass.reports.formats.text import to_text

        return _deliver(to_text(self, width=width, color=color), path)

    def to_html(self, path: str | os.PathLike[str] | None = None, *, language: str = "en") -> str:
        """Give the whole report as one interactive page that works offline.

        Parameters
        ----------
        path : path, optional
            Where to write it as well.
        language : "en" or "zh"
            Of the page itself; its reader can switch.

        Raises
        ------
        InputError
            When the language is neither, or the summary has no evidence.
        """
        from wordclass.reports.formats.html import to_html

        return _deliver(to_html(self, language), path)

    def to_figures(self, folder: str | os.PathLike[str], *, language: str = "en") -> list[Path]:
        """Write every figure as SVG, PNG and PDF, and every table as TSV, LaTeX and XLSX.

        Parameters
        ----------
        folder : path
            Made when it is not there.
        language : "en" or "zh"
            Of the figures' titles.

        Returns
        -------
        list of Path
            The files written.

        Raises
        ------
        InputError
            When the folder cannot be made or written to.
        """
        from wordclass.reports.formats.figures import to_figures

        return to_figures(self, folder, language)

    def _repr_html_(self) -> str:
        """Show the classes and the table of what follows what in a notebook; no script."""
        from wordclass.reports.formats.fragment import to_notebook

        return to_notebook(self)

    def __repr__(self) -> str:
        """Say what it is of; all it holds is in :meth:`to_dict`."""
        n_left, n_following = len(self.left) - 1, len(self.following) - 1
        classes = f"classes={n_left}" if self.tied else f"left={n_left}, right={n_following}"
        return f"Summary(method={self.method!r}, {classes}, n_types={self.n_types})"

    def to_markdown(self, path: str | os.PathLike[str] | None = None) -> str:
        """Give Markdown with the whole transition table, written to ``path`` when there is one."""
        from wordclass.reports.formats.tables import to_markdown

        return _deliver(to_markdown(self), path)

    def to_tsv(self, path: str | os.PathLike[str] | None = None) -> str:
        """Give one tab-separated table of all records, written to ``path`` when there is one.

        See :func:`wordclass.reports.formats.tables.to_tsv` for its columns.
        """
        from wordclass.reports.formats.tables import to_tsv

        return _deliver(to_tsv(self), path)


def _plain(value: Any) -> Any:
    """Give dataclasses as dicts, however deep; rows of numbers as they are, not copied."""
    if dataclasses.is_dataclass(value):
        return {
            field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
        return tuple(map(_plain, value))
    return value


def _deliver(text: str, path: str | os.PathLike[str] | None) -> str:
    """Write the text to ``path`` when there is one, and hand it back."""
    if path is not None:
        with replacing(path) as partial:
            partial.write_text(text, encoding="utf-8", newline="\n")
    return text
