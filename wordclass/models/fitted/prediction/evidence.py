"""The evidence of a word's neighbours for its classes."""

import numpy as np
import scipy.sparse as sp

from wordclass.models.arrays import FloatArray
from wordclass.models.fitted.probabilities import ClassProbabilities


def log_rows(pairs: FloatArray, marginal: FloatArray) -> FloatArray:
    """The log of :func:`smoothed_rows`."""
    return np.log(np.maximum(smoothed_rows(pairs, marginal), 1e-300))


def neighbour_evidence(
    neighbours: sp.csr_array, classes: sp.csr_array, lift: FloatArray
) -> FloatArray:
    """(words, classes) the log-likelihood of the neighbours of words under each of their classes.

    ``neighbours``, (words, V), counts them, ``classes``, (V, m), are the memberships of each
    neighbour, and ``lift``, (m, classes), is the ratio of p(class of the neighbour | class of the
    word) to chance.
    """
    ids, place = np.unique(neighbours.indices, return_inverse=True)
    log_p = np.log(np.maximum(classes[ids] @ lift, 1e-300))
    entries = (neighbours.data, place, neighbours.indptr)
    return np.asarray(sp.csr_array(entries, shape=(neighbours.shape[0], len(ids))) @ log_p)


def smoothed_transitions(model: ClassProbabilities) -> FloatArray:
    """(L+1, K+1) p(d|c) with one observation of the marginal added: none is impossible."""
    return smoothed_rows(model.class_bigrams, model.p_right)


def smoothed_rows(pairs: FloatArray, marginal: FloatArray) -> FloatArray:
    """The rows scaled to sum to 1, one observation of the marginal added to each."""
    return np.asarray((pairs + marginal) / (pairs.sum(axis=1, keepdims=True) + 1))
