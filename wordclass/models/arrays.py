"""Array types, normalisers and one-hot encodings that every part of the model stage uses."""

from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.special import xlogy

from wordclass.errors import check_choice

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Side = Literal["left", "right"]
SIDES: tuple[Side, ...] = get_args(Side)


def check_side(side: object) -> None:
    """Raise an InputError unless ``side`` is "left" or "right"."""
    check_choice("side", side, SIDES)


def reciprocal(x: npt.NDArray[Any]) -> FloatArray:
    """1/x, with 0 where x is 0 or too small to be inverted."""
    invertible = x >= np.finfo(np.float64).tiny
    return np.divide(1.0, x, out=np.zeros(np.shape(x)), where=invertible)


def to_distribution(weights: npt.NDArray[Any]) -> FloatArray:
    """Scale a vector to sum to 1; a vector of zeros becomes uniform.

    Examples
    --------
    >>> to_distribution(np.array([1, 3])).tolist()
    [0.25, 0.75]
    """
    total = weights.sum()
    return weights / total if total > 0 else np.full(len(weights), 1 / len(weights))


def rows_to_one(weights: npt.NDArray[Any], default: FloatArray | None = None) -> FloatArray:
    """Scale each row of a matrix to sum to 1; a row of zeros becomes ``default``, or stays.

    Examples
    --------
    >>> rows_to_one(np.array([[1, 3], [0, 0]]), np.array([0.5, 0.5])).tolist()
    [[0.25, 0.75], [0.5, 0.5]]
    """
    total = weights.sum(axis=1, keepdims=True)
    p = np.divide(weights, total, out=np.zeros(weights.shape), where=total > 0)
    if default is not None:
        p[total[:, 0] == 0] = default
    return p


def sparse_rows_to_one(weights: Any, default: FloatArray) -> sp.csr_array:
    """:func:`rows_to_one` of a matrix, dense or sparse, as sparse rows."""
    total = weights.sum(axis=1)
    rows = sp.csr_array(weights).sorted_indices()  # a copy
    rows.data = rows.data / np.repeat(np.where(total > 0, total, 1), np.diff(rows.indptr))
    rows.eliminate_zeros()
    if (total > 0).all():
        return rows
    row = np.where(total > 0, np.arange(len(total)), len(total))
    return sp.csr_array(sp.vstack([rows, sp.csr_array(default[None])]))[row]


def rows_to_unit_length(points: FloatArray) -> FloatArray:
    """Scale each row to Euclidean length 1; a row of rounding errors has no direction: zeros.

    Examples
    --------
    >>> rows_to_unit_length(np.array([[3.0, 4.0], [1e-16, 0.0]])).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    length = np.linalg.norm(points, axis=1, keepdims=True)
    rounding = 1e-12 * length.max(initial=0.0)
    return np.divide(points, length, out=np.zeros_like(points), where=length > rounding)


def one_hot(
    labels: IntArray, n_classes: int, weights: npt.NDArray[Any] | None = None
) -> sp.csr_array:
    """(n, n_classes) indicator matrix of labels: row i is ``weights[i]``, or 1, at ``labels[i]``.

    Examples
    --------
    >>> one_hot(np.array([1, 0]), 3).toarray().tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    """
    n = len(labels)
    data = np.ones(n) if weights is None else weights.copy()
    return sp.csr_array((data, labels.copy(), np.arange(n + 1)), shape=(n, n_classes))


def largest_entries(rows: sp.csr_array) -> tuple[IntArray, FloatArray]:
    """The column of each row's largest entry (the first of a tie) and the entry itself.

    No row may be empty.
    """
    starts = rows.indptr[:-1]
    largest = np.maximum.reduceat(rows.data, starts)
    is_largest = rows.data == np.repeat(largest, np.diff(rows.indptr))
    first = np.where(is_largest, rows.indices, rows.shape[1])
    return np.minimum.reduceat(first, starts).astype(np.int64), largest


def has_one_entry(rows: sp.csr_array) -> npt.NDArray[np.bool_]:
    """Whether each row has a single entry."""
    return np.diff(rows.indptr) == 1


def xlogx(n: npt.ArrayLike) -> FloatArray:
    """N log n, with 0 at 0."""
    return np.asarray(xlogy(n, n), dtype=np.float64)
