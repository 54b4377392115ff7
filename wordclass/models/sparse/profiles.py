"""What each word meets: its neighbours, counted in cells of similar words, as evidence.

Occurrences of one word are not independent. "New York" a hundred times is less evidence on
what follows "New" than a hundred different words, and every word has habits that no class
explains. Both are measured, and counts weigh accordingly:

- a *pair* seen n times is worth log(1 + kappa n) / kappa, where the variance of n of mean mu
  is mu + kappa mu^2 (a negative binomial; kappa = 0 for a Poisson);
- a *word* of which n such occurrences are left is worth n / (1 + (n - 1) rho), where rho is
  the intra-class correlation of its occurrences (a Dirichlet-multinomial).
"""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from scipy.optimize import brentq

from wordclass.models.arrays import FloatArray, IntArray, one_hot, rows_to_one
from wordclass.models.initial import Initial
from wordclass.models.methods import exchange
from wordclass.models.problem import Problem
from wordclass.models.sparse.em import scale_rows, with_data

_CELLS_PER_CLASS, _MORE_CELLS, _MOST_CELLS = 3, 8, 400
_CELL_SWEEPS = 4
FREQUENT = 1000  # words whose bigrams show kappa
_MOST_KAPPA = 1e4
_WELL_SEEN = 50  # occurrences a word needs to contribute to the estimate of rho
_ENOUGH = 20  # such words, or rho is what running text has
_RHO_OF_TEXT = 0.02
_DAMPING = 0.75


@dataclass(frozen=True)
class Neighbours:
    """Bigrams of each word in one role, and a partition of the words it meets there.

    Parameters
    ----------
    bigrams : (V, V) csr_array
        Counts; the words described in rows.
    cells : (V, F) csr_array
        One-hot: the cell of each word met.
    """

    bigrams: sp.csr_array
    cells: sp.csr_array


@dataclass(frozen=True)
class Profiles:
    """Weighted counts of what words meet, in the cells of one role or of both side by side.

    Parameters
    ----------
    counts : (V, F) csr_array of float
    widths : tuple of int
        The cells of each role.
    """

    counts: sp.csr_array
    widths: tuple[int, ...]

    def of_words(self, ids: IntArray | slice) -> "Profiles":
        """The profiles of some words."""
        return replace(self, counts=sp.csr_array(self.counts[ids]))

    def of_classes(self, labels: IntArray, n_classes: int) -> FloatArray:
        """p(cell | class) in each role, (C, F): what the members of a class meet together."""
        met = np.asarray((one_hot(labels, n_classes).T @ self.counts).todense())
        blocks = np.split(met + 1e-9, np.cumsum(self.widths)[:-1], axis=1)  # nothing impossible
        return np.hstack([rows_to_one(block) for block in blocks])


def neighbours(problem: Problem) -> tuple[Neighbours, Neighbours]:
    """The words that follow and that precede each word, in some three cells for every class."""
    matrix = problem.counts.matrix
    n_classes = max(problem.n_left, problem.n_right)
    n_words = len(problem.counts.vocabulary) - 1
    n_cells = min(_CELLS_PER_CLASS * n_classes + _MORE_CELLS, _MOST_CELLS, n_words)
    roles = exchange.start(replace(problem, n_left=n_cells, n_right=n_cells, initial=Initial()))
    for _ in range(_CELL_SWEEPS):
        if exchange.sweep(roles)[0] == 0:
            break
    return (
        Neighbours(matrix, one_hot(roles[-1].labels, n_cells + 1)),
        Neighbours(sp.csr_array(matrix.T), one_hot(roles[0].labels, n_cells + 1)),
    )


def pair_dispersion(
    left: sp.csr_array, table: FloatArray, emission: sp.csr_array, matrix: sp.csr_array
) -> float:
    """Kappa of the pairs of frequent words; see :func:`dispersion`.

    ``left`` (V, L+1) has p(c|a), ``table`` p(d|c), and ``emission`` (V, K+1) p(b|d).
    """
    rows = slice(1, FREQUENT + 1)
    return dispersion(matrix, left[rows].toarray() @ table @ emission[rows].toarray().T)


def dispersion(matrix: sp.csr_array, p: FloatArray) -> float:
    """Kappa by Pearson's statistic: the mean of (n - mu)^2 / (mu + kappa mu^2) is 1.

    Over the pairs expected at least once; 0 where counts vary no more than a Poisson variable.

    Parameters
    ----------
    matrix : (V, V) csr_array
        Counts.
    p : (F, F) array
        p(b|a) of the F most frequent words, without the boundary.
    """
    rows = slice(1, len(p) + 1)
    n = matrix[rows, rows].toarray().astype(np.float64)
    mu = matrix.sum(axis=1)[rows, None] * p
    shown = mu >= 1
    mu, squares = mu[shown], (n[shown] - mu[shown]) ** 2

    def excess(kappa: float) -> float:
        return float(np.mean(squares / (mu + kappa * mu**2))) - 1

    if len(mu) == 0 or excess(0.0) <= 0:
        return 0.0
    return float(brentq(excess, 0.0, _MOST_KAPPA)) if excess(_MOST_KAPPA) < 0 else _MOST_KAPPA


def profiles(
    roles: tuple[Neighbours, ...], labels: IntArray, n_classes: int, kappa: float
) -> Profiles:
    """Count what words meet, every count at its worth; without the boundary.

    Parameters
    ----------
    roles : one or two Neighbours
    labels : (V,) array
        The class of each word, from which rho is measured.
    n_classes : int
        Classes in ``labels``, the boundary's included.
    kappa : float
    """
    blocks = []
    for role in roles:
        worth = role.bigrams.astype(np.float64)
        information = worth.data / (1 + kappa * worth.data)
        if kappa > 0:
            worth.data = np.log1p(kappa * worth.data) / kappa
        block = sp.csr_array(worth @ role.cells)
        variance = np.asarray(with_data(worth, information).sum(axis=1))
        rho = intra_class_correlation(block, variance, labels, n_classes)
        blocks.append(scale_rows(block, 1 / (1 + np.maximum(block.sum(axis=1) - 1, 0) * rho)))
    return side_by_side(blocks)


def damped_profiles(roles: tuple[Neighbours, ...]) -> Profiles:
    """Count what words meet, by damped counts; without the boundary."""
    return side_by_side([sp.csr_array(damped(role.bigrams) @ role.cells) for role in roles])


def side_by_side(blocks: list[sp.csr_array]) -> Profiles:
    """The counts of each role in one matrix, without the boundary's."""
    counts = sp.csr_array(sp.csr_array(sp.hstack(blocks))[1:])
    return Profiles(counts, tuple(block.shape[1] for block in blocks))


def damped(bigrams: sp.csr_array) -> sp.csr_array:
    """Counts to the power 0.75, rounded; 1 stays 1."""
    return with_data(bigrams, np.rint(bigrams.data.astype(np.float64) ** _DAMPING).astype(np.int64))


def intra_class_correlation(
    block: sp.csr_array, variance: FloatArray, labels: IntArray, n_classes: int
) -> float:
    """Rho of the median word: how far its profile is from its class's, beyond chance.

    If n occurrences have profile p and correlation rho, the squares sum over the cells of
    (n_f - n p_f)^2 has the mean (v + n (n - 1) rho) (1 - sum p^2), where v is n for
    independent occurrences and ``variance`` for damped counts.

    Parameters
    ----------
    block : (V, F) csr_array
    variance : (V,) array
    labels : (V,) array
    n_classes : int
    """
    n = np.asarray(block.sum(axis=1))
    words = np.flatnonzero(n >= _WELL_SEEN)
    words = words[words > 0]
    if len(words) < _ENOUGH:
        return _RHO_OF_TEXT
    by_class = np.asarray((one_hot(labels, n_classes).T @ block).todense())
    p = (by_class / np.maximum(by_class.sum(axis=1, keepdims=True), 1))[labels[words]]
    n, rows = n[words], block[words]
    p_squared = (p**2).sum(axis=1)
    cross = np.asarray(rows.multiply(p).sum(axis=1)).ravel()
    squares = np.asarray(rows.power(2).sum(axis=1)).ravel() - 2 * n * cross + n**2 * p_squared
    spread = np.maximum(1 - p_squared, 1e-9)
    rho = (squares / spread - variance[words]) / (n * (n - 1))
    return max(float(np.median(rho)), 0.0)
