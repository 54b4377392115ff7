"""Words as sparse mixtures of class profiles: where the search for soft classes is done.

What a word meets is summed up by a partition of its neighbours, some dozens of cells. Its
profile over the cells is then a mixture of the profiles of its classes, whatever the
partition: n(w, f) ~ sum over c of m[w,c] b[c,f], with a block of cells for each role the
classes are about, and the profiles summing to 1 in each block. That problem is tiny, so it
can be searched: it is fitted with more classes than asked, and the class whose absence costs
least is dropped, one after the other. A class made of ambiguous words costs little, for
these are explained by the two they mix; a true class costs much.

A membership has its price, that of the extended BIC (Chen & Chen 2008): a word keeps a class
only with more expected counts in it than that.
"""

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from wordclass.models.arrays import FloatArray, IntArray
from wordclass.models.blocks import BlockMap
from wordclass.models.kernels.posteriors import priced_memberships
from wordclass.models.methods.start import lloyd, ward, weighted_means
from wordclass.models.sparse.subsets import best_subsets

Widths = tuple[int, ...]

_SPREAD = 0.05  # of a membership put on every class, so that no class is closed for good
_MERGED = 500  # profiles merged by Ward's criterion, at least
_EXCESS = (2, 3, 4)  # times the classes asked for, to start from
_AT_ONCE = 16  # a sixteenth of the classes too many is dropped at once
_SEARCHED_AT = 1000.0  # occurrences of a word
_REFINED = 150  # iterations at the true price
_TINY = 1e-300


def prices(totals: FloatArray, n_classes: int, phi2: float) -> FloatArray:
    """What one more class costs each word, in nats and in expected counts, (V, 1).

    Half the logarithm of the word's count, for the weight, and the logarithm of the number
    of classes, for saying which (Chen & Chen 2008). Where words are unlike their class by
    phi^2, all a word's counts stray together, and a word of n counts by 1 + n phi^2 / f times
    what chance would give it: so much dearer is the evidence (McCullagh & Nelder 1989).
    """
    price = 0.5 * np.log(np.maximum(totals, 1.0)) + np.log(n_classes)
    return np.asarray(price * (1 + totals * phi2 / n_classes), dtype=np.float64)[:, None]


def objective(docs: FloatArray, m: FloatArray, b: FloatArray, price: FloatArray) -> FloatArray:
    """(V,) log-likelihood of each word's profile less the price of its classes past the first."""
    return (docs * log(m @ b)).sum(axis=1) - price[:, 0] * ((m > 0).sum(axis=1) - 1)


def log(p: FloatArray) -> FloatArray:
    """Natural logarithm; of 0, that of the least number there is to speak of."""
    return np.asarray(np.log(np.maximum(p, _TINY)))


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


def chosen(
    docs: sp.csr_array,
    first: IntArray | None,
    b: FloatArray,
    price: FloatArray,
    lift: FloatArray,
    n_lifted: FloatArray,
) -> FloatArray:
    """Memberships in the few classes, of profiles as they are, that explain each word best.

    A word that cannot pay for two keeps its ``first``, by default the best one.
    """
    m = np.empty((docs.shape[0], len(b)))
    alone = docs @ log(b).T - n_lifted[:, None] * log(lift)
    if first is None:
        first = alone.argmax(axis=1)
    best_subsets(
        docs.indptr, docs.indices, docs.data, np.ascontiguousarray(b), price[:, 0],
        lift, n_lifted, first, alone, m,
    )  # fmt: skip
    return m


def profiles(weights: FloatArray, widths: Widths) -> FloatArray:
    """Make rows sum to 1 in each block; no cell is quite impossible."""
    blocks = np.split(weights + 1e-9, np.cumsum(widths)[:-1], axis=1)
    return np.hstack([block / block.sum(axis=1, keepdims=True) for block in blocks])


def spread(m: FloatArray) -> FloatArray:
    """Open every class to every word again, a little."""
    return (1 - _SPREAD) * m + _SPREAD / m.shape[1]


def without(m: FloatArray, dropped: npt.NDArray[np.integer]) -> FloatArray:
    """Memberships without the classes ``dropped``; their words are spread over the others."""
    rest = np.delete(m, dropped, axis=1)
    lost = (m[:, dropped] > 0).any(axis=1)
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
        refitted = place(stored[words], without(m[words], np.array([c])), others, price[words], 12)
        absent = objective(docs[words], refitted, others, price[words])
        cost[c] = (present[words] - absent).sum()
    return cost


def sparse_mixtures(
    blocks: list[FloatArray], n_classes: int, block_map: BlockMap
) -> tuple[FloatArray, FloatArray]:
    """Find the class profiles that words are sparse mixtures of.

    The search is done from several numbers of classes, in parallel, and the best is kept.

    Parameters
    ----------
    blocks : list of (V, F) arrays
        Counts of each word's neighbours in each cell of a partition, a block a role.
    n_classes : int
        L, at most V.
    block_map : callable
        From :func:`wordclass.models.blocks.workers`.

    Returns
    -------
    (V, L) array
        Memberships, rows sum to 1, most of them 0.
    (L, sum of F) array
        Profiles, rows sum to 1 in each block.

    Examples
    --------
    >>> docs = np.array([[90.0, 10], [80, 20], [10, 90], [50, 50]])
    >>> from wordclass.models.blocks import workers
    >>> with workers(2) as block_map:
    ...     m, b = sparse_mixtures([docs], 2, block_map)
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
    price = prices(totals, n_classes, phi2=0.0)
    high_price = price * max(1.0, float(totals.mean()) / _SEARCHED_AT)
    points = np.hstack([hellinger(block) for block in blocks])

    def search(n_first: int, n_kept: int) -> tuple[float, FloatArray, FloatArray]:
        m, b = _from_above(docs, widths, points, n_kept, min(n_first, len(docs)), high_price)
        return float(objective(docs, m, b, high_price).sum()), m, b

    with threadpool_limits(1):
        searches = block_map(search, [(excess * n_classes + 4, n_classes) for excess in _EXCESS])
        _, m, b = max(searches, key=lambda found: found[0])
        return climb(docs, spread(m), b, price, _REFINED, widths)


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
        # One by one near the end; far from it, the least of many cost next to nothing.
        n_dropped = 1 + (m.shape[1] - n_classes) // _AT_ONCE
        cheapest = np.argsort(cost_of_absence(docs, m, b, price), kind="stable")[:n_dropped]
        m, b = climb(docs, without(m, cheapest), np.delete(b, cheapest, axis=0), price, 10, widths)
    return climb(docs, spread(m), b, price, 60, widths)
