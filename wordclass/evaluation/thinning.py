"""Thinning: counts divided into folds that are independent, in spite of the habits of word pairs.

Sentences left out of a fit have the same habits as those in it: if "New York" is frequent in the
fit, it is frequent in the sentences left out. Classes that fit such habits would therefore predict
well, and more classes would always be better. Every count is therefore divided among the folds in
such a way that its parts are independent. If counts of mean mu have the variance mu + kappa mu^2
(negative binomial), this is done by shares from a symmetric Dirichlet distribution whose parameters
sum to 1 / kappa (Neufeld et al. 2024, "Data thinning for convolution-closed distributions"). The
larger kappa, the more often a single fold has all occurrences of a pair; without dispersion, each
occurrence is assigned by itself.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaln

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.arrays import FloatArray
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.prediction.perplexity import probability
from wordclass.models.fitted.prediction.smoothing import interpolate
from wordclass.models.sparse.dispersion import frequent_counts, pair_dispersion
from wordclass.models.sparse.em import with_data

_MIN_MEAN = 1e-12  # expected count of a pair whose first word occurs in no other fold


@dataclass(frozen=True)
class Whole:
    """A fit to all counts, around which they vary by kappa."""

    settings: dict[str, Any]

    def part(self, counts: BigramCounts) -> BigramCounts:
        """All counts."""
        return counts

    def scores(self, model: WordClassModel, counts: BigramCounts, part: BigramCounts) -> FloatArray:
        """Kappa."""
        factors = model.left_rows, model.p_right_given_left, model.emission_rows
        return np.array(pair_dispersion(*factors, counts.matrix))


@dataclass(frozen=True)
class HeldOut:
    """A fit to all folds of the thinned counts but one, which it then predicts."""

    kappa: float
    fold: int
    folds: int
    settings: dict[str, Any]

    def part(self, counts: BigramCounts) -> BigramCounts:
        """The counts of the other folds."""
        rng = np.random.default_rng(self.settings["seed"])
        a = 1 / (self.kappa * self.folds)  # the Dirichlet distribution by its marginals
        rest, drawn = counts.matrix.data.copy(), counts.matrix.data
        for others in range(self.folds - 1, self.folds - 2 - self.fold, -1):
            drawn = rng.binomial(rest, rng.beta(a, a * others, len(rest))) if others else rest
            rest = rest - drawn
        matrix = counts.matrix - with_data(counts.matrix, drawn)
        matrix.eliminate_zeros()
        return BigramCounts(matrix, counts.vocabulary, counts.provenance)

    def scores(self, model: WordClassModel, counts: BigramCounts, part: BigramCounts) -> FloatArray:
        """(2, F) log-likelihood of what follows each frequent word in this fold, and how much."""
        model = interpolate(model, part)
        n = frequent_counts(counts.matrix) - frequent_counts(part.matrix)
        a, b = np.indices(n.shape).reshape(2, -1) + 1
        p = model.p_prev[1 : len(n) + 1, None] * probability(model, a, b).reshape(n.shape)
        mu = np.maximum(n.sum() * p / max(p.sum(), _MIN_MEAN), _MIN_MEAN)
        r = 1 / (self.kappa * self.folds)
        log_p = -r * np.log1p(mu / r)
        seen = n > 0
        x, mean = n[seen], mu[seen]
        log_p[seen] += x * np.log(mean / (mean + r)) + gammaln(x + r) - gammaln(r) - gammaln(x + 1)
        return np.stack([log_p.sum(axis=1), n.sum(axis=1)])
