"""Words as mixtures of a few class profiles: each word chooses its classes, at their prices."""

from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from wordclass.models.arrays import FloatArray, IntArray
from wordclass.models.blocks import BlockMap
from wordclass.models.kernels.mixtures import MOST_CLASSES, choose_classes
from wordclass.models.sparse.em import scale_rows, with_data
from wordclass.models.sparse.profiles import Profiles

_CANDIDATES = 6  # best alone, and as many that best complement the best
_CHUNK = 1024  # words at a time


def class_prices(labels: IntArray, n_classes: int) -> FloatArray:
    """-log of each class's share of the words, one word added to each."""
    members = np.bincount(labels, minlength=n_classes)
    return -np.log((members + 1) / (len(labels) + n_classes))


def word_prices(totals: FloatArray) -> FloatArray:
    """Half the logarithm of the word's count: the price of a parameter by the BIC."""
    return 0.5 * np.log(np.maximum(totals, 1.0))


def choose(
    counts: sp.csr_array, profiles: FloatArray, labels: IntArray, block_map: BlockMap
) -> tuple[sp.csr_array, FloatArray]:
    """Memberships in the few classes that best explain each word, at their prices.

    The candidates are the word's present class, the classes that alone explain it best, and
    those whose profiles would raise the likelihood fastest if mixed into the best of them.
    Every class but the present one costs the word's price besides its own, so that the present
    one is kept where little decides.

    Parameters
    ----------
    counts : (V, F) csr_array of float
        What each word meets.
    profiles : (C, F) array
        p(cell | class), no zeros.
    labels : (V,) array
        The word's present class, from 0.
    block_map : callable
        From :func:`wordclass.models.blocks.workers`.

    Returns
    -------
    (V, C) csr_array
        Rows sum to 1.
    (V,) array
        The log posterior of each word: the log-likelihood of its counts, less the prices.
    """
    n_words, n_classes = counts.shape[0], len(profiles)
    by_cell = np.ascontiguousarray(profiles.T)
    log_by_cell = np.log(by_cell)
    class_price = class_prices(labels, n_classes)
    n = min(_CANDIDATES, n_classes)

    def chunk(start: int, stop: int) -> tuple[IntArray, FloatArray, FloatArray]:
        rows = sp.csr_array(counts[start:stop])
        alone = rows @ log_by_cell - class_price
        best = np.repeat(alone.argmax(axis=1), np.diff(rows.indptr))
        slopes = with_data(rows, rows.data / profiles[best, rows.indices]) @ by_cell
        top = [np.argsort(-scores, axis=1, kind="stable")[:, :n] for scores in (alone, slopes)]
        candidates = np.ascontiguousarray(np.hstack([labels[start:stop, None], *top]))
        classes = np.empty((stop - start, MOST_CLASSES), dtype=np.int64)
        weights = np.empty((stop - start, MOST_CLASSES))
        posterior = np.empty(stop - start)
        choose_classes(
            rows.indptr, rows.indices, rows.data, profiles,
            class_price, word_prices(rows.sum(axis=1)), candidates, classes, weights,
            posterior,
        )  # fmt: skip
        return classes, weights, posterior

    parts = block_map(chunk, [(i, min(i + _CHUNK, n_words)) for i in range(0, n_words, _CHUNK)])
    classes, weights = (np.vstack([part[i] for part in parts]) for i in (0, 1))
    word, place = np.nonzero(classes >= 0)
    chosen = sp.csr_array(
        (weights[word, place], (word, classes[word, place])), shape=(n_words, n_classes)
    )
    return chosen, np.concatenate([part[2] for part in parts])


def log_posterior(
    words: Profiles, labels: IntArray, n_classes: int, block_map: BlockMap
) -> FloatArray:
    """(V,) how well hard classes explain each word once it may have several.

    Words choose twice: by what all members of a class meet, and then by what those meet that
    have no other class, so that words between two classes do not blur the two.
    """
    chosen, _ = choose(words.counts, words.of_classes(labels, n_classes), labels, block_map)
    alone = replace(words, counts=scale_rows(words.counts, np.diff(chosen.indptr) == 1))
    largest = np.lexsort((-chosen.data, np.repeat(np.arange(len(labels)), np.diff(chosen.indptr))))
    labels = chosen.indices[largest[chosen.indptr[:-1]]].astype(np.int64)
    return choose(words.counts, alone.of_classes(labels, n_classes), labels, block_map)[1]
