"""The compiled E-step of free memberships; its plain twin is in ``tests/naive.py``."""

from wordclass.compiling import vectorised
from wordclass.models.kernels.prefetch import prefetch

_AHEAD = 8  # entries between asking for a row and using it
_LINE = 8  # doubles that are loaded together


@vectorised
def posterior_rows(indptr, indices, data, start, prev_factor, next_factor, ratio, row_sums):
    """E-step over a range of preceding words: p(a,b) = sum over d of X[a,d] T[b,d].

    Parameters
    ----------
    indptr, indices, data : counts (CSR)
    start : first row of the range
    prev_factor : (rows, K) X of the range
    next_factor : (V, K) T
    ratio : (nonzeros,) n(a,b) / p(a,b); written for the range
    row_sums : (rows, K) sum over b of ratio T[b]; written
    """
    n_rows, n_classes = prev_factor.shape
    last = len(indices) - 1
    for i in range(n_rows):
        x = prev_factor[i]
        sums = row_sums[i]
        for d in range(n_classes):
            sums[d] = 0.0
        for j in range(indptr[start + i], indptr[start + i + 1]):
            soon = next_factor[indices[min(j + _AHEAD, last)]]
            for d in range(0, n_classes, _LINE):
                prefetch(soon, d)
            t = next_factor[indices[j]]
            p = 0.0
            for d in range(n_classes):
                p += x[d] * t[d]
            r = data[j] / p
            ratio[j] = r
            for d in range(n_classes):
                sums[d] += r * t[d]


@vectorised
def posterior_columns(indptr_t, indices_t, position, start, stop, prev_factor, next_factor, ratio,
                      following):  # fmt: skip
    """E-step over following words ``start`` to ``stop``: T[b] times the sum over a of ratio X[a].

    ``position`` is the index in ``ratio`` of each entry of the transposed counts; ``following``
    (V, K) is written.
    """
    n_classes = prev_factor.shape[1]
    last = len(position) - 1
    for b in range(start, stop):
        sums = following[b]
        for d in range(n_classes):
            sums[d] = 0.0
        for j in range(indptr_t[b], indptr_t[b + 1]):
            soon = prev_factor[indices_t[min(j + _AHEAD, last)]]
            for d in range(0, n_classes, _LINE):
                prefetch(soon, d)
            prefetch(ratio, position[min(j + 2 * _AHEAD, last)])
            r = ratio[position[j]]
            x = prev_factor[indices_t[j]]
            for d in range(n_classes):
                sums[d] += r * x[d]
        for d in range(n_classes):
            sums[d] *= next_factor[b, d]
