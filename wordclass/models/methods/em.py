"""Soft classes by expectation maximisation of the three-factor model, without a prior.

Two-sided, it is pLSA on bigrams, p(b|a) = sum p(c|a) p(d|c) p(b|d) (Hofmann 1999; with S = I, the
aggregate Markov model of Saul & Pereira 1997). Tied, it is the pairwise marginal of a hidden
Markov model, p(a,b) = sum p(a|c) p(c,d) p(b|d), with the same p(w|c) in both roles (Huang, Fu &
Sidiropoulos 2018).

Maximum likelihood does not determine the two-sided transition table: (US, I, T) has the same
likelihood as (U, S, T). The result depends on the start.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.models.arrays import FloatArray, reciprocal, rows_to_one, xlogx
from wordclass.models.kernels.em import posterior_columns, posterior_rows
from wordclass.models.methods import exchange
from wordclass.models.problem import ConvergenceMonitor, Problem, State
from wordclass.models.threads import RowMap, RowRange, row_ranges, workers

_ROWS = 256  # at a time: they fit in the cache, and BLAS multiplies so few without copying them


@dataclass
class Bigrams:
    """Bigram counts by row, and by column with the index of each entry in the row order."""

    indptr: npt.NDArray[np.integer]
    indices: npt.NDArray[np.integer]
    data: FloatArray
    indptr_t: npt.NDArray[np.integer]
    indices_t: npt.NDArray[np.integer]
    position: npt.NDArray[np.integer]  # index in data of each entry of the transpose

    @classmethod
    def of(cls, matrix: sp.csr_array) -> "Bigrams":
        """Index the counts by row and by column."""
        position = np.arange(matrix.nnz, dtype=matrix.indptr.dtype)
        numbered = sp.csr_array((position, matrix.indices, matrix.indptr), shape=matrix.shape)
        by_column = sp.csc_array(numbered)
        return cls(
            matrix.indptr, matrix.indices, matrix.data.astype(np.float64),
            by_column.indptr, by_column.indices, by_column.data,
        )  # fmt: skip

    @cached_property
    def log_term(self) -> float:
        """Sum of n log n over the distinct bigrams."""
        return float(xlogx(self.data).sum())

    @cached_property
    def ranges(self) -> list[RowRange]:
        """Ranges of rows of similar cost; the matrix products of a row cost as two entries."""
        return row_ranges(self.indptr + 2 * np.arange(len(self.indptr)))

    @cached_property
    def ranges_t(self) -> list[RowRange]:
        """Ranges of columns of similar cost."""
        return row_ranges(self.indptr_t)


@dataclass
class Buffers:
    """Arrays for the E-step, reused because allocating them would cost more than the sums."""

    prev_factor: FloatArray  # (V, K)
    ratio: FloatArray  # (nonzeros,)
    prev: FloatArray  # (V, L), a result
    following: FloatArray  # (V, K), a result

    @classmethod
    def of(cls, bigrams: Bigrams, n_left: int, n_right: int) -> "Buffers":
        """Allocate for V words, L and K classes."""
        n_words = len(bigrams.indptr) - 1
        return cls(
            np.empty((n_words, n_right)),
            np.empty(len(bigrams.data)),
            np.empty((n_words, n_left)), np.empty((n_words, n_right)),
        )  # fmt: skip

    def twin(self) -> "Buffers":
        """Return buffers with separate results, since those of one step are read in the next."""
        return replace(self, prev=np.empty_like(self.prev), following=np.empty_like(self.following))


def expectation(
    bigrams: Bigrams,
    u: FloatArray,
    s: FloatArray,
    t: FloatArray,
    row_map: RowMap,
    buffers: Buffers | None = None,
) -> tuple[float, FloatArray, FloatArray, FloatArray]:
    """Compute the expected counts of latent class pairs under p(a,b) = sum u[a,c] s[c,d] t[b,d].

    u, s and t are (V, L), (L, K) and (V, K). Return the sum of n(a,b) log p(a,b), and the expected
    counts of preceding words by class, (V, L), of class pairs, (L, K), and of following words,
    (V, K). ``buffers`` is memory to use, in which the results are ``prev`` and ``following``.
    """
    work = buffers or Buffers.of(bigrams, *s.shape)
    t, s_transposed = np.ascontiguousarray(t), np.ascontiguousarray(s.T)

    def rows(start: int, stop: int) -> tuple[float, FloatArray]:
        entries, pairs = slice(bigrams.indptr[start], bigrams.indptr[stop]), np.zeros_like(s)
        for first in range(start, stop, _ROWS):
            some = slice(first, min(first + _ROWS, stop))
            prev_factor = np.matmul(u[some], s, out=work.prev_factor[some])
            row_sums = np.empty_like(prev_factor)
            posterior_rows(
                bigrams.indptr, bigrams.indices, bigrams.data, first,
                prev_factor, t, work.ratio, row_sums,
            )  # fmt: skip
            prev = np.matmul(row_sums, s_transposed, out=work.prev[some])
            prev *= u[some]
            pairs += u[some].T @ row_sums
        # Outside the kernel, because NumPy's logarithm is vectorised.
        log_ratio = bigrams.data[entries] @ np.log(work.ratio[entries])
        return float(log_ratio), pairs

    def columns(start: int, stop: int) -> None:
        posterior_columns(
            bigrams.indptr_t, bigrams.indices_t, bigrams.position, start, stop,
            work.prev_factor, t, work.ratio, work.following,
        )  # fmt: skip

    results = row_map(rows, bigrams.ranges)
    row_map(columns, bigrams.ranges_t)
    # log p(a,b) = log n(a,b) - log ratio
    log_likelihood = bigrams.log_term - sum(value for value, _ in results)
    return log_likelihood, work.prev, s * sum(pairs for _, pairs in results), work.following


def em(problem: Problem, *, max_iterations: int = 200, tolerance: float = 1e-4) -> Iterator[State]:
    """Soft classes of locally maximal likelihood, by EM from a softened spectral start.

    The objective is the mean log-likelihood of p(b|a); if tied, that of p(a,b) plus the entropy
    of p(a), which is what each tied step increases.
    """
    counts, tied = problem.counts, problem.tied
    bigrams = Bigrams.of(counts.matrix)
    n = counts.n_bigrams
    prev_term = float(xlogx(counts.prev_counts).sum()) / n
    u, table, t = soft_start(problem)
    settings = {"max_iterations": max_iterations, "tolerance": tolerance}
    monitor = ConvergenceMonitor(tolerance)
    buffers = Buffers.of(bigrams, *table.shape)
    spare = buffers.twin()
    shared = np.empty_like(t) if tied else t
    with workers(problem.threads) as row_map:
        for _ in range(max_iterations):
            log_likelihood, prev, pairs, following = expectation(
                bigrams, u, table, t, row_map, buffers
            )
            objective = log_likelihood / n - prev_term
            done = monitor.converged(objective)
            yield State(
                objective, prev, pairs, following, "em", max_iterations, done, settings
            )  # fmt: skip
            if done:
                return
            buffers, spare = spare, buffers
            u, t = prev, following
            if tied:
                u = t = np.add(prev, following, out=shared)
            table = association(pairs, tied)


def association(pairs: FloatArray, tied: bool) -> FloatArray:
    """The M-step: N(c,d) / (N(c) N(d)), the factor between the expected counts of words.

    p(a,b) = sum p(a|c) p(c,d) p(b|d) = sum N(a,c) N(c,d) N(d,b) / (n N(c) N(d)), so the expected
    counts are the other factors of the next step as they are, and only the small table is
    normalised. If tied, N(c) is the sum over both roles.
    """
    left, right = pairs.sum(axis=1), pairs.sum(axis=0)
    if tied:
        left = right = left + right
    return pairs * reciprocal(left)[:, None] * reciprocal(right)


def soft_start(problem: Problem) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Initial or spectral classes, with a fifth of every word spread at random over all classes.

    Returns
    -------
    (V, L+1), (L+1, K+1), (V, K+1) arrays
        u, s and t of :func:`expectation`, for n p(a,b).
    """
    counts, tied = problem.counts, problem.tied
    rng = np.random.default_rng(problem.seed)
    roles = exchange.start(problem)

    def soften(role: exchange.Role) -> FloatArray:
        n_words = len(role.labels)
        shares = rng.dirichlet(np.ones(role.n_classes), size=n_words)
        soft = np.hstack([np.zeros((n_words, 1)), 0.2 * shares])
        soft[np.arange(n_words), role.labels] += 0.8
        fixed = np.append(role.pinned, 0)  # EM keeps a membership of 0
        soft[fixed] = np.eye(role.n_classes + 1)[role.labels[fixed]]
        return soft

    left = soften(roles[0])
    right = left if tied else soften(roles[1])
    pairs = np.asarray(left.T @ (counts.matrix @ right)) + 1e-3
    if tied:
        words = left * (counts.prev_counts + counts.next_counts)[:, None]
        mass = reciprocal(words.sum(axis=0))
        return words, pairs * mass[:, None] * mass * (counts.n_bigrams / pairs.sum()), words
    left *= counts.prev_counts[:, None]
    right *= counts.next_counts[:, None]
    p_right = rows_to_one(pairs)
    return left, p_right * reciprocal(right.sum(axis=0)), right
