"""Stability: which classes and transitions are found again in refits to resampled text."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.numbering import N_BLOCKS
from wordclass.counting.counts.sums import Corpus, as_one, filled_blocks
from wordclass.errors import InputError, check_whole
from wordclass.evaluation.refits import ProgressCallback, Refit, Refits, kept_fit
from wordclass.models.arrays import FloatArray, IntArray, Side, one_hot
from wordclass.models.fit import class_numbers
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

    A resample varies what would be different in another text:

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
    (Hennig 2007), and if it carries information about the words next to it
    (:mod:`wordclass.models.fitted.information`): words that can follow anything may form a class in
    every resample and yet have nothing in common. As a resample repeats sentences and changes
    habits, the measure is cautious: in other text of the same kind and size, somewhat more classes
    are found again.

    The interval for a cell p of the transition table is p +- t s, within 0 and 1, where s^2 is the
    mean square change of p over all resamples, at least the variance of a proportion of
    independent tokens, and t is the quantile of Student's distribution with as many degrees of
    freedom as there are resamples. A class that is not found again changes much, and so has wide
    intervals.

    The intervals do not cover an error that all refits share: classes that differ systematically
    from those of a linguist, or that the method confuses in any text of this size.

    Parameters
    ----------
    counts : BigramCounts, or list of BigramCounts
        Either counts with ``blocks=True``, whose blocks of sentences are resampled; or the counts
        of each document, so that documents are resampled and the intervals include the variation
        between documents.
    resamples : int
        N, at least 2.
    seed : int
        Of the fits and of the resamples.
    threads : int, optional
        Fits that run at the same time, by default one per core. Results do not depend on it.
    keep : path, optional
        A folder in which the fits are kept as they finish, from which the same call resumes.
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
    start = time.monotonic()
    model = kept_fit(counts, keep, threads=threads, **settings)
    seconds = time.monotonic() - start
    settings |= {"classes": None, "left_classes": model.n_left, "right_classes": model.n_right}
    settings.pop("like", None)  # it gave the model as many classes; their numbers are not compared
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
    with Refits(counts, resamples, threads, keep, progress, seconds) as refits:
        refitted = list(refits(tasks))
    return replace(model, stability=_compared(model, refitted))


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


class _Matches(NamedTuple):
    """The classes of N refits that match those of the model on one side."""

    order: IntArray  # (N, classes + 1) the match of each class
    jaccard: FloatArray  # (N, classes + 1)
    words: FloatArray  # (V,) the share of the refits in which a word is in its class's match


def _compared(model: WordClassModel, refitted: Sequence[Refit]) -> Stability:
    """What the refits find again of a model."""
    matches = {side: _matches(model, side, refitted) for side in model.sides}
    left, right = matches[model.sides[0]], matches[model.sides[-1]]
    tables = np.array(
        [
            refit.table[np.ix_(rows, columns)]
            for refit, rows, columns in zip(refitted, left.order, right.order, strict=True)
        ]
    )
    is_informative = [informative(model.p_left[:, None] * table, model.tied) for table in tables]
    same = [of_side.jaccard > GOOD_MATCH for of_side in (left, right)]
    found = [(same[i] & [one[i] for one in is_informative]).sum(axis=0) for i in range(2)]
    determined = (same[0][:, :, None] & same[1][:, None]).mean(axis=0) >= 0.5
    half_width = _half_width(model, tables)
    p = model.p_right_given_left
    return Stability(
        len(refitted),
        {"left": found[0], "right": found[1]},
        {"left": left.jaccard.mean(axis=0), "right": right.jaccard.mean(axis=0)},
        {"left": left.words, "right": right.words},
        np.where(determined, np.maximum(p - half_width, 0), 0.0),
        np.where(determined, np.minimum(p + half_width, 1), 1.0),
    )


def _matches(model: WordClassModel, side: Side, refitted: Sequence[Refit]) -> _Matches:
    """Match the classes of each refit with the model's; the boundary's class matches itself."""
    is_left = side == "left"
    counts = model.prev_counts if is_left else model.next_counts
    labels, n = model.labels(side), model.n_classes(side) + 1
    order, jaccard = np.zeros((len(refitted), n), dtype=np.int64), np.ones((len(refitted), n))
    in_match, occurs = np.zeros((2, len(refitted), len(labels)), dtype=bool)
    for i, refit in enumerate(refitted):
        new = refit.left_labels if is_left else refit.right_labels
        occurs[i] = new >= 0
        joint = one_hot(labels, n, counts * occurs[i]).T @ one_hot(np.maximum(new, 0), n)
        _, columns, jaccard[i, 1:] = matched(np.asarray(joint.toarray(), dtype=np.float64)[1:, 1:])
        order[i, 1:] = columns + 1
        in_match[i] = new == order[i, labels]
    words = in_match.sum(axis=0) / np.maximum(occurs.sum(axis=0), 1)
    return _Matches(order, jaccard, words)


def _half_width(model: WordClassModel, tables: FloatArray) -> FloatArray:
    """(L+1, K+1) t s, from the (N, L+1, K+1) tables of the refits."""
    n, p = model.prev_counts.sum() * model.p_left[:, None], model.p_right_given_left
    smoothed = (n * p + 1) / (n + 2)
    independent = smoothed * (1 - smoothed) / np.maximum(n, 1)
    variance = np.maximum(((tables - p) ** 2).mean(axis=0), independent)
    return np.asarray(stdtrit(len(tables), (1 + _LEVEL) / 2) * np.sqrt(variance))
