"""Hard classes by exchange: move one word at a time to the class that explains it best.

Tied, it is the class bigram model of Brown et al. (1992), fitted as Kneser & Ney (1993)
and Martin, Liermann & Ney (1998) do; two-sided, the information-theoretic co-clustering
of Dhillon, Mallela & Modha (2003). Both maximise, over hard classes,

    sum n(a,b) log p(b|a),    p(b|a) = N(c,d) / N(c) * n(b) / N(d).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.models.arrays import FloatArray, IntArray, one_hot
from wordclass.models.hard import class_counts, hard_state
from wordclass.models.kernels.exchange import GUMBEL, XLOGX, exchange_sweep
from wordclass.models.methods.start import spectral_classes
from wordclass.models.problem import ConvergenceMonitor, Problem, State


@dataclass
class Role:
    """The classes of words in one role, and their bigrams with the words in the other.

    ``labels``, changed by every sweep, are 0 for the boundary, 1 to ``n_classes``, and
    ``n_classes + 1`` for a word that has no class yet.
    """

    following: sp.csr_array  # (V, V), the counts of each word's bigrams
    preceding: sp.csr_array | None  # its transpose, if words move in both roles at once: tied
    labels: IntArray  # (V,)
    n_classes: int
    pinned: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # keep theirs
    first: int = 1  # class a word may join

    @property
    def n_slots(self) -> int:
        """The number of classes, with that of the boundary and, if any, of unlabelled words."""
        return max(self.n_classes, int(self.labels.max())) + 1

    @cached_property
    def neighbours(self) -> sp.csr_array:
        """The counts of what follows each word and, if tied, below, of what precedes it."""
        if self.preceding is None:
            return self.following
        return sp.vstack([self.following, self.preceding], format="csr")

    def sweep(
        self,
        other: "Role",
        order: IntArray,
        pseudocounts: FloatArray | None = None,
        temperature: FloatArray | None = None,
        noise_state: npt.NDArray[np.uint64] | None = None,
        counts: IntArray | None = None,
    ) -> tuple[int, IntArray]:
        """Move each word of ``order`` to its best class; see :func:`exchange_sweep`.

        ``pseudocounts`` of each class, (1, slots), or pair of classes, (other's slots, slots), are
        given if a word joins in proportion to their size; ``counts`` are those of the classes, if
        known.

        Return how many moved, and the new class counts, (slots, slots of the other role).
        """
        if counts is None:
            counts = class_counts(
                self.following, self.labels, other.labels, self.n_slots, other.n_slots
            )
        tied = self.preceding is not None
        # The class that moves last, and its totals below.
        sides = [counts.T, counts] if tied else [counts.T]
        cells = np.ascontiguousarray(np.vstack([[*n, n.sum(axis=0)] for n in sides]))
        bigrams = self.neighbours
        moved = exchange_sweep(
            order, self.labels, other.labels, tied,
            bigrams.indptr, bigrams.indices, bigrams.data, cells,
            0.0 if pseudocounts is None else 1.0,
            np.ones((1, self.n_slots)) if pseudocounts is None else pseudocounts,
            self.first, self.n_classes + 1,
            np.zeros(len(order)) if temperature is None else temperature[order],
            np.zeros(1, dtype=np.uint64) if noise_state is None else noise_state,
            GUMBEL, XLOGX,
        )  # fmt: skip
        return moved, np.ascontiguousarray(cells[: other.n_slots].T)

    def members(self, other: "Role") -> FloatArray:
        """(1, slots) how many words each class has or, two-sided, (other's, slots) each pair."""
        own = one_hot(self.labels, self.n_slots)
        if self.preceding is not None:
            return np.asarray(own.sum(axis=0))[None]
        return np.asarray((one_hot(other.labels, other.n_slots).T @ own).todense())


def start(problem: Problem, by_size: bool = False) -> tuple[Role, ...]:
    """Initial or spectral classes; each word that has none is assigned to its best class.

    ``by_size`` if a word joins classes in proportion to their size. Return one role when tied,
    else the left and the right one.
    """
    counts, initial = problem.counts, problem.initial
    following, preceding = counts.matrix, sp.csr_array(counts.matrix.T)

    def role(i: int, own: sp.csr_array, other: sp.csr_array | None, n_classes: int) -> Role:
        if initial.labels:
            labels = initial.starting_labels(min(i, len(initial.labels) - 1), n_classes)
        else:
            labels = spectral_classes(own, n_classes, problem.tied)
        initial.seed(labels, n_classes, counts.word_counts)
        return Role(own, other, labels, n_classes, initial.pinned)

    roles: tuple[Role, ...]
    if problem.tied:
        roles = (role(0, following, preceding, problem.n_left),)
    else:
        roles = (
            role(0, following, None, problem.n_left),
            role(1, preceding, None, problem.n_right),
        )
    for own, other in zip(roles, roles[::-1], strict=True):
        without = np.flatnonzero(own.labels > own.n_classes)
        own.sweep(other, without, np.ones((1, own.n_slots)) if by_size else None)
    return roles


def sweep(
    roles: tuple[Role, ...],
    temperature: FloatArray | None = None,
    noise_state: npt.NDArray[np.uint64] | None = None,
    pseudocounts: FloatArray | None = None,
    pairs: IntArray | None = None,
) -> tuple[int, IntArray]:
    """Visit every word but the pinned ones once in every role, frequent words first.

    ``roles`` are changed, as is ``noise_state``, (1,), of the noise that is added to the gains of
    each word at its ``temperature``, (V,). ``pseudocounts`` are those of the
    first role, as in :meth:`Role.sweep`. Return how many words moved, and N(c,d), (L+1, K+1).
    """
    order = np.delete(np.arange(len(roles[0].labels)), np.append(roles[0].pinned, 0))
    total = 0
    for role, other in zip(roles, roles[::-1], strict=True):
        moved, pairs = role.sweep(other, order, pseudocounts, temperature, noise_state, pairs)
        total += moved
        if len(roles) == 2:  # of the role that moves next
            pairs = pairs.T
            if pseudocounts is not None:
                pseudocounts = np.ascontiguousarray(pseudocounts.T)
    return total, np.ascontiguousarray(pairs)


# The temperature of a word with frequency n falls from n^0.7 to a twentieth of that. Gains grow
# with n: one temperature high enough to move "the" would assign the hapaxes at random.
_ANNEALING_POWER = 0.7
_ANNEALING = np.linspace(1.0, 0.05, 15)


def exchange(
    problem: Problem, *, max_iterations: int = 100, tolerance: float = 1e-5
) -> Iterator[State]:
    """Hard classes of locally maximal likelihood, found by simulated annealing and exchange.

    From a spectral start, words are exchanged with Gumbel noise of decreasing temperature added
    to every gain (stage "anneal"), then without noise until a sweep gains less than ``tolerance``
    (stage "exchange", at most ``max_iterations`` sweeps). From initial classes there is no
    annealing. The objective is the mean log-likelihood of p(b|a). One thread is used, since words
    move one after the other.
    """
    counts = problem.counts
    roles = start(problem)
    spread = counts.word_counts.astype(np.float64) ** _ANNEALING_POWER
    noise_state = np.array([problem.seed], dtype=np.uint64)
    annealing = () if problem.initial.labels else _ANNEALING
    pairs: IntArray | None = None

    def swept(stage: str, temperature: FloatArray | None = None) -> State:
        nonlocal pairs
        _, pairs = sweep(roles, temperature, noise_state, pairs=pairs)
        return replace(
            hard_state(counts, roles[0].labels, roles[-1].labels, pairs),
            stage=stage,
            total=len(annealing) + max_iterations,
            settings={"max_iterations": max_iterations, "tolerance": tolerance},
        )

    for heat in annealing:
        yield swept("anneal", heat * spread)
    monitor = ConvergenceMonitor(tolerance)
    for _ in range(max_iterations):
        state = swept("exchange")
        state = replace(state, converged=monitor.converged(state.objective))
        yield state
        if state.converged:
            return
