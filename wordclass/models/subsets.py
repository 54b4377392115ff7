"""Which classes a word has: the best few of known profiles, each at a price.

Compiled, arrays in and arrays out; the twin in ``tests/naive.py`` tries every subset.
"""

import numpy as np
from numba import njit

MOST_CLASSES = 8  # of one word
_STARTS = 8  # classes that alone explain a word best, each tried with the best second class
_TINY = 1e-300


@njit(cache=True, nogil=True)
def mix(profiles, seen, chosen, weights, k, fitted):
    """Sum over the ``k`` chosen classes of weight times profile, at the cells ``seen``; written."""
    for i in range(len(seen)):
        fitted[i] = 0.0
    for j in range(k):
        profile = profiles[chosen[j]]
        for i in range(len(seen)):
            fitted[i] += weights[j] * profile[seen[i]]


@njit(cache=True, nogil=True)
def weighted_lift(lift, chosen, weights, k):
    """Mean of the chosen classes' lifts by their weights."""
    total = 0.0
    for j in range(k):
        total += weights[j] * lift[chosen[j]]
    return total


@njit(cache=True, nogil=True)
def fit_weights(profiles, seen, n, lift, n_lifted, chosen, weights, k, fitted):
    """Weights of greatest likelihood for the chosen classes, by EM; both written.

    Returns
    -------
    float
        Sum of n log fitted, less n_lifted log of the mean lift.
    """
    n_plain = n.sum() - n_lifted
    for _ in range(50):
        mix(profiles, seen, chosen, weights, k, fitted)
        lifted = weighted_lift(lift, chosen, weights, k)
        moved, total = 0.0, 0.0
        for j in range(k):
            profile = profiles[chosen[j]]
            expected = 0.0
            for i in range(len(seen)):
                expected += n[i] * profile[seen[i]] / max(fitted[i], _TINY)
            # What the class would be expected in, were the word all of it.
            full = n_plain + n_lifted * lift[chosen[j]] / max(lifted, _TINY)
            new = weights[j] * expected / max(full, _TINY)
            moved = max(moved, abs(new - weights[j]))
            weights[j] = new
            total += new
        if total <= 0:  # none of the classes can be: they weigh alike
            total = 1.0
            weights[:k] = 1.0 / k
        for j in range(k):
            weights[j] /= total
        if moved < 1e-6:
            break
    mix(profiles, seen, chosen, weights, k, fitted)
    log_likelihood = 0.0
    for i in range(len(seen)):
        log_likelihood += n[i] * np.log(max(fitted[i], _TINY))
    return log_likelihood - n_lifted * np.log(max(weighted_lift(lift, chosen, weights, k), _TINY))


@njit(cache=True, nogil=True)
def slope_of(profile, seen, n, class_lift, mean_lift, n_lifted, fitted):
    """How fast the log-likelihood rises as a class is mixed into what is fitted."""
    slope = -n_lifted * (class_lift - mean_lift) / mean_lift
    for i in range(len(seen)):
        slope += n[i] * (profile[seen[i]] / max(fitted[i], _TINY) - 1.0)
    return slope


@njit(cache=True, nogil=True)
def gain_of(profile, seen, n, class_lift, mean_lift, n_lifted, fitted, at_least):
    """What is gained at most by mixing one more class into what is fitted, and its weight.

    The maximum over w in (0, 1) of the log-likelihood with fitted + w (profile - fitted),
    less that at w = 0, by Newton's method, bisecting where that leaves the bracket. The
    function is concave (nearly so, with a lift), so its slope at 0 bounds the gain: not
    above ``at_least``, it is not sought.
    """
    if slope_of(profile, seen, n, class_lift, mean_lift, n_lifted, fitted) <= at_least:
        return 0.0, 0.0
    rise_of_lift = class_lift - mean_lift
    low, high, w = 0.0, 1.0, 0.5
    for _ in range(12):
        r = rise_of_lift / max(mean_lift + w * rise_of_lift, _TINY)
        first, second = -n_lifted * r, n_lifted * r * r
        for i in range(len(seen)):
            rise = profile[seen[i]] - fitted[i]
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
        moved = abs(new - w)
        w = new
        if moved < 1e-4:
            break
    gain = -n_lifted * np.log(max(1 + w * rise_of_lift / mean_lift, _TINY))
    for i in range(len(seen)):
        gain += n[i] * np.log(max(1 - w + w * profile[seen[i]] / max(fitted[i], _TINY), _TINY))
    return gain, w


@njit(cache=True, nogil=True)
def add_best(profiles, seen, n, lift, n_lifted, chosen, weights, k, fitted):
    """Add the class that gains most to the ``k`` chosen ones; False if none gains."""
    lifted = max(weighted_lift(lift, chosen, weights, k), _TINY)
    best, weight, added = 0.0, 0.0, -1
    for c in range(len(profiles)):
        gain, w = gain_of(profiles[c], seen, n, lift[c], lifted, n_lifted, fitted, best)
        if gain > best:
            best, weight, added = gain, w, c
    if added < 0:
        return False
    for j in range(k):
        if chosen[j] == added:
            return False
    for j in range(k):
        weights[j] *= 1 - weight
    chosen[k], weights[k] = added, weight
    return True


@njit(cache=True, nogil=True)
def is_single(profiles, seen, n, lift, n_lifted, single, price, fitted):
    """Whether no mixture can gain its price over one class; ``fitted`` is written.

    Of a concave function the steepest slope bounds all there is to gain.
    """
    for i in range(len(seen)):
        fitted[i] = profiles[single, seen[i]]
    of_single = max(lift[single], _TINY)
    for c in range(len(profiles)):
        if slope_of(profiles[c], seen, n, lift[c], of_single, n_lifted, fitted) > price:
            return False
    return True


@njit(cache=True, nogil=True)
def best_subsets(
    indptr, cells, counts, profiles, price, lift, n_lifted, first, alone, memberships
):  # fmt: skip
    """The few classes each word is best explained by, as a mixture: n(w,f) ~ sum m[w,c] b[c,f].

    From one class or the best pair, classes are added, dropped, and exchanged for others, as
    long as the log-likelihood less the price of the classes past the first rises.

    Parameters
    ----------
    indptr, cells, counts : (V, F) counts of each word's neighbours in each cell (CSR)
    profiles : (C, F) b
    price : (V,) of a class past the first, in nats
    lift : (C,) by which memberships of some counts are tilted, m[w,c] lift[c] / sum m lift;
        the profiles of their cells carry it
    n_lifted : (V,) how many of a word's counts these are
    first : (V,) the class to begin with, and to keep when no mixture pays
    alone : (V, C) log-likelihood of each word in one class only; the best are tried in pairs
    memberships : (V, C) m; written, rows sum to 1
    """
    fitted, trial = np.empty(profiles.shape[1]), np.empty(profiles.shape[1])
    chosen, other = np.empty(MOST_CLASSES, np.int64), np.empty(MOST_CLASSES, np.int64)
    weights, share = np.empty(MOST_CLASSES), np.empty(MOST_CLASSES)
    for w in range(len(memberships)):
        seen = cells[indptr[w] : indptr[w + 1]]
        n = counts[indptr[w] : indptr[w + 1]]
        tilted = n_lifted[w]
        memberships[w] = 0.0
        if is_single(profiles, seen, n, lift, tilted, np.argmax(alone[w]), price[w], trial):
            memberships[w, first[w]] = 1.0
            continue
        k = 1
        chosen[0], weights[0] = first[w], 1.0
        value = fit_weights(profiles, seen, n, lift, tilted, chosen, weights, k, fitted)
        for c in np.argsort(-alone[w])[:_STARTS]:
            other[0], share[0] = c, 1.0
            fit_weights(profiles, seen, n, lift, tilted, other, share, 1, trial)
            if add_best(profiles, seen, n, lift, tilted, other, share, 1, trial):
                pair = fit_weights(profiles, seen, n, lift, tilted, other, share, 2, trial)
                if pair - price[w] > value + 1e-6:
                    value, k = pair - price[w], 2
                    chosen[:2], weights[:2] = other[:2], share[:2]
        rises = True
        while rises:
            rises = False
            # j = k: add a class to those chosen; j < k: drop class j, or exchange it.
            for j in range(k, -1, -1):
                if (j == k and k == MOST_CLASSES) or (j < k and k == 1):
                    continue
                m = 0
                for i in range(k):
                    if i != j:
                        other[m], share[m] = chosen[i], weights[i]
                        m += 1
                share[:m] /= max(share[:m].sum(), _TINY)
                best = fit_weights(profiles, seen, n, lift, tilted, other, share, m, trial)
                best -= price[w] * (m - 1)
                if best <= value + 1e-6 and add_best(
                    profiles, seen, n, lift, tilted, other, share, m, trial
                ):
                    m += 1
                    best = fit_weights(profiles, seen, n, lift, tilted, other, share, m, trial)
                    best -= price[w] * (m - 1)
                if best > value + 1e-6:
                    value, k, rises = best, m, True
                    chosen[:k], weights[:k] = other[:k], share[:k]
                    break
        for j in range(k):
            memberships[w, chosen[j]] += weights[j]
