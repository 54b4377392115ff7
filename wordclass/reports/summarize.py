"""summarize(): a fitted model to the plain data that every report is drawn from."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import numpy as np

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.fitted.determinacy import told_by_others
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.smoothing import training_perplexity
from wordclass.reports.data.classes import survey
from wordclass.reports.data.summary import Summary
from wordclass.reports.wording.languages import language_of
from wordclass.reports.wording.notes import notes_on
from wordclass.reports.wording.strings import say

if TYPE_CHECKING:
    from wordclass.evaluation.evaluate import Evaluation

_log = logging.getLogger("wordclass")

CANDIDATES = 30  # words kept of a class and each order, for the page's slider to choose from


def summarize(
    model: WordClassModel,
    counts: BigramCounts | None = None,
    *,
    n_words: int = 10,
    evaluation: Evaluation | None = None,
    language: str | None = None,
    command: str | None = None,
    evidence: bool = True,
) -> Summary:
    """Summarise a fitted model as plain data, from which every report is drawn.

    Parameters
    ----------
    model : WordClassModel
        Any fitted model.
    counts : BigramCounts, optional
        What it was fitted to: gives the perplexity, the bigrams behind the transition
        table and, where sentences were kept, concordance lines.
    n_words : int
        How many words are shown for a class.
    evaluation : Evaluation, optional
        What :func:`wordclass.evaluate` said: gives the table of classes and gold tags.
    language : str, optional
        The text's language as a BCP 47 tag (``"zh"``, ``"fa"``), for fonts and screen
        readers. By default that of a named corpus, else the script of the most frequent
        words alone (``"und-Arab"``).
    command : str, optional
        The command line that made it, to be shown.
    evidence : bool
        Whether to collect what stands behind the classes. The text, Markdown and TSV
        reports do not need it; the page does.

    Returns
    -------
    Summary
        With ``to_html()``, ``to_text()``, ``to_markdown()``, ``to_tsv()``, ``to_json()``
        and ``to_figures()``.

    Raises
    ------
    InputError
        When ``counts`` share no word with the model.

    Notes
    -----
    The distinctiveness of a word in a class is its lift, p(class|word) / p(class) =
    p(word|class) / p(word), with 10 tokens of average behaviour added to the word, so
    that a word seen once cannot lead a list.
    """
    from wordclass import __version__

    another = counts is not None and _of_another_text(model, counts)
    if another:
        _log.warning(say("en", "note.another text"))
    sides = ("left",) if model.tied else ("left", "right")
    undetermined = {side: tuple(told_by_others(model, side)) for side in sides}
    shares = model.p_right
    lift = model.p_right_given_left / (shares + (shares == 0))
    contingency = None
    if evaluation is not None:
        from wordclass.reports.data.contingency import contingency_of

        contingency = contingency_of(evaluation)
    behind = None
    with ExitStack() as stack:
        if evidence:
            from wordclass.reports.data.evidence import gather
            from wordclass.reports.data.trees import growing_trees

            trees = stack.enter_context(growing_trees(model))
        left = survey(model, "left", max(n_words, CANDIDATES))
        right = left if model.tied else survey(model, "right", max(n_words, CANDIDATES))
        perplexity = None if counts is None else _perplexity(model, counts)
        if evidence:
            behind = gather(model, counts, left, right, trees)
    return Summary(
        version=__version__,
        method=model.method,
        settings=dict(model.settings),
        seed=int(model.seed),
        tied=bool(model.tied),
        finished=bool(model.finished),
        history=tuple(float(value) for value in model.history),
        provenance=model.provenance,
        language=language or language_of(model.provenance, model.vocabulary.words[1:101]),
        command=command,
        n_types=len(model.vocabulary) - 1,
        n_shown=n_words,
        perplexity=perplexity,
        left=left.classes,
        right=() if model.tied else right.classes,
        transitions=_rows(model.p_right_given_left),
        lift=_rows(lift),
        of_another_text=another,
        undetermined=undetermined,
        notes=notes_on(model, another, undetermined),
        contingency=contingency,
        evidence=behind,
    )


def _rows(table: Any) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in table.tolist())


def _perplexity(model: WordClassModel, counts: BigramCounts) -> float:
    fitted_to = counts.vocabulary == model.vocabulary and np.array_equal(
        counts.next_counts, model.next_counts
    )
    if fitted_to:
        own = training_perplexity(model, counts)
        if np.isfinite(own):
            return own
    return float(model.perplexity(counts))


def _of_another_text(model: WordClassModel, counts: BigramCounts) -> bool:
    """Whether the counts are known not to be of the text the model was fitted to."""
    given, fitted = (
        {source.sha256 for source in provenance.sources if source.sha256}
        for provenance in (counts.provenance, model.provenance)
    )
    return bool(given) and bool(fitted) and given != fitted
