"""Which classes a word has: the best few of known profiles, each at a price.

Compiled, arrays in and arrays out; the twin in ``tests/naive.py`` tries every subset.
"""

import numpy as np
from numba import njit

MOST_CLASSES = 8  # of one word
_STARTS = 8  # classes that alone explain a word best, each tried with the best second class
_RISE = 1e-6  # of the objective that is worth a step, in nats
_TINY = 1e-300


# Reordering sums over cells lets them run in vector registers.
@njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def inner(x, y):
    """Sum of products."""
    total = 0.0
    for i in range(len(x)):
        total += x[i] * y[i]
    return total


@njit(cache=True, nogil=True)
def mix(profiles, chosen, weights, k, fitted):
    """Sum over the ``k`` chosen classes of weight times profile; written."""
    fitted[:] = 0.0
    for j in range(k):
        profile, weight = profiles[chosen[j]], weights[j]
        for i in range(len(fitted)):
            fitted[i] += weight * profile[i]


@njit(cache=True, nogil=True)
def weighted_lift(lift, chosen, weights, k):
    """Mean of the chosen classes' lifts by their weights."""
    total = 0.0
    for j in range(k):
        total += weights[j] * lift[chosen[j]]
    return max(total, _TINY)


@njit(cache=True, nogil=True)
def divide(n, fitted, ratio):
    """The ratio of n to what is fitted; written."""
    for i in range(len(n)):
        ratio[i] = n[i] / max(fitted[i], _TINY)


@njit(cache=True, nogil=True)
def fit_weights(profiles, n, lift, n_lifted, chosen, weights, k, fitted, ratio):
    """Weights of greatest likelihood for the chosen classes, by EM; they and the rest written.

    Returns
    -------
    float
        Sum of n log fitted, less n_lifted log of the mean lift.
    """
    n_plain = n.sum() - n_lifted
    for _ in range(50):
        mix(profiles, chosen, weights, k, fitted)
        if k == 1:
            break
        divide(n, fitted, ratio)
        lifted = weighted_lift(lift, chosen, weights, k)
        moved, total = 0.0, 0.0
        for j in range(k):
            # What the class would be expected in, were the word all of it.
            full = n_plain + n_lifted * lift[chosen[j]] / lifted
            new = weights[j] * inner(ratio, profiles[chosen[j]]) / max(full, _TINY)
            moved = max(moved, abs(new - weights[j]))
            weights[j] = new
            total += new
        if total <= 0:  # none of the classes can be: they weigh alike
            total = 1.0
            weights[:k] = 1.0 / k
        for j in range(k):
            weights[j] /= total
        if moved < 1e-6:
            mix(profiles, chosen, weights, k, fitted)
            break
    log_likelihood = 0.0
    for i in range(len(n)):
        log_likelihood += n[i] * np.log(max(fitted[i], _TINY))
    return log_likelihood - n_lifted * np.log(weighted_lift(lift, chosen, weights, k))


@njit(cache=True, nogil=True)
def steepness(profiles, n, lift, mean_lift, n_lifted, fitted, ratio, slopes):
    """How fast the log-likelihood rises as each class is mixed into what is fitted; written.

    The log-likelihood is concave (nearly so, with a lift): the steepest slope bounds all that
    any mixture gains over what is fitted.
    """
    divide(n, fitted, ratio)
    total = n.sum()
    for c in range(len(profiles)):
        tilt = n_lifted * (lift[c] - mean_lift) / mean_lift
        slopes[c] = inner(ratio, profiles[c]) - total - tilt


@njit(cache=True, nogil=True)
def gain_of(profile, n, class_lift, mean_lift, n_lifted, fitted):
    """What is gained at most by mixing one more class into what is fitted, and its weight.

    The maximum over w in (0, 1) of the log-likelihood with fitted + w (profile - fitted),
    less that at w = 0, by Newton's method, bisecting where that leaves the bracket.
    """
    rise_of_lift = class_lift - mean_lift
    low, high, w = 0.0, 1.0, 0.5
    for _ in range(12):
        r = rise_of_lift / max(mean_lift + w * rise_of_lift, _TINY)
        first, second = -n_lifted * r, n_lifted * r * r
        for i in range(len(n)):
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
        moved = abs(new - w)
        w = new
        if moved < 1e-4:
            break
    gain = -n_lifted * np.log(max(1 + w * rise_of_lift / mean_lift, _TINY))
    for i in range(len(n)):
        gain += n[i] * np.log(max(1 - w + w * profile[i] / max(fitted[i], _TINY), _TINY))
    return gain, w


@njit(cache=True, nogil=True)
def add_best(profiles, n, lift, n_lifted, chosen, weights, k, fitted, at_least, ratio, slopes):
    """Add the class that gains most to the ``k`` chosen ones; what it gains, 0 if none is added.

    A class that cannot gain more than ``at_least`` is not tried.
    """
    lifted = weighted_lift(lift, chosen, weights, k)
    steepness(profiles, n, lift, lifted, n_lifted, fitted, ratio, slopes)
    best, weight, added = 0.0, 0.0, -1
    for c in range(len(profiles)):
        if slopes[c] > max(best, at_least):
            gain, w = gain_of(profiles[c], n, lift[c], lifted, n_lifted, fitted)
            if gain > best:
                best, weight, added = gain, w, c
    for j in range(k):
        if chosen[j] == added:
            return 0.0
    if added >= 0:
        for j in range(k):
            weights[j] *= 1 - weight
        chosen[k], weights[k] = added, weight
    return best


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
    first : (V,) the class to keep when nothing else gains its price
    alone : (V, C) log-likelihood of each word in one class only; the best are tried in pairs
    memberships : (V, C) m; written, rows sum to 1
    """
    n_classes = len(profiles)
    room = np.empty(profiles.size)
    fitting, ratios, slopes = np.empty(len(room)), np.empty(len(room)), np.empty(n_classes)
    chosen, other = np.empty(MOST_CLASSES, np.int64), np.empty(MOST_CLASSES, np.int64)
    weights, share = np.empty(MOST_CLASSES), np.empty(MOST_CLASSES)
    for w in range(len(memberships)):
        seen = cells[indptr[w] : indptr[w + 1]]
        n = counts[indptr[w] : indptr[w + 1]]
        met = room[: n_classes * len(n)].reshape(n_classes, len(n))
        for c in range(n_classes):
            for i in range(len(n)):
                met[c, i] = profiles[c, seen[i]]
        fitted, ratio = fitting[: len(n)], ratios[: len(n)]
        tilted, paid = n_lifted[w], price[w]
        starts = np.argsort(-alone[w])[:_STARTS]
        single = starts[0] if alone[w, starts[0]] > alone[w, first[w]] + paid else first[w]
        k, value, rises = 1, alone[w, single], True
        chosen[0], weights[0] = single, 1.0
        for rank, c in enumerate(starts):
            fitted[:] = met[c]
            other[0], share[0] = c, 1.0
            needed = value + paid + _RISE - alone[w, c]
            gain = add_best(
                met, n, lift, tilted, other, share, 1, fitted, needed, ratio, slopes
            )  # fmt: skip
            if gain > max(needed, 0.0):
                value, k = alone[w, c] + gain - paid, 2
                chosen[:2], weights[:2] = other[:2], share[:2]
            elif rank == 0 and slopes.max() <= paid:
                rises = False  # no mixture gains its price over the best class
                break
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
                best = fit_weights(met, n, lift, tilted, other, share, m, fitted, ratio)
                best -= paid * (m - 1)
                needed = value + paid + _RISE - best
                if needed >= paid and add_best(
                    met, n, lift, tilted, other, share, m, fitted, needed, ratio, slopes
                ):
                    m += 1
                    best = fit_weights(met, n, lift, tilted, other, share, m, fitted, ratio)
                    best -= paid * (m - 1)
                if best > value + _RISE:
                    value, k, rises = best, m, True
                    chosen[:k], weights[:k] = other[:k], share[:k]
                    break
        memberships[w] = 0.0
        for j in range(k):
            memberships[w, chosen[j]] += weights[j]
