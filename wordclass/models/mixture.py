"""Words as sparse mixtures of class profiles: where the search for soft classes is done.

What a word meets is summed up by a partition of its neighbours, some dozens of cells. Its
profile over the cells is then a mixture of the profiles of its classes, whatever the
partition: n(w, f) ~ sum over c of m[w,c] b[c,f], with a block of cells for each role the
classes are about, and the profiles summing to 1 in each block. That problem is tiny, so it
can be searched: it is fitted with more classes than asked, and the class whose absence costs
least is dropped, one after the other. A class made of ambiguous words costs little, for
these are explained by the two they mix; a true class costs much.

A membership has its price, that of the extended BIC (Chen & Chen 2008) times the dispersion
of the counts: a word keeps a class only with more expected counts in it than that.
"""

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from wordclass.models.posteriors import priced_memberships
from wordclass.models.spectral import lloyd, ward, weighted_means

FloatArray = npt.NDArray[np.float64]
Widths = tuple[int, ...]

_SPREAD = 0.05  # of a membership put on every class, so that no class is closed for good
_MERGED = 500  # profiles merged by Ward's criterion, at least
_EXCESS = (2, 3, 4)  # times the classes asked for, to start from
_SEARCHED_AT = 1000.0  # occurrences of a word
_REFINED = 150  # iterations at the true price
_TINY = 1e-300


def prices(totals: FloatArray, n_classes: int, dispersion: float) -> FloatArray:
    """What one more class costs each word, in nats and in expected counts, (V, 1).

    Half the logarithm of the word's count, for the weight, and the logarithm of the number
    of classes, for saying which (Chen & Chen 2008), both times the dispersion.
    """
    price = 0.5 * np.log(np.maximum(totals, 1.0)) + np.log(n_classes)
    return dispersion * np.asarray(price, dtype=np.float64)[:, None]


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
    docs: FloatArray, m: FloatArray, b: FloatArray, price: FloatArray, iterations: int,
    widths: Widths,
) -> tuple[FloatArray, FloatArray]:  # fmt: skip
    """EM of memberships, priced, and of profiles.

    Parameters
    ----------
    docs : (V, F) array
        Counts of each word's neighbours in each cell.
    m : (V, L) array
        Memberships, rows sum to 1.
    b : (L, F) array
        Profiles, rows sum to 1 in each block.
    price : (V, 1) array
    iterations : int
    widths : tuple of int
        Cells of each block.

    Returns
    -------
    (V, L), (L, F) arrays
    """
    for _ in range(iterations):
        ratio = docs / np.maximum(m @ b, _TINY)
        expected = m * (ratio @ b.T)
        b = profiles(b * (m.T @ ratio), widths)
        m = memberships(expected, price)
    return m, b


def place(
    docs: sp.csr_array, m: FloatArray, b: FloatArray, price: FloatArray, iterations: int
) -> FloatArray:
    """Memberships in classes of profiles as they are: :func:`climb` with ``b`` held still."""
    m = np.ascontiguousarray(m)
    priced_memberships(
        docs.indptr, docs.indices, docs.data, np.ascontiguousarray(b), price[:, 0], iterations, m
    )
    return m


def profiles(weights: FloatArray, widths: Widths) -> FloatArray:
    """Make rows sum to 1 in each block; no cell is quite impossible."""
    blocks = np.split(weights + 1e-9, np.cumsum(widths)[:-1], axis=1)
    return np.hstack([block / block.sum(axis=1, keepdims=True) for block in blocks])


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
    stored = sp.csr_array(docs)
    cost = np.zeros(m.shape[1])
    for c in range(m.shape[1]):
        words = np.flatnonzero(m[:, c] > 0)
        if len(words) == 0:
            continue
        others = np.delete(b, c, axis=0)
        refitted = place(stored[words], without(m[words], c), others, price[words], 12)
        absent = objective(docs[words], refitted, others, price[words])
        cost[c] = (present[words] - absent).sum()
    return cost


def sparse_mixtures(blocks: list[FloatArray], n_classes: int) -> tuple[FloatArray, FloatArray]:
    """Find the class profiles that words are sparse mixtures of.

    Parameters
    ----------
    blocks : list of (V, F) arrays
        Counts of each word's neighbours in each cell of a partition, a block a role.
    n_classes : int
        L, at most V.

    Returns
    -------
    (V, L) array
        Memberships, rows sum to 1, most of them 0.
    (L, sum of F) array
        Profiles, rows sum to 1 in each block.

    Examples
    --------
    >>> m, b = sparse_mixtures([np.array([[90.0, 10], [80, 20], [10, 90], [50, 50]])], 2)
    >>> m.round(1)
    array([[1. , 0. ],
           [1. , 0. ],
           [0. , 1. ],
           [0.5, 0.5]])
    """
    docs = np.hstack(blocks)
    widths = tuple(block.shape[1] for block in blocks)
    totals = docs.sum(axis=1)
    # With ten times the counts the same wrong turn is ten times as deep: search as if each
    # word had been seen about a thousand times, and leave precision to what comes after.
    price = prices(totals, n_classes, dispersion=max(1.0, float(totals.mean()) / _SEARCHED_AT))
    points = np.hstack([hellinger(block) for block in blocks])
    best = (np.zeros(0), np.zeros(0))
    best_value = -np.inf
    with threadpool_limits(1):
        for excess in _EXCESS:
            n_first = min(excess * n_classes + 4, len(docs))
            m, b = _from_above(docs, widths, points, n_classes, n_first, price)
            value = float(objective(docs, m, b, price).sum())
            if value > best_value:
                best, best_value = (m, b), value
        m, b = best
        return climb(docs, spread(m), b, prices(totals, n_classes, 1.0), _REFINED, widths)


def hellinger(block: FloatArray) -> FloatArray:
    """Square roots of each row's shares: distances between them have even variance."""
    total = block.sum(axis=1, keepdims=True)
    return np.sqrt(np.divide(block, total, out=np.zeros_like(block), where=total > 0))


def _from_above(
    docs: FloatArray,
    widths: Widths,
    points: FloatArray,
    n_classes: int,
    n_first: int,
    price: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Start with ``n_first`` classes, drop what costs least until ``n_classes`` are left."""
    totals = docs.sum(axis=1)
    weights = np.maximum(totals, 1.0)
    frequent = np.argsort(-totals, kind="stable")[: max(_MERGED, 4 * n_first)]
    first = ward(points[frequent], weights[frequent], min(n_first, len(frequent)))
    centres = weighted_means(
        points[frequent], weights[frequent], first, np.zeros((n_first, points.shape[1]))
    )
    labels = lloyd(points, weights, centres)
    m = spread(np.eye(n_first)[labels])
    m, b = climb(docs, m, profiles(m.T @ docs, widths), price, 20, widths)
    while m.shape[1] > n_classes:
        c = int(cost_of_absence(docs, m, b, price).argmin())
        m, b = climb(docs, without(m, c), np.delete(b, c, axis=0), price, 10, widths)
    return climb(docs, spread(m), b, price, 60, widths)
