"""The data between the first two stages: a vocabulary and its bigram counts.

Id 0 is the sentence boundary, ``<s>`` before and ``</s>`` after; its entry in
``words`` is the empty string, which no token can be. The unknown word, which
stands for every word that was pruned away, is known by its id as well: a corpus
may contain the tokens ``<s>`` and ``<unk>`` without any harm.
"""

import dataclasses
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.errors import InputError

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


@dataclass(frozen=True)
class Source:
    """One text that was counted: its name, the SHA-256 of its bytes, and how many there are."""

    name: str
    sha256: str = ""
    bytes: int = 0


@dataclass(frozen=True)
class Provenance:
    """Where counts come from, enough to count them again.

    Parameters
    ----------
    sources : tuple of Source
        What was read, in order.
    tokenizer : dict
        The tokenizer's name and every setting that decides what a token is.
    sentences, tokens : int
        How many were counted.
    skipped : dict
        What was left out, and how often (``{"undecodable lines": 3}``).
    version : str
        The version of wordclass that counted.
    """

    sources: tuple[Source, ...] = ()
    tokenizer: dict[str, Any] = field(default_factory=dict)
    sentences: int = 0
    tokens: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    version: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give plain data, for JSON."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Provenance":
        """Read back what :meth:`to_dict` gave."""
        sources = tuple(Source(**source) for source in data.get("sources", ()))
        return cls(**{**data, "sources": sources})

    def __add__(self, other: "Provenance") -> "Provenance":
        skipped = {
            what: self.skipped.get(what, 0) + other.skipped.get(what, 0)
            for what in sorted({*self.skipped, *other.skipped})
        }
        return Provenance(
            sources=self.sources + other.sources,
            tokenizer=self.tokenizer or other.tokenizer,
            sentences=self.sentences + other.sentences,
            tokens=self.tokens + other.tokens,
            skipped=skipped,
            version=self.version or other.version,
        )


@dataclass(frozen=True, eq=False)
class BigramCounts:
    """How often each word follows each other word, sentence boundaries included.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, (V, V), int64
        ``matrix[a, b]`` is how often word ``b`` follows word ``a``; indices sorted,
        no stored zeros.
    vocabulary : Vocabulary
        The V words, the boundary first.
    provenance : Provenance
        Where the counts come from.
    samples : tuple of tuple of str
        Sentences of the text, drawn at random while counting, for reports to quote; none
        unless they were asked for.

    Notes
    -----
    With boundaries every token precedes once and follows once, so row and column
    sums agree and ``matrix.sum()`` is tokens + sentences.

    Examples
    --------
    >>> counts = BigramCounts.from_pairs([("", "hi", 2), ("hi", "", 1), ("hi", "hi", 1)])
    >>> counts.n_sentences, counts.n_tokens, counts.vocabulary.words
    (2, 2, ('', 'hi'))
    """

    matrix: sp.csr_array
    vocabulary: Vocabulary
    provenance: Provenance = field(default_factory=Provenance)
    samples: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def prev_counts(self) -> npt.NDArray[np.int64]:
        """(V,) how often each word precedes another."""
        return np.asarray(self.matrix.sum(axis=1), dtype=np.int64)

    @cached_property
    def next_counts(self) -> npt.NDArray[np.int64]:
        """(V,) how often each word follows another."""
        return np.asarray(self.matrix.sum(axis=0), dtype=np.int64)

    @property
    def word_counts(self) -> npt.NDArray[np.int64]:
        """(V,) how often each word occurs: the larger of its two roles, equal with boundaries."""
        return np.maximum(self.prev_counts, self.next_counts)

    @property
    def n_bigrams(self) -> int:
        """How many bigrams were counted: tokens + sentences."""
        return int(self.prev_counts.sum())

    @property
    def n_sentences(self) -> int:
        """How many sentences were counted (0 for counts without boundaries)."""
        return int(self.prev_counts[0])

    @property
    def n_tokens(self) -> int:
        """How many tokens were counted."""
        return self.n_bigrams - self.n_sentences

    @classmethod
    def from_matrix(
        cls, matrix: Any, words: Sequence[str], provenance: Provenance | None = None
    ) -> "BigramCounts":
        """Take counts made elsewhere as a matrix.

        Parameters
        ----------
        matrix : array or sparse array, (n, n)
            Whole, non-negative counts; row = preceding word, column = following word.
        words : sequence of str, n
            The word of each row and column, in any order. The empty string marks the
            sentence boundary; without it the counts have no boundaries.

        Raises
        ------
        InputError
            When shapes differ, a word stands twice, or a count is negative, fractional
            or not finite.

        Examples
        --------
        >>> BigramCounts.from_matrix([[0, 2], [3, 1]], ["a", "b"]).vocabulary.words
        ('', 'b', 'a')
        """
        words = list(words)
        entries = sp.coo_array(matrix)
        if entries.shape != (len(words), len(words)):
            raise InputError(
                f"matrix has shape {entries.shape} but there are {len(words)} words; "
                "give one row and one column per word"
            )
        return _canonical(
            entries.row, entries.col, _whole(entries.data), words, None, provenance or Provenance()
        )

    @classmethod
    def from_pairs(
        cls,
        rows: Iterable[tuple[str | None, str | None, int]],
        provenance: Provenance | None = None,
    ) -> "BigramCounts":
        """Take counts made elsewhere as rows of (preceding word, following word, count).

        Parameters
        ----------
        rows : iterable of (str, str, int)
            ``""`` is the sentence boundary, ``None`` the unknown word. Rows of the same
            pair are added up.

        Raises
        ------
        InputError
            When a row is no such triple, or a count negative, fractional or not finite.
        """
        ids: dict[str | None, int] = {}
        triples = []
        for number, row in enumerate(rows, start=1):
            try:
                prev, following, n = row
            except (TypeError, ValueError):
                raise InputError(f"row {number} is {row!r}, not (prev, next, count)") from None
            for word in (prev, following):
                if word is not None and not isinstance(word, str):
                    raise InputError(f"row {number}: {word!r} is not a word; give a string")
            triples.append((ids.setdefault(prev, len(ids)), ids.setdefault(following, len(ids)), n))
        unknown = ids.get(None)
        words = [UNKNOWN_LABEL if word is None else word for word in ids]
        prev_ids, next_ids, n_values = zip(*triples, strict=True) if triples else ((), (), ())
        return _canonical(
            np.array(prev_ids, dtype=np.int64),
            np.array(next_ids, dtype=np.int64),
            _whole(np.array(n_values)),
            words,
            unknown,
            provenance or Provenance(),
        )

    def __add__(self, other: "BigramCounts") -> "BigramCounts":
        """Merge two counts exactly, as if their texts had been counted together."""
        from wordclass.counting.sampling import joined_samples

        if not isinstance(other, BigramCounts):
            return NotImplemented
        words = list(self.vocabulary.words)
        to_mine = np.empty(len(other.vocabulary), dtype=np.int64)
        unknown = self.vocabulary.unknown
        for i, word in enumerate(other.vocabulary.words):
            if i == other.vocabulary.unknown:
                known = unknown
            else:
                known = self.vocabulary.id(word) if word in self.vocabulary else None
            if known is None:
                known = len(words)
                words.append(word)
                if i == other.vocabulary.unknown:
                    unknown = known
            to_mine[i] = known
        mine, theirs = self.matrix.tocoo(), other.matrix.tocoo()
        counts = _canonical(
            np.concatenate([mine.row, to_mine[theirs.row]]),
            np.concatenate([mine.col, to_mine[theirs.col]]),
            np.concatenate([mine.data, theirs.data]),
            words,
            unknown,
            self.provenance + other.provenance,
        )
        return dataclasses.replace(counts, samples=joined_samples([self.samples, other.samples]))

    def prune(self, min_count: int = 1, max_vocabulary: int | None = None) -> "BigramCounts":
        """Turn rare words into the unknown word; their neighbours never become adjacent.

        Parameters
        ----------
        min_count : int
            Words seen less often become unknown.
        max_vocabulary : int, optional
            Keep at most this many words, the most frequent, ties by code point; the
            boundary and the unknown word are not counted.

        Returns
        -------
        BigramCounts
            With the same total. Unchanged when every word is kept.

        Raises
        ------
        InputError
            When no word would be left.
        """
        if min_count < 1 or (max_vocabulary is not None and max_vocabulary < 1):
            raise InputError(
                f"min_count={min_count}, max_vocabulary={max_vocabulary}: both must be at least 1"
            )
        old = self.vocabulary
        keep = self.word_counts >= min_count
        keep[0] = True
        if old.unknown is not None:
            keep[old.unknown] = False
        kept = np.flatnonzero(keep)[1:]
        if max_vocabulary is not None:
            kept = kept[:max_vocabulary]
        if len(kept) == 0:
            most = int(self.word_counts[1:].max(initial=0))
            raise InputError(
                f"min_count={min_count} leaves no word: the highest count is {most}; "
                "lower min_count or give more text"
            )
        if len(kept) == len(old) - 1 - (old.unknown is not None):
            return self
        to_new = np.full(len(old), len(kept) + 1, dtype=np.int64)  # dropped words: the unknown
        to_new[0] = 0
        to_new[kept] = np.arange(1, len(kept) + 1)
        words = [BOUNDARY, *(old.words[i] for i in kept), UNKNOWN_LABEL]
        entries = self.matrix.tocoo()
        counts = _canonical(
            to_new[entries.row], to_new[entries.col], entries.data, words, len(words) - 1,
            self.provenance,
        )  # fmt: skip
        return dataclasses.replace(counts, samples=self.samples)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write one Parquet file: ``prev``, ``next``, ``count``, sorted; see :func:`load_counts`.

        The boundary is the empty string, the unknown word NULL; the provenance is in
        the file's metadata under ``wordclass``.
        """
        from wordclass.counting.storage import save_counts

        save_counts(self, path)


def _whole(values: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Give counts as int64, or an InputError that names the first value that is none."""
    if values.size == 0:
        return np.zeros(0, dtype=np.int64)
    try:
        numbers = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError("counts must be numbers") from None
    bad = ~np.isfinite(numbers) | (numbers < 0) | (numbers != np.floor(numbers))
    if bad.any():
        raise InputError(
            f"{numbers[bad][0]} is not a count; counts are whole numbers, 0 or more "
            "(give counts, not probabilities)"
        )
    return values.astype(np.int64)


def _canonical(
    rows: npt.NDArray[Any],
    cols: npt.NDArray[Any],
    data: npt.NDArray[np.int64],
    words: list[str],
    unknown: int | None,
    provenance: Provenance,
) -> BigramCounts:
    """Number words by falling frequency, the boundary first, and build the sorted matrix."""
    for word in words:
        if not isinstance(word, str):
            raise InputError(f"{word!r} is not a word; give strings")
    if len({word for i, word in enumerate(words) if i != unknown}) + (unknown is not None) != len(
        words
    ):
        seen: set[str] = set()
        twice = next(word for word in words if word in seen or seen.add(word))  # type: ignore[func-returns-value]
        raise InputError(f"the word {twice!r} stands twice; give every word once")
    if BOUNDARY not in words:
        words = [*words, BOUNDARY]
    n = len(words)
    before, behind = np.zeros((2, n), dtype=np.int64)
    np.add.at(before, rows, data)
    np.add.at(behind, cols, data)
    frequency = np.maximum(before, behind)
    order = sorted(
        range(n), key=lambda i: (words[i] != BOUNDARY, -frequency[i], words[i], i == unknown)
    )
    new_id = np.empty(n, dtype=np.int64)
    new_id[order] = np.arange(n)
    matrix = sp.csr_array((data, (new_id[rows], new_id[cols])), shape=(n, n), dtype=np.int64)
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    matrix.sort_indices()
    vocabulary = Vocabulary(
        tuple(words[i] for i in order), None if unknown is None else int(new_id[unknown])
    )
    return BigramCounts(matrix, vocabulary, provenance)
