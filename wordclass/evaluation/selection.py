"""How many classes: held-out log-likelihood by cross-validation over blocks of sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.numbering import N_BLOCKS
from wordclass.errors import InputError, check_type, check_whole
from wordclass.evaluation.metrics import adjusted_rand, contingency
from wordclass.evaluation.refits import ProgressCallback, Refit, Task, check_blocks, refits
from wordclass.models.arrays import FloatArray, IntArray

CANDIDATES = (5, 10, 20, 40, 80)


@dataclass(frozen=True)
class Candidate:
    """A number of classes, and how well fits with it predict sentences left out.

    Parameters
    ----------
    left, right : int
        L and K.
    log_likelihood, standard_error : float
        Mean log-likelihood per bigram of the sentences left out, in nats, and its standard error.
    behind, behind_error : float
        How much less this is than that of the best candidate, and the standard error of the
        difference, which is that of the differences block by block.
    stability : float
        Mean adjusted Rand index, by tokens, of the classes of two folds.
    seconds : float
        Mean time of a fit.
    """

    left: int
    right: int
    log_likelihood: float
    standard_error: float
    behind: float
    behind_error: float
    stability: float
    seconds: float

    @property
    def name(self) -> str:
        """K, or LxK if they differ."""
        return f"{self.left}" if self.left == self.right else f"{self.left}x{self.right}"


@dataclass(frozen=True)
class Selection:
    """The candidates in order of size, and the one chosen.

    Parameters
    ----------
    candidates : tuple of Candidate
    best, chosen : Candidate
        The one with the highest log-likelihood, and the smallest that is not behind it by more
        than one standard error.
    folds : int
    """

    candidates: tuple[Candidate, ...]
    best: Candidate
    chosen: Candidate
    folds: int


def select(
    counts: BigramCounts,
    classes: Sequence[int | tuple[int, int]] = CANDIDATES,
    *,
    folds: int = 5,
    seed: int = 0,
    threads: int | None = None,
    keep: Path | None = None,
    progress: ProgressCallback | None = None,
    **settings: Any,
) -> Selection:
    """Choose the number of classes by cross-validation.

    The blocks of sentences are dealt into folds; for each number of classes and each fold, a model
    is fitted to the other folds and predicts the bigrams of this one, with its interpolation
    (:meth:`WordClassModel.perplexity`). Of all candidates the smallest is chosen whose mean
    log-likelihood is within one standard error of the best (Breiman et al. 1984). The error is
    that of the difference, which is smaller than that of either, because some sentences
    are harder to predict than others whatever the number of classes.

    On planted models that are exactly true this finds the true number, or one more. The rougher
    a text, the more its pairs of words have habits that also hold in the sentences left out, and
    the more classes predict better than the true ones: up to two more at the roughness of text.

    Parameters
    ----------
    counts : BigramCounts
        Counted with ``blocks=True``.
    classes : sequence of int or (int, int)
        The candidates: K, or (L, K).
    folds : int
        At least 2.
    seed, threads, keep, progress, **settings
        As in :func:`wordclass.stability`.

    Returns
    -------
    Selection

    Raises
    ------
    InputError
        If the counts have no blocks or fewer than folds, or there are no candidates; as
        :func:`wordclass.fit`.

    Examples
    --------
    >>> from wordclass.counting.engine import count
    >>> text = [f"{a} {n} {v}" for a in ("the", "a") for n in ("cat", "dog", "cow", "pig")
    ...         for v in ("ran", "sat", "ate", "hid", "fled")]
    >>> counts = count(text, tokenizer="whitespace", blocks=True)
    >>> select(counts, [1, 3, 5], folds=2, tied=True, method="exchange").chosen.name
    '3'
    """
    check_type("counts", counts, BigramCounts, "BigramCounts, which count() returns")
    check_whole("folds", folds, 2)
    filled = check_blocks(counts, folds)
    sizes = _sizes(classes)
    fold_of = np.full(N_BLOCKS, -1)
    fold_of[filled] = np.arange(len(filled)) % folds
    settings["seed"] = seed
    tasks = [
        Task(
            ((fold_of >= 0) & (fold_of != fold)).astype(np.int64),
            {**settings, "left_classes": left, "right_classes": right},
            score=True,
        )
        for left, right in sizes
        for fold in range(folds)
    ]
    found = list(refits(counts, tasks, threads, keep, progress))
    by_size = [found[i : i + folds] for i in range(0, len(found), folds)]
    n_bigrams = counts.by_block().sum(axis=0)[filled]
    by_block = np.array([np.sum([one.log_likelihood for one in fits], axis=0) for fits in by_size])
    by_block = by_block[:, filled]
    means = by_block.sum(axis=1) / n_bigrams.sum()
    best = int(means.argmax())
    weights = counts.word_counts
    candidates = tuple(
        Candidate(
            left, right, float(means[i]), _error(by_block[i], n_bigrams),
            float(means[best] - means[i]), _error(by_block[best] - by_block[i], n_bigrams),
            _agreement(by_size[i], weights),
            float(np.mean([fit.seconds for fit in by_size[i]])),
        )
        for i, (left, right) in enumerate(sizes)
    )  # fmt: skip
    chosen = next(one for one in candidates if one.behind <= one.behind_error)
    return Selection(candidates, candidates[best], chosen, folds)


def _sizes(classes: Sequence[int | tuple[int, int]]) -> list[tuple[int, int]]:
    """(L, K) of the candidates, by size, each once."""
    sizes = set()
    for one in classes:
        left, right = one if isinstance(one, tuple) else (one, one)
        sizes.add((int(check_whole("classes", left)), int(check_whole("classes", right))))
    if not sizes:
        raise InputError("there is no number of classes to choose from; give some in {classes}",
                         "classes")  # fmt: skip
    return sorted(sizes, key=lambda size: (sum(size), size))


def _error(by_block: FloatArray, n_bigrams: IntArray) -> float:
    """Standard error of a sum per bigram, a ratio of two sums over blocks."""
    n = len(by_block)
    rest = by_block - n_bigrams * (by_block.sum() / n_bigrams.sum())
    return float(np.sqrt(n / (n - 1) * (rest**2).sum()) / n_bigrams.sum())


def _agreement(fits: Sequence[Refit], weights: IntArray) -> float:
    """Mean adjusted Rand index of two fits, on both sides, over the words that both contain."""
    found = []
    for one, other in combinations(fits, 2):
        for a, b in (
            (one.left_labels, other.left_labels),
            (one.right_labels, other.right_labels),
        ):
            both = (a > 0) & (b > 0)
            found.append(adjusted_rand(contingency(a[both], b[both], weights[both])))
    return float(np.mean(found))
