"""The compiled sweep of exchange: arrays in, arrays out; its twin stands in ``tests/naive.py``."""

import numpy as np
from numba import njit

_TABLE_SIZE = 1 << 16
XLOGX = np.zeros(_TABLE_SIZE)  # n log n for small n, where most class counts of rare words are
XLOGX[1:] = np.arange(1, _TABLE_SIZE) * np.log(np.arange(1, _TABLE_SIZE))


_NOISE_BITS = np.uint64(12)
_NOISE_MASK = np.uint64((1 << 12) - 1)
# Choosing the class of the largest gain + T * Gumbel noise draws it in proportion to exp(gain / T).
GUMBEL = -np.log(-np.log((np.arange(1 << 12) + 0.5) / (1 << 12)))


@njit(cache=True, nogil=True, inline="always")
def _xlogx(n, table):
    if n < table.shape[0]:
        return table[n]
    return n * np.log(n)


@njit(cache=True, nogil=True, inline="always")
def _step(n, table):
    return _xlogx(n + 1, table) - _xlogx(n, table)


@njit(cache=True, nogil=True)
def exchange_sweep(
    order, labels, other, tied,
    indptr, indices, data, indptr_t, indices_t, data_t,
    by_next, step_next, by_prev, step_prev, prev_totals, next_totals,
    members, member_weight, first, last, temperature, noise_state, noise, table,
):  # fmt: skip
    """Move each word of ``order`` to the class that raises the objective most, in place.

    The objective is sum f(N(c,d)) - sum f(N(c)) - sum f(N(d)) + w sum g(members), with
    f(n) = n log n: the log-likelihood of the class bigram model but for a constant.

    Parameters
    ----------
    order : (n,) word ids in the order they are visited
    labels : (V,) class of each word in the role that moves; changed
    other : (V,) class of each word in the other role; ``labels`` itself when tied
    tied : whether both roles move together; without it the ``_t`` arrays are not read
    indptr, indices, data : counts of what follows each word (CSR)
    indptr_t, indices_t, data_t : counts of what precedes each word (CSR of the transpose)
    by_next, step_next : (D, C) class counts with the moving class last, and their
        f(n + 1) - f(n); changed
    by_prev, step_prev : (C, C) the same with the moving class as the following one; tied only
    prev_totals : (C,) bigrams each class precedes; changed
    next_totals : (C,) bigrams each class follows, tied only; changed
    members : (C,) how many words each class has; changed
    member_weight : weight of the prior that a word joins a class in proportion to its size
    first, last : classes a word may join are first <= c < last
    temperature : (n,) how much noise is added to each visited word's gains, 0 for none
    noise_state : (1,) uint64, the state of the noise's generator; changed
    noise : (4096,) the values noise takes, each as likely: GUMBEL
    table : n log n for small n

    Returns
    -------
    int
        How many words moved.
    """
    n_other, n_classes = by_next.shape
    following = np.zeros(n_other, np.int64)  # bigrams of the word with each class after it
    preceding = np.zeros(n_classes, np.int64)
    following_list = np.empty(n_other, np.int64)
    preceding_list = np.empty(n_classes, np.int64)
    gain = np.empty(n_classes)
    moved = 0
    for i in range(order.shape[0]):
        word = order[i]
        old = labels[word]
        n_following = 0
        n_preceding = 0
        with_itself = 0
        row_total = 0
        col_total = 0
        for j in range(indptr[word], indptr[word + 1]):
            n = data[j]
            row_total += n
            if tied and indices[j] == word:
                with_itself = n
                continue
            d = other[indices[j]]
            if following[d] == 0:
                following_list[n_following] = d
                n_following += 1
            following[d] += n
        if tied:
            for j in range(indptr_t[word], indptr_t[word + 1]):
                n = data_t[j]
                col_total += n
                if indices_t[j] == word:
                    continue
                c = other[indices_t[j]]
                if preceding[c] == 0:
                    preceding_list[n_preceding] = c
                    n_preceding += 1
                preceding[c] += n

        # Take the word out of its class.
        members[old] -= 1
        prev_totals[old] -= row_total
        for k in range(n_following):
            d = following_list[k]
            by_next[d, old] -= following[d]
            if tied:
                by_prev[old, d] -= following[d]
        if tied:
            next_totals[old] -= col_total
            for k in range(n_preceding):
                c = preceding_list[k]
                by_next[old, c] -= preceding[c]
                by_prev[c, old] -= preceding[c]
            by_next[old, old] -= with_itself
            by_prev[old, old] -= with_itself
        _refresh(
            old, following_list[:n_following], preceding_list[:n_preceding], tied,
            by_next, step_next, by_prev, step_prev, table,
        )  # fmt: skip

        # What each class would gain by it.
        for h in range(first, last):
            n = prev_totals[h]
            gain[h] = _xlogx(n, table) - _xlogx(n + row_total, table)
        if tied:
            for h in range(first, last):
                n = next_totals[h]
                gain[h] += _xlogx(n, table) - _xlogx(n + col_total, table)
        for k in range(n_following):
            _add_gain(gain, first, last, following[following_list[k]],
                      by_next[following_list[k]], step_next[following_list[k]], table)  # fmt: skip
        for k in range(n_preceding):
            _add_gain(gain, first, last, preceding[preceding_list[k]],
                      by_prev[preceding_list[k]], step_prev[preceding_list[k]], table)  # fmt: skip
        if tied:
            # In its own cell a class meets the word on both sides at once.
            for h in range(first, last):
                if (following[h] > 0 and preceding[h] > 0) or with_itself > 0:
                    n = by_prev[h, h]
                    gain[h] += (
                        _xlogx(n + following[h] + preceding[h] + with_itself, table)
                        - _xlogx(n + following[h], table)
                        - _xlogx(n + preceding[h], table)
                        + _xlogx(n, table)
                    )
        if member_weight > 0:
            for h in range(first, last):
                gain[h] += member_weight * np.log(members[h] + 1.0)
        if temperature[i] > 0:
            bits = np.uint64(0)
            for h in range(first, last):
                if (h - first) % 5 == 0:
                    bits = _splitmix(noise_state)
                gain[h] += temperature[i] * noise[bits & _NOISE_MASK]
                bits >>= _NOISE_BITS
        new = first if old < first or old >= last else old
        for h in range(first, last):
            if gain[h] > gain[new]:
                new = h

        # Put it into the new one.
        moved += new != old
        labels[word] = new
        members[new] += 1
        prev_totals[new] += row_total
        for k in range(n_following):
            d = following_list[k]
            by_next[d, new] += following[d]
            if tied:
                by_prev[new, d] += following[d]
            following[d] = 0
        if tied:
            next_totals[new] += col_total
            for k in range(n_preceding):
                c = preceding_list[k]
                by_next[new, c] += preceding[c]
                by_prev[c, new] += preceding[c]
                preceding[c] = 0
            by_next[new, new] += with_itself
            by_prev[new, new] += with_itself
        _refresh(
            new, following_list[:n_following], preceding_list[:n_preceding], tied,
            by_next, step_next, by_prev, step_prev, table,
        )  # fmt: skip
    return moved


@njit(cache=True, nogil=True, inline="always")
def _add_gain(gain, first, last, count, counts, steps, table):
    """Add f(n + count) - f(n) for every class; for one bigram the step is at hand."""
    if count == 1:
        for h in range(first, last):
            gain[h] += steps[h]
    else:
        for h in range(first, last):
            gain[h] += _xlogx(counts[h] + count, table) - _xlogx(counts[h], table)


@njit(cache=True, nogil=True, inline="always")
def _refresh(
    h, following_list, preceding_list, tied, by_next, step_next, by_prev, step_prev, table
):
    """Recompute f(n + 1) - f(n) of the cells of class ``h`` that have changed."""
    for d in following_list:
        step_next[d, h] = _step(by_next[d, h], table)
        if tied:
            step_prev[h, d] = step_next[d, h]
    if tied:
        for c in preceding_list:
            step_prev[c, h] = _step(by_prev[c, h], table)
            step_next[h, c] = step_prev[c, h]
        step_prev[h, h] = _step(by_prev[h, h], table)
        step_next[h, h] = step_prev[h, h]


@njit(cache=True, nogil=True, inline="always")
def _splitmix(state):
    """Draw 64 random bits (Steele, Lea & Flood 2014)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
