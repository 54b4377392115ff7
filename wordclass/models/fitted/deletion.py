"""Each bigram as a model would have foretold it, had it not been there.

Leave-one-out: what a bigram itself has put into the counts is taken out before it is
predicted. Two things are taken out of the class bigram. One is the count, of N(c,d) and
of n(b). The other is the bigram's part in choosing the classes of its two
words, which for rare words is what matters most. A word of one class alone goes to the
class under which its other neighbours are most probable; one of several loses the
bigram's share of each. A word that is seen no more has the marginal, as any unknown word.
"""

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.fitted.model import FloatArray, WordClassModel
from wordclass.models.fitted.smoothing import chunks, components

IntArray = npt.NDArray[np.int64]

_SAMPLE = 50_000  # distinct bigrams at most: they teach a few dozen weights
_WORK = 1 << 34  # bigrams times pairs of classes at most
_CELLS = 1 << 22  # of a chunk's (bigrams, classes) block: 32 MB


def deleted_components(
    model: WordClassModel, counts: BigramCounts
) -> tuple[FloatArray, IntArray, FloatArray]:
    """Predict bigrams of the counts, each left out once, by every component.

    Parameters
    ----------
    model : WordClassModel
    counts : BigramCounts
        What the model was fitted to. Of many distinct bigrams every n-th is taken.

    Returns
    -------
    n_ab : (n,) float
        How often each bigram occurs.
    n_left : (n,) int
        How often its preceding word occurs, without the bigram.
    parts : (n, 4) float
        p of the class bigram, unigram, uniform and unknown word.
    """
    entries = counts.matrix.tocoo()
    most = min(_SAMPLE, max(_WORK // ((model.n_left + 1) * (model.n_right + 1)), 1000))
    step = -(-max(len(entries.data), 1) // most)
    a = np.asarray(entries.row, dtype=np.int64)[::step]
    b = np.asarray(entries.col, dtype=np.int64)[::step]
    n_a, n_b = counts.prev_counts[a], counts.next_counts[b].astype(np.float64)
    n = float(counts.n_bigrams)
    parts = components(model, a, b)
    parts[:, 1] = (n_b - 1) / max(n - 1, 1)
    parts[n_b == 1, 3] = 1  # a word that is seen no more is unknown
    evidence = _Evidence(model, counts)
    wide = max(model.n_left, model.n_right) + 1
    for chunk in chunks(np.arange(len(a)), max(1, _CELLS // wide)):
        parts[chunk, 0] = parts[chunk, 1] * evidence.lift(a[chunk], b[chunk])
    return entries.data[::step].astype(np.float64), n_a - 1, parts


class _Evidence:
    """What speaks for each class of each word: the classes of its neighbours.

    A word's log-likelihood under left class c is the sum of log p(d|c) over what follows
    it; under right class d that of log p(c|d) over what precedes it; tied, both.
    """

    def __init__(self, model: WordClassModel, counts: BigramCounts) -> None:
        self.model, self.counts = model, counts
        n = float(counts.n_bigrams)
        self.pairs = n * model.p_left[:, None] * model.p_right_given_left  # N(c,d)
        self.ahead = _log_rows(self.pairs, model.p_right)  # log p(d|c)
        self.behind = _log_rows(self.pairs.T, model.p_left)  # log p(c|d)
        self.next_classes = counts.matrix @ _indicator(model.right_labels, model.n_right + 1)
        self.prev_classes = counts.matrix.T @ _indicator(model.left_labels, model.n_left + 1)

    def lift(self, a: IntArray, b: IntArray) -> FloatArray:
        """p(b|a) / p(b) of the class bigram, each bigram left out.

        With memberships l of a and r of b, lift = sum of l_c p(d|c) r_d / p(d), and the
        bigram has part g_cd in N(c,d), the share of that term in the sum. Leaving it out
        makes p(d|c) smaller by the factor 1 - g_cd / N(c,d).
        """
        model = self.model
        left = self._memberships(a, b, True, self.ahead, model.right_labels[b])
        right = self._memberships(b, a, False, self.behind, model.left_labels[a])
        table = model.p_right_given_left
        right = right / _or_one(model.p_right)
        lift = ((left @ table) * right).sum(axis=1)
        left_then = model.p_left_given_prev[a]
        right_then = model.p_right_given_next[b] / _or_one(model.p_right)
        lift_then = ((left_then @ table) * right_then).sum(axis=1)
        per_bigram = table / np.maximum(self.pairs.sum(axis=1), 1)[:, None]  # p(d|c) / N(c)
        lost = (((left * left_then) @ per_bigram) * right * right_then).sum(axis=1)
        return np.asarray(np.maximum(lift - lost / _or_one(lift_then), 0))

    def _memberships(
        self, words: IntArray, others: IntArray, is_left: bool, log_p: FloatArray, met: IntArray
    ) -> FloatArray:
        """(n, classes) p(class | word), without the bigram's own part in it.

        ``met`` is the class of the other word.
        """
        model = self.model
        posterior = (model.p_left_given_prev if is_left else model.p_right_given_next)[words]
        n = (self.counts.prev_counts if is_left else self.counts.next_counts)[words]
        hard = posterior.max(axis=1) > 1 - 1e-9
        unique, place = np.unique(words[hard], return_inverse=True)
        scores = self._scores(unique, is_left)[place] - log_p.T[met[hard]]
        scores[words[hard] > 0, 0] = -np.inf  # the boundary's class is its own
        left_over = np.zeros(posterior.shape)
        left_over[hard, np.where(words[hard] == 0, 0, scores.argmax(axis=1))] = 1
        soft = ~hard
        if soft.any():
            share = _rows_to_one(posterior[soft] * self._fit(others[soft], is_left))
            rest = np.maximum(n[soft][:, None] * posterior[soft] - share, 0)
            left_over[soft] = _rows_to_one(rest)
        left_over[n <= 1] = model.p_left if is_left else model.p_right
        return left_over

    def _fit(self, others: IntArray, is_left: bool) -> FloatArray:
        """How well each class goes with the other word of the bigram, up to a factor."""
        model = self.model
        if is_left:
            emission = model.p_right_given_next[others] / _or_one(model.p_right)
            return np.asarray(emission @ model.p_right_given_left.T)
        forward = model.p_left_given_prev[others] @ model.p_right_given_left
        return np.asarray(forward / _or_one(model.p_right))

    def _scores(self, words: IntArray, is_left: bool) -> FloatArray:
        scores = np.zeros((len(words), 1))
        if is_left or self.model.tied:
            scores = scores + self.next_classes[words] @ self.ahead.T
        if self.model.tied or not is_left:
            scores = scores + self.prev_classes[words] @ self.behind.T
        return scores


def _log_rows(pairs: FloatArray, marginal: FloatArray) -> FloatArray:
    """Log of the rows' distributions, with one more observation of the marginal."""
    p = (pairs + marginal) / (pairs.sum(axis=1, keepdims=True) + 1)
    return np.log(np.maximum(p, 1e-300))


def _indicator(labels: IntArray, n_classes: int) -> sp.csr_array:
    ones = np.ones(len(labels))
    return sp.csr_array((ones, (np.arange(len(labels)), labels)), shape=(len(labels), n_classes))


def _rows_to_one(weights: FloatArray) -> FloatArray:
    total = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)


def _or_one(values: FloatArray) -> FloatArray:
    return np.where(values > 0, values, 1.0)
