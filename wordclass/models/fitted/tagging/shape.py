"""The shape of a word as evidence of its classes, learned from the rare words of the counts.

The form of a word is its script and whether it has capitals, digits, a hyphen or no letters.
Five chains of increasingly specific descriptions start from the form. They add the last letter,
the last two, and so on up to six; up to three first letters; the number of letters; the class and
length of the longest known word that the word begins with, which may be its stem or the first part
of a compound; and those of the longest known word that it ends with. The distribution of each
description is shrunk towards that of the one before, as in Brants's tagger (2000):

    p(state | i-th) = (n(state, i-th) + theta p(state | i-1st)) / (n(i-th) + theta)

The other chains are combined with the ending by how far each departs from the form,

    p(state | shape) ~ p(state | ending) prod_k (p(state | chain k) / p(state | form))^w_k

where the exponents, from 0 (ignored) to 1 (as if independent of the ending), maximise the
likelihood of the rare words when each is predicted from the others.

Shape is not bigram statistics, so it is used only on request.
"""

import unicodedata
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

import numpy as np
import scipy.sparse as sp
from scipy.special import softmax

from wordclass.models.arrays import FloatArray, IntArray

_ENDING, _BEGINNING, _PART = 6, 3, 32  # letters at most
_LEVELS = np.arange(2 + _ENDING + _BEGINNING + 1 + 2 + 2)  # of descriptions
_FORM, _ENDINGS, *_OTHERS = np.split(_LEVELS, np.cumsum([2, _ENDING, _BEGINNING, 1, 2]))
_BEGINNINGS, _LENGTHS, _FIRST_WORDS, _LAST_WORDS = _OTHERS
_SHRINKAGE = 8.0  # theta
_CELLS = 1 << 18  # words and their states from which the exponents are learned


class ShapeModel:
    """Distribution over states of the words of each shape.

    Parameters
    ----------
    words : sequence of str
        The words to learn from.
    expected : sparse array, (words, states)
        Expected number of tokens of each word in each state, or p(state) of each word, which
        counts all words alike.
    classes : mapping from str to a class, optional
        The classes of known words, by which words that begin or end with them are described.

    Examples
    --------
    >>> expected = sp.csr_array([[4.0, 0], [3, 0], [0, 5]])
    >>> model = ShapeModel(["nations", "rations", "lately"], expected)
    >>> model.predict(model.describe(["stations", "badly"])).round(2).tolist()
    [[0.99, 0.01], [0.22, 0.78]]
    """

    def __init__(
        self,
        words: Sequence[str],
        expected: sp.csr_array,
        classes: Mapping[str, Hashable] | None = None,
    ) -> None:
        self._ids: dict[str, int] = {}
        self._classes = classes or {}
        #: As :meth:`describe` returns for the words learned from.
        self.levels = self._levels(words, lambda new: self._ids.setdefault(new, len(self._ids)))
        level, word = np.nonzero(self.levels >= 0)
        shape = len(words), len(self._ids)
        self._has = sp.csr_array((np.ones(len(word)), (word, self.levels[level, word])), shape)
        self._sample = np.arange(0, len(words), 1 + len(words) * expected.shape[1] // _CELLS)
        self._exponents = np.full(len(_OTHERS), 0.5)
        self.learn(expected)

    def learn(self, expected: sp.csr_array) -> None:
        """Learn from other expected states of the same words."""
        self._counts = sp.csr_array(self._has.T @ expected)
        own = expected[self._sample]
        first, others = self._evidence(self.levels[:, self._sample], own)
        if others.any():  # they tell more than the form
            self._exponents = _best_exponents(first, others, own.toarray(), self._exponents)

    def describe(self, words: Sequence[str]) -> IntArray:
        """(16, words) the descriptions of each word, as numbers; -1 for one not learned."""
        return self._levels(words, lambda description: self._ids.get(description, -1))

    def predict(self, levels: IntArray, own: sp.csr_array | None = None) -> FloatArray:
        """(words, states) p(state | shape) of words as described.

        ``own``, (words, states), is what each word itself contributed when the model was
        learned; it is left out, for a rare word would only confirm itself.
        """
        first, others = self._evidence(levels, own)
        return _combined(first, others, self._exponents)

    def _levels(self, words: Sequence[str], number: Callable[[str], int]) -> IntArray:
        """(16, words) the descriptions of each word, as they are numbered; -1 for none."""
        levels = np.full((len(_LEVELS), len(words)), -1, dtype=np.int64)
        for i, word in enumerate(words):
            for level, description in _descriptions(word, self._classes):
                levels[level, i] = number(description)
        return levels

    def _evidence(
        self, levels: IntArray, own: sp.csr_array | None
    ) -> tuple[FloatArray, FloatArray]:
        """(words, states) log p(state | ending), and of the other chains beside the form.

        The latter are (4, words, states) log p(state | chain) / p(state | form).
        """
        n_states = self._counts.shape[1]
        uniform = np.full((levels.shape[1], n_states), 1 / n_states)
        form = self._refined(uniform, levels[_FORM], own)
        ending, *others = (
            self._refined(form, levels[chain], own) for chain in (_ENDINGS, *_OTHERS)
        )
        return np.log(ending), np.log(np.stack(others) / form)

    def _refined(self, p: FloatArray, levels: IntArray, own: sp.csr_array | None) -> FloatArray:
        """Shrink the distribution of each description in turn towards the one before."""
        p = p.copy()
        for ids in levels:
            known = np.flatnonzero(ids >= 0)
            n = self._counts[ids[known]]
            seen = (n if own is None else n - own[known]).toarray().clip(min=0)
            p[known] = (seen + _SHRINKAGE * p[known]) / (seen.sum(axis=1)[:, None] + _SHRINKAGE)
        return p


def _combined(first: FloatArray, others: FloatArray, exponents: FloatArray) -> FloatArray:
    """(words, states) probabilities from the logarithms of :meth:`ShapeModel._evidence`."""
    log_p = first + (exponents[:, None, None] * others).sum(axis=0)
    return np.asarray(softmax(log_p, axis=1))


def _best_exponents(
    first: FloatArray, others: FloatArray, states: FloatArray, start: FloatArray
) -> FloatArray:
    """The exponents of highest likelihood of ``states``, (words, states) of the same words."""
    from scipy.optimize import minimize  # slow to import

    def loss(exponents: FloatArray) -> tuple[float, FloatArray]:
        p = _combined(first, others, exponents)
        beyond = states.sum(axis=1, keepdims=True) * p - states
        return float(-(states * np.log(p)).sum()), (others * beyond).sum((1, 2))

    found: FloatArray = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=[(0, 1)] * len(start)
    ).x
    return found


def _descriptions(word: str, classes: Mapping[str, Hashable]) -> Iterator[tuple[int, str]]:
    """Yield the descriptions of a word, each with its level in :meth:`ShapeModel.describe`."""
    form, letters = _form(word), word.lower()
    yield 0, ""
    yield 1, form
    for level, n in zip(_ENDINGS, range(1, len(letters) + 1), strict=False):
        yield level, f"{form} -{letters[-n:]}"
    for level, n in zip(_BEGINNINGS, range(1, len(letters) + 1), strict=False):
        yield level, f"{form} {letters[:n]}-"
    if letters:
        yield _LENGTHS[0], f"{form} {len(letters)}"
    lengths = range(min(len(word) - 1, _PART), 0, -1)
    for (of_class, with_length), name, parts in (
        (_FIRST_WORDS, "first", [word[:n] for n in lengths]),
        (_LAST_WORDS, "last", [word[-n:] for n in lengths]),
    ):
        known = next((part for part in parts if part in classes), None)
        description = f"{form} {name} {known and classes[known]}"
        yield of_class, description
        yield with_length, f"{description} {len(known or '')}"


def _form(word: str) -> str:
    """The script of a word and its capitals, digits and hyphen.

    Examples
    --------
    >>> _form("Jean-Paul"), _form("3rd"), _form("NATO"), _form("猫"), _form("...")
    ('LATIN Aa-', 'LATIN a9', 'LATIN A', 'CJK', 'none')
    """
    letter = next((x for x in word if x.isalpha()), "")
    script = unicodedata.name(letter, "other").split()[0] if letter else "none"
    marks = "A" * word[:1].isupper() + "a" * any(x.islower() for x in word)
    marks += "9" * any(x.isdigit() for x in word) + "-" * ("-" in word[1:-1])
    return f"{script} {marks}".strip()
