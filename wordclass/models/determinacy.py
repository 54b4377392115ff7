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

from wordclass.models.model import FloatArray, WordClassModel
from wordclass.models.state import reciprocal

_LEVEL = 0.95
_ITERATIONS = 1000
_SHARE = 0.01  # of a mixture, to be named


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
    >>> from wordclass.counting.bigrams import BigramCounts
    >>> from wordclass.models.fit import fit
    >>> counts = BigramCounts.from_pairs(
    ...     [("the", "cat", 9), ("the", "dog", 7), ("a", "cat", 8), ("a", "dog", 8)]
    ... )
    >>> model = fit(counts, "exchange", left_classes=1, right_classes=2)
    >>> sorted(told_by_others(model))  # one left class tells nothing about the right ones
    [1, 2]
    """
    pairs = (model.prev_counts @ model.p_left_given_prev)[:, None] * model.p_right_given_left
    blocks = [pairs, pairs.T] if model.tied else [pairs if side == "left" else pairs.T]
    profiles = np.hstack([b * reciprocal(b.sum(axis=1))[:, None] for b in blocks])
    seen = np.hstack(blocks)
    with_mass = np.flatnonzero(seen.sum(axis=1) > 0)
    with_mass = with_mass[with_mass > 0]  # the boundary is no class of words
    told = {}
    for c in with_mass:
        others = with_mass[with_mass != c]
        if len(others) == 0:
            continue
        saturated = float(sum((xlogy(b[c], b[c]) - xlogy(b[c], b[c].sum())).sum() for b in blocks))
        freedom = sum(int(np.count_nonzero(b[c])) - 1 for b in blocks)
        shares = _mixture(seen[c], profiles[others], saturated, freedom)
        if shares is not None:
            told[int(c)] = {
                int(d): round(float(share), 4)
                for d, share in zip(others, shares, strict=True)
                if share >= _SHARE
            }
    return told


def _mixture(
    n: FloatArray, profiles: FloatArray, saturated: float, freedom: int
) -> FloatArray | None:
    """Shares of a mixture of profiles that counts do not differ from; None if they do."""
    shares = np.full(len(profiles), 1 / len(profiles))
    cells = n > 0
    n, profiles, total = n[cells], profiles[:, cells], float(n.sum())
    for _ in range(_ITERATIONS):
        fitted = shares @ profiles
        if (fitted <= 0).any():
            return None
        ratio = profiles @ (n / fitted) / total
        deviance = 2 * (saturated - float(n @ np.log(fitted)))
        threshold = float(chi2.ppf(_LEVEL, max(freedom - int((shares > _SHARE).sum()) + 1, 1)))
        if deviance <= threshold:
            return shares
        # The log-likelihood is concave: its gradient bounds what is still to be gained.
        if deviance - 2 * total * (float(ratio.max()) - 1) > threshold:
            return None
        shares = shares * ratio
    return None
