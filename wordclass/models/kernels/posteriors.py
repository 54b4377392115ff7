"""The compiled E-steps: arrays in, arrays out, nothing else; twins in ``tests/naive.py``."""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def sparse_columns(
    indptr_t, indices_t, place, start, stop,
    u_indptr, u_classes, u_values, table, t_indptr, t_classes, t_values,
    ratio, following,
):  # fmt: skip
    """E-step over following words: their expected counts in right classes; written.

    ``following`` is like ``t_values``; ``place`` says where each entry of the transposed
    counts stands in ``ratio``.
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
                total += ratio[place[j]] * inner
            following[k] = total * t_values[k]


@njit(cache=True, nogil=True)
def priced_memberships(indptr, cells, counts, profiles, price, iterations, memberships):
    """EM of words' memberships in classes of known profiles, each class at its price.

    n(w, f) ~ sum over c of m[w,c] b[c,f]. A class expected in fewer counts than its price is
    lost to the word for good; a word that can pay for none keeps the one expected most.

    Parameters
    ----------
    indptr, cells, counts : (V, F) counts of each word's neighbours in each cell (CSR)
    profiles : (C, F) b
    price : (V,) in expected counts
    iterations : at most; a word whose memberships stand still is done
    memberships : (V, C) start, rows sum to 1; written
    """
    n_words, n_classes = memberships.shape
    active = np.empty(n_classes, dtype=np.int64)
    expected = np.empty(n_classes)
    ratio = np.empty(profiles.shape[1])
    for w in range(n_words):
        m = memberships[w]
        seen = cells[indptr[w] : indptr[w + 1]]
        n = counts[indptr[w] : indptr[w + 1]]
        n_active = 0
        for c in range(n_classes):
            if m[c] > 0:
                active[n_active] = c
                n_active += 1
        for _ in range(iterations):
            if n_active < 2:
                break
            for i in range(len(seen)):
                ratio[i] = 0.0
            for k in range(n_active):
                weight = m[active[k]]
                profile = profiles[active[k]]
                for i in range(len(seen)):
                    ratio[i] += weight * profile[seen[i]]
            for i in range(len(seen)):
                ratio[i] = n[i] / max(ratio[i], 1e-300)
            best, total = 0, 0.0
            for k in range(n_active):
                profile = profiles[active[k]]
                inner = 0.0
                for i in range(len(seen)):
                    inner += ratio[i] * profile[seen[i]]
                expected[k] = inner * m[active[k]]
                if expected[k] > expected[best]:
                    best = k
                total += max(expected[k] - price[w], 0.0)
            if total <= 0.0:
                expected[best] = price[w] + 1.0
                total = 1.0
            moved = 0.0
            kept = 0
            for k in range(n_active):
                c = active[k]
                share = max(expected[k] - price[w], 0.0) / total
                moved = max(moved, abs(share - m[c]))
                m[c] = share
                if share > 0:
                    active[kept] = c
                    kept += 1
            n_active = kept
            if moved < 1e-12:
                break
