"""compare(): how corpora differ, from their counts to the plain data of a report."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.provenance import tokenizer_text
from wordclass.counting.counts.sums import Corpus, as_one, merged
from wordclass.errors import InputError, check_choice, check_number, check_type
from wordclass.evaluation.contrast.corpora import (
    contrasts,
    in_blocks,
    joint_model,
    shared_vocabulary,
)
from wordclass.evaluation.contrast.difference import Difference
from wordclass.evaluation.contrast.differences import differences
from wordclass.models.fitted.model import WordClassModel, check_model
from wordclass.models.fitted.prediction.renumbering import warn_about_tokenizer
from wordclass.reports.data import comparison
from wordclass.reports.data.classes import survey
from wordclass.reports.data.comparison import CorpusComparison, Finding
from wordclass.reports.data.concordance import Examples, concordances, pattern_of

_log = logging.getLogger("wordclass")


def compare(
    *corpora: Corpus,
    names: Sequence[str] | None = None,
    reference: str | None = None,
    model: WordClassModel | None = None,
    level: float = 0.05,
    seed: int = 0,
    min_count: int = 1,
    max_vocabulary: int | None = None,
    command: str | None = None,
    keep: Path | None = None,
    **settings: Any,
) -> CorpusComparison:
    """Find how corpora differ: in class shares, class transitions and the neighbours of words.

    One model is fitted to all corpora together. Every difference of two shares is tested against
    its distribution when blocks of text are assigned to the corpora at random
    (:mod:`wordclass.evaluation.contrast.significance`); all p-values are adjusted together, so
    that at most a share ``level`` of the findings is expected to be false.

    Parameters
    ----------
    *corpora : BigramCounts, or list of BigramCounts
        Two or more: counts in blocks of sentences (``blocks=True``), or the counts of every
        document. Shares are tested by how they vary between these.
    names : sequence of str, optional
        The names of the corpora; by default, those of their files.
    reference : str, optional
        Name of the corpus to compare all others with. By default, two corpora are compared with
        each other, and each of more with all others together.
    model : WordClassModel, optional
        The joint model; by default one is fitted, with tied classes.
    level : float
        The largest adjusted p-value of a finding, and 1 minus the confidence of the intervals.
    seed : int
        Seed of the permutations of blocks and of the fit.
    min_count, max_vocabulary
        Of the words to classify, as in :meth:`BigramCounts.prune`, in all corpora together.
    command : str, optional
        The command line to show in the report.
    keep : path, optional
        A folder in which the joint model is kept, from which the same call resumes.
    **settings
        Of :func:`wordclass.fit`.

    Returns
    -------
    CorpusComparison
        With ``findings``, ``to_text()``, ``to_tsv()``, ``to_json()`` and ``to_html()``.

    Raises
    ------
    InputError
        When there are fewer than two corpora, two share no word, one has too few blocks of text,
        a single class is to be fitted, or a name or setting is not valid.

    Examples
    --------
    >>> import wordclass as wc
    >>> said = ["the cat sleeps", "the dog runs", "a cat runs", "a dog sleeps"]
    >>> asked = ["does the cat run", "did a dog sleep", "does a cat sleep", "did the dog run"]
    >>> documents = [[wc.count(text * n) for n in range(5, 15)] for text in (said, asked)]
    >>> found = compare(*documents, names=["statements", "questions"], classes=4)
    >>> found.left[found.findings[0].left].name
    'did/does'
    """
    from wordclass import __version__

    if len(corpora) < 2:
        raise InputError(f"a comparison needs two or more corpora, not {len(corpora)}")
    level = check_number("level", level)
    if not 0 < level < 1:
        raise InputError("{level} is not between 0 and 1", level=level)
    wholes = [as_one(corpus) for corpus in corpora]
    named = _names(wholes, names)
    if model is not None:
        check_model(model)
    blocks = [in_blocks(whole, name) for whole, name in zip(wholes, named, strict=True)]
    shared = shared_vocabulary(wholes, named)
    if reference is not None:
        check_choice("reference", reference, named)
    _warn_about_tokenizers(wholes, named)
    if model is None:
        model = joint_model(wholes, min_count, max_vocabulary, keep, seed=seed, **settings)
    else:
        for whole in wholes:
            warn_about_tokenizer(model, whole)
    pairs = contrasts(len(wholes), None if reference is None else named.index(reference))
    tested = differences(model, blocks, pairs, level, seed)
    return CorpusComparison(
        version=__version__,
        command=command,
        corpora=tuple(
            comparison.Corpus(
                name=name,
                tokens=whole.n_tokens,
                sentences=whole.n_sentences,
                shared=of_tokens,
                blocks=len(parts),
                unit="groups of documents"
                if whole.provenance.blocks == "documents"
                else "blocks of sentences",
            )
            for name, whole, of_tokens, parts in zip(named, wholes, shared, blocks, strict=True)
        ),
        contrasts=tuple(
            (named[one[0]], named[other[0]] if len(other) == 1 else "the others")
            for one, other in pairs
        ),
        level=level,
        tied=model.tied,
        left=survey(model, "left", 10).classes,
        right=() if model.tied else survey(model, "right", 10).classes,
        differences=_ordered(_findings(model, wholes, pairs, tested, level)),
    )


def _findings(
    model: WordClassModel,
    corpora: Sequence[BigramCounts],
    contrasts: Sequence[tuple[Sequence[int], Sequence[int]]],
    tested: Sequence[Difference],
    level: float,
) -> Iterator[Finding]:
    """All differences, the significant ones with words and sentences."""
    for number, contrast in enumerate(contrasts):
        wholes = [merged(corpora[i] for i in ids) for ids in contrast]
        rows = [row for row in tested if row.contrast == number]
        yield from _findings_of_contrast(model, wholes, rows, level)


def _findings_of_contrast(
    model: WordClassModel, wholes: Sequence[BigramCounts], rows: list[Difference], level: float
) -> Iterator[Finding]:
    examples_of = Examples(model, *wholes).of
    examples = {pattern_of(row): examples_of(row) for row in rows if row.q <= level}
    quoted = [concordances(model, whole.samples, examples) for whole in wholes]
    for row in rows:
        if row.q <= level:
            pattern = pattern_of(row)
            first, second = (tuple(of[pattern]) for of in quoted)
            yield Finding(**vars(row), significant=True, examples=examples[pattern],
                          in_first=first, in_second=second)  # fmt: skip
        else:
            yield Finding(**vars(row))


def _ordered(rows: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings first: classes, transitions, words.

    Shares are ordered by the smallest factor by which they can differ, words by G² per token.
    """

    def rank(row: Finding) -> tuple[float, ...]:
        effect = row.g2 / sum(row.totals) if row.word is not None else row.least
        kind = ("class", "transition", "word").index(row.kind)
        return (not row.significant, kind, -effect * row.significant, row.p)

    return tuple(sorted(rows, key=rank))


def _names(corpora: Sequence[BigramCounts], names: Sequence[str] | None) -> list[str]:
    """The names given, or those of the files; without either, numbers."""
    if names is not None:
        check_type("names", names, Sequence, "a list of strings")
        if len(names) != len(corpora) or len(set(names)) < len(names) or isinstance(names, str):
            raise InputError(
                f"{{names}} must be one name for each of the {len(corpora)} corpora, all different",
                names=names,
            )
        return list(names)
    found = []
    for number, counts in enumerate(corpora, start=1):
        sources = counts.provenance.sources
        name = sources[0].name if sources else ""
        name += f" and {len(sources) - 1} more" if len(sources) > 1 else ""
        found.append(name or f"corpus {number}")
    return [
        name if found.count(name) == 1 else f"{name} ({number})"
        for number, name in enumerate(found, start=1)
    ]


def _warn_about_tokenizers(corpora: Sequence[BigramCounts], names: Sequence[str]) -> None:
    """Warn where texts were tokenized differently: that alone makes classes differ."""
    first, *rest = (counts.provenance.tokenizer for counts in corpora)
    for name, tokenizer in zip(names[1:], rest, strict=True):
        if tokenizer != first and tokenizer and first:
            _log.warning(
                "%s is %s, %s is %s: this alone can make them differ",
                *(names[0], tokenizer_text(first), name, tokenizer_text(tokenizer)),
            )
