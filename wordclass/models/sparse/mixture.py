"""Words as mixtures of a few class profiles: each word chooses classes, which have prices."""

from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from wordclass.models.arrays import FloatArray, IntArray
from wordclass.models.kernels.mixtures import MOST_CLASSES, choose_classes
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
    by_cell = np.ascontiguousarray(profiles.T)
    log_by_cell = np.log(by_cell)
    expected = words.expected(profiles)

    def chunk(start: int, stop: int) -> tuple[IntArray, FloatArray, FloatArray]:
        rows, every = sp.csr_array(counts[start:stop]), np.arange(stop - start)
        total, scale = rows.sum(axis=1), 1 / expected(start, stop)
        likelihood = rows @ log_by_cell + total[:, None] * np.log(scale)
        price, word_price = class_price[start:stop], word_prices(total)
        own = (likelihood - price).argmax(axis=1) if labels is None else labels[start:stop]
        price = price + word_price[:, None]
        price[every, own] -= word_price
        alone = likelihood - price

        classes = np.full((stop - start, MOST_CLASSES), -1)
        weights, tried = np.zeros(classes.shape), np.zeros(price.shape, dtype=bool)
        classes[:, 0], weights[:, 0] = alone.argmax(axis=1), 1
        posterior = alone.max(axis=1)
        some, undecided = rows, every
        for trial in range(_TRIALS):
            present = classes[undecided], weights[undecided]
            rise = slopes(some, profiles, scale[undecided], *present)
            most = rise - total[undecided, None] - price[undecided]  # the most to gain
            best = most.argmax(axis=1)
            again = (most.max(axis=1) > 0) & ~tried[undecided, best]
            undecided, rise = undecided[again], rise[again]
            if len(undecided) == 0:
                break
            some, assigned = sp.csr_array(rows[undecided]), own[undecided, None]
            known = classes[undecided]
            good = np.where(known >= 0, known, assigned) if trial else largest(alone[undecided])
            candidates = np.hstack([assigned, good, largest(rise)])
            tried[undecided[:, None], candidates] = True
            found = classes[undecided], weights[undecided], posterior[undecided]
            of_candidates = [
                np.take_along_axis(values[undecided], candidates, axis=1)
                for values in (scale, price, alone)
            ]
            choose_classes(
                some.indptr, some.indices, some.data, profiles, *of_candidates, candidates, *found
            )
            classes[undecided], weights[undecided], posterior[undecided] = found
        return classes, weights, posterior

    parts = row_map(chunk, chunks(counts.shape[0]))
    classes, weights = (np.vstack([part[i] for part in parts]) for i in (0, 1))
    word, place = np.nonzero(classes >= 0)
    chosen = sp.csr_array(
        (weights[word, place], (word, classes[word, place])), shape=(counts.shape[0], n_classes)
    )
    return chosen, np.concatenate([part[2] for part in parts])


def own_parts(
    words: Profiles,
    memberships: sp.csr_array,
    profiles: FloatArray,
    labels: IntArray,
    row_map: RowMap,
) -> Profiles:
    """Keep of each word's neighbours the part that its assigned class explains.

    In each cell, this is the share of that class in the word's mixture: one step of EM from
    ``profiles``. The other neighbours of a word with several classes would blur the profile of its
    assigned class, so that a small share of that class in other words could not be seen.

    Parameters
    ----------
    words : Profiles
    memberships : (V, C) csr_array
        As chosen before; rows sum to 1.
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
        of_own = density[np.arange(stop - start), own]
        whole = np.asarray(density @ profiles)[word, rows.indices]
        return np.asarray(of_own[word] * profiles[own[word], rows.indices] / whole)

    share = np.concatenate(row_map(chunk, chunks(len(labels))))
    weight = memberships[np.arange(len(labels)), labels]
    counts = with_data(words.counts, words.counts.data * share)
    return replace(words.weighted(weight), counts=counts)


def largest(scores: FloatArray) -> IntArray:
    """(n, 6) the columns of the largest scores of each row, the largest first."""
    every, rest = np.arange(len(scores)), scores.copy()
    columns = np.empty((len(scores), min(_CANDIDATES, scores.shape[1])), dtype=np.int64)
    for place in columns.T:
        place[:] = rest.argmax(axis=1)
        rest[every, place] = -np.inf
    return columns


def slopes(
    rows: sp.csr_array,
    profiles: FloatArray,
    scale: FloatArray,
    classes: IntArray,
    weights: FloatArray,
) -> FloatArray:
    """(n, C) slope of the log-likelihood as a class is mixed in, plus the word's total count."""
    word, place = np.nonzero(classes >= 0)
    entries = (weights[word, place], (word, classes[word, place]))
    memberships = sp.csr_array(entries, shape=(rows.shape[0], len(profiles)))
    fitted = np.asarray(memberships @ profiles)
    seen = fitted[np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr)), rows.indices]
    relative = scale * np.asarray((memberships / scale).sum(axis=1))[:, None]
    return np.asarray(with_data(rows, rows.data / seen) @ profiles.T) * relative
