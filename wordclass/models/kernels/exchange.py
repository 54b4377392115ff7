"""The compiled sweep of exchange; its plain twin is in ``tests/naive.py``."""

import numpy as np
from numba import njit

_TABLE_SIZE = 1 << 16
XLOGX = np.zeros(_TABLE_SIZE)  # n log n for small n, as most class counts of rare words are
XLOGX[1:] = np.arange(1, _TABLE_SIZE) * np.log(np.arange(1, _TABLE_SIZE))

_NOISE_BITS = np.uint64(12)
_NOISE_MASK = np.uint64((1 << 12) - 1)
# Choosing the class of the largest gain + T * Gumbel noise draws it in proportion to exp(gain / T).
GUMBEL = -np.log(-np.log((np.arange(1 << 12) + 0.5) / (1 << 12)))


@njit(cache=True, nogil=True)
def exchange_sweep(
    order, labels, other, tied,
    indptr, indices, data, indptr_t, indices_t, data_t,
    by_next, step_next, by_prev, step_prev, prev_totals, step_prev_totals,
    next_totals, step_next_totals,
    members, member_weight, first, last, temperature, noise_state, noise, table,
):  # fmt: skip
    """Move each word of ``order`` to the class that raises the objective most, in place.

    The objective is sum f(N(c,d)) - sum f(N(c)) - sum f(N(d)) + w sum g(members), with
    f(n) = n log n: the log-likelihood of the class bigram model up to a constant.

    Parameters
    ----------
    order : (n,) word ids in the order they are visited
    labels : (V,) class of each word in the role that moves; changed
    other : (V,) class of each word in the other role; ``labels`` itself when tied
    tied : whether both roles move together
    indptr, indices, data : counts of what follows each word (CSR)
    indptr_t, indices_t, data_t : counts of what precedes each word (CSR of the transpose);
        without entries if not tied
    by_next, step_next : (D, C) class counts with the moving class last, and their
        f(n + 1) - f(n); changed
    by_prev, step_prev : (C, D) the same with the moving class first; changed if tied
    prev_totals, step_prev_totals : (C,) bigrams each class precedes, the same; changed
    next_totals, step_next_totals : (C,) bigrams each class follows, the same; changed if tied
    members : (C,) how many words each class has; changed
    member_weight : weight of the prior that a word joins a class in proportion to its size
    first, last : classes a word may join are first <= c < last
    temperature : (n,) scale of the noise added to each visited word's gains, 0 for none
    noise_state : (1,) uint64, state of the random number generator; changed
    noise : (4096,) equiprobable values of the noise: GUMBEL
    table : n log n for small n

    Returns
    -------
    int
        How many words moved.
    """
    n_other, n_classes = by_next.shape
    following = np.zeros(n_other, np.int64)  # bigrams of the word with each class after it
    preceding = np.zeros(n_other, np.int64)  # and before it
    following_list = np.empty(n_other, np.int64)
    preceding_list = np.empty(n_other, np.int64)
    gain = np.empty(n_classes)
    moved = 0
    for i in range(order.shape[0]):
        word = order[i]
        old = labels[word]
        skipped = word if tied else -1
        n_following, row_total, with_itself = _count_classes(
            indptr, indices, data, word, skipped, other, following, following_list
        )
        n_preceding, col_total, _ = _count_classes(
            indptr_t, indices_t, data_t, word, skipped, other, preceding, preceding_list
        )
        nexts, prevs = following_list[:n_following], preceding_list[:n_preceding]

        members[old] -= 1
        prev_totals[old] -= row_total
        step_prev_totals[old] = _step(prev_totals[old], table)
        if tied:
            next_totals[old] -= col_total
            step_next_totals[old] = _step(next_totals[old], table)
        _add(old, np.int64(-1), nexts, following, prevs, preceding, with_itself, tied,
             by_next, step_next, by_prev, step_prev, table)  # fmt: skip

        for h in range(n_classes):
            gain[h] = 0.0
        _add_gain(gain, -1.0, row_total, prev_totals, step_prev_totals, table)
        if tied:
            _add_gain(gain, -1.0, col_total, next_totals, step_next_totals, table)
        for d in nexts:
            _add_gain(gain, 1.0, following[d], by_next[d], step_next[d], table)
        for c in prevs:
            _add_gain(gain, 1.0, preceding[c], by_prev[c], step_prev[c], table)
        if tied:
            # In the cell of a class with itself the word is counted on both sides at once.
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
            _add_noise(gain[first:last], temperature[i], noise_state, noise)
        new = first if old < first or old >= last else old
        for h in range(first, last):
            if gain[h] > gain[new]:
                new = h

        moved += new != old
        labels[word] = new
        members[new] += 1
        prev_totals[new] += row_total
        step_prev_totals[new] = _step(prev_totals[new], table)
        if tied:
            next_totals[new] += col_total
            step_next_totals[new] = _step(next_totals[new], table)
        _add(new, np.int64(1), nexts, following, prevs, preceding, with_itself, tied,
             by_next, step_next, by_prev, step_prev, table)  # fmt: skip
        for d in nexts:
            following[d] = 0
        for c in prevs:
            preceding[c] = 0
    return moved


@njit(cache=True, nogil=True)
def _xlogx(n, table):
    if n < table.shape[0]:
        return table[n]
    return n * np.log(n)


@njit(cache=True, nogil=True)
def _count_classes(indptr, indices, data, word, skipped, labels, counts, classes):
    """Count a word's neighbours by class; list the classes met.

    Returns how many classes there are, all neighbours, and those that are the word ``skipped``.
    """
    n_classes = 0
    total = 0
    with_itself = 0
    for j in range(indptr[word], indptr[word + 1]):
        n = data[j]
        total += n
        if indices[j] == skipped:
            with_itself = n
            continue
        c = labels[indices[j]]
        if counts[c] == 0:
            classes[n_classes] = c
            n_classes += 1
        counts[c] += n
    return n_classes, total, with_itself


@njit(cache=True, nogil=True)
def _add(h, sign, nexts, following, prevs, preceding, with_itself, tied,
         by_next, step_next, by_prev, step_prev, table):  # fmt: skip
    """Add a word's counts to those of class h, or subtract them; renew the steps of its cells."""
    for d in nexts:
        by_next[d, h] += sign * following[d]
        if tied:
            by_prev[h, d] = by_next[d, h]
    if tied:
        for c in prevs:
            by_prev[c, h] += sign * preceding[c]
            by_next[h, c] = by_prev[c, h]
        by_prev[h, h] += sign * with_itself
        by_next[h, h] = by_prev[h, h]
        for c in prevs:
            step_prev[c, h] = _step(by_prev[c, h], table)
            step_next[h, c] = step_prev[c, h]
        step_next[h, h] = step_prev[h, h] = _step(by_prev[h, h], table)
    for d in nexts:
        step_next[d, h] = _step(by_next[d, h], table)
        if tied:
            step_prev[h, d] = step_next[d, h]


@njit(cache=True, nogil=True)
def _step(n, table):
    return _xlogx(n + 1, table) - _xlogx(n, table)


@njit(cache=True, nogil=True)
def _add_gain(gain, sign, count, counts, steps, table):
    """Add sign (f(n + count) - f(n)) for every class; for one bigram the difference is known."""
    if count == 1:
        for h in range(gain.shape[0]):
            gain[h] += sign * steps[h]
    elif count > 1:
        for h in range(gain.shape[0]):
            gain[h] += sign * (_xlogx(counts[h] + count, table) - _xlogx(counts[h], table))


@njit(cache=True, nogil=True)
def _add_noise(gain, temperature, state, noise):
    """Add noise of 12 random bits to every gain: five of 64 bits (Steele, Lea & Flood 2014)."""
    bits = np.uint64(0)
    for h in range(gain.shape[0]):
        if h % 5 == 0:
            state[0] += np.uint64(0x9E3779B97F4A7C15)
            z = state[0]
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            bits = z ^ (z >> np.uint64(31))
        gain[h] += temperature * noise[bits & _NOISE_MASK]
        bits >>= _NOISE_BITS
