"""Words as mixtures of a few class profiles; the twin in ``tests/naive.py`` tries every subset."""

import numpy as np

from wordclass.compiling import kernel, vectorised

MAX_CLASSES = 6  # of one word
_TINY = 1e-300
_LOG_2, _SQRT_2 = np.log(2.0), np.sqrt(2.0)
_MANTISSA, _EXPONENT_0 = np.int64((1 << 52) - 1), np.int64(1023 << 52)  # bits of a double
_MIN_GAIN = 1e-6  # in nats
_PAIRED = 4  # candidates that the best pair may start from


@vectorised
def _inner(x, y, size):
    total = 0.0
    for i in range(size):
        total += x[i] * y[i]
    return total


@vectorised
def _log_likelihood(n, p, size):
    """Sum of n log p; overwrites ``p``.

    The logarithm of the C library takes one value at a time. With p = 2^e m and 1 <= m < 2,
    log m = log sqrt(2) + 2 artanh(t), whose series at |t| < .172 runs in vector registers.
    """
    bits = p.view(np.int64)
    total = 0.0
    for i in range(size):
        exponent = np.int32(bits[i] >> 52) - np.int32(1023)
        bits[i] = bits[i] & _MANTISSA | _EXPONENT_0
        t = (p[i] - _SQRT_2) / (p[i] + _SQRT_2)
        u = t * t
        series = 1 / 9 + u * (1 / 11 + u * (1 / 13 + u * (1 / 15 + u / 17)))
        series = 1 + u * (1 / 3 + u * (1 / 5 + u * (1 / 7 + u * series)))
        total += n[i] * ((exponent + 0.5) * _LOG_2 + 2 * t * series)
    return total


@vectorised
def _mix(density, size, chosen, weights, k, fitted):
    """Mixture of the first ``k`` chosen profiles, written to ``fitted``."""
    for i in range(size):
        fitted[i] = 0.0
        for j in range(k):
            fitted[i] += weights[j] * density[chosen[j], i]


@vectorised
def _fit_weights(density, n, size, chosen, weights, k, fitted, ratio, updated):
    """Weights of maximal likelihood for the first ``k`` chosen classes, by EM, in place.

    Returns
    -------
    float
        Sum of n log fitted.
    """
    for _ in range(30):
        _mix(density, size, chosen, weights, k, fitted)
        for i in range(size):
            ratio[i] = n[i] / max(fitted[i], _TINY)
        total = 0.0
        for j in range(k):
            updated[j] = weights[j] * _inner(ratio, density[chosen[j]], size)
            total += updated[j]
        change = 0.0
        for j in range(k):
            share = updated[j] / total if total > 0 else 1.0 / k
            change = max(change, abs(share - weights[j]))
            weights[j] = share
        if change < 1e-4:
            _mix(density, size, chosen, weights, k, fitted)
            break
    for i in range(size):
        ratio[i] = max(fitted[i], _TINY)
    return _log_likelihood(n, ratio, size)


@vectorised
def _gain(profile, n, size, fitted, mixture):
    """Largest gain by mixing one more profile into ``fitted``, and the weight that attains it.

    Newton's method on the weight in (0, 1), with bisection where it leaves the bracket.
    """
    low, high, w = 0.0, 1.0, 0.5
    for _ in range(10):
        first, second = 0.0, 0.0
        for i in range(size):
            rise = profile[i] - fitted[i]
            r = rise / max(fitted[i] + w * rise, _TINY)
            first += n[i] * r
            second -= n[i] * r * r
        if first > 0:
            low = w
        else:
            high = w
        new = w - first / second if second < 0 else 0.5 * (low + high)
        if not low < new < high:
            new = 0.5 * (low + high)
        change = abs(new - w)
        w = new
        if change < 1e-3:
            break
    for i in range(size):
        mixture[i] = max(1 - w + w * profile[i] / max(fitted[i], _TINY), _TINY)
    return _log_likelihood(n, mixture, size), w


@vectorised
def _add_best(density, n, size, price, chosen, weights, k, fitted, ratio, mixture, needed):
    """Append the class that gains most, less its price, if that is more than ``needed``.

    Returns
    -------
    float
        What is gained, or ``needed``.
    """
    total = 0.0
    for i in range(size):
        ratio[i] = n[i] / max(fitted[i], _TINY)
        total += n[i]
    best, weight, added = needed, 0.0, -1
    for c in range(len(density)):
        present = False
        for j in range(k):
            present = present or chosen[j] == c
        # The likelihood is concave in the weight: its slope at 0 bounds the gain.
        if present or _inner(ratio, density[c], size) - total - price[c] <= best:
            continue
        gain, w = _gain(density[c], n, size, fitted, mixture)
        if gain - price[c] > best:
            best, weight, added = gain - price[c], w, c
    if added >= 0:
        for j in range(k):
            weights[j] *= 1 - weight
        chosen[k], weights[k] = added, weight
    return best


@kernel
def choose_classes(
    indptr,
    cells,
    counts,
    profiles,
    scale,
    prices,
    alone,
    candidates,
    classes,
    weights,
    posterior,
):
    """The few classes that best explain each word, n(w,f) ~ sum over c of m[w,c] b[c,f] E[w,f].

    From one class or the best pair, classes are added, dropped and exchanged as long as the
    log-likelihood, less the prices of the classes, rises.

    Parameters
    ----------
    indptr, cells, counts : (V, F) counts of each word's neighbours in each cell (CSR)
    profiles : (C, F) b
    scale : (V, M) of the profile of each candidate, for this word
    prices : (V, M) of each candidate, in nats
    alone : (V, M) log-likelihood of each candidate alone, less its price
    candidates : (V, M) classes to choose from: the class that the word has, then those that
        alone explain the word best, then others; one may occur twice
    classes, weights : (V, MAX_CLASSES); written, -1 where there is no class
    posterior : (V,) log-likelihood less the prices; written
    """
    n_candidates = candidates.shape[1]
    density = np.empty((n_candidates, profiles.shape[1]))  # scale b, where the word has counts
    fitted, ratio = np.empty(profiles.shape[1]), np.empty(profiles.shape[1])
    mixture, n = np.empty(profiles.shape[1]), np.empty(profiles.shape[1])
    chosen, new = np.empty(MAX_CLASSES, np.int64), np.empty(MAX_CLASSES, np.int64)
    share, new_share = np.empty(MAX_CLASSES), np.empty(MAX_CLASSES)
    price = np.empty(n_candidates)
    updated = np.empty(MAX_CLASSES)
    n_paired = min(_PAIRED, n_candidates - 1)
    for w in range(len(candidates)):
        start = indptr[w]
        size = indptr[w + 1] - start
        for i in range(size):
            n[i] = counts[start + i]
        best = 0
        for c in range(n_candidates):
            price[c] = prices[w, c]
            for i in range(size):
                density[c, i] = scale[w, c] * profiles[candidates[w, c], cells[start + i]]
            if alone[w, c] > alone[w, best]:
                best = c
        chosen[0] = best
        share[0] = 1.0
        k, value = 1, alone[w, best]
        # First the pairs of the best candidates; then, if one is better than one class alone,
        # classes are added (omitted = k), dropped, or exchanged for others.
        pair, omitted = 1, k
        while pair <= n_paired or (k > 1 and omitted >= 0):
            n_new, total, paid = 0, 0.0, 0.0
            if pair <= n_paired:
                new[0], new_share[0], paid, n_new = pair, 1.0, price[pair], 1
            else:
                for j in range(k):
                    if j != omitted:
                        new[n_new], new_share[n_new] = chosen[j], share[j]
                        total += share[j]
                        paid += price[chosen[j]]
                        n_new += 1
                for j in range(n_new):
                    new_share[j] /= max(total, _TINY)
            new_value = value
            for grown in range(2):
                if n_new == 1:
                    _mix(density, size, new, new_share, n_new, fitted)
                    new_value = alone[w, new[0]]
                else:
                    new_value = _fit_weights(
                        density, n, size, new, new_share, n_new, fitted, ratio, updated
                    )
                    new_value -= paid
                needed = value - new_value + _MIN_GAIN
                if grown or needed < 0 or n_new == MAX_CLASSES:
                    break
                gain = _add_best(
                    density, n, size, price, new, new_share, n_new, fitted, ratio, mixture, needed
                )
                if gain <= needed:
                    break
                paid += price[new[n_new]]
                n_new += 1
            improved = new_value > value + _MIN_GAIN
            if improved:
                value, k = new_value, n_new
                for j in range(k):
                    chosen[j], share[j] = new[j], new_share[j]
            if pair <= n_paired:
                pair += 1
                omitted = k
            else:
                omitted = k if improved else omitted - 1
        posterior[w] = value
        total = 0.0
        for j in range(k):
            share[j] *= scale[w, chosen[j]]
            total += share[j]
        for j in range(MAX_CLASSES):
            classes[w, j] = candidates[w, chosen[j]] if j < k else -1
            weights[w, j] = share[j] / total if j < k else 0.0
