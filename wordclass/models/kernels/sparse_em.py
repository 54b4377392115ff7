"""The compiled E-step of sparse memberships; its plain twin is in ``tests/naive.py``."""

import numpy as np

from wordclass.compiling import kernel


@kernel
def sparse_rows(
    indptr, indices, data, start, stop,
    u_indptr, u_classes, u_values, table, t_indptr, t_classes, t_values,
    ratio, prev, pairs,
):  # fmt: skip
    """E-step over preceding words when words have few classes: the posterior pair by pair.

    Parameters
    ----------
    indptr, indices, data : counts (CSR)
    start, stop : rows to work on
    u_indptr, u_classes, u_values : (V, L) weights of preceding words, sparse rows
    table : (L, K)
    t_indptr, t_classes, t_values : (V, K) weights of following words, sparse rows
    ratio : (nonzeros,) n(a,b) / p(a,b); written, 0 where p is 0
    prev : like ``u_values``: expected counts of words in left classes; written
    pairs : (L, K) expected counts of class pairs; added to

    Returns
    -------
    float
        Sum of n(a,b) log p(a,b) over these rows.
    """
    log_likelihood = 0.0
    for a in range(start, stop):
        for i in range(u_indptr[a], u_indptr[a + 1]):
            prev[i] = 0.0
        for j in range(indptr[a], indptr[a + 1]):
            b = indices[j]
            p = 0.0
            for i in range(u_indptr[a], u_indptr[a + 1]):
                row = table[u_classes[i]]
                inner = 0.0
                for k in range(t_indptr[b], t_indptr[b + 1]):
                    inner += row[t_classes[k]] * t_values[k]
                p += u_values[i] * inner
            if p <= 0.0:
                ratio[j] = 0.0
                log_likelihood += data[j] * np.log(1e-300)
                continue
            r = data[j] / p
            ratio[j] = r
            log_likelihood += data[j] * np.log(p)
            for i in range(u_indptr[a], u_indptr[a + 1]):
                c = u_classes[i]
                for k in range(t_indptr[b], t_indptr[b + 1]):
                    d = t_classes[k]
                    expected = r * u_values[i] * table[c, d] * t_values[k]
                    prev[i] += expected
                    pairs[c, d] += expected
    return log_likelihood


@kernel
def sparse_columns(
    indptr_t, indices_t, position, start, stop,
    u_indptr, u_classes, u_values, table, t_indptr, t_classes, t_values,
    ratio, following,
):  # fmt: skip
    """E-step over following words: their expected counts in right classes; written.

    ``following`` is like ``t_values``; ``position`` is the index in ``ratio`` of
    each entry of the transposed counts.
    """
    for b in range(start, stop):
        for k in range(t_indptr[b], t_indptr[b + 1]):
            d = t_classes[k]
            total = 0.0
            for j in range(indptr_t[b], indptr_t[b + 1]):
                a = indices_t[j]
                inner = 0.0
                for i in range(u_indptr[a], u_indptr[a + 1]):
                    inner += u_values[i] * table[u_classes[i], d]
                total += ratio[position[j]] * inner
            following[k] = total * t_values[k]
