"""Give one class up and split another, where words agree that it pays.

Words that move one at a time never leave two classes that share one label while the words
between two others have a label of their own. Moves that split one class and give another up
do (Ueda et al. 2000, "SMEM algorithm for mixture models"). In text nearly any split pays, by
the habits of a few frequent words; a split that belongs to the language pays for many. So
words, not tokens, are the sample: a gain is measured in its standard errors over the words,
and what a single word gains or loses is limited.
"""

from collections.abc import Callable

import numpy as np

from wordclass.models.arrays import FloatArray, IntArray, reciprocal
from wordclass.models.blocks import BlockMap
from wordclass.models.methods.start import cluster
from wordclass.models.sparse.exposure import chunks
from wordclass.models.sparse.mixture import log_posterior
from wordclass.models.sparse.profiles import Profiles

_TRIED = 2  # moves, the most promising first
_FREQUENT = 2000  # words whose use counts
_SPLIT_BY = 100  # the most frequent members of a class
_BY_USE = 2  # standard errors to gain
_LIMIT = 2  # root mean squares that one word gains or loses


def reallocate(
    words: Profiles, use: Profiles, labels: IntArray, n_classes: int, block_map: BlockMap
) -> IntArray:
    """Split classes at the cost of others until no promising move pays.

    Weighed by dispersion, counts are evidence, but the few words that make up most of a text
    weigh next to nothing; damped, they show what a move means for the use of words, but overrate
    the habits of each. A move must pay in both. As evidence, the best of n moves must gain more
    than sqrt(2 log n) standard errors, which the largest of n normal deviates hardly does
    (Donoho & Johnstone 1994); by use, more than two.

    Parameters
    ----------
    words : Profiles
        What every word meets, weighed by dispersion; the most frequent word first.
    use : Profiles
        The same, by damped counts.
    labels : (V,) array
        The class of each word, from 0.
    n_classes : int
    block_map : callable
        From :func:`wordclass.models.blocks.workers`.

    Returns
    -------
    (V,) array
        New labels.
    """
    if n_classes == 1:
        return labels
    use = use.of_words(slice(_FREQUENT))
    needed = np.sqrt(2 * np.log(n_classes * (n_classes - 1)))

    def by_use(labels: IntArray) -> FloatArray:
        return log_posterior(use, labels[:_FREQUENT], n_classes, block_map)

    def by_evidence(labels: IntArray) -> FloatArray:
        return log_posterior(words, labels, n_classes, block_map)

    use_now, evidence_now = by_use(labels), None
    for _ in range(n_classes):
        for proposal in proposals(words, labels, n_classes, block_map):
            use_then = by_use(proposal)
            if standard_errors(use_then - use_now) <= _BY_USE:
                continue
            evidence_now = by_evidence(labels) if evidence_now is None else evidence_now
            evidence_then = by_evidence(proposal)
            if standard_errors(evidence_then - evidence_now) > needed:
                labels, use_now, evidence_now = proposal, use_then, evidence_then
                break
        else:
            break
    return labels


def standard_errors(gain: FloatArray) -> float:
    """The sum of what words gain, winsorised, in standard errors of a sum of mean 0.

    One frequent word that loses must not outweigh a hundred that gain, nor the reverse.
    """
    limit = _LIMIT * np.sqrt(np.mean(gain**2))
    limited = np.clip(gain, -limit, limit)
    spread = float(np.linalg.norm(limited))
    return float(limited.sum()) / spread if spread > 0 else 0.0


def proposals(
    words: Profiles, labels: IntArray, n_classes: int, block_map: BlockMap
) -> list[IntArray]:
    """Labels in which one class is split and another given up, the most promising first.

    What a split gains and a class given up loses, in standard errors, is computed as if every
    word had one class.
    """
    own, other, otherwise = alternatives(words, labels, n_classes, block_map)
    loss = np.bincount(labels, own - other, n_classes)
    variance_of_loss = np.bincount(labels, (own - other) ** 2, n_classes)
    gain, variance = np.zeros(n_classes), np.zeros(n_classes)
    moves = np.zeros(len(labels), dtype=bool)
    for c in range(n_classes):
        members = np.flatnonzero(labels == c)
        if len(members) > 1:
            both = halves(words, members)
            moves[members] = both[:, 1] > both[:, 0]
            gains = both.max(axis=1) - own[members]
            gain[c], variance[c] = gains.sum(), (gains**2).sum()
    score = (gain[:, None] - loss) * reciprocal(np.sqrt(variance[:, None] + variance_of_loss))
    np.fill_diagonal(score, -np.inf)
    found = []
    for place in np.argsort(-score, axis=None, kind="stable")[:_TRIED]:
        split, given_up = divmod(int(place), n_classes)
        if split != given_up and moves[labels == split].any():
            proposal = np.where(labels == given_up, otherwise, labels)
            proposal[moves & (labels == split)] = given_up
            found.append(proposal)
    return found


def alternatives(
    words: Profiles, labels: IntArray, n_classes: int, block_map: BlockMap
) -> tuple[FloatArray, FloatArray, IntArray]:
    """The log-likelihood of each word in its class and in the next best, and which that is."""
    likelihood = log_likelihood(words, words.of_classes(labels, n_classes))

    def chunk(start: int, stop: int) -> tuple[FloatArray, FloatArray, IntArray]:
        every, present = np.arange(stop - start), labels[start:stop]
        of_class = likelihood(start, stop)
        own = of_class[every, present]
        of_class[every, present] = -np.inf
        return own, of_class.max(axis=1), of_class.argmax(axis=1)

    parts = block_map(chunk, chunks(len(labels)))
    own, other, otherwise = (np.concatenate(column) for column in zip(*parts, strict=True))
    return own, other, otherwise


def halves(words: Profiles, members: IntArray) -> FloatArray:
    """(n, 2) the log-likelihood of each member of a class in either half of it."""
    first = words.of_words(members[:_SPLIT_BY])
    mass = np.asarray(first.counts.sum(axis=1))
    points = np.sqrt(first.counts.toarray() / np.maximum(mass, 1e-9)[:, None])
    split = cluster(points, mass, 2)
    of_half = log_likelihood(words.of_words(members), first.of_classes(split, 2))
    return of_half(0, len(members))


def log_likelihood(words: Profiles, by_class: FloatArray) -> Callable[[int, int], FloatArray]:
    """(n, C) of words from ``start`` to ``stop`` in each class, by p(cell | class), (C, F)."""
    by_cell, expected = np.log(by_class).T, words.expected(by_class)

    def of_run(start: int, stop: int) -> FloatArray:
        rows = words.counts[start:stop]
        return np.asarray(
            rows @ by_cell - rows.sum(axis=1)[:, None] * np.log(expected(start, stop))
        )

    return of_run
