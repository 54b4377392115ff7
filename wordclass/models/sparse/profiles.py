"""Profiles: the neighbours of each word, counted by cell and weighted as evidence of its class.

The occurrences of a word are not independent. Each repetition of a pair of words has less weight
than the one before (:mod:`wordclass.models.sparse.dispersion`), and every word has habits that no
class explains: if its damped counts sum to n, they have the weight of n / (1 + (n - 1) rho)
independent occurrences, where rho is their intra-class correlation (a Dirichlet-multinomial).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from wordclass.models.arrays import FloatArray, IntArray, one_hot, rows_to_one
from wordclass.models.sparse.dispersion import Damping
from wordclass.models.sparse.em import scale_rows, with_data
from wordclass.models.sparse.exposure import ExpectedNeighbours, Exposure, chunks
from wordclass.models.sparse.neighbours import Neighbours
from wordclass.models.threads import RowMap

_MIN_COUNT = 50  # of the words from which rho is estimated
_MIN_WORDS = 20  # to estimate rho; with fewer, it is that of running text
_RHO_OF_TEXT = 0.02
_DAMPING_POWER = 0.75
_PSEUDOCOUNT = 1e-9  # so that no cell is impossible
_TINY = 1e-300


@dataclass(frozen=True)
class Profiles:
    """Weighted counts of the neighbours of words, by the cells of one role or of both side by side.

    Parameters
    ----------
    counts : (V, F) csr_array of float
    widths : tuple of int
        The number of cells of each role.
    exposures : tuple of Exposure
        Of each role; empty if all words have the same exposure.
    """

    counts: sp.csr_array
    widths: tuple[int, ...]
    exposures: tuple[Exposure, ...] = ()

    def of_words(self, ids: IntArray | slice) -> "Profiles":
        """The profiles of some words."""
        exposures = tuple(exposure.of_words(ids) for exposure in self.exposures)
        return Profiles(sp.csr_array(self.counts[ids]), self.widths, exposures)

    def weighted(self, weights: FloatArray) -> "Profiles":
        """The profiles with each word's counts multiplied by its weight, (V,)."""
        exposures = tuple(replace(e, scale=e.scale * weights) for e in self.exposures)
        return Profiles(scale_rows(self.counts, weights), self.widths, exposures)

    def of_classes(self, labels: IntArray, n_classes: int) -> FloatArray:
        """(C, F) p(cell | class) in each role: the neighbours of all members of a class."""
        counts = np.asarray((one_hot(labels, n_classes).T @ self.counts).todense()) + _PSEUDOCOUNT
        by_role = np.split(counts, np.cumsum(self.widths)[:-1], axis=1)
        if self.exposures:
            exposures = [e.of_classes(labels, n_classes) + _PSEUDOCOUNT for e in self.exposures]
            by_role = [n / exposure for n, exposure in zip(by_role, exposures, strict=True)]
        return np.hstack([rows_to_one(rates) for rates in by_role])

    def expected(self, by_class: FloatArray) -> Callable[[int, int], FloatArray]:
        """The sum over cells of E p(cell | class), (n, C), of words from ``start`` to ``stop``."""
        if not self.exposures:
            return lambda start, stop: np.ones((stop - start, len(by_class)))
        by_role = np.split(by_class, np.cumsum(self.widths)[:-1], axis=1)
        by_kind = [e.by_kind @ p.T for e, p in zip(self.exposures, by_role, strict=True)]

        def of_words(start: int, stop: int) -> FloatArray:
            total = np.full((stop - start, len(by_class)), _TINY)
            for exposure, sums in zip(self.exposures, by_kind, strict=True):
                total += sums[exposure.kinds[start:stop]] * exposure.scale[start:stop, None]
            return total

        return of_words


def profiles(
    roles: tuple[Neighbours, ...],
    expected: tuple[ExpectedNeighbours, ...],
    labels: IntArray,
    n_classes: int,
    damping: Damping,
    row_map: RowMap,
) -> Profiles:
    """Count the neighbours of all words but the boundary, each count weighted as evidence.

    Parameters
    ----------
    roles : one or two Neighbours
    expected : as many ExpectedNeighbours
        Those that a model expects.
    labels : (V,) array
        The class of each word, from which rho is estimated.
    n_classes : int
        Classes in ``labels``, the boundary's included.
    damping : Damping
    row_map : callable
        From :func:`wordclass.models.threads.workers`.
    """
    sides = []
    for role, model in zip(roles, expected, strict=True):
        n = role.bigrams.astype(np.float64)
        counts = sp.csr_array(with_data(n, damping(n.data)) @ role.cells)
        variance = np.asarray(with_data(n, damping.information(n.data)).sum(axis=1))
        totals = np.asarray(counts.sum(axis=1))
        exposure = Exposure.of(role, model, damping, totals, row_map)
        words = Profiles(counts, counts.shape[1:], (exposure,))
        rho = intra_class_correlation(words, variance, labels, n_classes, row_map)
        sides.append(words.weighted(1 / (1 + np.maximum(totals - 1, 0) * rho)))
    return side_by_side(sides)


def damped_profiles(roles: tuple[Neighbours, ...]) -> Profiles:
    """Count the neighbours of all words but the boundary by damped counts."""
    by_role = [sp.csr_array(damped(role.bigrams) @ role.cells) for role in roles]
    return side_by_side([Profiles(counts, counts.shape[1:]) for counts in by_role])


def side_by_side(sides: list[Profiles]) -> Profiles:
    """The profiles of each role in one, without the boundary's."""
    counts = sp.csr_array(sp.hstack([side.counts for side in sides]))
    widths = sum((side.widths for side in sides), ())
    exposures = sum((side.exposures for side in sides), ())
    return Profiles(counts, widths, exposures).of_words(slice(1, None))


def damped(bigrams: sp.csr_array) -> sp.csr_array:
    """Counts to the power 0.75, rounded; 1 stays 1."""
    return with_data(
        bigrams, np.rint(bigrams.data.astype(np.float64) ** _DAMPING_POWER).astype(np.int64)
    )


def intra_class_correlation(
    words: Profiles,
    variance: FloatArray,
    labels: IntArray,
    n_classes: int,
    row_map: RowMap,
) -> float:
    """Rho of the median word: how far its profile is from its class's, beyond chance.

    If n occurrences have profile p and correlation rho, the squares sum over the cells of
    (n_f - n p_f)^2 has the mean (v + n (n - 1) rho) (1 - sum p^2), where v is n for
    independent occurrences and ``variance`` for damped counts.

    Parameters
    ----------
    words : Profiles
        In one role, with its exposure.
    variance : (V,) array
    labels : (V,) array
    n_classes : int
    row_map : callable
        From :func:`wordclass.models.threads.workers`.
    """
    (exposure,) = words.exposures
    n = np.asarray(words.counts.sum(axis=1))
    frequent = np.flatnonzero(n >= _MIN_COUNT)
    frequent = frequent[frequent > 0]
    if len(frequent) < _MIN_WORDS:
        return _RHO_OF_TEXT
    by_class = words.of_classes(labels, n_classes)

    def chunk(start: int, stop: int) -> FloatArray:
        ids = frequent[start:stop]
        rows, total = words.counts[ids], n[ids]
        p = rows_to_one(by_class[labels[ids]] * exposure.by_kind[exposure.kinds[ids]])
        p_squared = (p**2).sum(axis=1)
        cross = np.asarray(rows.multiply(p).sum(axis=1)).ravel()
        squares = np.asarray(rows.power(2).sum(axis=1)).ravel()
        squares += total**2 * p_squared - 2 * total * cross
        spread = np.maximum(1 - p_squared, 1e-9)
        return np.asarray((squares / spread - variance[ids]) / (total * (total - 1)))

    rho = np.concatenate(row_map(chunk, chunks(len(frequent))))
    return max(float(np.median(rho)), 0.0)
