"""Non-negative tri-factorisation of p(next | prev): min ||D^(1/2) (P - U S T)||_F.

Multiplicative updates keep the factors non-negative (Lee & Seung 2001; for three factors Ding et
al. 2006); they are then scaled to probabilities. D = diag(p(a)) weights each row by the frequency
of its word, so that a hapax does not count as much as "the".

Tied classes have the same memberships M in both roles. As p(a,b) = p(a) p(b) sum over c, d of
p(c|a) p(d|b) p(c,d) / (p(c) p(d)), the objective becomes min ||D^(-1/4) J D^(-1/4) - M R M'||_F
with J = p(a,b) and M = D^(3/4) p(c|a): the weight in D^(1/2) P = D^(-1/2) J is divided equally
between the two roles.
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
_SMALLEST = 1e-50  # smaller entries become 0, since denormal numbers are a hundred times slower
_SOFTENING = 0.2  # share of other classes in the start, since an entry of 0 stays 0


def frobenius(
    problem: Problem, *, max_iterations: int = 300, tolerance: float = 1e-5
) -> Iterator[State]:
    """Minimise the weighted Frobenius norm, starting from the classes found by :func:`svd`.

    The objective is minus the residual: the squared norm of the error, relative to that of the
    matrix. ``tolerance`` is the least decrease of the residual in a round of updates.
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
        # The row sums, p(a) = root(a) (M R M' root)(a), determine the scale of each class.
        mass = member.T @ root
        memberships = _rows_or_mean(member * (table @ mass + table.T @ mass))
        yield (
            residual,
            memberships * counts.prev_counts[:, None],
            counts.n_bigrams * mass[:, None] * table * mass,
            memberships * counts.next_counts[:, None],
        )


def _softened(p: FloatArray) -> FloatArray:
    """Give memberships a small share of every class except the boundary's."""
    p[1:, 1:] = (1 - _SOFTENING) * p[1:, 1:] + _SOFTENING / (p.shape[1] - 1)
    return p


def _start(problem: Problem) -> "Factors":
    """The softened hard classes of the SVD; the boundary keeps its class to itself."""
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
    """X ~ left @ table @ right, all non-negative."""

    left: FloatArray  # (n, L)
    table: FloatArray  # (L, K)
    right: FloatArray  # (K, m)

    def probabilities(self) -> "Factors":
        """Scale to p(c|a), p(d|c), p(b|d), moving the scale of each class to the next factor."""
        right_sums = self.right.sum(axis=1)
        table = self.table * right_sums
        left = self.left * table.sum(axis=1)
        return Factors(_rows_or_mean(left), _rows_or_mean(table), _rows_or_mean(self.right))


def _rows_or_mean(weights: FloatArray) -> FloatArray:
    """Scale rows to sum to 1; a row of zeros becomes the mean of the others."""
    return rows_to_one(weights, to_distribution(weights.sum(axis=0)))


def factorise(matrix: sp.csr_array, start: Factors) -> Iterator[tuple[Factors, float]]:
    """Improve a factorisation of X, one round of updates at a time.

    Each factor is multiplied by the ratio of the negative to the positive part of its gradient.
    This never increases the residual, ||X - left table right||_F^2 / ||X||_F^2, which is yielded
    with the factors, and an entry of 0 stays 0.
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

    As in :func:`factorise`, but the ratio for ``member``, (n, K), which occurs twice in the
    product, is raised to the power 1/4, so that no update increases the residual (Ding et al.
    2006).
    """
    transpose = sp.csr_array(matrix.T)
    norm = float(matrix.data @ matrix.data)
    projected, gram = matrix @ member, member.T @ member
    while True:
        inner = table @ gram @ table.T + table.T @ gram @ table
        both = projected @ table.T + transpose @ member @ table
        member = member * np.sqrt(np.sqrt(both / np.maximum(member @ inner, _TINY)))
        member[member < _SMALLEST] = 0
        projected, gram = matrix @ member, member.T @ member
        cross = member.T @ projected
        table = table * cross / np.maximum(gram @ table @ gram, _TINY)
        explained = 2 * float((cross * table).sum())
        model = float(((gram @ table @ gram) * table).sum())
        yield member, table, max(norm - explained + model, 0.0) / max(norm, _TINY)
