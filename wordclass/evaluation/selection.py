"""How many classes: cross-validation over counts thinned into folds.

The dispersion by which counts are thinned (:mod:`wordclass.evaluation.thinning`) depends on the
model, because enough classes can explain any habit. Each number of classes is therefore tested as
a hypothesis, on counts thinned by the dispersion around its own model. The smallest candidate is
tested first; if a larger number predicts better, the one chosen on these counts is tested next.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from wordclass.counting.counts.bigrams import BigramCounts, check_counts
from wordclass.errors import InputError, check_type, check_whole
from wordclass.evaluation.metrics import adjusted_rand, contingency
from wordclass.evaluation.refits import ProgressCallback, Refit, Refits
from wordclass.evaluation.thinning import HeldOut, Whole
from wordclass.models.arrays import FloatArray, IntArray
from wordclass.models.fit import class_numbers
from wordclass.models.sparse.dispersion import frequent_counts

CANDIDATES = (5, 10, 20, 40, 80)
_MIN_KAPPA = 1e-6  # as good as none


@dataclass(frozen=True)
class Candidate:
    """A number of classes, and how well fits with it predict held-out counts.

    Parameters
    ----------
    left, right : int
        L and K.
    log_likelihood, standard_error : float
        Of the held-out counts of word pairs, as :func:`select` predicts them, in nats per bigram,
        and its standard error.
    behind, behind_error : float
        How much less this is than that of the best candidate, and the standard error of the
        difference, which is that of the differences word by word.
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
    dispersion : float
        Kappa, by which the counts were thinned.
    """

    candidates: tuple[Candidate, ...]
    best: Candidate
    chosen: Candidate
    folds: int
    dispersion: float


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

    The counts are thinned into folds (:mod:`wordclass.evaluation.thinning`), by the dispersion
    around the model of the number of classes tested last: the one chosen, or a larger one. For
    each number of classes and each fold, a model is fitted to the other folds and predicts this
    one: how often each pair of the 1,000 most frequent words occurs, with a mean in proportion to
    p(a,b) under the interpolated model (:meth:`WordClassModel.perplexity`). Of all candidates the
    smallest is chosen whose mean log-likelihood is within one standard error of the best (Breiman
    et al. 1984). The error is that of the difference, over preceding words, since all pairs of a
    word depend on its classes.

    Parameters
    ----------
    counts : BigramCounts
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
        If the counts are too few to leave some out, or there are no candidates; as
        :func:`wordclass.fit`.

    Examples
    --------
    >>> from wordclass.counting.engine import count
    >>> text = [f"{a} {n} {v}" for a in ("the", "a") for n in ("cat", "dog", "cow", "pig")
    ...         for v in ("ran", "sat", "ate", "hid", "fled")]
    >>> counts = count(text, tokenizer="whitespace")
    >>> select(counts, [1, 3, 5], folds=2, tied=True, method="exchange").chosen.name
    '3'
    """
    check_counts(counts)
    check_whole("folds", folds, 2)
    settings["seed"] = seed
    settings.pop("like", None)  # the numbers of classes are not compared
    sizes = [
        {**settings, "classes": left, **({} if left == right else {"right_classes": right})}
        for left, right in _sizes(classes)
    ]
    numbers = [class_numbers(counts, **size) for size in sizes]
    if np.count_nonzero(frequent_counts(counts.matrix)) < folds:
        raise InputError("the text has too few pairs of words to leave some out; use more text")

    fits: dict[tuple[float, int, int], Refit] = {}

    with Refits(counts, folds * len(sizes), threads, keep, progress) as refits:

        def compared(kappa: float, tried: range, n_folds: int) -> tuple[Candidate, ...]:
            # The largest first: they take longest, and none should be left alone at the end.
            keys = [(kappa, i, fold) for i in reversed(tried) for fold in range(n_folds)]
            new = [key for key in keys if key not in fits]
            tasks = [HeldOut(kappa, fold, folds, sizes[i]) for _, i, fold in new]
            fits.update(zip(new, refits(tasks), strict=True))
            by_size = [[fits[kappa, i, fold] for fold in range(n_folds)] for i in tried]
            return _candidates([numbers[i] for i in tried], by_size, counts.word_counts)

        @cache
        def dispersion(i: int) -> float:
            (whole,) = refits([Whole(sizes[i])])
            return max(float(whole.scores), _MIN_KAPPA)

        at = chosen_at = 0
        for n_folds in (1, folds):  # one fold shows which candidates are far behind
            outdone = True
            while outdone:
                at, kappa = chosen_at, dispersion(chosen_at)
                tried = range(at if n_folds == 1 else 0, len(sizes))
                candidates = compared(kappa, tried, n_folds)
                chosen = next(one for one in candidates if one.behind <= one.behind_error)
                chosen_at = tried[candidates.index(chosen)]
                outdone = chosen_at > at and dispersion(chosen_at) != kappa
    best = max(candidates, key=lambda one: one.log_likelihood)
    return Selection(candidates, best, chosen, folds, kappa)


def _sizes(classes: Sequence[int | tuple[int, int]]) -> list[tuple[int, int]]:
    """(L, K) of the candidates, by size, each once."""
    sizes = set()
    check_type("classes", classes, Iterable, "a list of numbers of classes")
    for one in classes:
        left, right = one if isinstance(one, tuple) and len(one) == 2 else (one, one)
        sizes.add((int(check_whole("classes", left)), int(check_whole("classes", right))))
    if not sizes:
        raise InputError("there are no numbers of classes to compare; list some in {classes}",
                         "classes")  # fmt: skip
    return sorted(sizes, key=lambda size: (sum(size), size))


def _candidates(
    numbers: Sequence[tuple[int, int]], by_size: Sequence[Sequence[Refit]], weights: IntArray
) -> tuple[Candidate, ...]:
    """Compare numbers of classes by the fits of each."""
    log_p, n = np.sum([[one.scores for one in fits] for fits in by_size], axis=1).swapaxes(0, 1)
    best = log_p[log_p.sum(axis=1).argmax()]
    return tuple(
        Candidate(
            *size, *_per_bigram(by_word, n[0]), *_per_bigram(best - by_word, n[0]),
            _agreement(fits, weights), float(np.mean([fit.seconds for fit in fits])),
        )
        for size, by_word, fits in zip(numbers, log_p, by_size, strict=True)
    )  # fmt: skip


def _per_bigram(by_word: FloatArray, n: FloatArray) -> tuple[float, float]:
    """A sum over words per bigram, and its standard error, that of a ratio of two sums."""
    total = max(n.sum(), 1)
    mean = by_word.sum() / total
    error = np.linalg.norm(by_word - n * mean) / total * np.sqrt(len(n) / (len(n) - 1))
    return float(mean), float(error)


def _agreement(fits: Sequence[Refit], weights: IntArray) -> float:
    """Mean adjusted Rand index of two fits, on both sides, over the words that both contain.

    Not a number for a single fit.
    """
    found = []
    for one, other in combinations(fits, 2):
        for a, b in zip(one[:2], other[:2], strict=True):
            both = (a > 0) & (b > 0)
            found.append(adjusted_rand(contingency(a[both], b[both], weights[both])))
    return float(np.mean(found or [np.nan]))
