"""Compiled inference in a chain of tokens, each in one of the states its word allows.

A state is a pair of classes: the right class d follows the token before, and the left class c
precedes the token after; p(d|c) is the transition between tokens. The tests of tagging compare the
result with the sum over all paths.

The kernels share these parameters:

starts : (sentences + 1,) int
    The tokens of sentence s are ``starts[s]`` to ``starts[s + 1] - 1``.
words : (tokens,) int
    The word of each token.
sizes, states : (words,) int
    How many states a word has, at least one, and where they begin in ``rights`` and ``lefts``,
    which words may share.
rights, lefts : (states,) unsigned int, for which no sign is tested
    The right class and the left class of each state.
rows, shared : (words,) int, (rows, states) float
    The weights of a word's states: a row of ``shared``, or zeros where ``rows`` is -1, and to it
offsets, places, added : (words + 1,) int, int, float
    ``added[i]`` for the state ``places[i]`` of the word, for i from ``offsets[word]`` to
    ``offsets[word + 1] - 1``.
table : (L+1, K+1) float
    p(d|c).
first, last : (K+1,), (L+1,) float
    The weight of each right class at the start of a sentence, of each left class at its end.
"""

import numpy as np

from wordclass.compiling import inner, kernel, vectorised

_SMALLEST = float(np.finfo(float).tiny)


@vectorised
def _to_one(p):
    """Scale to sum to 1, in place; return whether the sum was large enough to divide by."""
    total = 0.0
    for i in range(len(p)):
        total += p[i]
    if total <= _SMALLEST:
        return False
    scale = 1.0 / total
    for i in range(len(p)):
        p[i] *= scale
    return True


@inner
def _copy(source, target):
    """Copy without the check of shapes that an assignment to a slice compiles, for seconds."""
    for i in range(len(target)):
        target[i] = source[i]


@vectorised
def _mix_rows(weights, rows, mixed):
    """Write the sum of the rows, by weight, to ``mixed``; most weights are 0."""
    mixed[:] = 0.0
    for i in range(len(weights)):
        if weights[i] > 0:
            for j in range(len(mixed)):
                mixed[j] += weights[i] * rows[i, j]


@vectorised
def _dots(vector, rows, products):
    """Write the dot product of each row with the vector to ``products``."""
    for i in range(len(rows)):
        total = 0.0
        for j in range(len(vector)):
            total += rows[i, j] * vector[j]
        products[i] = total


@inner
def _largest(p):
    """Return the first place of the largest of some numbers, none of which is NaN."""
    place = 0
    for i in range(len(p)):
        if p[i] > p[place]:
            place = i
    return place


@inner
def _weigh(word, sizes, rows, shared, offsets, places, added, weights):
    """Write the weights of a word's states to the beginning of ``weights``."""
    if rows[word] >= 0:
        _copy(shared[rows[word]], weights[: sizes[word]])
    else:
        weights[: sizes[word]] = 0.0
    for i in range(offsets[word], offsets[word + 1]):
        weights[places[i]] += added[i]


@inner
def _receive(word, sizes, states, classes, mixture, table, reverse, message):
    """Write the message from a neighbour: the row of its one class, or a mixture of rows."""
    if sizes[word] == 1:
        _copy(table[classes[states[word]]], message)
    elif 4 * sizes[word] < len(mixture):
        _mix_rows(mixture, table, message)
    else:  # the same, several times as fast where few weights are 0
        _dots(mixture, reverse, message)


@inner
def _cross(message, sources, targets, weights, crossed):
    """Take a message from one class of each state to its other class, as a distribution."""
    crossed[:] = 0.0
    for i in range(len(sources)):
        crossed[targets[i]] += weights[i] * message[sources[i]]
    if not _to_one(crossed):  # an impossible message is ignored
        crossed[:] = 0.0
        for i in range(len(targets)):
            crossed[targets[i]] += 1.0
        _to_one(crossed)


@kernel
def forward_backward(
    starts, words, sizes, states, rights, lefts, rows, shared, offsets, places, added,
    table, reverse, first, last, best, posterior,
):  # fmt: skip
    """Write the left class of highest p(class | sentence) of each token to ``best`` (tokens,).

    ``reverse`` is the transpose of ``table``; ``posterior`` (tokens, L+1) gets p(class |
    sentence) unless it has no rows. This is proportional to the product of the forward message,
    from the tokens up to this one, and the backward message, from those after it.
    """
    n_left, n_right = table.shape
    forward = np.empty((np.diff(starts).max(), n_left))
    backward_right, backward, message = np.empty(n_right), np.empty(n_left), np.empty(n_right)
    weights = np.empty(len(rights))
    for s in range(len(starts) - 1):
        start, stop = starts[s], starts[s + 1]
        for t in range(start, stop):
            word = words[t]
            own = slice(states[word], states[word] + sizes[word])
            if sizes[word] == 1:  # as most words
                best[t] = lefts[states[word]]
                continue
            if t == start:
                _copy(first, message)
            else:
                before = forward[t - 1 - start]
                _receive(words[t - 1], sizes, states, lefts, before, table, reverse, message)
            _weigh(word, sizes, rows, shared, offsets, places, added, weights)
            _cross(message, rights[own], lefts[own], weights, forward[t - start])
        for t in range(stop - 1, start - 1, -1):
            word = words[t]
            own = slice(states[word], states[word] + sizes[word])
            p = forward[t - start]
            if sizes[word] > 1:
                if t == stop - 1:
                    _copy(last, backward)
                else:
                    _receive(
                        words[t + 1],
                        sizes,
                        states,
                        rights,
                        backward_right,
                        reverse,
                        table,
                        backward,
                    )
                if t > start and sizes[words[t - 1]] > 1:
                    _weigh(word, sizes, rows, shared, offsets, places, added, weights)
                    _cross(backward, lefts[own], rights[own], weights, backward_right)
                for c in range(n_left):
                    p[c] *= backward[c]
                best[t] = _largest(p)
            if len(posterior) > 0:
                if sizes[word] == 1 or not _to_one(p):
                    p[:] = 0.0
                    p[best[t]] = 1.0
                _copy(p, posterior[t])


@kernel
def viterbi(
    starts, words, sizes, states, rights, lefts, rows, shared, offsets, places, added,
    table, first, last, path,
):  # fmt: skip
    """Write the most probable path through every sentence to ``path``, as states."""
    n_left, n_right = table.shape
    weights, score = np.empty(len(rights)), np.empty(len(rights))
    best_left, source_left = np.empty(n_left), np.empty(n_left, np.int64)
    best, reached = np.empty(n_right), np.empty(n_right, np.int64)  # and by which token last
    source = np.empty((np.diff(starts).max() + 1, n_right), np.int64)
    reached[:] = -1
    for s in range(len(starts) - 1):
        start, stop = starts[s], starts[s + 1]
        best_left[:] = 0.0
        for t in range(start, stop):
            word = words[t]
            state = states[word]
            _weigh(word, sizes, rows, shared, offsets, places, added, weights)
            p = score[: sizes[word]]
            for i in range(len(p)):
                d = rights[state + i]
                if t == start:
                    best[d] = first[d]
                elif reached[d] < t:
                    reached[d], best[d], source[t - start, d] = t, 0.0, 0
                    for c in range(n_left):
                        if best_left[c] * table[c, d] > best[d]:
                            best[d], source[t - start, d] = (
                                best_left[c] * table[c, d],
                                source_left[c],
                            )
                p[i] = best[d] * weights[i]
            if not _to_one(p):
                p[:] = 1.0
            best_left[:] = 0.0
            for i in range(len(p)):
                c = lefts[state + i]
                if p[i] > best_left[c]:
                    best_left[c], source_left[c] = p[i], i
        chosen, highest = 0, -1.0
        for c in range(n_left):
            if best_left[c] > 0 and best_left[c] * last[c] > highest:
                chosen, highest = source_left[c], best_left[c] * last[c]
        for t in range(stop - 1, start - 1, -1):
            path[t] = states[words[t]] + chosen
            chosen = source[t - start, rights[path[t]]]
