"""Words as sparse mixtures of class profiles: where the search for soft classes is done.

What a word meets is summed up by a partition of its neighbours, some dozens of cells. Its
profile over the cells is then a mixture of the profiles of its classes, whatever the
partition: n(w, f) ~ sum over c of m[w,c] b[c,f]. That problem is tiny, so it can be
searched: it is fitted with more classes than asked, and the class whose absence costs
least is dropped, one after the other. A class made of ambiguous words costs little, for
these are explained by the two they mix; a true class costs much.

A membership has its price, half the logarithm of the word's count as in the BIC (Schwarz
1978), times the dispersion of the counts: a word keeps a class only with more expected
counts in it than that.
"""

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from wordclass.models.spectral import lloyd, ward, weighted_means

FloatArray = npt.NDArray[np.float64]

_SPREAD = 0.05  # of a membership put on every class, so that no class is closed for good
_MERGED = 500  # profiles merged by Ward's criterion, at least
_TINY = 1e-300


def prices(totals: FloatArray, dispersion: float) -> FloatArray:
    """What one more class costs each word, in nats and in expected counts, (V, 1)."""
    return 0.5 * dispersion * np.log(np.maximum(totals, 1.0))[:, None]


def objective(docs: FloatArray, m: FloatArray, b: FloatArray, price: FloatArray) -> FloatArray:
    """(V,) log-likelihood of each word's profile less the price of its classes past the first."""
    fitted = np.log(np.maximum(m @ b, _TINY))
    return (docs * fitted).sum(axis=1) - price[:, 0] * ((m > 0).sum(axis=1) - 1)


def memberships(expected: FloatArray, price: FloatArray) -> FloatArray:
    """Expected counts above their price, rows to 1; a word with none keeps its best class."""
    kept = np.maximum(expected - price, 0.0)
    none = kept.sum(axis=1) <= 0
    kept[none, expected[none].argmax(axis=1)] = 1.0
    return kept / kept.sum(axis=1, keepdims=True)


def climb(
    docs: FloatArray,
    m: FloatArray,
    b: FloatArray,
    price: FloatArray,
    iterations: int,
    fixed_profiles: bool = False,
) -> tuple[FloatArray, FloatArray]:
    """EM with priced memberships.

    Parameters
    ----------
    docs : (V, F) array
        Counts of each word's neighbours in each cell.
    m : (V, L) array
        Memberships, rows sum to 1.
    b : (L, F) array
        Profiles, rows sum to 1.
    price : (V, 1) array
    iterations : int
    fixed_profiles : bool
        Whether only the memberships move.

    Returns
    -------
    (V, L), (L, F) arrays
    """
    for _ in range(iterations):
        ratio = docs / np.maximum(m @ b, _TINY)
        expected = m * (ratio @ b.T)
        if not fixed_profiles:
            b = b * (m.T @ ratio) + 1e-9
            b /= b.sum(axis=1, keepdims=True)
        m = memberships(expected, price)
    return m, b


def spread(m: FloatArray) -> FloatArray:
    """Open every class to every word again, a little."""
    return (1 - _SPREAD) * m + _SPREAD / m.shape[1]


def without(m: FloatArray, c: int) -> FloatArray:
    """Memberships without class ``c``; its words are spread over the others."""
    rest = np.delete(m, c, axis=1)
    lost = m[:, c] > 0
    total = rest[lost].sum(axis=1, keepdims=True)
    half = np.divide(rest[lost], 2 * total, out=np.zeros_like(rest[lost]), where=total > 0)
    open_ = half + 1 / (2 * rest.shape[1])
    rest[lost] = open_ / open_.sum(axis=1, keepdims=True)
    return rest


def cost_of_absence(
    docs: FloatArray, m: FloatArray, b: FloatArray, price: FloatArray
) -> FloatArray:
    """(L,) how far the objective falls when a class is dropped and its words explained anew."""
    present = objective(docs, m, b, price)
    cost = np.zeros(m.shape[1])
    for c in range(m.shape[1]):
        words = np.flatnonzero(m[:, c] > 0)
        if len(words) == 0:
            continue
        others = np.delete(b, c, axis=0)
        refitted, _ = climb(
            docs[words], without(m[words], c), others, price[words], 12, fixed_profiles=True
        )
        absent = objective(docs[words], refitted, others, price[words])
        cost[c] = (present[words] - absent).sum()
    return cost


def sparse_mixtures(
    docs: FloatArray, n_classes: int, dispersion: float = 1.0
) -> tuple[FloatArray, float]:
    """Find the class profiles that words are sparse mixtures of.

    Parameters
    ----------
    docs : (V, F) array
        Counts of each word's neighbours in each cell of a partition.
    n_classes : int
        L, at most V.
    dispersion : float
        Of the counts; 1 for independent draws.

    Returns
    -------
    (V, L) array
        Memberships, rows sum to 1, most of them 0.
    float
        The objective.
    """
    price = prices(docs.sum(axis=1), dispersion)
    best: tuple[FloatArray, float] | None = None
    with threadpool_limits(1):
        for excess in (2, 3, 4):
            m, value = _from_above(docs, n_classes, min(excess * n_classes + 4, len(docs)), price)
            if best is None or value > best[1]:
                best = m, value
    assert best is not None
    return best


def _from_above(
    docs: FloatArray, n_classes: int, n_first: int, price: FloatArray
) -> tuple[FloatArray, float]:
    """Start with ``n_first`` classes, drop the dearest-to-keep until ``n_classes`` are left."""
    totals = docs.sum(axis=1)
    weights = np.maximum(totals, 1.0)
    points = np.sqrt(docs / weights[:, None])  # Hellinger: distances with even variance
    frequent = np.argsort(-totals, kind="stable")[: max(_MERGED, 4 * n_first)]
    first = ward(points[frequent], weights[frequent], min(n_first, len(frequent)))
    centres = weighted_means(
        points[frequent], weights[frequent], first, np.zeros((n_first, points.shape[1]))
    )
    labels = lloyd(points, weights, centres)
    m = spread(np.eye(n_first)[labels])
    b = m.T @ docs + 1e-6
    m, b = climb(docs, m, b / b.sum(axis=1, keepdims=True), price, 20)
    while m.shape[1] > n_classes:
        c = int(cost_of_absence(docs, m, b, price).argmin())
        m, b = climb(docs, without(m, c), np.delete(b, c, axis=0), price, 10)
    m, b = climb(docs, spread(m), b, price, 60)
    return m, float(objective(docs, m, b, price).sum())
