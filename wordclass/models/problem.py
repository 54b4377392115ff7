"""What every method yields at every step, and the fitted model made of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.fitted.model import FloatArray, WordClassModel


@dataclass(frozen=True)
class Problem:
    """What is asked of a method.

    Parameters
    ----------
    counts : BigramCounts
        V words.
    n_left, n_right : int
        L and K, classes to find, the boundary's aside; equal when tied.
    tied : bool
        Whether a word has the same classes in both roles.
    seed : int
        Of what is drawn at random.
    threads : int, optional
        Cores to use, all by default. The result is the same with any number.
    """

    counts: BigramCounts
    n_left: int
    n_right: int
    tied: bool
    seed: int = 0
    threads: int | None = None


@dataclass(frozen=True)
class State:
    """Expected counts of words in classes and of class pairs: all that a model is made of.

    Parameters
    ----------
    objective : float
        Per bigram, in nats; never falls from one state to the next.
    prev : (V, L+1) array or sparse array
        Expected count of each preceding word in each left class, column 0 the boundary's.
    pairs : (L+1, K+1) array
        Expected count of each pair of classes.
    next : (V, K+1) array or sparse array
        Expected count of each following word in each right class.
    stage : str
        What the method is at, for the progress line.
    total : int, optional
        Steps there may be.
    converged : bool
        Whether another step would change nothing to speak of.
    settings : dict
        What the method chose for itself and a reader should know.
    """

    objective: float
    prev: Any
    pairs: npt.NDArray[Any]
    next: Any
    stage: str = ""
    total: int | None = None
    converged: bool = False
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Progress:
    """Where a fit is: the step, its stage, the objective, and how many steps there may be."""

    iteration: int
    objective: float
    total: int | None
    stage: str


ProgressCallback = Callable[[Progress], None]


def to_model(state: State, counts: BigramCounts, tied: bool, **how: Any) -> WordClassModel:
    """Normalise expected counts into probabilities, classes ordered by mass.

    Parameters
    ----------
    state : State
    counts : BigramCounts
        What was fitted to.
    tied : bool
        Whether the class sets are one; they are then ordered by their mass in both roles.
    **how
        ``method``, ``settings``, ``seed``, ``history``, ``finished``.

    Returns
    -------
    WordClassModel
        A word, class or transition without mass has the marginal.
    """
    prev, following, pairs = _dense(state.prev), _dense(state.next), _dense(state.pairs)
    if tied:
        left = right = _by_mass(prev + following)
    else:
        left, right = _by_mass(prev), _by_mass(following)
    prev, following, pairs = prev[:, left], following[:, right], pairs[np.ix_(left, right)]
    p_left = _share(prev.sum(axis=0))
    p_right = _share(pairs.sum(axis=0))
    p_next = _share(counts.next_counts.astype(np.float64))
    return WordClassModel(
        p_left_given_prev=rows_or(prev, p_left),
        p_right_given_left=rows_or(pairs, p_right),
        p_next_given_right=rows_or(following.T, p_next),
        prev_counts=counts.prev_counts,
        next_counts=counts.next_counts,
        vocabulary=counts.vocabulary,
        tied=tied,
        provenance=counts.provenance,
        **how,
    )


def rows_or(weights: FloatArray, marginal: FloatArray) -> FloatArray:
    """Make rows sum to 1; a row without mass becomes the marginal."""
    total = weights.sum(axis=1, keepdims=True)
    p = np.divide(weights, total, out=np.zeros(weights.shape), where=total > 0)
    p[total[:, 0] == 0] = marginal
    return np.ascontiguousarray(p)


def reciprocal(x: FloatArray) -> FloatArray:
    """1/x, 0 at 0 and at what is too small to have one."""
    has_one = x >= np.finfo(np.float64).tiny
    return np.divide(1.0, x, out=np.zeros_like(x, dtype=np.float64), where=has_one)


def _dense(weights: Any) -> FloatArray:
    dense = weights.toarray() if sp.issparse(weights) else weights
    return np.asarray(dense, dtype=np.float64)


def _share(mass: FloatArray) -> FloatArray:
    total = mass.sum()
    return mass / total if total > 0 else np.full(len(mass), 1 / len(mass))


def _by_mass(weights: FloatArray) -> npt.NDArray[np.intp]:
    """Class 0 first, then by falling mass, ties by the first word of the class."""
    first_word = (weights[:, 1:] > 0).argmax(axis=0)
    order = np.lexsort((first_word, -weights[:, 1:].sum(axis=0)))
    return np.concatenate([[0], order + 1])
