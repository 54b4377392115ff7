"""The evidence for the classes: words, bigrams, sentences, class trees, left against right."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.errors import InputError
from wordclass.models.arrays import Side, to_distribution
from wordclass.models.fitted.hierarchy import ClassTree
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.why import Observed, Reason, explain, observe
from wordclass.reports.data.classes import Survey
from wordclass.reports.data.words import Words, bigrams_behind, sample_of, words_of

MAX_CHANGERS = 60
EXPLAINED = 300  # most frequent words whose class is explained
DECISIVE, EXAMPLES = 6, 3  # classes of neighbours kept for a word, and neighbours of each


@dataclass(frozen=True)
class Pairing:
    """How the left and the right class of a word go together."""

    # (L+1, K+1) p(c, d): the share of tokens whose word belongs to left class c and right class d
    joint: tuple[tuple[float, ...], ...]
    partner: tuple[int, ...]  # the right class that most tokens of each left class belong to
    # Frequent words whose right class is not their left class's partner: word, count, left, right.
    changers: tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True)
class Evidence:
    """The evidence for the classes; ``bigrams`` and ``reasons`` are absent without counts."""

    words: Words  # the most frequent words and their memberships
    trees: dict[str, ClassTree]  # by side; "left" alone when tied
    pairing: Pairing | None  # absent when tied
    # The most frequent bigrams of each pair of classes: two word ids and a count.
    bigrams: tuple[tuple[int, int, int], ...] | None
    # Sentences as word ids, and strings for words beyond `words`; absent if counts keep none.
    sample: tuple[tuple[int | str, ...], ...] | None
    reasons: dict[str, tuple[Reason, ...]] | None  # of the 300 most frequent words


def gather(
    model: WordClassModel,
    counts: BigramCounts | None,
    left: Survey,
    right: Survey,
    trees: Mapping[Side, Future[ClassTree]],
) -> Evidence:
    """Collect the evidence for a model's classes."""
    samples: Sequence[Sequence[str]] = () if counts is None else counts.samples
    reasons = None
    if counts is not None:
        observed, words = observe(model, counts), model.vocabulary.words[1 : EXPLAINED + 1]
        reasons = {word: reasons_of(model, word, observed) for word in words}
    return Evidence(
        words=words_of(model, left, right),
        trees={side: tree.result() for side, tree in trees.items()},
        pairing=None if model.tied else pairing_of(model, left, right),
        bigrams=None if counts is None else bigrams_behind(model, counts),
        sample=sample_of(model, samples) if samples else None,
        reasons=reasons,
    )


def reasons_of(model: WordClassModel, word: str, observed: Observed) -> tuple[Reason, ...]:
    """The evidence for a word's classes, shortened for a page; empty if there is none."""
    try:
        found = explain(model, word, observed, most=DECISIVE)
    except InputError:  # not observed, or the model has a single class
        return ()
    return tuple(
        replace(
            reason,
            contributions=tuple(
                replace(part, examples=part.examples[:EXAMPLES]) for part in reason.contributions
            ),
        )
        for reason in found
    )


def pairing_of(model: WordClassModel, left: Survey, right: Survey) -> Pairing:
    """Cross-tabulate the left and right classes of all tokens."""
    counts = model.word_counts
    weights = sp.diags_array(to_distribution(counts))
    joint = (left.memberships.T @ weights @ right.memberships).toarray()
    partner = joint.argmax(axis=1)
    changed = model.right_labels != partner[model.left_labels]
    changed[0] = False
    ids = np.flatnonzero(changed & (counts > 0))
    ids = ids[np.argsort(-counts[ids], kind="stable")][:MAX_CHANGERS]
    words = [model.vocabulary.label(i) for i in ids.tolist()]
    columns = (n[ids].tolist() for n in (counts, model.left_labels, model.right_labels))
    return Pairing(
        joint=tuple(tuple(row) for row in joint.tolist()),
        partner=tuple(partner.tolist()),
        changers=tuple(zip(words, *columns, strict=True)),
    )
