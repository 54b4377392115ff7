"""The compiled sweep of exchange; its plain twin is in ``tests/naive.py``."""

import numpy as np

from wordclass.compiling import inner, kernel

_TABLE_SIZE = 1 << 19  # 4 MB: also the totals of classes in some million tokens are looked up
XLOGX = np.zeros(_TABLE_SIZE)
XLOGX[1:] = np.arange(1, _TABLE_SIZE) * np.log(np.arange(1, _TABLE_SIZE))

_NOISE_BITS = np.uint64(12)
_NOISE_MASK = np.uint64((1 << 12) - 1)
# Choosing the class of the largest gain + T * Gumbel noise draws it in proportion to exp(gain / T).
GUMBEL = -np.log(-np.log((np.arange(1 << 12) + 0.5) / (1 << 12)))


@kernel
def exchange_sweep(
    order, labels, other, tied, indptr, indices, data, cells, prior_weight, pseudocounts,
    first, last, temperature, noise_state, noise, table,
):  # fmt: skip
    """Move each word of ``order`` to the class that raises the objective most, in place.

    The objective is sum f(N(c,d)) - sum f(N(c)) - sum f(N(d)) + w sum log gamma(m + a), with
    f(n) = n log n, the log-likelihood of the class bigram model up to a constant, m the number of
    words in each class or, two-sided, in each pair of classes, and a their pseudocounts.

    Parameters
    ----------
    order : (n,) word ids in the order they are visited
    labels : (V,) class of each word in the role that moves; changed
    other : (V,) class of each word in the other role; ``labels`` itself when tied
    tied : whether both roles move together
    indptr, indices, data : (V, V) counts of what follows each word (CSR); when tied (2V, V), with
        what precedes each word below
    cells : (D + 1, C) class counts with the moving class last, and its totals below; when tied
        the same of the other role below, (2C + 2, C); changed
    prior_weight : w, of the prior that a word joins a class in proportion to its size
    pseudocounts : (1, C) a, of each class or, two-sided, (D, C) of each pair of classes
    first, last : classes a word may join are first <= c < last
    temperature : (n,) scale of the noise added to each visited word's gains, 0 for none
    noise_state : (1,) uint64, state of the random number generator; changed
    noise : (4096,) equiprobable values of the noise: GUMBEL
    table : n log n of the smallest n

    Returns
    -------
    int
        How many words moved.
    """
    n_rows, n_classes = cells.shape
    n_sides = 2 if tied else 1
    side_rows = n_rows // n_sides
    values, steps = np.empty(cells.shape), np.empty(cells.shape)  # f(n), f(n + 1) - f(n)
    for r in range(n_rows):
        for h in range(n_classes):
            _set(cells, values, steps, r, h, cells[r, h], table)
    counts = np.empty(n_rows, np.int64)  # bigrams of the word in each row of cells
    rows = np.empty(n_rows, np.int64)  # the rows that have any, the totals first
    members = np.empty(pseudocounts.shape, np.int64)
    prior = np.empty(pseudocounts.shape)  # of joining each class
    counts[:], members[:] = 0, 0
    by_pair = len(pseudocounts) > 1
    for word in range(len(labels)):
        members[other[word] if by_pair else 0, labels[word]] += 1
    for r in range(len(pseudocounts)):
        for h in range(n_classes):
            prior[r, h] = prior_weight * np.log(members[r, h] + pseudocounts[r, h])
    gain = np.empty(n_classes)
    less, more = np.int64(-1), np.int64(1)  # typed: for literals numba compiles _add again
    moved = 0
    for i in range(len(order)):
        word = order[i]
        old = labels[word]
        n_nonzero = n_sides
        with_itself = np.int64(0)
        for side in range(n_sides):
            start, total = side * side_rows, 0
            place = word + side * len(labels)
            for j in range(indptr[place], indptr[place + 1]):
                total += data[j]
                if tied and indices[j] == word:
                    with_itself = data[j]
                    continue
                r = start + other[indices[j]]
                if counts[r] == 0:
                    rows[n_nonzero] = r
                    n_nonzero += 1
                counts[r] += data[j]
            rows[side] = start + side_rows - 1
            counts[rows[side]] = total
        row = other[word] if by_pair else 0
        members[row, old] -= 1
        prior[row, old] = prior_weight * np.log(members[row, old] + pseudocounts[row, old])
        _add(old, less, rows, n_nonzero, counts, with_itself, n_sides, cells, values, steps, table)

        for h in range(n_classes):
            gain[h] = prior[row, h]
        for k in range(n_nonzero):  # in place: to call a function costs more than a row of classes
            r, n = rows[k], counts[rows[k]]
            sign = -1.0 if k < n_sides else 1.0
            if n == 1:  # the difference is known
                for h in range(n_classes):
                    gain[h] += sign * steps[r, h]
            elif n > 1:
                for h in range(n_classes):
                    gain[h] += sign * (_xlogx(cells[r, h] + n, table) - values[r, h])
        # In the cell of a class with itself the word is counted on both sides at once.
        for k in range(n_classes if with_itself > 0 else n_nonzero if tied else 0):
            h = k if with_itself > 0 else rows[k]
            if h < n_classes and (counts[h] > 0 and counts[side_rows + h] > 0 or with_itself > 0):
                n, after, before = cells[h, h], counts[h], counts[side_rows + h]
                gain[h] += (
                    _xlogx(n + after + before + with_itself, table)
                    - _xlogx(n + after, table)
                    - _xlogx(n + before, table)
                    + _xlogx(n, table)
                )
        if temperature[i] > 0:
            _add_noise(gain[first:last], temperature[i], noise_state, noise)
        new = first if old < first or old >= last else old
        for h in range(first, last):
            if gain[h] > gain[new]:
                new = h

        moved += new != old
        labels[word] = new
        members[row, new] += 1
        prior[row, new] = prior_weight * np.log(members[row, new] + pseudocounts[row, new])
        _add(new, more, rows, n_nonzero, counts, with_itself, n_sides, cells, values, steps, table)
        for k in range(n_nonzero):
            counts[rows[k]] = 0
    return moved


@inner
def _xlogx(n, table):
    place = np.uint64(n)  # no check for a negative index
    return table[place] if place < np.uint64(len(table)) else n * np.log(n)


@inner
def _set(cells, values, steps, r, h, n, table):
    """Set a class count, and what is derived from it."""
    cells[r, h] = n
    values[r, h] = _xlogx(n, table)
    steps[r, h] = _xlogx(n + 1, table) - values[r, h]


@inner
def _add(h, sign, rows, n_nonzero, counts, with_itself, n_sides, cells, values, steps, table):
    """Add a word's counts to those of class h, or subtract them."""
    side_rows = len(cells) // n_sides
    for k in range(n_nonzero):
        r = rows[k]
        n = cells[r, h] + sign * counts[r]
        _set(cells, values, steps, r, h, n, table)
        if n_sides == 2 and k >= n_sides:  # the same cell in the other role
            row, column = (h, r - side_rows) if r >= side_rows else (side_rows + h, r)
            _set(cells, values, steps, row, column, n, table)
    if with_itself > 0:
        n = cells[h, h] + sign * with_itself
        _set(cells, values, steps, h, h, n, table)
        _set(cells, values, steps, side_rows + h, h, n, table)


@inner
def _add_noise(gain, temperature, state, noise):
    """Add noise of 12 random bits to every gain: five of 64 bits (Steele, Lea & Flood 2014)."""
    bits = np.uint64(0)
    for h in range(len(gain)):
        if h % 5 == 0:
            state[0] += np.uint64(0x9E3779B97F4A7C15)
            z = state[0]
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            bits = z ^ (z >> np.uint64(31))
        gain[h] += temperature * noise[bits & _NOISE_MASK]
        bits >>= _NOISE_BITS
