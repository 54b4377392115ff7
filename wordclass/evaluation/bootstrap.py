"""Intervals of scores, by bootstrap over blocks of text (Efron 1979)."""

from collections.abc import Callable, Mapping

import numpy as np

from wordclass.models.arrays import IntArray

_DRAWS = 200
_LEVEL = 0.95

Intervals = dict[str, tuple[float, float]]


def intervals(tables: IntArray, scores: Mapping[str, Callable[[IntArray], float]]) -> Intervals:
    """Percentile intervals at 95 % of scores of a contingency table.

    Parameters
    ----------
    tables : (blocks, n_classes, n_tags) array
        The table of each block; they sum to the whole.
    scores : mapping of name to function
        Each function takes a table.

    Returns
    -------
    dict
        The two ends by name; empty if fewer than two blocks have tokens.

    Examples
    --------
    >>> tables = np.array([[[9, 1]], [[8, 2]], [[7, 3]], [[9, 1]]])
    >>> intervals(tables, {"accuracy": lambda table: float(table[0, 0] / table.sum())})
    {'accuracy': (0.75, 0.9)}
    """
    used = tables[tables.any(axis=(1, 2))]
    if len(used) < 2:
        return {}
    rng = np.random.default_rng(0)
    weights = rng.multinomial(len(used), np.full(len(used), 1 / len(used)), size=_DRAWS)
    drawn = (np.tensordot(weight, used, axes=1) for weight in weights)
    found = [[score(table) for score in scores.values()] for table in drawn]
    low, high = np.quantile(found, ((1 - _LEVEL) / 2, (1 + _LEVEL) / 2), axis=0).tolist()
    return dict(zip(scores, zip(low, high, strict=True), strict=True))
