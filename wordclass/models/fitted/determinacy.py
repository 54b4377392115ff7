"""Which classes the counts cannot tell from mixtures of the others.

A right class is known by the left classes it follows, p(c|d). With L left classes these
profiles are points of a simplex with L corners. A class whose point lies among the others'
adds nothing that they could not say together: p(b|a) stays the same to the last digit when
its words are given to the others in these shares. No amount of text decides between the
two, nor do other starts; only the prior of sparse memberships does. Of two classes in one
point only the sum is determined, and where L = 1 nothing about the right classes is. With
L = K classes at the corners of a simplex there is no such freedom; where one side has more
classes than the other there may be, on the larger side.
"""

import numpy as np
from scipy.special import xlogy
from scipy.stats import chi2

from wordclass.models.fitted.model import FloatArray, WordClassModel
from wordclass.models.problem import reciprocal

_LEVEL = 0.95
_ITERATIONS = 1000
_SHARE = 0.01  # of a mixture, to be named
_IMPOSSIBLE = 1e-100


def told_by_others(model: WordClassModel, side: str = "right") -> dict[int, dict[int, float]]:
    """Classes whose neighbours are those of a mixture of other classes, as far as counts tell.

    For each class the mixture of the others nearest to it is found by maximum likelihood (a
    concave problem), and Wilks's likelihood ratio test at 5 % decides whether the class's
    expected counts differ from it.

    Parameters
    ----------
    model : WordClassModel
    side : "left" or "right"
        Which classes; tied, both say the same.

    Returns
    -------
    dict
        From class to {other class: share}, shares of at least 0.01; empty when every class
        is told apart.

    Examples
    --------
    >>> from wordclass.counting.counts.bigrams import BigramCounts
    >>> from wordclass.models.fit import fit
    >>> counts = BigramCounts.from_pairs(
    ...     [("the", "cat", 9), ("the", "dog", 7), ("a", "cat", 8), ("a", "dog", 8)]
    ... )
    >>> model = fit(counts, "em", left_classes=1, right_classes=2)
    >>> sorted(told_by_others(model))  # one left class tells nothing about the right ones
    [1, 2]
    """
    pairs = (model.prev_counts @ model.p_left_given_prev)[:, None] * model.p_right_given_left
    blocks = [pairs, pairs.T] if model.tied else [pairs if side == "left" else pairs.T]
    profiles = np.hstack([b * reciprocal(b.sum(axis=1))[:, None] for b in blocks])
    seen = np.hstack(blocks)
    classes = np.flatnonzero(seen.sum(axis=1) > 0)
    classes = classes[classes > 0]  # the boundary is no class of words
    if len(classes) < 2:
        return {}
    saturated = sum((xlogy(b, b)).sum(axis=1) - xlogy(b.sum(axis=1), b.sum(axis=1)) for b in blocks)
    freedom = sum(np.maximum(np.count_nonzero(b, axis=1) - 1, 0) for b in blocks)
    mixtures = _mixtures(seen[classes], profiles[classes], saturated[classes], freedom[classes])
    return {
        int(classes[c]): {
            int(classes[d]): round(float(shares[d]), 4) for d in np.flatnonzero(shares >= _SHARE)
        }
        for c, shares in sorted(mixtures.items())
    }


def _mixtures(
    seen: FloatArray, profiles: FloatArray, saturated: FloatArray, freedom: FloatArray
) -> dict[int, FloatArray]:
    """By class, shares of the mixture of the others that its counts do not differ from.

    Of all classes at once, by EM; a class leaves when it is decided.
    """
    shares = (1 - np.eye(len(seen))) / (len(seen) - 1)
    totals = seen.sum(axis=1)
    allowed = chi2.ppf(_LEVEL, np.arange(1, int(freedom.max()) + 2))  # by degrees of freedom - 1
    found: dict[int, FloatArray] = {}
    open_ = np.arange(len(seen))
    for _ in range(_ITERATIONS):
        n, fitted = seen[open_], shares[open_] @ profiles
        fitted = np.maximum(fitted, _IMPOSSIBLE)
        deviance = 2 * (saturated[open_] - xlogy(n, fitted).sum(axis=1))
        ratio = (n / fitted) @ profiles.T / totals[open_, None]
        free = np.maximum(freedom[open_] - (shares[open_] > _SHARE).sum(axis=1) + 1, 1)
        for c in np.flatnonzero(deviance <= allowed[free - 1]):
            found[int(open_[c])] = shares[open_[c]].copy()
        # The log-likelihood is concave: its gradient bounds what is still to be gained.
        ratio[np.arange(len(open_)), open_] = 0
        least = deviance - 2 * totals[open_] * (ratio.max(axis=1) - 1)
        undecided = (deviance > allowed[free - 1]) & (
            least <= allowed[np.maximum(freedom[open_], 1) - 1]
        )
        shares[open_] *= ratio
        open_ = open_[undecided]
        if len(open_) == 0:
            break
    return found
