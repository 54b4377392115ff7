"""The default method: most words have one class, some have a few; maximum a posteriori.

Maximum likelihood alone has three faults: it does not determine the transition table, it puts a
word seen once into whichever class happens to fit its one context, and it takes the habits of
single words for classes. The posterior maximised here avoids all three: each word is a mixture of
a few classes, each class has a price, and counts have the less weight the more overdispersed the
text is (:mod:`wordclass.models.sparse.profiles`). If the text was drawn from a class model, its
dispersion is zero and counts have their full weight. Damping flattens the counts of frequent words,
which is measured and corrected for (:mod:`wordclass.models.sparse.exposure`).

1. **Assign.** From a spectral start, exchange moves each word to its best class. The prior
   probability of a class is proportional to its size: V words in classes of m_1 .. m_K members
   add sum log m_k! to the log-likelihood (a Dirichlet-multinomial with parameter 1). This prior
   decides for rare words and is negligible for frequent ones. Two-sided, it depends on the
   word's class in the other role (:mod:`wordclass.models.sparse.prior`). Counts are damped to
   n^0.75.
2. **Reallocate.** Exchange can end in a local optimum in which two true classes share one label
   while the words between two others have a label of their own. In each role, one class is
   split and another dissolved if this explains enough words better, where words may have
   several classes as in step 3 (:mod:`wordclass.models.sparse.reallocation`).
3. **Choose.** The profile of a class is the distribution of its members' neighbours. A member of
   several classes contributes only those neighbours that this class explains, because the others
   would blur the profile. Each word chooses the few classes that explain it best as a mixture of
   their profiles. The price of a class is minus the logarithm of its share of the words that are
   about as frequent or more frequent; every class but the assigned one costs half the logarithm
   of the word's count in addition (:mod:`wordclass.models.sparse.mixture`). Dispersion and
   memberships depend on each other, so they are estimated in turn, three times, each time
   starting from the assigned classes.
4. **Fit.** EM on all counts, in which a word keeps its classes and only their probabilities
   change (:mod:`wordclass.models.sparse.em`).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.arrays import IntArray, one_hot, xlogx
from wordclass.models.hard import class_counts, hard_state, mean_log_likelihood
from wordclass.models.methods import exchange
from wordclass.models.methods.em import Bigrams
from wordclass.models.methods.exchange import Role
from wordclass.models.problem import ConvergenceMonitor, Problem, State
from wordclass.models.sparse import em
from wordclass.models.sparse.dispersion import Damping
from wordclass.models.sparse.em import SparseModel
from wordclass.models.sparse.exposure import ExpectedNeighbours
from wordclass.models.sparse.mixture import attributed, choose
from wordclass.models.sparse.neighbours import Neighbours, neighbours
from wordclass.models.sparse.prior import (
    class_prices,
    concentration,
    independent_shares,
    log_prior,
)
from wordclass.models.sparse.profiles import Profiles, damped, damped_profiles, profiles
from wordclass.models.sparse.reallocation import reallocate
from wordclass.models.threads import RowMap, workers

_SETTLED = 0.001  # assignment ends when a sweep moves at most this share of the words
_ROUNDS = 3  # of estimating the dispersion and choosing classes
_EM_STEPS = 3  # before each round


def sparse(
    problem: Problem,
    *,
    max_iterations: int = 200,
    tolerance: float = 3e-6,
) -> Iterator[State]:
    """Fit sparse classes of maximal posterior probability.

    Parameters
    ----------
    problem : Problem
        Its ``seed`` is not used, because nothing is drawn at random.
    max_iterations : int
        Of assignment, and of EM.
    tolerance : float
        EM stops when an iteration gains less, per bigram, relative to the objective.

    Yields
    ------
    State
        After each sweep and each iteration of EM. The objective of the stage "assign" is the
        log posterior of damped counts, that of the later stages the mean log-likelihood of
        p(b|a). ``settings["dispersion"]`` is the last estimate of kappa.
    """
    counts = problem.counts
    settings: dict[str, Any] = {"max_iterations": max_iterations, "tolerance": tolerance}
    total = 2 * max_iterations + _ROUNDS * _EM_STEPS

    after, before = neighbours(problem)
    sides = [(after, before)] if problem.tied else [(after,), (before,)]
    bigrams = Bigrams.of(counts.matrix)
    damped_counts = BigramCounts(damped(counts.matrix), counts.vocabulary, counts.provenance)
    with workers(problem.threads) as row_map:
        for roles, state in assign(problem, damped_counts, max_iterations):  # noqa: B007
            yield replace(state, total=total, settings=settings)

        memberships = [one_hot(role.labels, role.n_classes + 1) for role in roles]
        model = sparse_model(counts, memberships)
        for i in range(_ROUNDS):
            for _ in range(_EM_STEPS):
                objective, model, expected = em.step(model, counts, bigrams, row_map)
                yield State(objective, *expected, f"choose {i + 1}", total, False, settings, rank=1)
            emission = em.unit_columns(model.right)
            damping = Damping.estimated(model.left, model.table, emission, counts.matrix)
            settings["dispersion"] = damping.kappa
            expected_sides = expected_neighbours(model, emission, counts, after, before)
            for side, role in enumerate(roles):
                words = profiles(
                    sides[side], expected_sides[side], role.labels, role.n_classes + 1, damping,
                    row_map,
                )  # fmt: skip
                if i == 0 and not (problem.initial.labels or problem.initial.groups):
                    role.labels[1:] = 1 + reallocate(
                        words, damped_profiles(sides[side]), word_labels(role), role.n_classes,
                        row_map,
                    )  # fmt: skip
                other = None if problem.tied else roles[1 - side]
                last = memberships[side] if i > 0 else None
                memberships[side] = choose_memberships(words, role, other, last, row_map)
            model = sparse_model(counts, memberships)

        monitor = ConvergenceMonitor(tolerance)
        for _ in range(max_iterations):
            objective, model, expected = em.step(model, counts, bigrams, row_map)
            done = monitor.converged(objective)
            yield State(objective, *expected, "em", total, done, settings, rank=2)
            if done:
                return


def assign(
    problem: Problem, damped_counts: BigramCounts, max_iterations: int
) -> Iterator[tuple[tuple[Role, ...], State]]:
    """Assign words to classes by exchange, with damped counts and the prior of sizes (step 1).

    Parameters
    ----------
    problem : Problem
    damped_counts : BigramCounts
        Its counts, damped.
    max_iterations : int

    Yields
    ------
    tuple of Role, State
        After each sweep. The objective is the log posterior of damped counts, per bigram.
    """
    counts = problem.counts
    word_term = float(xlogx(damped_counts.next_counts).sum())
    roles = exchange.start(replace(problem, counts=damped_counts), by_size=True)
    members = roles[0].members(roles[-1])
    shares = independent_shares(members)
    pairs = None
    for _ in range(max_iterations):
        pseudocounts = np.ones_like(members)
        if not problem.tied:
            pseudocounts = concentration(members, shares) * shares
        moved, pairs = exchange.sweep(roles, pseudocounts=pseudocounts, pairs=pairs)
        members = roles[0].members(roles[-1])
        objective = mean_log_likelihood(pairs, word_term)
        objective += log_prior(members, pseudocounts) / max(pairs.sum(), 1)
        left, right = roles[0].labels, roles[-1].labels
        undamped = class_counts(counts.matrix, left, right, problem.n_left + 1, problem.n_right + 1)
        yield roles, replace(hard_state(counts, left, right, undamped), objective=objective)
        if moved <= _SETTLED * len(counts.vocabulary):
            return


def expected_neighbours(
    model: SparseModel,
    emission: sp.csr_array,
    counts: BigramCounts,
    after: Neighbours,
    before: Neighbours,
) -> list[tuple[ExpectedNeighbours, ...]]:
    """The neighbours that a model expects: after and before each word together if tied, else apart.

    Parameters
    ----------
    model : SparseModel
    emission : (V, K+1) csr_array
        p(b|d).
    counts : BigramCounts
    after, before : Neighbours
    """
    joint = em.scale_rows(model.left, counts.prev_counts)
    following = ExpectedNeighbours(model.left, model.table @ (emission.T @ after.cells))
    preceding = ExpectedNeighbours(emission, model.table.T @ (joint.T @ before.cells))
    if model.propensity is not None:
        return [(following, preceding)]
    return [(following,), (preceding,)]


def choose_memberships(
    words: Profiles,
    role: Role,
    other: Role | None,
    last: sp.csr_array | None,
    row_map: RowMap,
) -> sp.csr_array:
    """Choose the classes of all words in one role (step 3), those of seed words excepted.

    Parameters
    ----------
    words : Profiles
    role : Role
    other : Role, optional
        The other role, if two-sided.
    last : (V, C+1) csr_array, optional
        The memberships chosen in the last round.
    row_map : callable

    Returns
    -------
    (V, C+1) csr_array
        Rows sum to 1.
    """
    labels = word_labels(role)
    class_profiles = words.of_classes(labels, role.n_classes)
    if last is not None:
        parts = attributed(words, last[1:, 1:], class_profiles, labels, row_map)
        class_profiles = parts.of_classes(labels, role.n_classes)
    prices = class_prices(labels, role.n_classes, None if other is None else word_labels(other))
    chosen, _ = choose(words, class_profiles, labels, prices, row_map)
    return with_seeds(sp.block_diag([[[1.0]], chosen]), role)


def with_seeds(memberships: sp.sparray, role: Role) -> sp.csr_array:
    """Return the memberships, those of seed words replaced by their one class."""
    if len(role.pinned) == 0:
        return sp.csr_array(memberships)
    is_seed = np.zeros(memberships.shape[0])
    is_seed[role.pinned] = 1
    seeds = one_hot(role.labels, memberships.shape[1], is_seed)
    seeds.eliminate_zeros()
    return sp.csr_array(sp.diags_array(1 - is_seed) @ memberships + seeds)


def word_labels(role: Role) -> IntArray:
    """The class of every word, from 0; the boundary has a class of its own."""
    return role.labels[1:] - 1


def sparse_model(counts: BigramCounts, memberships: list[sp.csr_array]) -> SparseModel:
    """The model of given memberships, one for both roles or one for each."""
    left, right = memberships[0], memberships[-1]
    table = em.transition_table(np.asarray((left.T @ counts.matrix @ right).todense()))
    if len(memberships) == 1:
        return em.tied_model(left, table, counts.next_counts.astype(np.float64))
    return SparseModel(left, table, em.scale_rows(right, counts.next_counts))
