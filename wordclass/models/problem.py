"""The problem that a method solves, its state after each step, and the resulting model."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.arrays import (
    FloatArray,
    IntArray,
    rows_to_one,
    sparse_rows_to_one,
    to_distribution,
)
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.initial import Initial


@dataclass(frozen=True)
class Problem:
    """The problem that a method solves."""

    counts: BigramCounts  # of V words
    n_left: int  # L and K, the classes to find besides the boundary's; equal when tied
    n_right: int
    tied: bool  # whether a word has the same classes in both roles
    seed: int = 0
    threads: int | None = None  # all cores by default; the result does not depend on it
    initial: Initial = Initial()  # classes to start from, words to keep together or apart


@dataclass(frozen=True)
class State:
    """Expected counts of words in classes and of class pairs, which determine a model.

    The arrays of a state may be overwritten two steps later; :func:`wordclass.fit` keeps
    the best state by (rank, objective), the later of equals. Within a stage the objective never
    falls, except while annealing.
    """

    objective: float  # as the method defines it: a likelihood is per bigram, in nats
    prev: Any  # (V, L+1), dense or sparse: preceding words in left classes, 0 the boundary's
    pairs: Any  # (L+1, K+1): pairs of classes
    next: Any  # (V, K+1), dense or sparse: following words in right classes
    stage: str = ""  # the part of the method that made this step
    total: int | None = None  # upper bound on the number of steps
    converged: bool = False  # whether another step would gain next to nothing
    # Settings, and what the method derived from the counts, to be recorded in the model.
    settings: dict[str, Any] = field(default_factory=dict)
    rank: int = 0  # a higher one is better whatever the objective, which may differ by stage


@dataclass
class ConvergenceMonitor:
    """Decides when an iteration has converged: when it gains too little.

    ``tolerance`` is the least gain, relative to the objective where that is above 1.

    Examples
    --------
    >>> monitor = ConvergenceMonitor(tolerance=0.01)
    >>> [monitor.converged(objective) for objective in (-9.0, -5.0, -4.99)]
    [False, False, True]
    """

    tolerance: float
    last: float = -math.inf

    def converged(self, objective: float) -> bool:
        """Whether ``objective`` is next to no gain over that of the previous call."""
        gain, self.last = objective - self.last, objective
        return gain <= self.tolerance * max(1.0, abs(objective))


@dataclass(frozen=True)
class Progress:
    """Progress of a fit: the step, its objective, the most steps there may be, and the stage."""

    iteration: int
    objective: float
    total: int | None
    stage: str


ProgressCallback = Callable[[Progress], None]


def to_model(
    state: State, counts: BigramCounts, tied: bool, *, by_mass: bool = True, **how: Any
) -> WordClassModel:
    """Normalise expected counts into probabilities; a word or class without mass has the marginal.

    ``counts`` are those fitted to, and ``how`` is ``method``, ``settings``, ``seed``, ``history``
    and ``finished``. Classes are numbered by share, the largest first, unless ``by_mass`` is False.
    """
    prev, following = state.prev, state.next
    pairs = np.asarray(state.pairs, dtype=np.float64)
    p_left, table = to_distribution(prev.sum(axis=0)), rows_to_one(pairs)
    if by_mass:
        p_right = p_left @ table
        left = _by_share(p_left + p_right if tied else p_left, prev)
        right = left if tied else _by_share(p_right, following)
        prev, following, p_left = prev[:, left], following[:, right], p_left[left]
        pairs = pairs[np.ix_(left, right)]
    p_right = to_distribution(pairs.sum(axis=0))
    p_next = to_distribution(counts.next_counts.astype(np.float64))
    return WordClassModel(
        left_rows=sparse_rows_to_one(prev, p_left),
        p_right_given_left=rows_to_one(pairs, p_right),
        emission_rows=sparse_rows_to_one(following.T, p_next).T.tocsr(),
        prev_counts=counts.prev_counts,
        next_counts=counts.next_counts,
        vocabulary=counts.vocabulary,
        tied=tied,
        provenance=counts.provenance,
        **how,
    )


def _by_share(shares: FloatArray, words: Any) -> IntArray:
    """Class 0 first, then by decreasing share, ties by the first word of the class."""
    first_word = (words[:, 1:] > 0).argmax(axis=0)
    # Shares that differ by rounding errors are equal.
    return np.r_[0, 1 + np.lexsort((first_word, -np.round(shares[1:], 12)))]
