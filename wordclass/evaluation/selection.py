"""How many classes: cross-validation over pairs of words.

Sentences left out of a fit have the same habits as those it has seen: where "New York" is
frequent in the one, it is frequent in the other. A class that fits such habits would predict them
again, and the more classes, the better. What is held out is therefore pairs of words, cells
of the matrix: all occurrences of "New York", whose habit nothing in the rest of the counts can
tell; only the classes of its two words can (cross-validation of a matrix, as of Owen & Perry 2009,
with cells held out at random).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.errors import InputError, check_type, check_whole
from wordclass.evaluation.metrics import adjusted_rand, contingency
from wordclass.evaluation.refits import ProgressCallback, Refit, refits
from wordclass.models.arrays import FloatArray, IntArray, reciprocal
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.prediction.perplexity import probability
from wordclass.models.sparse.profiles import FREQUENT, damped

CANDIDATES = (5, 10, 20, 40, 80)
_BLOCKS = 64  # of pairs, of which folds are made and from which errors come
_LEAST = 1e-12  # probability of a pair left out whose first word occurs in no other


@dataclass(frozen=True)
class Candidate:
    """A number of classes, and how well fits with it predict pairs of words left out.

    Parameters
    ----------
    left, right : int
        L and K.
    log_likelihood, standard_error : float
        Mean log-likelihood per bigram left out, by damped counts, in nats, and its standard
        error.
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
    """Choose the number of classes by cross-validation over pairs of words.

    The pairs of the 1,000 most frequent words are dealt into folds at random. For each number of
    classes and each fold, a model is fitted to the counts without the pairs of this fold, and
    predicts how their occurrences are distributed among them: p(a,b), with its interpolation
    (:meth:`WordClassModel.perplexity`), divided by its sum over the fold. Counts are damped to
    n^0.75, so that a few frequent pairs do not decide. Of all candidates the
    smallest is chosen whose mean log-likelihood is within one standard error of the best
    (Breiman et al. 1984). The error is that of the difference, over 64 blocks of pairs; it is
    smaller than that of either, because some pairs are harder to predict than others whatever
    the number of classes.

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
    check_type("counts", counts, BigramCounts, "BigramCounts, which count() returns")
    check_whole("folds", folds, 2, _BLOCKS)
    sizes = _sizes(classes)
    pairs = _Pairs.of(counts, seed)
    n_bigrams = pairs.sums(pairs.counted(counts))
    if np.count_nonzero(n_bigrams) < folds:
        raise InputError("the text has too few pairs of words to leave some out; give more text")
    settings["seed"] = seed
    tasks = [
        _HeldOut(pairs, fold, folds, {**settings, "left_classes": left, "right_classes": right})
        for left, right in sizes
        for fold in range(folds)
    ]
    found = list(refits(counts, tasks, threads, keep, progress))
    by_size = [found[i : i + folds] for i in range(0, len(found), folds)]
    by_block = np.array([np.sum([one.scores for one in fits], axis=0) for fits in by_size])
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


@dataclass(frozen=True)
class _Pairs:
    """The pairs of frequent words, in blocks.

    Parameters
    ----------
    block : (F, F) array
        The block of each pair of the words 1 to F.
    """

    block: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, counts: BigramCounts, seed: int) -> "_Pairs":
        n = min(FREQUENT, len(counts.vocabulary) - 1)
        return cls(np.random.default_rng(seed).integers(0, _BLOCKS, (n, n), dtype=np.uint8))

    @property
    def words(self) -> slice:
        return slice(1, len(self.block) + 1)

    def counted(self, counts: BigramCounts) -> FloatArray:
        """(F, F) counts, damped as in fitting: the occurrences of a pair are not independent."""
        return np.asarray(damped(counts.matrix[self.words, self.words]).toarray(), dtype=np.float64)

    def sums(self, values: FloatArray) -> FloatArray:
        """(64,) sums of (F, F) values over each block."""
        sums = np.bincount(self.block.ravel(), values.ravel(), minlength=_BLOCKS)
        return np.asarray(sums, dtype=np.float64)


@dataclass(frozen=True)
class _HeldOut:
    """A fit to the counts without the pairs of one fold, which it then predicts."""

    pairs: _Pairs
    fold: int
    folds: int
    settings: dict[str, Any]

    def _outside(self) -> npt.NDArray[np.bool_]:
        """(F, F) whether a pair is left out."""
        return np.asarray(self.pairs.block % self.folds == self.fold)

    def part(self, counts: BigramCounts) -> BigramCounts:
        entries = counts.matrix.tocoo()
        n = len(self.pairs.block)
        frequent = (entries.row > 0) & (entries.row <= n) & (entries.col > 0) & (entries.col <= n)
        kept = ~frequent
        kept[frequent] = ~self._outside()[entries.row[frequent] - 1, entries.col[frequent] - 1]
        places = (entries.row[kept], entries.col[kept])
        matrix = sp.csr_array((entries.data[kept], places), shape=entries.shape)
        return BigramCounts(matrix, counts.vocabulary, counts.provenance)

    def scores(self, model: WordClassModel, counts: BigramCounts) -> FloatArray:
        """(64,) log-likelihood of the pairs of each block that is left out."""
        outside = self._outside()
        n = len(outside)
        a, b = np.divmod(np.arange(n * n), n)
        p_next = probability(model, a + 1, b + 1).reshape(n, n)
        joint = model.p_prev[self.pairs.words, None] * p_next * outside
        p = np.maximum(joint * reciprocal(joint.sum()), _LEAST)
        return self.pairs.sums(self.pairs.counted(counts) * outside * np.log(p))


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


def _error(by_block: FloatArray, n_bigrams: FloatArray) -> float:
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
