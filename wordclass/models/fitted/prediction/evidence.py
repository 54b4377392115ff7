"""What the neighbours of a word say of its classes."""

import numpy as np
import scipy.sparse as sp

from wordclass.models.arrays import FloatArray, IntArray, one_hot
from wordclass.models.fitted.probabilities import ClassProbabilities


class NeighbourEvidence:
    """Log-likelihood of the neighbours of words under each class.

    A neighbour counts as a member of its most probable class.

    Parameters
    ----------
    model : ClassProbabilities
    matrix : (V, V) csr_array
        Counts, in the model's ids.

    Attributes
    ----------
    pairs : (L+1, K+1) float
        N(c,d), the expected counts of pairs of classes.
    ahead, behind : (L+1, K+1), (K+1, L+1) float
        log p(d|c) and log p(c|d).
    """

    def __init__(self, model: ClassProbabilities, matrix: sp.csr_array) -> None:
        self.pairs = model.prev_counts.sum() * model.p_left[:, None] * model.p_right_given_left
        self.ahead = log_rows(self.pairs, model.p_right)
        self.behind = log_rows(self.pairs.T, model.p_left)
        self._next_classes = matrix @ one_hot(model.right_labels, model.n_right + 1)
        self._prev_classes = matrix.T @ one_hot(model.left_labels, model.n_left + 1)

    def following(self, words: IntArray) -> FloatArray:
        """(words, L+1) the sum of log p(d|c) over what follows each word."""
        return np.asarray(self._next_classes[words] @ self.ahead.T)

    def preceding(self, words: IntArray) -> FloatArray:
        """(words, K+1) the sum of log p(c|d) over what precedes each word."""
        return np.asarray(self._prev_classes[words] @ self.behind.T)


def log_rows(pairs: FloatArray, marginal: FloatArray) -> FloatArray:
    """Log of the rows scaled to sum to 1, one observation of the marginal added to each."""
    p = (pairs + marginal) / (pairs.sum(axis=1, keepdims=True) + 1)
    return np.log(np.maximum(p, 1e-300))


def neighbour_evidence(
    neighbours: sp.csr_array, classes: sp.csr_array, lift: FloatArray
) -> FloatArray:
    """(words, classes) the log-likelihood of the neighbours of words under each of their classes.

    ``neighbours``, (words, V), counts them, ``classes``, (V, m), holds the classes that each may
    be in, and ``lift``, (m, classes), how many times as often as by chance these are met.
    """
    ids, place = np.unique(neighbours.indices, return_inverse=True)
    log_p = np.log(np.maximum(classes[ids] @ lift, 1e-300))
    entries = (neighbours.data, place, neighbours.indptr)
    return np.asarray(sp.csr_array(entries, shape=(neighbours.shape[0], len(ids))) @ log_p)


def smoothed_transitions(model: ClassProbabilities) -> FloatArray:
    """(L+1, K+1) p(d|c) with one observation of the marginal added: none is impossible."""
    n = (model.p_left * model.prev_counts.sum())[:, None]
    return np.asarray((n * model.p_right_given_left + model.p_right) / (n + 1))
