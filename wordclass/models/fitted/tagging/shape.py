"""What the shape of a word tells of its classes, learned from the rare words of the counts.

The form of a word is its script and whether it has capitals, digits, a hyphen or no letters.
From it lead two chains of ever more precise descriptions: the form with the last letter, the
last two, and so on up to six, and the form with up to three first letters. The distribution of
each description is shrunk towards that of the one before, as in Brants's tagger (2000):

    p(state | i-th) = (n(state, i-th) + theta p(state | i-1st)) / (n(i-th) + theta)

The two are combined as if independent given the form, except that the beginning, which is part
of the ending in short words, counts half:

    p(state | shape) ~ p(state | ending) (p(state | beginning) / p(state | form))^(1/2)

Shape is not bigram statistics; it is used only where a user asks for it.
"""

import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
import scipy.sparse as sp

from wordclass.models.arrays import FloatArray, IntArray, rows_to_one

_ENDING, _BEGINNING = 6, 3  # letters at most
_FORM = 2  # descriptions before the letters: none, and the form
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
            for _, description in _descriptions(word):
                columns.append(self._ids.setdefault(description, len(self._ids)))
                rows.append(i)
        ones = np.ones(len(rows))
        self._has = sp.csr_array((ones, (rows, columns)), shape=(len(words), len(self._ids)))
        self.learn(expected)

    def learn(self, expected: sp.csr_array) -> None:
        """Learn from other expected numbers of tokens of the same words."""
        self._counts = sp.csr_array(self._has.T @ expected)

    def describe(self, words: Sequence[str]) -> IntArray:
        """(11, words) the descriptions of each word, as numbers; -1 for one not learned."""
        levels = np.full((_FORM + _ENDING + _BEGINNING, len(words)), -1, dtype=np.int64)
        for i, word in enumerate(words):
            for level, description in _descriptions(word):
                levels[level, i] = self._ids.get(description, -1)
        return levels

    def predict(self, levels: IntArray, own: sp.csr_array | None = None) -> FloatArray:
        """(words, states) p(state | shape) of words as described.

        ``own``, (words, states), is what each word itself contributed when the model was
        learned; it is left out, for a rare word would only confirm itself.
        """
        n_states = self._counts.shape[1]
        uniform = np.full((levels.shape[1], n_states), 1 / n_states)
        form = self._refined(uniform, levels[:_FORM], own)
        ending = self._refined(form, levels[_FORM : _FORM + _ENDING], own)
        beginning = self._refined(form, levels[_FORM + _ENDING :], own)
        return rows_to_one(ending * np.sqrt(beginning / form))

    def _refined(self, p: FloatArray, levels: IntArray, own: sp.csr_array | None) -> FloatArray:
        """Shrink the distribution of each description in turn towards the one before."""
        p = p.copy()
        for ids in levels:
            known = np.flatnonzero(ids >= 0)
            n = self._counts[ids[known]]
            seen = (n if own is None else n - own[known]).toarray().clip(min=0)
            p[known] = (seen + _SHRINKAGE * p[known]) / (seen.sum(axis=1)[:, None] + _SHRINKAGE)
        return p


def _descriptions(word: str) -> Iterator[tuple[int, str]]:
    """Yield the descriptions of a word, each with its level in :meth:`ShapeModel.describe`."""
    form, letters = _form(word), word.lower()
    yield 0, ""
    yield 1, form
    for n in range(1, min(len(letters), _ENDING) + 1):
        yield _FORM + n - 1, f"{form} -{letters[-n:]}"
    for n in range(1, min(len(letters), _BEGINNING) + 1):
        yield _FORM + _ENDING + n - 1, f"{form} {letters[:n]}-"


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
