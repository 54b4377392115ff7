"""The default: maximum a posteriori classes, most words in one, some in a few.

Maximum likelihood alone leaves the transition table undetermined, and gives a word seen
once to whichever class happens to fit its one context. Two priors mend both:

- A word joins a class with the probability of its size, a Dirichlet-multinomial with
  parameter 1 over all words: an assignment of V words to classes of m_1 .. m_K members
  adds sum log m_k! to the log-likelihood. A hapax follows it, "the" does not notice.
- Repeated bigrams are no independent evidence: "New York" a hundred times tells less
  than a hundred words before "York". Counts are damped to n^0.75 while words are assigned.
"""

from collections.abc import Iterator

import numpy as np
import scipy.sparse as sp
from scipy.special import gammaln

from wordclass.counting.bigrams import BigramCounts
from wordclass.models.exchange import (
    Role,
    class_counts,
    hard_state,
    mean_log_likelihood,
    start,
    sweep,
    xlogx,
)
from wordclass.models.state import State

_DAMPING = 0.75


def sparse(
    counts: BigramCounts,
    n_left: int,
    n_right: int,
    tied: bool,
    seed: int,
    threads: int | None = None,
    *,
    max_iterations: int = 100,
    tolerance: float = 1e-5,
) -> Iterator[State]:
    """Sparse classes of locally maximal posterior probability.

    Parameters
    ----------
    counts : BigramCounts
        V words.
    n_left, n_right : int
        Classes to find; equal when tied.
    tied : bool
        Whether a word has the same classes in both roles.
    seed : int
        Of the start.
    threads : int, optional
        Cores to use; results do not depend on it.
    max_iterations : int
    tolerance : float
        Stop when a step gains less, per bigram, relative to the objective.

    Yields
    ------
    State
        After each step. The objective is the log posterior per bigram.
    """
    following = damped(counts.matrix)
    preceding = sp.csr_array(following.T)
    word_term = float(xlogx(following.sum(axis=0)).sum())
    n = float(following.sum())
    settings = {"max_iterations": max_iterations, "tolerance": tolerance}
    roles = start(following, preceding, n_left, n_right, tied, member_weight=1.0)
    last = -np.inf
    for _ in range(max_iterations):
        moved, pairs = sweep(roles, member_weight=1.0)
        objective = mean_log_likelihood(pairs, word_term) + log_prior(roles) / n
        done = moved == 0 or objective - last < tolerance * abs(objective)
        left, right = roles[0], roles[-1]
        true_pairs = class_counts(counts.matrix, left.labels, right.labels, n_left + 1, n_right + 1)
        state = hard_state(counts, roles, true_pairs, max(objective, last))
        last = state.objective
        yield State(
            state.objective, state.prev, true_pairs, state.next,
            "assign", max_iterations, done, settings,
        )  # fmt: skip
        if done:
            return


def damped(matrix: sp.csr_array) -> sp.csr_array:
    """Counts to the power 0.75, rounded; 1 stays 1."""
    data = np.rint(matrix.data.astype(np.float64) ** _DAMPING).astype(np.int64)
    return sp.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def log_prior(roles: tuple[Role, ...]) -> float:
    """Sum of log m! over the classes' sizes m, in every role."""
    return float(sum(gammaln(np.bincount(role.labels)[1:] + 1.0).sum() for role in roles))
