"""Clustering metrics as pure functions of a contingency table.

A table has one row per class and one column per tag; an entry is the number of tokens
of that class with that tag. Entropies are in **bits**. An empty class or tag has no
effect. The results equal scikit-learn's, also for a single class or tag.
"""

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

Table = npt.NDArray[np.int64]


def contingency(
    classes: npt.ArrayLike, tags: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> Table:
    """Count the items of each class and tag.

    Parameters
    ----------
    classes, tags : (n,) int
        The class and the tag of each item, 0 or more.
    weights : (n,) int, optional
        The weight of each item; 1 by default.

    Returns
    -------
    (max class + 1, max tag + 1) int64

    Examples
    --------
    >>> contingency([0, 0, 1], [0, 1, 1], weights=[5, 1, 2])
    array([[5, 1],
           [0, 2]])
    """
    rows, columns = np.asarray(classes, dtype=np.int64), np.asarray(tags, dtype=np.int64)
    n_weights = np.ones(len(rows), dtype=np.int64) if weights is None else np.asarray(weights)
    table = np.zeros((rows.max(initial=-1) + 1, columns.max(initial=-1) + 1), dtype=np.int64)
    np.add.at(table, (rows, columns), n_weights)
    return table


def entropy(counts: npt.ArrayLike) -> float:
    """H of the distribution proportional to ``counts``, in bits; 0 when all are 0.

    Examples
    --------
    >>> entropy([5, 5, 0])
    1.0
    """
    n = np.asarray(counts, dtype=np.float64).ravel()
    p = n[n > 0] / (n.sum() or 1)
    return float(abs(p @ np.log2(p)))


def mutual_information(table: npt.ArrayLike) -> float:
    """I(class; tag) = sum of p(c,t) log2 p(c,t) / (p(c) p(t)), in bits."""
    n = np.asarray(table, dtype=np.float64)
    total = n.sum() or 1
    independent = np.outer(n.sum(axis=1), n.sum(axis=0)) / total
    seen = n > 0
    return max(float((n[seen] / total) @ np.log2(n[seen] / independent[seen])), 0.0)


def many_to_one(table: npt.ArrayLike) -> float:
    """Accuracy when each class is read as its most frequent tag; classes may share a tag.

    Examples
    --------
    >>> many_to_one([[8, 1], [1, 0]])
    0.9
    """
    n = np.asarray(table)
    return float(n.max(axis=1, initial=0).sum() / (n.sum() or 1))


def one_to_one(table: npt.ArrayLike) -> float:
    """Accuracy under the best matching of each tag to at most one class.

    Examples
    --------
    >>> one_to_one([[8, 1], [1, 0]])
    0.8
    """
    n = np.asarray(table)
    rows, columns = linear_sum_assignment(n, maximize=True)
    return float(n[rows, columns].sum() / (n.sum() or 1))


def homogeneity(table: npt.ArrayLike) -> float:
    """1 - H(tag | class) / H(tag): 1 when each class contains a single tag."""
    n = np.asarray(table)
    h_tag = entropy(n.sum(axis=0))
    return min(mutual_information(n) / h_tag, 1.0) if h_tag else 1.0


def completeness(table: npt.ArrayLike) -> float:
    """1 - H(class | tag) / H(class): 1 when all tokens of a tag are in one class."""
    return homogeneity(np.asarray(table).T)


def v_measure(table: npt.ArrayLike) -> float:
    """Harmonic mean of homogeneity and completeness (Rosenberg & Hirschberg 2007)."""
    h, c = homogeneity(table), completeness(table)
    return 2 * h * c / (h + c) if h + c else 0.0


def variation_of_information(table: npt.ArrayLike) -> float:
    """H(class | tag) + H(tag | class), in bits: a distance, 0 for equal clusterings (Meila 2003).

    Examples
    --------
    >>> variation_of_information([[5, 0], [0, 5]]), variation_of_information([[5, 5]])
    (0.0, 1.0)
    """
    n = np.asarray(table)
    apart = entropy(n.sum(axis=1)) + entropy(n.sum(axis=0)) - 2 * mutual_information(n)
    return max(apart, 0.0)


def normalized_mutual_information(table: npt.ArrayLike) -> float:
    """I(class; tag) over the arithmetic mean of H(class) and H(tag).

    This equals the V-measure, except when there is a single class or tag.
    """
    n = np.asarray(table)
    mean = (entropy(n.sum(axis=1)) + entropy(n.sum(axis=0))) / 2
    return min(mutual_information(n) / mean, 1.0) if mean else 1.0


def adjusted_rand(table: npt.ArrayLike) -> float:
    """Rand index corrected for chance (Hubert & Arabie 1985): 1 for equal clusterings, 0 by chance.

    Examples
    --------
    >>> adjusted_rand([[3, 0], [0, 4]])
    1.0
    """
    n = np.asarray(table, dtype=np.float64)

    def pairs(counts: npt.NDArray[np.float64]) -> float:
        return float((counts * (counts - 1)).sum() / 2)

    together, in_class, in_tag = pairs(n), pairs(n.sum(axis=1)), pairs(n.sum(axis=0))
    if together == in_class == in_tag:
        return 1.0
    total = float(n.sum())
    by_chance = in_class * in_tag / (total * (total - 1) / 2)
    return (together - by_chance) / ((in_class + in_tag) / 2 - by_chance)
