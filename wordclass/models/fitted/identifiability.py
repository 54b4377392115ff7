"""Which classes are not identified: the counts cannot tell them from mixtures of the others.

A right class is characterised by its profile over the left classes it follows, p(c|d), a
point of the simplex with L vertices. A class whose profile lies in the convex hull of the
others' is not identified: p(b|a) is unchanged when its words are given to the other classes
in these proportions. Neither more text nor other starting points decide between the two;
only the prior of sparse memberships does. Of two classes with one profile only the sum is
identified, and with L = 1 nothing about the right classes is. With L = K classes at the
vertices of a simplex there is no such freedom; if one side has more classes than the other,
there may be, on that side.
"""

import numpy as np
from scipy.special import gammaincinv, xlogy

from wordclass.models.arrays import FloatArray, check_side, reciprocal
from wordclass.models.fitted.probabilities import ClassProbabilities

_LEVEL = 0.95
_ITERATIONS = 1000
_MIN_SHARE = 0.01  # of a mixture, to be listed
_TINY = 1e-100


def unidentified_classes(
    model: ClassProbabilities, side: str = "right"
) -> dict[int, dict[int, float]]:
    """Classes whose neighbours do not differ significantly from those of a mixture of others.

    For each class the mixture of the others nearest to it is found by maximum likelihood (a
    concave problem), and Wilks's likelihood ratio test at 5 % decides whether the class's
    expected counts differ from it. Return, by class, the shares of the mixture, from 0.01 on; for
    tied classes both sides give the same.

    Examples
    --------
    >>> from wordclass.counting.counts.bigrams import BigramCounts
    >>> from wordclass.models.fit import fit
    >>> counts = BigramCounts.from_pairs(
    ...     [("the", "cat", 9), ("the", "dog", 7), ("a", "cat", 8), ("a", "dog", 8)]
    ... )
    >>> model = fit(counts, "em", left_classes=1, right_classes=2)
    >>> sorted(unidentified_classes(model))  # one left class does not identify the right ones
    [1, 2]
    """
    check_side(side)
    pairs = model.class_bigrams
    tables = [pairs, pairs.T] if model.tied else [pairs if side == "left" else pairs.T]
    profiles = np.hstack([b * reciprocal(b.sum(axis=1))[:, None] for b in tables])
    counts = np.hstack(tables)
    classes = np.flatnonzero(counts.sum(axis=1) > 0)
    classes = classes[classes > 0]  # without the boundary's class
    if len(classes) < 2:
        return {}
    saturated = sum((xlogy(b, b)).sum(axis=1) - xlogy(b.sum(axis=1), b.sum(axis=1)) for b in tables)
    degrees = sum(np.maximum(np.count_nonzero(b, axis=1) - 1, 0) for b in tables)
    mixtures = _mixtures(counts[classes], profiles[classes], saturated[classes], degrees[classes])
    return {
        int(classes[c]): {
            int(classes[d]): round(float(shares[d]), 4)
            for d in np.flatnonzero(shares >= _MIN_SHARE)
        }
        for c, shares in sorted(mixtures.items())
    }


def _mixtures(
    counts: FloatArray, profiles: FloatArray, saturated: FloatArray, degrees: FloatArray
) -> dict[int, FloatArray]:
    """By class, shares of the mixture of the others that its counts do not differ from.

    EM for all classes at once; a class is dropped once its test is decided.
    """
    shares = (1 - np.eye(len(counts))) / (len(counts) - 1)
    totals = counts.sum(axis=1)
    # Quantiles of chi-squared, by its degrees of freedom less 1; importing scipy.stats takes long.
    critical = 2 * gammaincinv(np.arange(1, int(degrees.max()) + 2) / 2, _LEVEL)
    mixtures: dict[int, FloatArray] = {}
    undecided = np.arange(len(counts))
    for _ in range(_ITERATIONS):
        n, fitted = counts[undecided], shares[undecided] @ profiles
        fitted = np.maximum(fitted, _TINY)
        deviance = 2 * (saturated[undecided] - xlogy(n, fitted).sum(axis=1))
        ratio = (n / fitted) @ profiles.T / totals[undecided, None]
        freedom = np.maximum(
            degrees[undecided] - (shares[undecided] > _MIN_SHARE).sum(axis=1) + 1, 1
        )
        for c in np.flatnonzero(deviance <= critical[freedom - 1]):
            mixtures[int(undecided[c])] = shares[undecided[c]].copy()
        # The log-likelihood is concave: its gradient bounds what can still be gained.
        ratio[np.arange(len(undecided)), undecided] = 0
        lower_bound = deviance - 2 * totals[undecided] * (ratio.max(axis=1) - 1)
        remain = (deviance > critical[freedom - 1]) & (
            lower_bound <= critical[np.maximum(degrees[undecided], 1) - 1]
        )
        shares[undecided] *= ratio
        undecided = undecided[remain]
        if len(undecided) == 0:
            break
    return mixtures
