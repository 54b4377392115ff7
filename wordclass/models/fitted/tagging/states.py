"""The states of a token: the pair of its right class, as it follows, and its left class.

The model makes adjacent words' classes depend on each other, p(d|c). Within a word, the joint
distribution of the two roles, p(d, c | w), is

- tied: c = d, so that a sentence is a hidden Markov model;
- two-sided, for a frequent word: p(d|w) p(c|w), because the model has no other information;
- for a rare word: shrunk towards the mean over the rare words, in which the two roles depend on
  each other, so that what precedes an unknown word is evidence of its left class too.

An unknown word has that mean. With shape, the mean is over the rare words of the same shape.

Of a rare word, the model keeps little more than its best class. If the counts are given, the mean
is the prior of the word's state, and its neighbours in the counts are the evidence, each in any of
its own classes. The means are then computed again from the posteriors (EM). All rare words have
the same weight in these means, because an unknown word is another word and not another token of a
known one. Without counts they are weighted by their tokens, because the class of a word seen once
is the least certain.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.special import softmax

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.arrays import FloatArray, IntArray, one_hot, reciprocal
from wordclass.models.fitted.prediction.evidence import neighbour_evidence, smoothed_transitions
from wordclass.models.fitted.prediction.perplexity import chunks
from wordclass.models.fitted.prediction.renumbering import in_model_ids, warn_about_tokenizer
from wordclass.models.fitted.probabilities import ClassProbabilities
from wordclass.models.fitted.tagging.shape import ShapeModel

_RARE = 30  # tokens at most
_RAREST = 100  # at least so many words count as rare
_SHRINKAGE = 0.5  # in tokens
_SHAPE_SHRINKAGE = 3.0  # the same towards words of the same shape, without counts
_ROUNDS = 8  # of EM
_NEGLIGIBLE = 1e-3  # posterior


class WordStates(NamedTuple):
    """The states of words and their weights, p(d, c | w) / p(d) up to a factor of the word.

    Rare words may all be in the same states; each has weights of its own for few of them.

    Parameters
    ----------
    sizes, states : (words,) int
        How many states each word has, and where they begin in ``right`` and ``left``.
    right, left : unsigned int
        The classes of each state.
    rows, shared : (words,) int, (rows, states) float
        The row of ``shared`` that has the weights of each word; -1 for zeros.
    own : sparse array, (words, states)
        What is added to them, by the place of a state among those of the word.
    """

    sizes: IntArray
    states: IntArray
    right: npt.NDArray[np.uint32]
    left: npt.NDArray[np.uint32]
    rows: IntArray
    shared: FloatArray
    own: sp.csr_array


class States:
    """The states that each word may be in.

    Parameters
    ----------
    model : ClassProbabilities
    use_shape : bool
        Whether rare and unknown words are informed by their shape.
    counts : BigramCounts, optional
        Of the text the model was fitted to: the neighbours of rare words.
    """

    def __init__(
        self, model: ClassProbabilities, use_shape: bool, counts: BigramCounts | None = None
    ) -> None:
        self._model = model
        frequency = model.word_counts
        unknown = model.vocabulary.unknown
        words = np.delete(np.arange(1, len(frequency)), [] if unknown is None else [unknown - 1])
        order = words[np.argsort(frequency[words], kind="stable")]
        limit = frequency[order[:_RAREST][-1]]
        self._unknown = unknown or 0  # any id of a word with a count of 0
        self._counts = frequency.astype(np.float64)
        self._counts[self._unknown] = 0
        rare = order[: np.searchsorted(frequency[order], max(_RARE, limit), "right")]
        posterior = self._own(rare)
        support = np.unique(posterior.indices)
        right, left = self._classes(support)
        # The states of rare words. One shares neither class with the next: sums by class do not
        # wait for each other.
        self._support = support[np.lexsort((right, (left - right) % (model.n_left + 1)))]
        posterior = posterior[:, self._support]
        self._place = np.full(len(frequency), -1)  # of each word among the rare ones
        self._place[rare] = np.arange(len(rare))
        self._use_shape, self._by_token = use_shape, counts is None
        spelt = [model.vocabulary.words[i] for i in rare] if use_shape else [""]
        tokens = sp.diags_array(self._counts[rare]) @ posterior
        labels = zip(model.right_labels.tolist(), model.left_labels.tolist(), strict=True)
        known = dict(zip(model.vocabulary.words, labels, strict=True)) if use_shape else {}
        self._shapes = ShapeModel(spelt, self._of_shapes(tokens), known)
        self._shrinkage = _SHAPE_SHRINKAGE if use_shape and counts is None else _SHRINKAGE
        if counts is not None:
            posterior = self._by_neighbours(rare, posterior, counts)
        # p(state) of rare words; zeros in the last row, for an unknown word.
        unknown_row = sp.csr_array((1, len(self._support)))
        self._posterior = sp.csr_array(sp.vstack([posterior, unknown_row]))

    @property
    def per_word(self) -> int:
        """How many weights a rare word has of its own."""
        return len(self._support) if self._use_shape else 1

    def of(self, words: Sequence[str]) -> WordStates:
        """The states of words."""
        ids = np.array(self._model.vocabulary.ids(words, self._unknown), dtype=np.int64)
        is_rare = self._counts[ids] <= _RARE
        rare, others = np.flatnonzero(is_rare), np.flatnonzero(~is_rare)
        known, n_shared = self._posterior[self._place[ids[rare]]], len(self._support)
        frequent = self._own(ids[others])
        right, left = self._classes(np.concatenate([self._support, frequent.indices]))
        factor = reciprocal(self._model.p_right)[right]
        tokens = sp.diags_array(self._counts[ids[rare]]) @ known
        levels = self._levels([words[i] for i in rare.tolist()])
        prior = self._prior(levels, tokens if self._by_token else known)
        sizes, states, rows = np.full((3, len(words)), n_shared)
        sizes[others] = np.diff(frequent.indptr)
        states[rare], states[others] = 0, n_shared + frequent.indptr[:-1]
        rows[rare], rows[others] = np.arange(len(rare)) if self._use_shape else 0, -1
        row = np.repeat(np.append(rare, others), np.append(np.diff(tokens.indptr), sizes[others]))
        state = np.append(tokens.indices, np.arange(n_shared, len(right)))
        added = np.append(tokens.data, frequent.data) * factor[state]
        shape = (len(words), max(n_shared, sizes.max(initial=0)))
        own = sp.csr_array((added, (row, state - states[row])), shape=shape)
        shared = self._shrinkage * factor[:n_shared] * prior
        classes = right.astype(np.uint32), left.astype(np.uint32)
        return WordStates(sizes, states, *classes, rows, shared, own)

    def _of_shapes(self, expected: sp.csr_array) -> sp.csr_array:
        """The expected states of each rare word, or their sum where words have no shape."""
        return expected if self._use_shape else sp.csr_array(expected.sum(axis=0)[None])

    def _levels(self, words: list[str]) -> IntArray:
        """The shapes of words as :class:`ShapeModel` describes them; if not used, one for all."""
        return self._shapes.describe(words if self._use_shape else [""])

    def _prior(self, levels: IntArray, own: sp.csr_array) -> FloatArray:
        """(words, states) the mean over the other rare words of the same shape.

        Where words have no shape, it is one row for all of them: the part that a word itself has
        in the mean over all rare words is negligible in any real vocabulary.
        """
        return self._shapes.predict(levels, own if self._use_shape else None)

    def _classes(self, states: IntArray) -> tuple[IntArray, IntArray]:
        """The right and the left class of states."""
        right, left = np.divmod(states.astype(np.int64), self._model.n_left + 1)
        return right, left

    def _by_neighbours(
        self, rare: IntArray, posterior: sp.csr_array, counts: BigramCounts
    ) -> sp.csr_array:
        """p(state) of rare words, by their prior and their neighbours in the counts."""
        model = self._model
        warn_about_tokenizer(model, counts)
        matrix = in_model_ids(model, counts)
        following, preceding = matrix[rare], matrix.T.tocsr()[rare]
        lift = smoothed_transitions(model) * reciprocal(model.p_right)  # p(d|c) / p(d)
        next_classes, prev_classes = model.right_rows, model.left_rows
        right, left = self._classes(self._support)
        levels = self._shapes.levels
        for _ in range(_ROUNDS):
            parts = []
            for i in chunks(np.arange(len(rare)), len(self._support)):
                p = neighbour_evidence(following[i], next_classes, lift.T)[:, left]
                p += neighbour_evidence(preceding[i], prev_classes, lift)[:, right]
                p += np.log(self._prior(levels[:, i] if self._use_shape else levels, posterior[i]))
                p = softmax(p, axis=1)
                p[p < _NEGLIGIBLE] = 0
                parts.append(sp.csr_array(p))
            posterior = sp.csr_array(sp.vstack(parts))
            self._shapes.learn(self._of_shapes(posterior))
            next_classes = self._replaced(model.right_rows, posterior, right)
            prev_classes = self._replaced(model.left_rows, posterior, left)
        return posterior

    def _replaced(self, rows: sp.csr_array, posterior: sp.csr_array, of: IntArray) -> sp.csr_array:
        """Memberships of all words in one role; those of rare words by state, in classes ``of``."""
        found = posterior @ one_hot(of, rows.shape[1])
        others = np.arange(len(self._place)) + found.shape[0]
        place = np.where(self._place >= 0, self._place, others)
        return sp.csr_array(sp.vstack([found, rows]))[place]

    def _own(self, ids: IntArray) -> sp.csr_array:
        """(words, (K+1)(L+1)) p(d, c | w) of known words in the model."""
        model = self._model
        left, right = map(_without_boundary, (model.left_rows[ids], model.right_rows[ids]))
        if not model.tied:
            return _row_products(right, left)
        follows = (model.next_counts[ids] > 0).astype(np.float64)
        rows = sp.diags_array(follows) @ right + sp.diags_array(1 - follows) @ left
        columns = rows.indices.astype(np.int64) * (model.n_left + 2)
        shape = (len(ids), (model.n_right + 1) * (model.n_left + 1))
        return sp.csr_array((rows.data, columns, rows.indptr), shape)


def _without_boundary(rows: sp.csr_array) -> sp.csr_array:
    """The rows without class 0, which a word may hold only if it was never seen in this role."""
    rows.data[rows.indices == 0] = 0
    rows.eliminate_zeros()
    rows.data /= np.repeat(rows.sum(axis=1), np.diff(rows.indptr))
    return rows


def _row_products(a: sp.csr_array, b: sp.csr_array) -> sp.csr_array:
    """The Kronecker product of each row of ``a`` with the same row of ``b``.

    Examples
    --------
    >>> _row_products(sp.csr_array([[0, 2], [1, 0]]), sp.csr_array([[3, 4], [0, 5]])).toarray()
    array([[0, 0, 6, 8],
           [0, 5, 0, 0]])
    """
    n_a, n_b = np.diff(a.indptr), np.diff(b.indptr)
    indptr = np.append(0, np.cumsum(n_a * n_b))
    row = np.repeat(np.arange(len(n_a)), n_a * n_b)
    place = np.arange(indptr[-1]) - indptr[row]
    i, j = a.indptr[row] + place // n_b[row], b.indptr[row] + place % n_b[row]
    columns = a.indices[i].astype(np.int64) * b.shape[1] + b.indices[j]
    shape = (a.shape[0], a.shape[1] * b.shape[1])
    return sp.csr_array((a.data[i] * b.data[j], columns, indptr), shape)
