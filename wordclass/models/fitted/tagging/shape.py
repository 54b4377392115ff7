"""What the shape of a word tells of its classes, learned from the rare words of the counts.

A word has a chain of descriptions, each more precise than the one before: none; its form,
which is its script and whether it has capitals, digits, a hyphen or no letters; its form and
its last letter; and so on up to six. The distribution of each description is shrunk towards
that of the one before, as in Brants's tagger (2000):

    p(state | i-th) = (n(state, i-th) + theta p(state | i-1st)) / (n(i-th) + theta)

Shape is not bigram statistics; it is used only where a user asks for it.
"""

import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
import scipy.sparse as sp

from wordclass.models.arrays import FloatArray, IntArray

_LONGEST = 6  # letters of an ending
_LEVELS = _LONGEST + 2
_SHRINKAGE = 8.0  # theta, in tokens


class ShapeModel:
    """Distribution over states of the words of each shape.

    Parameters
    ----------
    words : sequence of str
        The words to learn from.
    expected : sparse array, (words, states)
        Expected number of tokens of each word in each state.

    Examples
    --------
    >>> expected = sp.csr_array([[4.0, 0], [3, 0], [0, 5]])
    >>> model = ShapeModel(["nations", "rations", "lately"], expected)
    >>> model.predict(model.describe(["stations", "badly"])).round(2).tolist()
    [[0.99, 0.01], [0.22, 0.78]]
    """

    def __init__(self, words: Sequence[str], expected: sp.csr_array) -> None:
        self._ids: dict[str, int] = {}
        rows, columns = [], []
        for i, word in enumerate(words):
            for description in _descriptions(word):
                columns.append(self._ids.setdefault(description, len(self._ids)))
                rows.append(i)
        ones = np.ones(len(rows))
        self._has = sp.csr_array((ones, (rows, columns)), shape=(len(words), len(self._ids)))
        self.learn(expected)

    def learn(self, expected: sp.csr_array) -> None:
        """Learn from other expected numbers of tokens of the same words."""
        self._counts = sp.csr_array(self._has.T @ expected)

    def describe(self, words: Sequence[str]) -> IntArray:
        """(8, words) the descriptions of each word, as numbers; -1 for one not learned."""
        levels = np.full((_LEVELS, len(words)), -1, dtype=np.int64)
        for i, word in enumerate(words):
            for level, description in enumerate(_descriptions(word)):
                levels[level, i] = self._ids.get(description, -1)
        return levels

    def predict(self, levels: IntArray, own: sp.csr_array | None = None) -> FloatArray:
        """(words, states) p(state | shape) of words as described.

        ``own``, (words, states), is what each word itself contributed when the model was
        learned; it is left out, for a rare word would only confirm itself.
        """
        n_states = self._counts.shape[1]
        p = np.full((levels.shape[1], n_states), 1 / n_states)
        for ids in levels:
            known = np.flatnonzero(ids >= 0)
            n = self._counts[ids[known]]
            seen = (n if own is None else n - own[known]).toarray().clip(min=0)
            p[known] = (seen + _SHRINKAGE * p[known]) / (seen.sum(axis=1)[:, None] + _SHRINKAGE)
        return p


def _descriptions(word: str) -> Iterator[str]:
    """Describe a word ever more precisely."""
    yield ""
    form = _form(word)
    yield form
    ending = word.lower()[-_LONGEST:]
    for n in range(1, len(ending) + 1):
        yield f"{form} {ending[-n:]}"


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
