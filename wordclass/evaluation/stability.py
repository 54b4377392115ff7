"""Stability: refits to resampled sentences and habits of words, and what they find again."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.numbering import N_BLOCKS
from wordclass.counting.counts.sums import Corpus, as_one, filled_blocks
from wordclass.errors import InputError, check_whole
from wordclass.evaluation.refits import ProgressCallback, Refit, refits
from wordclass.models.arrays import FloatArray, IntArray, Side, one_hot
from wordclass.models.fit import class_numbers, fit
from wordclass.models.fitted.information import informative
from wordclass.models.fitted.matching import GOOD_MATCH, matched
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.stability import Stability
from wordclass.models.sparse.dispersion import pair_dispersion

_LEVEL = 0.95


def stability(
    counts: Corpus,
    *,
    resamples: int = 20,
    seed: int = 0,
    threads: int | None = None,
    keep: Path | None = None,
    progress: ProgressCallback | None = None,
    **settings: Any,
) -> WordClassModel:
    """Fit a model, and measure how much of it the same fit finds in resampled text.

    A resample changes what another text would change:

    - the sentences or documents: as many blocks of them as there are, drawn with replacement (the
      bootstrap of Efron 1979 with blocks as units);
    - the habits of pairs of words, which more text does not reduce. A pair expected mu times
      occurs mu g times, where g varies by kappa around 1
      (:func:`wordclass.models.sparse.dispersion.dispersion`). What was drawn of its n occurrences
      is multiplied by a gamma variable of mean 1 and variance
      kappa / (1 + kappa) (n - 1) / (n + 1), which changes it by kappa mu^2 on average: n (n - 1)
      has the mean (1 + kappa) mu^2, and the square of what was drawn n (n + 1).

    Every resample is fitted from scratch with the same settings, and its classes are matched one
    to one with the model's so that as many tokens as possible are in matched classes (the
    Hungarian algorithm). A class is found again if the Jaccard index of the two exceeds 0.5
    (Hennig 2007), and if it tells something about the words next to it
    (:mod:`wordclass.models.fitted.information`): words that follow anything may form a class in
    every resample, and yet have nothing in common.

    The interval for a cell p of the transition table is p +- t s, within 0 and 1, where s^2 is the
    mean square change of p over all resamples, at least the variance of a proportion of
    independent tokens, and t is the quantile of Student's distribution with as many degrees of
    freedom as there are resamples. A class that is not found again changes much, and so has wide
    intervals. Proportions are not transformed to stabilize their variance: that would keep 0
    outside the intervals of small cells, which change by words that move between classes.

    The intervals do not cover an error that all refits share: classes that differ systematically
    from those of a linguist, or that the method confuses in any text of this size.

    Parameters
    ----------
    counts : BigramCounts, or list of BigramCounts
        Either counts with ``blocks=True``, whose blocks of sentences are resampled; or counts of
        every document, which resample documents: intervals are then as wide as the documents
        differ.
    resamples : int
        N, at least 2.
    seed : int
        Of the fits and of the resamples.
    threads : int, optional
        Fits that run at the same time, by default one per core. Results do not depend on it.
    keep : path, optional
        A folder in which the refits are kept as they finish, from which the same call resumes.
    progress : callable, optional
        Called with a :class:`~wordclass.evaluation.refits.RefitProgress` after every fit.
    **settings
        Of :func:`wordclass.fit`.

    Returns
    -------
    WordClassModel
        As from :func:`wordclass.fit`, with its ``stability``, a
        :class:`~wordclass.models.fitted.stability.Stability`.

    Raises
    ------
    InputError
        If the counts have no blocks, or too few of them contain sentences; as
        :func:`wordclass.fit`.

    Examples
    --------
    >>> from wordclass.counting.engine import count
    >>> text = [f"{a} {n} {v}" for a in ("the", "a") for n in ("cat", "dog", "cow", "pig")
    ...         for v in ("ran", "sat", "ate", "hid", "fled")]
    >>> counts = count(text, tokenizer="whitespace", blocks=True)
    >>> model = stability(counts, resamples=4, classes=3, tied=True, method="exchange")
    >>> model.stability.found["left"].tolist()
    [4, 4, 4, 4]
    """
    counts = as_one(counts)
    check_whole("resamples", resamples, 2)
    filled = filled_blocks(counts)
    if class_numbers(counts, **settings) == (1, 1):
        raise InputError("a single class is found in every text; ask for more {classes}", "classes")
    settings["seed"] = seed
    model = fit(counts, threads=threads, **settings)
    settings["like"] = None  # the numbers of an earlier model are of no use in matching
    kappa = pair_dispersion(
        model.left_rows, model.p_right_given_left, model.emission_rows, counts.matrix
    )
    rng = np.random.default_rng(seed)
    tasks = [
        Resample(
            np.bincount(rng.choice(filled, len(filled)), minlength=N_BLOCKS),
            kappa,
            int(rng.integers(2**32)),
            settings,
        )
        for _ in range(resamples)
    ]
    tally = _Tally(model)
    for refit in refits(counts, tasks, threads, keep, progress):
        tally.add(refit)
    return replace(model, stability=tally.stability())


@dataclass(frozen=True)
class Resample:
    """A fit to resampled text: how often each block counts, and how much habits of pairs vary."""

    weights: npt.NDArray[np.int64]
    kappa: float
    seed: int
    settings: dict[str, Any]

    def part(self, counts: BigramCounts) -> BigramCounts:
        """Draw the blocks and the habits; a pair seen once has shown none."""
        n, rng = counts.matrix.data, np.random.default_rng(self.seed)
        drawn = counts.by_block() @ self.weights
        variance = self.kappa / (1 + self.kappa) * (n - 1) / (n + 1)
        habit, varies = np.ones(len(n)), variance > 0
        habit[varies] = rng.gamma(1 / variance[varies], variance[varies])
        matrix = counts.matrix.copy()
        matrix.data = np.floor(drawn * habit + rng.random(len(n))).astype(np.int64)
        matrix.eliminate_zeros()
        return BigramCounts(matrix, counts.vocabulary, counts.provenance)

    def scores(self, *_: object) -> FloatArray:
        """Nothing: what is compared is the classes and the table."""
        return np.empty(0)


class _Tally:
    """What the refits so far have found again."""

    def __init__(self, model: WordClassModel) -> None:
        self.model = model
        sizes = {side: model.n_classes(side) + 1 for side in model.sides}
        self.n = 0
        self.found = {side: np.zeros(n, dtype=np.int64) for side, n in sizes.items()}
        self.jaccard = {side: np.zeros(n) for side, n in sizes.items()}
        n_words = len(model.vocabulary)
        self.stayed = {side: np.zeros(n_words) for side in sizes}
        self.occurred = {side: np.zeros(n_words) for side in sizes}
        shape = model.p_right_given_left.shape
        self.squares, self.n_both = np.zeros(shape), np.zeros(shape)

    def add(self, refit: Refit) -> None:
        """Match the classes of a refit and record what it found again."""
        self.n += 1
        order, same = {}, {}
        for side in self.model.sides:
            order[side], jaccard = self._matches(side, refit)
            same[side] = jaccard > GOOD_MATCH
            self.jaccard[side] += jaccard
        rows, columns = order["left"], order.get("right", order["left"])
        table = refit.table[np.ix_(rows, columns)]
        tell = informative(self.model.p_left[:, None] * table, self.model.tied)
        for side, of_side in zip(self.model.sides, tell, strict=False):
            self.found[side] += same[side] & of_side
        change = table - self.model.p_right_given_left
        both = np.outer(same["left"], same.get("right", same["left"]))
        self.squares += change**2
        self.n_both += both

    def _matches(self, side: Side, refit: Refit) -> tuple[IntArray, FloatArray]:
        """(classes + 1,) the match of each class, and its Jaccard index."""
        left = side == "left"
        labels = self.model.labels(side)
        new = refit.left_labels if left else refit.right_labels
        n_words = self.model.prev_counts if left else self.model.next_counts
        weights = np.where(new >= 0, n_words, 0)
        n = len(self.found[side])
        joint = one_hot(labels, n, weights).T @ one_hot(np.maximum(new, 0), n)
        order, jaccard = np.zeros(n, dtype=np.int64), np.ones(n)
        _, found, jaccard[1:] = matched(np.asarray(joint.toarray(), dtype=np.float64)[1:, 1:])
        order[1:] = found + 1
        self.stayed[side] += new == order[labels]
        self.occurred[side] += new >= 0
        return order, jaccard

    def stability(self) -> Stability:
        """Return the shares, means and intervals."""
        model = self.model
        n, p = model.prev_counts.sum() * model.p_left[:, None], model.p_right_given_left
        smoothed = (n * p + 1) / (n + 2)
        least = smoothed * (1 - smoothed) / np.maximum(n, 1)
        variance = np.maximum(self.squares / self.n, least)
        reach = stdtrit(self.n, (1 + _LEVEL) / 2) * np.sqrt(variance)
        determined = self.n_both >= self.n / 2
        both: tuple[Side, Side] = ("left", "right")
        of = dict(zip(both, (model.sides[0], model.sides[-1]), strict=True))
        return Stability(
            self.n,
            {side: self.found[of[side]] for side in both},
            {side: self.jaccard[of[side]] / self.n for side in both},
            {side: self.stayed[of[side]] / np.maximum(self.occurred[of[side]], 1) for side in both},
            np.where(determined, np.maximum(p - reach, 0), 0.0),
            np.where(determined, np.minimum(p + reach, 1), 1.0),
        )
