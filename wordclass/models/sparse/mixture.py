"""Words as mixtures of a few class profiles: each word chooses classes, which have prices."""

from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from wordclass.models.arrays import FloatArray, IntArray
from wordclass.models.kernels.mixtures import MAX_CLASSES, choose_classes
from wordclass.models.sparse.em import with_data
from wordclass.models.sparse.exposure import chunks
from wordclass.models.sparse.profiles import Profiles
from wordclass.models.threads import RowMap

_CANDIDATES = 6  # classes that explain a word best alone, and as many that best complement them
_TRIALS = 3  # with other candidates, while an untried class could still raise the posterior


def word_prices(totals: FloatArray) -> FloatArray:
    """Half the logarithm of the word's count: the price of a parameter by the BIC."""
    return 0.5 * np.log(np.maximum(totals, 1.0))


def choose(
    words: Profiles,
    profiles: FloatArray,
    labels: IntArray | None,
    class_price: FloatArray,
    row_map: RowMap,
) -> tuple[sp.csr_array, FloatArray]:
    """Choose for each word the few classes that explain it best, given their prices.

    A word gets only the class that explains it best alone if no other class could gain more than
    its price by being mixed in; since the likelihood is concave, its slope bounds the gain. Any
    other word chooses among its present class, the classes that explain it best alone and those
    with the steepest slopes, and then again among the classes chosen and those with the steepest
    slopes from there. Every class but the present one costs the word's price in addition to its
    own, so that weak evidence does not change a word's class.

    Parameters
    ----------
    words : Profiles
        The neighbours of each word, the most frequent word first.
    profiles : (C, F) array
        p(cell | class), no zeros.
    labels : (V,) array, optional
        The word's present class, from 0; if not given, the one that explains it best alone.
    class_price : (V, C) array
        From :func:`~wordclass.models.sparse.prior.class_prices`; infinite for classes that the
        word may not have.
    row_map : callable
        From :func:`wordclass.models.threads.workers`.

    Returns
    -------
    (V, C) csr_array
        Rows sum to 1.
    (V,) array
        The log posterior of each word: the log-likelihood of its counts, less the prices.
    """
    counts, n_classes = words.counts, len(profiles)
    log_profiles = np.log(np.ascontiguousarray(profiles.T))
    expected = words.expected(profiles)

    def chunk(start: int, stop: int) -> tuple[IntArray, FloatArray, FloatArray]:
        rows = sp.csr_array(counts[start:stop])
        total, scale = rows.sum(axis=1), 1 / expected(start, stop)
        log_likelihood = rows @ log_profiles + total[:, None] * np.log(scale)
        price, word_price = class_price[start:stop], word_prices(total)
        own = (log_likelihood - price).argmax(axis=1) if labels is None else labels[start:stop]
        price = price + word_price[:, None]
        price[np.arange(stop - start), own] -= word_price
        return _best_mixtures(rows, profiles, scale, log_likelihood - price, price, own)

    parts = row_map(chunk, chunks(counts.shape[0]))
    classes, weights = (np.vstack([part[i] for part in parts]) for i in (0, 1))
    word, slot = np.nonzero(classes >= 0)
    chosen = sp.csr_array(
        (weights[word, slot], (word, classes[word, slot])), shape=(counts.shape[0], n_classes)
    )
    return chosen, np.concatenate([part[2] for part in parts])


def _best_mixtures(
    rows: sp.csr_array,
    profiles: FloatArray,
    scale: FloatArray,
    alone: FloatArray,
    price: FloatArray,
    own: IntArray,
) -> tuple[IntArray, FloatArray, FloatArray]:
    """The search of :func:`choose`, for some words.

    Parameters
    ----------
    rows : (n, F) csr_array
        The counts of each word's neighbours.
    profiles : (C, F) array
    scale : (n, C) array
        The factor of each profile for each word.
    alone : (n, C) array
        The log posterior of each class as the only one.
    price : (n, C) array
    own : (n,) array
        The class that costs no extra price.

    Returns
    -------
    (n, MAX_CLASSES) array
        The classes of each word; -1 where there are fewer.
    (n, MAX_CLASSES) array
        Their weights.
    (n,) array
        The log posterior of each word.
    """
    total, undecided = rows.sum(axis=1), np.arange(len(alone))
    classes = np.full((len(alone), MAX_CLASSES), -1)
    weights, tried = np.zeros(classes.shape), np.zeros(price.shape, dtype=bool)
    classes[:, 0], weights[:, 0] = alone.argmax(axis=1), 1
    posterior = alone.max(axis=1)
    undecided_rows = rows
    for trial in range(_TRIALS):
        mixture = classes[undecided], weights[undecided]
        slope = slopes(undecided_rows, profiles, scale[undecided], *mixture)
        bound = slope - total[undecided, None] - price[undecided]  # of the gain by each class
        best = bound.argmax(axis=1)
        promising = (bound.max(axis=1) > 0) & ~tried[undecided, best]
        undecided, slope = undecided[promising], slope[promising]
        if len(undecided) == 0:
            break
        undecided_rows = sp.csr_array(rows[undecided])
        first, present = own[undecided, None], classes[undecided]
        good = np.where(present >= 0, present, first) if trial else largest(alone[undecided])
        candidates = np.hstack([first, good, largest(slope)])
        tried[undecided[:, None], candidates] = True
        result = classes[undecided], weights[undecided], posterior[undecided]
        of_candidates = [
            np.take_along_axis(values[undecided], candidates, axis=1)
            for values in (scale, price, alone)
        ]
        choose_classes(
            undecided_rows.indptr, undecided_rows.indices, undecided_rows.data,
            profiles, *of_candidates, candidates, *result,
        )  # fmt: skip
        classes[undecided], weights[undecided], posterior[undecided] = result
    return classes, weights, posterior


def attributed(
    words: Profiles,
    memberships: sp.csr_array,
    profiles: FloatArray,
    labels: IntArray,
    row_map: RowMap,
) -> Profiles:
    """Keep of each word's neighbours the part attributed to its assigned class.

    In each cell, this is the posterior of that class in the word's mixture: one E-step from
    ``profiles``. The other neighbours of a word with several classes would blur the profile of its
    assigned class, so that a small share of that class in other words could not be detected.

    Parameters
    ----------
    words : Profiles
    memberships : (V, C) csr_array
        As last chosen; rows sum to 1.
    profiles : (C, F) array
        p(cell | class), no zeros.
    labels : (V,) array
        The assigned class of each word, from 0.
    row_map : callable
        From :func:`wordclass.models.threads.workers`.
    """
    expected = words.expected(profiles)

    def chunk(start: int, stop: int) -> FloatArray:
        rows, own = sp.csr_array(words.counts[start:stop]), labels[start:stop]
        density = sp.csr_array(memberships[start:stop].multiply(1 / expected(start, stop)))
        word = np.repeat(np.arange(stop - start), np.diff(rows.indptr))
        own_density = density[np.arange(stop - start), own]
        mixture = np.asarray(density @ profiles)[word, rows.indices]
        return np.asarray(own_density[word] * profiles[own[word], rows.indices] / mixture)

    posterior = np.concatenate(row_map(chunk, chunks(len(labels))))
    weight = memberships[np.arange(len(labels)), labels]
    counts = with_data(words.counts, words.counts.data * posterior)
    return replace(words.weighted(weight), counts=counts)


def largest(scores: FloatArray) -> IntArray:
    """(n, 6) the columns of the largest scores of each row, the largest first."""
    rows, rest = np.arange(len(scores)), scores.copy()
    columns = np.empty((len(scores), min(_CANDIDATES, scores.shape[1])), dtype=np.int64)
    for rank in columns.T:
        rank[:] = rest.argmax(axis=1)
        rest[rows, rank] = -np.inf
    return columns


def slopes(
    rows: sp.csr_array,
    profiles: FloatArray,
    scale: FloatArray,
    classes: IntArray,
    weights: FloatArray,
) -> FloatArray:
    """(n, C) slope of the log-likelihood as a class is mixed in, plus the word's total count."""
    word, slot = np.nonzero(classes >= 0)
    entries = (weights[word, slot], (word, classes[word, slot]))
    memberships = sp.csr_array(entries, shape=(rows.shape[0], len(profiles)))
    fitted = np.asarray(memberships @ profiles)
    at_counts = fitted[np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr)), rows.indices]
    relative = scale * np.asarray((memberships / scale).sum(axis=1))[:, None]
    return np.asarray(with_data(rows, rows.data / at_counts) @ profiles.T) * relative
