"""The default: classes of maximal posterior probability, most words in one, some in a few.

Maximum likelihood alone leaves the transition table undetermined, and gives a word seen
once to whichever class happens to fit its one context. What mends both:

1. **Assign.** From a spectral start every word is exchanged to its best class. A word joins
   a class with the probability of its size: V words in classes of m_1 .. m_K members add
   sum log m_k! to the log-likelihood (a Dirichlet-multinomial with parameter 1). A hapax
   follows this prior, "the" does not notice. Counts are damped to n^0.75, for a repeated
   bigram is no independent evidence: "New York" a hundred times tells less than a hundred
   different words before "York".
2. **Search**, where it is worth it. How unlike its class is a word? In counts drawn from a
   class model hardly at all, and their likelihood can tell right classes from wrong ones:
   they are searched for as sparse mixtures (:mod:`wordclass.models.sparse.mixture`), if they are no
   more than a hundred. In running text every word has its own ways; there a difference in
   likelihood is no sign of better classes, and step 1 stands.
3. **Soften.** Every word takes the few classes that explain it best, each at its price: half
   the logarithm of the word's count and the logarithm of the number of classes, the dearer
   the more words in general are unlike their class (:mod:`wordclass.models.sparse.subsets`). Then
   EM over the classes words have; after a search, words choose anew by the profiles found, and
   EM again.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.blocks import workers
from wordclass.models.hard import class_counts, hard_state
from wordclass.models.methods import exchange
from wordclass.models.methods.em import Bigrams
from wordclass.models.methods.exchange import Role
from wordclass.models.problem import Problem, State
from wordclass.models.sparse import soft
from wordclass.models.sparse.memberships import (
    chosen_anew,
    fine_cells,
    searched,
    softened,
    unlikeness,
)
from wordclass.models.sparse.soft import SparseModel

_DAMPING = 0.75
# phi^2 below which likelihood is trusted to choose the classes: counts drawn from class
# models measure 0.001 to 0.01, running text 0.1 and more.
_MODEL_HOLDS = 0.03
_SEARCHED_CLASSES = 100  # at most: the search takes time as the cube of their number
_CHOICES = 2  # times that words choose their classes anew after a search
_BETWEEN = 25  # iterations of EM before each
_SETTLED = 0.001  # share of the words whose moves no longer matter


def sparse(
    problem: Problem,
    *,
    max_iterations: int = 200,
    tolerance: float = 1e-6,
) -> Iterator[State]:
    """Sparse classes of maximal posterior probability.

    Parameters
    ----------
    problem : Problem
        Nothing is drawn at random: ``seed`` changes nothing.
    max_iterations : int
        Of assignment, and of EM.
    tolerance : float
        Stop when a step gains less, per bigram, relative to the objective; after a search,
        a hundredth of it.

    Yields
    ------
    State
        After each step. The objective is the mean log-likelihood of p(b|a), the best so far:
        assignment follows the priors and may pass a higher one by.
    """
    counts, n_classes = problem.counts, max(problem.n_left, problem.n_right)
    settings = {"max_iterations": max_iterations, "tolerance": tolerance}
    best = -np.inf
    total = 2 * max_iterations

    def shown(state: State, stage: str, converged: bool = False) -> State:
        nonlocal best
        best = max(best, state.objective)
        return State(
            best, state.prev, state.pairs, state.next, stage, total, converged, settings
        )  # fmt: skip

    for assigned in assign(problem, max_iterations):
        yield shown(assigned[1], "assign")
    roles, state = assigned
    best_fitting, typical = unlikeness(counts, roles, state.pairs)
    searching = best_fitting < _MODEL_HOLDS and n_classes <= _SEARCHED_CLASSES
    phi2 = 0.0 if best_fitting < _MODEL_HOLDS else typical
    settings = {**settings, "unlikeness": round(phi2, 2)}
    with workers(problem.threads) as block_map:
        step = partial(
            soft.step, counts=counts, bigrams=Bigrams.of(counts.matrix), block_map=block_map
        )
        if searching:
            # Where the model holds, the last digits of its numbers mean something.
            tolerance /= 100
            yield shown(state, "search")
            cells = fine_cells(problem)
            model = searched(problem, cells, block_map)
            for _ in range(_CHOICES):
                for settled in settle(model, step, _BETWEEN, tolerance):
                    yield shown(settled[0], "search")
                model = chosen_anew(settled[1], counts, cells, block_map)
        else:
            model = softened(counts, roles, state.pairs, phi2, block_map)
        for state, _ in settle(model, step, max_iterations, tolerance):
            yield shown(state, "soften", state.converged)


def settle(
    model: SparseModel,
    step: Callable[[SparseModel], tuple[float, SparseModel, Any]],
    max_iterations: int,
    tolerance: float,
) -> Iterator[tuple[State, SparseModel]]:
    """Repeat :func:`soft.step` until it gains no more; the state before each, the model after."""
    last = -np.inf
    for _ in range(max_iterations):
        objective, model, (prev, pairs, following) = step(model)
        converged = objective - last <= tolerance * max(1.0, abs(objective))
        yield State(objective, prev, pairs, following, converged=converged), model
        if converged:
            return
        last = objective


def assign(problem: Problem, max_iterations: int) -> Iterator[tuple[tuple[Role, ...], State]]:
    """Exchange words by damped counts and the prior of class sizes; step 1.

    Yields
    ------
    tuple of Role, State
        After each sweep; the state is of the true counts.
    """
    counts = problem.counts
    roles = exchange.start(replace(problem, counts=damped(counts)), member_weight=1.0)
    for _ in range(max_iterations):
        moved, _ = exchange.sweep(roles, member_weight=1.0)
        pairs = class_counts(
            counts.matrix,
            roles[0].labels,
            roles[-1].labels,
            problem.n_left + 1,
            problem.n_right + 1,
        )
        yield roles, hard_state(counts, roles[0].labels, roles[-1].labels, pairs)
        if moved <= _SETTLED * len(counts.vocabulary):
            return


def damped(counts: BigramCounts) -> BigramCounts:
    """Counts to the power 0.75, rounded; 1 stays 1."""
    matrix = counts.matrix
    data = np.rint(matrix.data.astype(np.float64) ** _DAMPING).astype(np.int64)
    lower = sp.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
    return BigramCounts(lower, counts.vocabulary, counts.provenance)
