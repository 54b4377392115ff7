"""An order of rows in which like stands next to like."""

import numpy as np
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import pdist

from wordclass.models.fitted.model import FloatArray


def leaf_order(rows: FloatArray) -> tuple[int, ...]:
    """Order distributions so that neighbours are alike: optimal leaf ordering.

    Bar-Joseph, Gifford & Jaakkola 2001, on average linkage of Hellinger distances.

    Parameters
    ----------
    rows : (n, m)
        Non-negative; each row is normalised here.

    Returns
    -------
    tuple of int
        The n row numbers, in their new order.

    Examples
    --------
    >>> leaf_order(np.array([[1, 0, 0], [0, 0, 1], [0.9, 0.1, 0], [0, 0.2, 0.8]]))
    (0, 2, 3, 1)
    """
    if len(rows) < 3:
        return tuple(range(len(rows)))
    total = rows.sum(axis=1, keepdims=True)
    distance = pdist(np.sqrt(rows / np.where(total > 0, total, 1)))
    tree = optimal_leaf_ordering(linkage(distance, method="average"), distance)
    return tuple(leaves_list(tree).tolist())
