"""Corpora in blocks, one model of all of them, and the pairs that are compared."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.numbering import N_BLOCKS
from wordclass.counting.counts.sums import filled_blocks, merged
from wordclass.errors import InputError
from wordclass.evaluation.refits import kept_fit
from wordclass.models.fit import class_numbers
from wordclass.models.fitted.model import WordClassModel


def in_blocks(counts: BigramCounts, name: str) -> list[BigramCounts]:
    """The blocks of a corpus that contain text.

    Raises
    ------
    InputError
        If the counts are not divided into blocks, or too few contain text.
    """
    weights = np.eye(N_BLOCKS, dtype=np.int64)[filled_blocks(counts, name)]
    return [counts.weighted(of_block) for of_block in weights]


def joint_model(
    corpora: Sequence[BigramCounts],
    min_count: int,
    max_vocabulary: int | None,
    keep: Path | None,
    **settings: Any,
) -> WordClassModel:
    """Fit one model to all corpora, with tied classes unless ``settings`` say otherwise."""
    counts = merged(corpora).prune(min_count, max_vocabulary)
    settings = {"tied": True, **settings}
    if min(class_numbers(counts, **settings)) < 2:
        raise InputError(
            "with a single class, nothing can differ in its share; ask for more {classes}",
            "classes",
        )
    return kept_fit(counts, keep, **settings)


def contrasts(n_corpora: int, reference: int | None) -> list[tuple[list[int], list[int]]]:
    """Pairs of corpora to compare: two with each other, more with all others or a reference.

    Examples
    --------
    >>> contrasts(2, None), contrasts(3, None)[2], contrasts(3, 0)
    ([([0], [1])], ([2], [0, 1]), [([1], [0]), ([2], [0])])
    """
    numbers = range(n_corpora)
    if reference is not None:
        return [([i], [reference]) for i in numbers if i != reference]
    if n_corpora == 2:
        return [([0], [1])]
    return [([i], [j for j in numbers if j != i]) for i in numbers]


def shared_vocabulary(corpora: Sequence[BigramCounts], names: Sequence[str]) -> list[float]:
    """The share of the tokens of each corpus whose words occur in another one.

    Raises
    ------
    InputError
        If a corpus is empty or shares no word with another.
    """
    words = [word_frequencies(counts) for counts in corpora]
    for i, (name, own) in enumerate(zip(names, words, strict=True)):
        if not own:
            raise InputError(f"{name} has no words to compare; use more text")
        for other, others in zip(names[:i], words[:i], strict=True):
            if own.keys().isdisjoint(others):
                raise InputError(
                    f"{other} and {name} share no word; compare texts of one language, "
                    "tokenized alike"
                )
    return [
        sum(n for word, n in own.items() if any(word in one for one in words if one is not own))
        / max(sum(own.values()), 1)
        for own in words
    ]


def word_frequencies(counts: BigramCounts | WordClassModel) -> dict[str | None, int]:
    """How often each word occurs, boundary and unknown word left out."""
    n = counts.word_counts.tolist()
    words = enumerate(counts.vocabulary.words)
    return {word: n[i] for i, word in words if i not in (0, counts.vocabulary.unknown)}
