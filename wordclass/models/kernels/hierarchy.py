"""The compiled loops of the class tree: loss of mutual information of every pair of classes."""

import numpy as np
import numpy.typing as npt

from wordclass.compiling import inner, kernel
from wordclass.models.arrays import FloatArray


@inner
def _h(x: float) -> float:
    return x * np.log(x) if x > 0 else 0.0


@inner
def _lost(x: float, y: float) -> float:
    """h(x) + h(y) - h(x + y): the change of sum h when x and y are merged, negated; at most 0."""
    return _h(x) + _h(y) - _h(x + y) if x > 0 and y > 0 else 0.0


@kernel
def merge_column(loss: FloatArray, x: FloatArray, y: FloatArray) -> None:
    """Update the losses of all pairs of classes when columns x and y are replaced by x + y."""
    k = len(loss)
    z, change = np.empty(k), np.empty(k)  # h(z) - h(x) - h(y) of each class alone
    for p in range(1, k):
        z[p] = x[p] + y[p]
        change[p] = -_lost(x[p], y[p])
    for p in range(1, k):
        if z[p] == 0:
            continue
        for q in range(p + 1, k):
            if z[q] > 0 and loss[p, q] < np.inf:
                together = _h(z[p] + z[q]) - _h(x[p] + x[q]) - _h(y[p] + y[q])
                loss[p, q] += change[p] + change[q] - together


@kernel
def merge_losses(
    loss: FloatArray,
    profiles: FloatArray,
    h: FloatArray,
    sums: FloatArray,
    alive: npt.NDArray[np.bool_],
    i: int,
    first: int,
) -> None:
    """Recompute the loss of merging class i with each remaining class from ``first`` on.

    ``h`` holds h of the profiles' cells, which saves two of three logarithms per pair of cells.
    """
    k = len(loss)
    for j in range(first, k):
        if j == i or not alive[j]:
            continue
        total = 0.0
        for role in range(sums.shape[1]):
            total -= _lost(sums[i, role], sums[j, role])
        for d in range(profiles.shape[1]):
            if profiles[i, d] > 0 and profiles[j, d] > 0:
                total += h[i, d] + h[j, d] - _h(profiles[i, d] + profiles[j, d])
        if sums.shape[1] == 2:
            ii, ij, ji, jj = profiles[i, i], profiles[i, j], profiles[j, i], profiles[j, j]
            # These four cells become one; the sums over rows and over columns each made them two.
            total += _h(ii) + _h(ij) + _h(ji) + _h(jj) - _h(ii + ij + ji + jj)
            total -= _lost(ii, ji) + _lost(ij, jj) + _lost(ii, ij) + _lost(ji, jj)
        loss[min(i, j), max(i, j)] = total
