"""Interpolated Kneser-Ney bigrams, plainly: the baseline that class models are held against."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp


class KneserNey:
    """p(b|a) = max(n(a,b) - D, 0)/n(a) + D N1+(a,.)/n(a) p_cont(b), over the V words known.

    p_cont(b) is N1+(.,b) / N1+(.,.), discounted in its turn and interpolated with 1/V. Each
    discount is n1 / (n1 + 2 n2) (Ney, Essen & Kneser 1994; Chen & Goodman 1999). An unknown
    preceding word leaves p_cont alone.
    """

    def __init__(self, counts: sp.csr_array) -> None:
        v = counts.shape[0]
        self.counts = counts.astype(np.float64)
        self.prev = np.append(np.asarray(self.counts.sum(axis=1)), 0)
        self.discount = _discount(counts.data)
        kinds = sp.csr_array((np.ones(counts.nnz), counts.indices, counts.indptr), counts.shape)
        self.followers = np.append(np.asarray(kinds.sum(axis=1)), 0)
        preceders = np.asarray(kinds.sum(axis=0))
        discount = _discount(preceders[preceders > 0])
        spared = discount * (preceders > 0).sum() / preceders.sum()
        self.continuation = np.maximum(preceders - discount, 0) / preceders.sum() + spared / v

    def probability(
        self, prev: npt.NDArray[np.int64], following: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float64]:
        """p(b|a) for pairs of ids; id V is an unknown preceding word."""
        known = prev < self.counts.shape[0]
        n_ab = np.zeros(len(prev))
        n_ab[known] = _at(self.counts, prev[known], following[known])
        n_a = np.maximum(self.prev[prev], 1)
        seen = self.prev[prev] > 0
        backoff = np.where(seen, self.discount * self.followers[prev] / n_a, 1.0)
        return np.maximum(n_ab - self.discount, 0) / n_a + backoff * self.continuation[following]


def _at(
    matrix: sp.csr_array, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    return np.asarray(matrix[rows, columns]).ravel()


def _discount(n: Sequence[int] | npt.NDArray[np.float64]) -> float:
    once, twice = np.sum(np.asarray(n) == 1), np.sum(np.asarray(n) == 2)
    return float(once / (once + 2 * twice)) if once and twice else 0.5  # few classes have neither
