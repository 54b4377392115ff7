"""summarize(): from a fitted model to the plain data behind every report."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from wordclass.counting.counts.bigrams import BigramCounts, check_counts
from wordclass.errors import InputError, check_type, check_whole, flags_checked
from wordclass.models.fitted.hierarchy import class_tree
from wordclass.models.fitted.identifiability import unidentified_classes
from wordclass.models.fitted.information import uninformative_classes
from wordclass.models.fitted.model import WordClassModel, check_model
from wordclass.models.fitted.prediction.perplexity import training_perplexity
from wordclass.reports.data.classes import survey
from wordclass.reports.data.stability import stability_of
from wordclass.reports.data.summary import Contingency, Summary
from wordclass.reports.wording.languages import is_language_tag, language_of
from wordclass.reports.wording.sentences import notes_on
from wordclass.reports.wording.strings import say

if TYPE_CHECKING:
    from wordclass.evaluation.evaluate import Evaluation

_log = logging.getLogger("wordclass")

CANDIDATES = 30  # words kept of each class and order, for the page's slider to choose from


@flags_checked
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
    """Summarise a fitted model as plain data, from which every report is rendered.

    Parameters
    ----------
    model : WordClassModel
        Any fitted model.
    counts : BigramCounts, optional
        The counts it was fitted to. They add the perplexity, the bigrams behind the
        transition table and, if sentences were kept, concordance lines.
    n_words : int
        Number of words shown for each class.
    evaluation : Evaluation, optional
        The result of :func:`wordclass.evaluate`: adds the table of classes and gold tags.
    language : str, optional
        The text's language as a BCP 47 tag (``"zh"``, ``"fa"``), for fonts and screen
        readers. By default the language of a named corpus, else only the script of the
        most frequent words (``"und-Arab"``).
    command : str, optional
        The command line to show as its origin.
    evidence : bool
        Whether to collect the evidence for the classes. The page needs it; the text,
        Markdown and TSV reports do not.

    Returns
    -------
    Summary
        With ``to_html()``, ``to_text()``, ``to_markdown()``, ``to_tsv()``, ``to_json()``
        and ``to_figures()``.

    Raises
    ------
    InputError
        If ``counts`` share no word with the model, or ``language`` is not a language tag.

    Notes
    -----
    The distinctiveness of a word in a class is its lift, p(class|word) / p(class) =
    p(word|class) / p(word), damped by 10 pseudo-tokens of average behaviour, so that a
    word seen once cannot head a list.

    Examples
    --------
    >>> import wordclass as wc
    >>> pairs = [("the", "cat", 9), ("the", "dog", 7), ("a", "cat", 8), ("a", "dog", 8)]
    >>> counts = wc.BigramCounts.from_pairs(pairs)
    >>> wc.summarize(wc.fit(counts, "exchange", classes=2), counts)
    Summary(method='exchange', left=2, right=2, n_types=4)
    """
    from wordclass import __version__

    check_model(model)
    if counts is not None:
        check_counts(counts)
    check_whole("n_words", n_words)
    check_type("language", language, (str, type(None)), "a language tag such as zh")
    if language is not None and not is_language_tag(language):
        raise InputError("{language} is not a language tag such as fa or zh-Hant",
                         language=language)  # fmt: skip
    if evaluation is not None:
        from wordclass.evaluation.evaluate import Evaluation

        check_type("evaluation", evaluation, Evaluation, "what evaluate() returns")
    of_another_text = counts is not None and counts.provenance.is_of_another_text(model.provenance)
    if of_another_text:
        _log.warning(say("en", "note.another text"))
    shares = model.p_right
    lift = model.p_right_given_left / (shares + (shares == 0))
    n_candidates = max(n_words, CANDIDATES)
    found_evidence = None
    with ThreadPoolExecutor(len(model.sides)) as pool:
        # For 800 classes the trees take as long as all the rest.
        trees = {side: pool.submit(class_tree, model, side) for side in model.sides if evidence}
        surveys = {side: survey(model, side, n_candidates) for side in model.sides}
        perplexity = None if counts is None else _perplexity(model, counts)
        if evidence:
            from wordclass.reports.data.evidence import gather

            found_evidence = gather(model, counts, surveys["left"], surveys[model.sides[-1]], trees)
    classes = {side: found.classes for side, found in surveys.items()}
    summary = Summary(
        version=__version__,
        method=model.method,
        settings=dict(sorted(model.settings.items())),  # in the order they have in a file
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
        left=classes["left"],
        right=classes.get("right", ()),
        transitions=_rows(model.p_right_given_left),
        lift=_rows(lift),
        marginals=(tuple(model.p_left.tolist()), tuple(model.p_right.tolist())),
        of_another_text=of_another_text,
        undetermined={side: tuple(unidentified_classes(model, side)) for side in model.sides},
        uninformative=uninformative_classes(model),
        stability=stability_of(model, classes),
        notes=(),
        contingency=None if evaluation is None else _contingency(evaluation),
        evidence=found_evidence,
    )
    return replace(summary, notes=notes_on(summary))


def _contingency(evaluation: Evaluation) -> Contingency:
    scores = {name: value for name, value in vars(evaluation).items() if isinstance(value, float)}
    return Contingency(
        side=evaluation.side,
        tagset=evaluation.tagset,
        classes=tuple(str(c) for c in evaluation.classes),
        tags=evaluation.tags,
        table=_rows(evaluation.contingency),
        scores=scores,
    )


def _rows(table: Any) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(tuple, table.tolist()))


def _perplexity(model: WordClassModel, counts: BigramCounts) -> float:
    fitted_to = counts.vocabulary == model.vocabulary and np.array_equal(
        counts.next_counts, model.next_counts
    )
    if fitted_to:
        own = training_perplexity(model, counts)
        if np.isfinite(own):
            return own
    return float(model.perplexity(counts))
