"""How much the counts of word pairs vary beyond chance, and how counts are damped accordingly.

"New York" a hundred times is less evidence on what follows "New" than a hundred different
words. If the variance of a count n of mean mu is mu + kappa mu^2 (a negative binomial; kappa = 0
for a Poisson variable), a pair seen n times has the weight g(n) = log(1 + kappa n) / kappa.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.optimize import brentq

from wordclass.models.arrays import FloatArray

_FREQUENT = slice(1, 1001)  # ids of the words from whose bigrams kappa is estimated
_MAX_KAPPA = 1e4
_MIN_BIGRAMS = 100  # in a half octave of means, to estimate what damping keeps there


@dataclass(frozen=True)
class Damping:
    """The damping of counts, g(n), and its expectation.

    E g(n) is less than g(mu); by how much depends on the distribution of n, and is measured:
    ``log_ratio`` is log E g(n) - log g(mu) at ``log_mean``, the base-2 logarithms of some mu.
    """

    kappa: float
    log_mean: FloatArray
    log_ratio: FloatArray

    @classmethod
    def estimated(
        cls, left: sp.csr_array, table: FloatArray, emission: sp.csr_array, matrix: sp.csr_array
    ) -> "Damping":
        """Estimate from the pairs of frequent words; arguments as for :func:`pair_dispersion`."""
        n, mu = frequent_pairs(left, table, emission, matrix)
        damping = cls(dispersion(n, mu), np.zeros(1), np.zeros(1))
        half_octave = np.floor(2 * np.log2(mu)).astype(np.int64)
        half_octave -= half_octave.min(initial=0)
        n_bigrams = np.bincount(half_octave, n)
        enough = n_bigrams >= _MIN_BIGRAMS
        if not enough.any():
            return damping
        mean = np.bincount(half_octave, mu)[enough] / np.bincount(half_octave)[enough]
        kept = np.bincount(half_octave, damping(n))[enough] / n_bigrams[enough]
        return cls(damping.kappa, np.log2(mean), np.log(kept * mean / damping(mean)))

    def __call__(self, n: FloatArray) -> FloatArray:
        """g(n)."""
        return np.log1p(self.kappa * n) / self.kappa if self.kappa > 0 else n

    def information(self, n: FloatArray) -> FloatArray:
        """The approximate variance of g(n)."""
        return n / (1 + self.kappa * n)

    def kept(self, log_mean: FloatArray) -> FloatArray:
        """E g(n) / mu: the share of counts that remains, given the base-2 logarithm of mu."""
        mean = np.exp2(log_mean)
        return np.exp(np.interp(log_mean, self.log_mean, self.log_ratio)) * self(mean) / mean


def pair_dispersion(
    left: sp.csr_array, table: FloatArray, emission: sp.csr_array, matrix: sp.csr_array
) -> float:
    """Kappa of the pairs of frequent words.

    ``left`` (V, L+1) has p(c|a), ``table`` p(d|c), ``emission`` (V, K+1) p(b|d), and ``matrix``
    the counts.
    """
    return dispersion(*frequent_pairs(left, table, emission, matrix))


def frequent_pairs(
    left: sp.csr_array, table: FloatArray, emission: sp.csr_array, matrix: sp.csr_array
) -> tuple[FloatArray, FloatArray]:
    """Counts of the pairs of frequent words, zeros included, and their means under the model."""
    p = left[_FREQUENT].toarray() @ table @ emission[_FREQUENT].toarray().T
    mu = (matrix.sum(axis=1)[_FREQUENT, None] * p).ravel()
    possible = mu > 0
    return frequent_counts(matrix).ravel()[possible], mu[possible]


def frequent_counts(matrix: sp.csr_array) -> FloatArray:
    """(F, F) counts of the pairs of frequent words."""
    return np.asarray(matrix[_FREQUENT, _FREQUENT].toarray(), dtype=np.float64)


def dispersion(n: FloatArray, mu: FloatArray) -> float:
    """Kappa by Pearson's statistic: the mean of (n - mu)^2 / (mu + kappa mu^2) is 1.

    Over the counts whose mean is at least 1; 0 if they vary no more than a Poisson variable.
    """
    n, mu = n[mu >= 1], mu[mu >= 1]
    squares = (n - mu) ** 2

    def excess(kappa: float) -> float:
        return float(np.mean(squares / (mu + kappa * mu**2))) - 1

    if len(mu) == 0 or excess(0.0) <= 0:
        return 0.0
    return float(brentq(excess, 0.0, _MAX_KAPPA)) if excess(_MAX_KAPPA) < 0 else _MAX_KAPPA
