"""Interpolation weights of a fitted model, by deleted interpolation on its own counts.

The weights (see :mod:`wordclass.models.fitted.prediction.perplexity`) maximise the likelihood of
the counts themselves when each bigram is predicted from all the others (Jelinek & Mercer 1980;
leave-one-out: Ney, Essen & Kneser 1994). One observation of every component is added to each set of
weights, so that none is zero and no text is impossible.

Leaving a bigram out removes its count from N(c,d) and n(b), and its part in choosing the
classes of its two words, which matters most for rare words. A word with one class is
reassigned to the class under which its other neighbours are most probable; a word with
several loses the bigram's share of each. A word seen only once becomes unknown and has the
marginal distribution, from which the weight of the unknown word is estimated.
"""

import dataclasses
from typing import TypeVar

import numpy as np
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.arrays import FloatArray, IntArray, Side, one_hot, rows_to_one
from wordclass.models.fitted.prediction.evidence import log_rows
from wordclass.models.fitted.prediction.perplexity import bucket, chunks, components
from wordclass.models.fitted.probabilities import ClassProbabilities

_ITERATIONS = 30
_SAMPLE = 50_000  # distinct bigrams at most: enough for a few dozen weights
_WORK = 1 << 34  # bigrams times pairs of classes at most

Model = TypeVar("Model", bound=ClassProbabilities)


def interpolate(model: Model, counts: BigramCounts) -> Model:
    """Estimate a model's interpolation weights on the counts it was fitted to."""
    with threadpool_limits(1, "blas"):  # threaded sums round differently
        return _interpolated(model, counts)


def _interpolated(model: Model, counts: BigramCounts) -> Model:
    n_ab, n_left, parts = left_out_components(model, counts)
    rows = bucket(n_left)
    weights = np.full((int(bucket(counts.prev_counts).max(initial=0)) + 1, 4), 0.25)
    for row, of_row in enumerate(weights):
        p, n = parts[rows == row], n_ab[rows == row]
        for _ in range(_ITERATIONS):
            of_row *= p.T @ (n / (p @ of_row))
            of_row += 1
            of_row /= of_row.sum()
    return dataclasses.replace(model, interpolation=weights)


def left_out_components(
    model: ClassProbabilities, counts: BigramCounts
) -> tuple[FloatArray, IntArray, FloatArray]:
    """Probability of each bigram under every component, estimated without that bigram.

    Return (n,) how often each bigram occurs, (n,) how often its preceding word occurs without it,
    and (n, 4) p of the class bigram, unigram, uniform distribution and unknown word. Of many
    distinct bigrams, every i-th is taken.
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
    parts[n_b == 1, 3] = 1  # left out, a word seen once is unknown
    left_out = _LeftOut(model, counts)
    for chunk in chunks(np.arange(len(a)), max(model.n_left, model.n_right) + 1):
        parts[chunk, 0] = parts[chunk, 1] * left_out.lift(a[chunk], b[chunk])
    return entries.data[::step].astype(np.float64), n_a - 1, parts


class _LeftOut:
    """The class bigram model, each bigram left out of the estimate of its words' classes."""

    def __init__(self, model: ClassProbabilities, counts: BigramCounts) -> None:
        self.model, self.counts = model, counts
        self._log_p: dict[Side, FloatArray] = {  # log p(d|c) and log p(c|d)
            "left": log_rows(model.class_bigrams, model.p_right),
            "right": log_rows(model.class_bigrams.T, model.p_left),
        }
        # How often each word has neighbours in each class, all in their most probable classes.
        self._neighbours: dict[Side, sp.csr_array] = {
            "left": counts.matrix @ one_hot(model.right_labels, model.n_right + 1),
            "right": counts.matrix.T @ one_hot(model.left_labels, model.n_left + 1),
        }

    def lift(self, a: IntArray, b: IntArray) -> FloatArray:
        """p(b|a) / p(b) under the class bigram, each bigram left out.

        With memberships l of a and r of b, lift = sum of l_c p(d|c) r_d / p(d). The
        bigram contributes g_cd to N(c,d), the share of that term in the sum; leaving it
        out multiplies p(d|c) by 1 - g_cd / N(c,d).
        """
        model = self.model
        left = self._memberships(a, b, "left")
        right = self._memberships(b, a, "right")
        table = model.p_right_given_left
        right = right / _or_one(model.p_right)
        lift = _row_dots(left @ table, right)
        full_left = model.left_rows[a].toarray()
        full_right = model.right_rows[b].toarray() / _or_one(model.p_right)
        full_lift = _row_dots(full_left @ table, full_right)
        n_left = model.class_bigrams.sum(axis=1)
        per_bigram = table / np.maximum(n_left, 1)[:, None]  # p(d|c) / N(c)
        lost = _row_dots((left * full_left) @ per_bigram, right * full_right)
        return np.asarray(np.maximum(lift - lost / _or_one(full_lift), 0))

    def _memberships(self, words: IntArray, others: IntArray, side: Side) -> FloatArray:
        """(n, classes) p(class | word), without the contribution of the bigram with the other."""
        model, is_left = self.model, side == "left"
        posterior = model.rows(side)[words].toarray()
        n = (self.counts.prev_counts if is_left else self.counts.next_counts)[words]
        hard = posterior.max(axis=1) > 1 - 1e-9
        soft = ~hard
        remaining = np.zeros(posterior.shape)
        remaining[hard, self._reassigned(words[hard], others[hard], side)] = 1
        remaining[soft] = self._without_share(posterior[soft], n[soft], others[soft], side)
        remaining[n <= 1] = model.p_left if is_left else model.p_right
        return remaining

    def _reassigned(self, words: IntArray, others: IntArray, side: Side) -> IntArray:
        """(n,) the class under which the other neighbours of each word are most probable."""
        other_labels = self.model.labels("right" if side == "left" else "left")[others]
        unique, place = np.unique(words, return_inverse=True)
        scores = self._scores(unique, side)[place] - self._log_p[side].T[other_labels]
        scores[words > 0, 0] = -np.inf  # no word joins the boundary's class
        return np.where(words == 0, 0, scores.argmax(axis=1))

    def _without_share(
        self, posterior: FloatArray, n: IntArray, others: IntArray, side: Side
    ) -> FloatArray:
        """(n, classes) posteriors of words of ``n`` occurrences less the bigram's share of each."""
        share = rows_to_one(posterior * self._likelihood(others, side))
        return rows_to_one(np.maximum(n[:, None] * posterior - share, 0))

    def _likelihood(self, others: IntArray, side: Side) -> FloatArray:
        """Of the bigram's other word under each class, up to a factor."""
        model = self.model
        if side == "left":
            emission = model.right_rows[others].toarray() / _or_one(model.p_right)
            return np.asarray(emission @ model.p_right_given_left.T)
        forward = model.left_rows[others] @ model.p_right_given_left
        return np.asarray(forward / _or_one(model.p_right))

    def _scores(self, words: IntArray, side: Side) -> FloatArray:
        """Log-likelihood of the words' neighbours under each class, of both roles if tied."""
        roles: tuple[Side, ...] = ("left", "right") if self.model.tied else (side,)
        by_role = [self._neighbours[role][words] @ self._log_p[role].T for role in roles]
        return np.asarray(np.sum(by_role, axis=0))


def _row_dots(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.asarray(np.einsum("ij,ij->i", a, b))


def _or_one(values: FloatArray) -> FloatArray:
    return np.where(values > 0, values, 1.0)
