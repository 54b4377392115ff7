"""Plain-loop twins of the kernels and of the counting engine: slow, and plainly right."""

import itertools
from collections import Counter
from math import log

# --- counting ---


def bigram_counts(sentences):
    """{(prev, next): n} of lists of tokens; "" is the boundary."""
    counts = {}
    for sentence in sentences:
        words = ["", *sentence, ""]
        if len(words) > 2:
            for pair in zip(words, words[1:], strict=False):
                counts[pair] = counts.get(pair, 0) + 1
    return counts


def mixed(h):
    h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    h = (h ^ h >> 27) * 0x94D049BB133111EB % 2**64
    return h ^ h >> 31


def sentence_block(words):
    """Block of a sentence by its words, the boundary that ends it among them."""
    total = 0
    for word in words:
        h = 0xCBF29CE484222325
        for byte in word.encode():
            h = (h ^ byte) * 0x100000001B3 % 2**64
        total = mixed((total + mixed(h)) % 2**64)
    return total >> 58


def frequency(rows):
    """How often each word of {(prev, next): n} occurs, in the role where that is more often."""
    prev_counts, next_counts = Counter(), Counter()
    for (prev, following), n in rows.items():
        prev_counts[prev] += n
        next_counts[following] += n
    return prev_counts | next_counts


def pruned_pairs(rows, min_count, max_vocabulary):
    """Counts {(prev, next): n} with rare words folded to None, and the words by id.

    Gives None for both where no word would be left.
    """

    def by_frequency(often):
        words = often.keys() - {""}
        return sorted(words, key=lambda w: (-often[w], "<unk>" if w is None else w, w is None))

    often = frequency(rows)
    words = [w for w in by_frequency(often) if w is not None and often[w] >= min_count]
    kept = {"", *words[:max_vocabulary]}
    if len(kept) == 1:
        return None, None
    folded = Counter()
    for (prev, following), n in rows.items():
        folded[prev if prev in kept else None, following if following in kept else None] += n
    return dict(folded), ["", *by_frequency(frequency(folded))]


# --- models: dense counts n (lists or arrays), one class a word and role ---


def log_likelihood(n, left, right):
    """Sum of n(a,b) log p(b|a) of the class bigram model, term by term."""
    words = range(len(n))
    pair, n_left, n_right, word = {}, {}, {}, {}
    for a, b in itertools.product(words, words):
        c, d = left[a], right[b]
        pair[c, d] = pair.get((c, d), 0) + n[a][b]
        n_left[c] = n_left.get(c, 0) + n[a][b]
        n_right[d] = n_right.get(d, 0) + n[a][b]
        word[b] = word.get(b, 0) + n[a][b]
    return sum(
        n[a][b] * log(pair[left[a], right[b]] / n_left[left[a]] * word[b] / n_right[right[b]])
        for a, b in itertools.product(words, words)
        if n[a][b]
    )


def log_prior(members, pseudocounts):
    """Words join one after the other, each with the probability of a cell's size so far."""
    sizes, total = dict(pseudocounts), 0.0
    for cell, n in members.items():
        for _ in range(n):
            total += log(sizes[cell] / sum(sizes.values()))
            sizes[cell] += 1
    return total


def exchange_sweep(n, labels, classes, tied, other=None, pseudocounts=None):
    """Move each word in turn to the class of the highest posterior; the old one when equal.

    ``pseudocounts`` are those of each class or, two-sided, of each (other class, class).
    """
    labels = list(labels)

    def prior():
        if pseudocounts is None:
            return 0.0
        return log_prior(Counter(labels if tied else zip(other, labels, strict=True)), pseudocounts)

    for word in range(1, len(n)):
        best, best_value = labels[word], None
        for c in [labels[word], *classes]:
            labels[word] = c
            value = log_likelihood(n, labels, labels if tied else other) + prior()
            if best_value is None or value > best_value + 1e-9:
                best, best_value = c, value
        labels[word] = best
    return labels


def expectation(n, u, s, t):
    """Expected counts of the latent class pairs, one bigram and one pair at a time."""
    n_left, n_right = len(s), len(s[0])
    words = range(len(n))
    prev = [[0.0] * n_left for _ in words]
    pairs = [[0.0] * n_right for _ in range(n_left)]
    following = [[0.0] * n_right for _ in words]
    total = 0.0
    for a, b in itertools.product(words, words):
        if not n[a][b]:
            continue
        joint = {
            (c, d): u[a][c] * s[c][d] * t[b][d]
            for c, d in itertools.product(range(n_left), range(n_right))
        }
        p = sum(joint.values())
        total += n[a][b] * log(p)
        for (c, d), share in joint.items():
            expected = n[a][b] * share / p
            prev[a][c] += expected
            pairs[c][d] += expected
            following[b][d] += expected
    return total, prev, pairs, following


def mixture_weights(profiles, n):
    """Weights of greatest likelihood of a mixture of profiles, and its log-likelihood."""
    weights = [1 / len(profiles)] * len(profiles)
    for _ in range(500):
        fitted = [
            sum(w * b[f] for w, b in zip(weights, profiles, strict=True)) for f in range(len(n))
        ]
        weights = [
            w * sum(n[f] * b[f] / fitted[f] for f in range(len(n))) / sum(n)
            for w, b in zip(weights, profiles, strict=True)
        ]
    return weights, sum(n[f] * log(fitted[f]) for f in range(len(n)))


def best_subset(profiles, n, price):
    """Try every subset of up to three classes: the value of the best, and its classes."""
    return max(
        (
            mixture_weights([profiles[c] for c in subset], n)[1] - sum(price[c] for c in subset),
            subset,
        )
        for k in (1, 2, 3)
        for subset in itertools.combinations(range(len(profiles)), k)
    )


def cut(merges, n):
    """Groups of the classes 1 to K after merging pairs of nodes until n are left."""
    k = len(merges) + 1
    groups = {c: frozenset({c}) for c in range(1, k + 1)}
    for step, (a, b) in enumerate(merges[: k - n]):
        groups[k + 1 + step] = groups.pop(a) | groups.pop(b)
    return set(groups.values())
