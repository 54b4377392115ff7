"""Non-negative tri-factorisation of p(next | prev): min ||D^(1/2) (P - U S T)||_F.

The low-rank factorisation whose factors are kept non-negative and then scaled to
probabilities, by multiplicative updates (Lee & Seung 2001; for three factors Ding et al.
2006). D = diag(p(a)) weights each row by how often its word occurs, so that a word seen
once does not weigh as much as "the".

Tied classes share M, how far each word acts as each class, between both roles. As
p(a,b) = p(a) p(b) sum over c, d of p(c|a) p(d|b) p(c,d) / (p(c) p(d)), that is
min ||D^(-1/4) J D^(-1/4) - M R M'||_F with J = p(a,b) and M = D^(3/4) p(c|a): the weight
D^(1/2) P = D^(-1/2) J has, shared out between the two roles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import scipy.sparse as sp

from wordclass.models.arrays import FloatArray, rows_to_one, to_distribution
from wordclass.models.methods.svd import svd, weighted_transitions
from wordclass.models.problem import ConvergenceMonitor, Problem, State

_TINY = 1e-300  # keeps 0 / 0 at 0
_SMALLEST = 1e-50  # what shrinks below is 0: denormal numbers are a hundred times slower
_SOFTENING = 0.2  # of the hard start: an entry of 0 would stay 0


def frobenius(
    problem: Problem,
    *,
    max_iterations: int = 300,
    tolerance: float = 1e-5,
) -> Iterator[State]:
    """Minimise the weighted Frobenius norm from the classes that :func:`svd` finds.

    Parameters
    ----------
    problem : Problem
    max_iterations : int
        Rounds of updates.
    tolerance : float
        Stop when a round explains less more than this, as a share of the matrix.

    Yields
    ------
    State
        The objective is the share of the matrix's squared norm left unexplained, negated.
    """
    monitor = ConvergenceMonitor(tolerance)
    settings = {"max_iterations": max_iterations, "tolerance": tolerance}
    rounds = (_tied if problem.tied else _two_sided)(problem)
    steps = islice(rounds, 0, max_iterations)
    for residual, prev, pairs, following in steps:
        converged = monitor.converged(-residual)
        yield State(
            -residual, prev, pairs, following, stage="frobenius", total=max_iterations,
            converged=converged, settings=settings,
        )  # fmt: skip
        if converged:
            return


_Step = tuple[float, FloatArray, FloatArray, FloatArray]  # residual, expected counts as in State


def _two_sided(problem: Problem) -> Iterator[_Step]:
    counts = problem.counts
    for factors, residual in factorise(weighted_transitions(counts.matrix), _start(problem)):
        p = factors.probabilities()
        prev = p.left * counts.prev_counts[:, None]
        pairs = prev.sum(axis=0)[:, None] * p.table
        following = (pairs.sum(axis=0)[:, None] * p.right).T
        following[counts.next_counts == 0] = 0
        yield residual, prev, pairs, following


def _tied(problem: Problem) -> Iterator[_Step]:
    counts = problem.counts
    (hard,) = svd(problem)
    p = (counts.prev_counts + counts.next_counts) / (2 * counts.n_bigrams)
    root = p**0.25
    scale = sp.diags_array(np.divide(1, root, out=np.zeros_like(root), where=root > 0))
    matrix = sp.csr_array(scale @ (counts.matrix / counts.n_bigrams) @ scale)
    member = hard.prev.toarray() + hard.next.toarray()
    member = _softened(rows_to_one(member))
    mass = member.T @ p
    independent = np.outer(mass, mass)
    pairs = (1 - _SOFTENING) * hard.pairs / counts.n_bigrams + _SOFTENING * independent
    table = np.divide(pairs, independent, out=np.zeros_like(pairs), where=independent > 0)
    start = (root**3)[:, None] * member, table
    for member, table, residual in factorise_tied(matrix, *start):
        # Row sums: p(a) = root(a) (M R M' root)(a), which fixes the scale of each class.
        mass = member.T @ root
        memberships = _rows_or_mean(member * (table @ mass + table.T @ mass))
        yield (
            residual,
            memberships * counts.prev_counts[:, None],
            counts.n_bigrams * mass[:, None] * table * mass,
            memberships * counts.next_counts[:, None],
        )


def _softened(p: FloatArray) -> FloatArray:
    """Memberships with a little of every class, the boundary and its class kept apart."""
    p[1:, 1:] = (1 - _SOFTENING) * p[1:, 1:] + _SOFTENING / (p.shape[1] - 1)
    return p


def _start(problem: Problem) -> "Factors":
    """The hard classes of the SVD, softened; the boundary and its class share with no other."""
    counts = problem.counts
    (hard,) = svd(problem)
    left, right = hard.prev.toarray(), hard.next.toarray()
    p_left = _softened(rows_to_one(left))
    p_right = rows_to_one(right.T).T
    p_next = counts.next_counts[1:, None] / max(counts.next_counts[1:].sum(), 1)
    p_right[1:, 1:] = (1 - _SOFTENING) * p_right[1:, 1:] + _SOFTENING * p_next
    table = rows_to_one(hard.pairs)
    marginal = hard.pairs.sum(axis=0) / max(hard.pairs.sum(), 1)
    weight = np.sqrt(counts.prev_counts / max(counts.n_bigrams, 1))
    return Factors(
        p_left * weight[:, None],
        (1 - _SOFTENING) * table + _SOFTENING * marginal,
        np.ascontiguousarray(p_right.T),
    )


@dataclass
class Factors:
    """X ~ left @ table @ right, all non-negative.

    Parameters
    ----------
    left : (n, L)
    table : (L, K)
    right : (K, m)
    """

    left: FloatArray
    table: FloatArray
    right: FloatArray

    def probabilities(self) -> "Factors":
        """Scale to p(c|a), p(d|c), p(b|d): move the scale of each class into the next factor.

        Rows of zeros, words or classes that have no part, become the mean of the others.
        """
        right_sums = self.right.sum(axis=1)
        table = self.table * right_sums
        left = self.left * table.sum(axis=1)
        return Factors(_rows_or_mean(left), _rows_or_mean(table), _rows_or_mean(self.right))


def _rows_or_mean(weights: FloatArray) -> FloatArray:
    """Scale rows to sum to 1; a row of zeros becomes the mean of the others."""
    return rows_to_one(weights, to_distribution(weights.sum(axis=0)))


def factorise(matrix: sp.csr_array, start: Factors) -> Iterator[tuple[Factors, float]]:
    """Improve a factorisation, one round of updates at a time.

    A factor is multiplied by the ratio of the negative to the positive part of its
    gradient, which never raises the objective; an entry of 0 stays 0.

    Parameters
    ----------
    matrix : sparse array, (n, m), non-negative
        X.
    start : Factors

    Yields
    ------
    Factors, float
        And ||X - left table right||_F^2 / ||X||_F^2, the share left unexplained.
    """
    left, table, right = start.left.copy(), start.table.copy(), start.right.copy()
    transpose = sp.csr_array(matrix.T)
    norm = float(matrix.data @ matrix.data)
    while True:
        basis = table @ right
        left *= (matrix @ basis.T) / np.maximum(left @ (basis @ basis.T), _TINY)
        left[left < _SMALLEST] = 0
        gram, projected = left.T @ left, (transpose @ left).T  # (L, L), (L, m)
        table *= (projected @ right.T) / np.maximum(gram @ table @ (right @ right.T), _TINY)
        cross = table.T @ projected  # (K, m)
        right *= cross / np.maximum((table.T @ gram @ table) @ right, _TINY)
        right[right < _SMALLEST] = 0
        explained = 2 * float((cross * right).sum())
        model = float(((table.T @ gram @ table) * (right @ right.T)).sum())
        yield Factors(left, table, right), max(norm - explained + model, 0.0) / max(norm, _TINY)


def factorise_tied(
    matrix: sp.csr_array, member: FloatArray, table: FloatArray
) -> Iterator[tuple[FloatArray, FloatArray, float]]:
    """Improve X ~ member @ table @ member', all non-negative, one round of updates at a time.

    As in :func:`factorise`; ``member`` occurs twice in the product, so its ratio is
    raised to the power 1/4, which ensures that no update raises the objective (Ding et al. 2006).

    Parameters
    ----------
    matrix : sparse array, (n, n), non-negative
        X.
    member : (n, K)
    table : (K, K)

    Yields
    ------
    member, table, float
        And the share of ||X||_F^2 left unexplained.
    """
    transpose = sp.csr_array(matrix.T)
    norm = float(matrix.data @ matrix.data)
    ahead, gram = matrix @ member, member.T @ member
    while True:
        inner = table @ gram @ table.T + table.T @ gram @ table
        ratio = (ahead @ table.T + transpose @ member @ table) / np.maximum(member @ inner, _TINY)
        member = member * np.sqrt(np.sqrt(ratio))
        member[member < _SMALLEST] = 0
        ahead, gram = matrix @ member, member.T @ member
        crossed = member.T @ ahead
        table = table * crossed / np.maximum(gram @ table @ gram, _TINY)
        explained = 2 * float((crossed * table).sum())
        model = float(((gram @ table @ gram) * table).sum())
        yield member, table, max(norm - explained + model, 0.0) / max(norm, _TINY)
