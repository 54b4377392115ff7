"""The vocabulary: words by id.

Id 0 is the sentence boundary, shown as ``<s>`` or ``</s>``; its entry in ``words`` is the empty
string, which cannot be a token. The unknown word, which replaces all pruned words, is also
identified by its id, so that a corpus may contain the tokens ``<s>`` and ``<unk>``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

BOUNDARY = ""  # the boundary's entry in Vocabulary.words, and its string in Parquet
UNKNOWN_LABEL = "<unk>"


@dataclass(frozen=True)
class Vocabulary:
    """Words by id: the sentence boundary, then by descending frequency, ties by code point.

    Parameters
    ----------
    words : tuple of str
        The words by id; ``words[0]`` is ``""``, the boundary.
    unknown : int, optional
        The id of the unknown word, if words were pruned.

    Examples
    --------
    >>> vocabulary = Vocabulary(("", "the", "cat"))
    >>> vocabulary.id("cat"), vocabulary.label(0), vocabulary.label(0, following=True)
    (2, '<s>', '</s>')
    """

    words: tuple[str, ...]
    unknown: int | None = None

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self._ids

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {word: i for i, word in enumerate(self.words) if i != self.unknown}

    @property
    def spellings(self) -> list[str | None]:
        """The words by id, ``None`` for the unknown word, which has no spelling."""
        return [None if i == self.unknown else word for i, word in enumerate(self.words)]

    def id(self, word: str) -> int:
        """Return the id of a word, or of the unknown word if the word is not in the vocabulary.

        Raises
        ------
        KeyError
            If the word is not in the vocabulary and there is no unknown word.
        """
        found = self._ids.get(word, self.unknown)
        if found is None:
            raise KeyError(f"{word!r} is not in the vocabulary of {len(self) - 1} words")
        return found

    def ids(self, words: Iterable[str], otherwise: int) -> list[int]:
        """Return the ids of words, ``otherwise`` for those that are not in the vocabulary."""
        known = self._ids
        return [known.get(word, otherwise) if word else otherwise for word in words]

    def label(self, word_id: int, following: bool = False) -> str:
        """Return the word with an id as displayed: ``<s>``, ``</s>`` or ``<unk>`` if special.

        ``following`` is whether it is in the role of a following word, which decides between
        ``<s>`` and ``</s>``.
        """
        if word_id == 0:
            return "</s>" if following else "<s>"
        return UNKNOWN_LABEL if word_id == self.unknown else self.words[word_id]

    def union(self, other: "Vocabulary") -> tuple[list[str], int | None, list[int]]:
        """Append the words of another vocabulary that this one lacks.

        Returns
        -------
        words, unknown, new_id : list of str, int or None, list of int
            ``new_id[i]`` is the index of the i-th word of ``other`` in ``words``.
        """
        words, unknown = list(self.words), self.unknown
        new_id = []
        for i, word in enumerate(other.words):
            is_unknown = i == other.unknown
            known = unknown if is_unknown else self._ids.get(word)
            if known is None:
                known = len(words)
                words.append(word)
                unknown = known if is_unknown else unknown
            new_id.append(known)
        return words, unknown, new_id
