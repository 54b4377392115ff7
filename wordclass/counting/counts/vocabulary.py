"""Words by id.

Id 0 is the sentence boundary, ``<s>`` before and ``</s>`` after; its entry in
``words`` is the empty string, which no token can be. The unknown word, which
stands for every word that was pruned away, is known by its id as well: a corpus
may contain the tokens ``<s>`` and ``<unk>`` without any harm.
"""

from dataclasses import dataclass
from functools import cached_property

BOUNDARY = ""  # the boundary's entry in Vocabulary.words, and its string in Parquet
UNKNOWN_LABEL = "<unk>"


@dataclass(frozen=True)
class Vocabulary:
    """Words by id: id 0 the sentence boundary, then by falling frequency, ties by code point.

    Parameters
    ----------
    words : tuple of str
        Word by id; ``words[0]`` is ``""``, the boundary.
    unknown : int, optional
        The id of the unknown word, where pruning has made one.

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

    def id(self, word: str) -> int:
        """Look up a word's id; a word outside the vocabulary has the unknown word's.

        Raises
        ------
        KeyError
            When the word is not there and the vocabulary has no unknown word.
        """
        found = self._ids.get(word, self.unknown)
        if found is None:
            raise KeyError(f"{word!r} is not in the vocabulary of {len(self) - 1} words")
        return found

    def label(self, word_id: int, following: bool = False) -> str:
        """How a word is shown: itself, or ``<s>``, ``</s>``, ``<unk>`` for the special ids."""
        if word_id == 0:
            return "</s>" if following else "<s>"
        return UNKNOWN_LABEL if word_id == self.unknown else self.words[word_id]
