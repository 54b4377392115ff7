"""Compiled inference in a chain of tokens, each in one of the states its word allows.

A state is a pair of a right class d, entered from the token before, and a left class c, left
for the token after; p(d|c) leads from one token to the next. The twins in ``tests/naive.py``
enumerate all paths.

The kernels share these parameters:

starts : (sentences + 1,) int
    The tokens of sentence s are ``starts[s]`` to ``starts[s + 1] - 1``.
words : (tokens,) int
    The word of each token.
states, weighed : (words,) int
    Where the states of a word begin in ``rights`` and ``lefts``, which words may share, and in
    ``weights``; at least one per word.
rights, lefts, weights : (states,) int, int, float
    Their right class, left class and weight.
offsets : (tokens + 1,) int
    Where the states of each token stand in an array over all states of all tokens.
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
    """Scale to sum to 1, in place; uniform if the sum is 0, or too small to divide by."""
    total = 0.0
    for i in range(len(p)):
        total += p[i]
    scale, uniform = (1.0 / total, 0.0) if total > _SMALLEST else (0.0, 1.0 / len(p))
    for i in range(len(p)):
        p[i] = p[i] * scale + uniform


@inner
def _copy(source, target):
    """Copy without the check of shapes that an assignment to a slice compiles, for seconds."""
    for i in range(len(target)):
        target[i] = source[i]


@vectorised
def _mix_rows(weights, rows, mixed):
    """Write the sum of the rows, by weight, to ``mixed``."""
    mixed[:] = 0.0
    for i in range(len(weights)):
        weight, row = weights[i], rows[i]
        if weight > 0:
            for j in range(len(mixed)):
                mixed[j] += weight * row[j]


@kernel
def forward_backward(
    starts, words, states, weighed, rights, lefts, weights, offsets, table, reverse,
    first, last, posterior,
):  # fmt: skip
    """Write p(state | sentence) of each token's states to ``posterior``; ``reverse`` is table.T."""
    n_left, n_right = table.shape
    after, entered = np.empty(n_left), np.empty(n_right)
    behind, message = np.empty(n_left), np.empty(n_right)
    for s in range(len(starts) - 1):
        _copy(first, message)
        for t in range(starts[s], starts[s + 1]):
            state, p = states[words[t]], posterior[offsets[t] : offsets[t + 1]]
            if len(p) == 1:  # as most words: nothing to add up
                p[0] = 1.0
                _copy(table[lefts[state]], message)
                continue
            weight = weights[weighed[words[t]] :]
            for i in range(len(p)):
                p[i] = message[rights[state + i]] * weight[i]
            _to_one(p)
            after[:] = 0.0
            for i in range(len(p)):
                after[lefts[state + i]] += p[i]
            _mix_rows(after, table, message)
        _copy(last, behind)
        for t in range(starts[s + 1] - 1, starts[s] - 1, -1):
            state, p = states[words[t]], posterior[offsets[t] : offsets[t + 1]]
            if len(p) == 1:
                _copy(reverse[rights[state]], behind)
                continue
            weight = weights[weighed[words[t]] :]
            entered[:] = 0.0
            for i in range(len(p)):
                p[i] *= behind[lefts[state + i]]
                entered[rights[state + i]] += weight[i] * behind[lefts[state + i]]
            _to_one(p)
            _to_one(entered)
            _mix_rows(entered, reverse, behind)


@kernel
def viterbi(
    starts, words, states, weighed, rights, lefts, weights, offsets, table, first, last, path
):  # fmt: skip
    """Write the most probable path through every sentence to ``path``, as states."""
    n_left, n_right = table.shape
    came_from = np.empty(offsets[-1], np.int64)
    score = np.empty(offsets[-1])
    best_left, source_left = np.empty(n_left), np.empty(n_left, np.int64)
    best, source = np.empty(n_right), np.empty(n_right, np.int64)
    for s in range(len(starts) - 1):
        _copy(first, best)
        source[:] = 0
        for t in range(starts[s], starts[s + 1]):
            state, p = states[words[t]], score[offsets[t] : offsets[t + 1]]
            weight = weights[weighed[words[t]] :]
            for i in range(len(p)):
                p[i] = best[rights[state + i]] * weight[i]
                came_from[offsets[t] + i] = source[rights[state + i]]
            _to_one(p)
            best_left[:] = 0.0
            for i in range(len(p)):
                c = lefts[state + i]
                if p[i] > best_left[c]:
                    best_left[c], source_left[c] = p[i], i
            best[:] = 0.0
            source[:] = 0
            for c in range(n_left):
                if best_left[c] > 0:
                    for d in range(n_right):
                        if best_left[c] * table[c, d] > best[d]:
                            best[d], source[d] = best_left[c] * table[c, d], source_left[c]
        stop = starts[s + 1] - 1
        if stop < starts[s]:
            continue
        state, chosen, highest = states[words[stop]], 0, -1.0
        for i in range(offsets[stop + 1] - offsets[stop]):
            if score[offsets[stop] + i] * last[lefts[state + i]] > highest:
                chosen, highest = i, score[offsets[stop] + i] * last[lefts[state + i]]
        for t in range(stop, starts[s] - 1, -1):
            path[t] = states[words[t]] + chosen
            chosen = came_from[offsets[t] + chosen]


@kernel
def by_class(words, states, classes, offsets, posterior, found):
    """Add up each token's states by class: ``found`` (tokens, classes), zeros when passed."""
    for t in range(len(words)):
        state = states[words[t]]
        for i in range(offsets[t + 1] - offsets[t]):
            found[t, classes[state + i]] += posterior[offsets[t] + i]


@kernel
def best_class(words, states, classes, offsets, posterior, sums, best):
    """Write the class of highest posterior to ``best`` (tokens,); ``sums`` (classes,) is zero."""
    for t in range(len(words)):
        state, p = states[words[t]], posterior[offsets[t] : offsets[t + 1]]
        for i in range(len(p)):
            sums[classes[state + i]] += p[i]
        chosen = classes[state]
        for i in range(1, len(p)):
            c = classes[state + i]
            if sums[c] > sums[chosen] or (sums[c] == sums[chosen] and c < chosen):
                chosen = c
        for i in range(len(p)):
            sums[classes[state + i]] = 0.0
        best[t] = chosen
