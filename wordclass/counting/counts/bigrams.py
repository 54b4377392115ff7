"""Bigram counts over a vocabulary: the data that the first stage passes to the second."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.counting.counts.construction import from_matrix, from_rows
from wordclass.counting.counts.numbering import N_BLOCKS, Entries, checked, divided, joined, summed
from wordclass.counting.counts.provenance import Provenance
from wordclass.counting.counts.pruning import check_limits, keeping, pruned
from wordclass.counting.counts.samples import Samples, join_samples
from wordclass.counting.counts.vocabulary import Vocabulary
from wordclass.counting.counts.wording import quantity
from wordclass.errors import InputError, check_type, check_words


@dataclass(frozen=True, eq=False)
class BigramCounts:
    """How often each word follows each other word, sentence boundaries included.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, (V, V), int64
        ``matrix[a, b]`` is how often ``b`` follows ``a``; indices sorted, no zeros stored.
    vocabulary : Vocabulary
        The V words, the boundary first.
    provenance : Provenance
        Where the counts come from.
    samples : tuple of tuple of str
        A random sample of sentences for reports to quote; empty unless requested.
    blocks : scipy.sparse.csr_array, (D, 64), int64, optional
        The counts by block of sentences or of documents: row i holds those of the i-th entry of
        ``matrix``, and sums to it. Counted if ``blocks=True``, for :func:`wordclass.stability` and
        :func:`wordclass.compare`; see :mod:`wordclass.counting.segments.sentence_blocks`.

    Notes
    -----
    With boundaries, every token is counted once as the preceding and once as the following word;
    row and column sums are therefore equal, and ``matrix.sum()`` is tokens + sentences.

    Examples
    --------
    >>> counts = BigramCounts.from_pairs([("", "hi", 2), ("hi", "", 1), ("hi", "hi", 1)])
    >>> counts.n_sentences, counts.n_tokens, counts.vocabulary.words
    (2, 2, ('', 'hi'))
    >>> counts
    <BigramCounts: 2 tokens in 2 sentences, 1 word, 3 distinct bigrams>
    """

    matrix: sp.csr_array
    vocabulary: Vocabulary
    provenance: Provenance = field(default_factory=Provenance)
    samples: Samples = ()
    blocks: sp.csr_array | None = None

    def __repr__(self) -> str:
        tokens, sentences = quantity(self.n_tokens, "token"), quantity(self.n_sentences, "sentence")
        words = quantity(len(self.vocabulary) - 1, "word")
        bigrams = quantity(self.matrix.nnz, "distinct bigram")
        return f"<BigramCounts: {tokens} in {sentences}, {words}, {bigrams}>"

    @cached_property
    def prev_counts(self) -> npt.NDArray[np.int64]:
        """(V,) the number of bigrams in which each word is the preceding word."""
        return np.asarray(self.matrix.sum(axis=1), dtype=np.int64)

    @cached_property
    def next_counts(self) -> npt.NDArray[np.int64]:
        """(V,) the number of bigrams in which each word is the following word."""
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
        """The number of sentences counted, 0 for counts without boundaries."""
        return int(self.prev_counts[0])

    @property
    def n_tokens(self) -> int:
        """The number of tokens counted."""
        return self.n_bigrams - self.n_sentences

    @classmethod
    def from_matrix(
        cls, matrix: Any, words: Sequence[str], provenance: Provenance | None = None
    ) -> "BigramCounts":
        """Create counts from a matrix.

        Parameters
        ----------
        matrix : array or sparse array, (n, n)
            Non-negative integers; row = preceding word, column = following word.
        words : sequence of str, n
            The word of each row and column, in any order. The empty string marks the
            sentence boundary; without it the counts have no boundaries.
        provenance : Provenance, optional
            Where the counts come from.

        Raises
        ------
        InputError
            If the shapes do not match, a word is listed twice, or a count is negative, fractional
            or not finite.

        Examples
        --------
        >>> BigramCounts.from_matrix([[0, 2], [3, 1]], ["a", "b"]).vocabulary.words
        ('', 'b', 'a')
        """
        return cls._checked(*from_matrix(matrix, words), provenance)

    @classmethod
    def from_pairs(cls, rows: Any, provenance: Provenance | None = None) -> "BigramCounts":
        """Create counts from rows of (preceding word, following word, count).

        Parameters
        ----------
        rows : iterable of (str, str, int), or a table
            ``""`` is the sentence boundary, ``None`` the unknown word. The counts of equal pairs
            are summed. A table of pandas, polars, DuckDB or pyarrow (any object with
            ``__arrow_c_stream__``) has the columns ``prev``, ``next`` and ``count``.
        provenance : Provenance, optional
            Where the counts come from.

        Raises
        ------
        InputError
            If a row is not such a triple, a column is missing, or a count is negative,
            fractional or not finite.

        Examples
        --------
        >>> rows = [("", "cats", 2), ("cats", "sleep", 2), ("sleep", "", 2)]
        >>> BigramCounts.from_pairs(rows).matrix.toarray().tolist()
        [[0, 2, 0], [0, 0, 2], [2, 0, 0]]
        """
        return cls._checked(*from_rows(rows), provenance)

    @classmethod
    def _checked(
        cls,
        entries: Entries,
        words: list[str],
        unknown: int | None,
        provenance: Provenance | None,
        samples: Samples = (),
    ) -> "BigramCounts":
        matrix, vocabulary, blocks = checked(entries, words, unknown)
        return cls(matrix, vocabulary, provenance or Provenance(), samples, blocks)

    def entries(self) -> Entries:
        """Return the distinct bigrams, each once for every block in which it was counted."""
        found = self.matrix.tocoo()
        if self.blocks is None:
            return Entries(found.row, found.col, found.data)
        parts = self.blocks.tocoo()
        return Entries(found.row[parts.row], found.col[parts.row], parts.data, parts.col)

    def by_block(self) -> sp.csr_array:
        """Return ``blocks``.

        Raises
        ------
        InputError
            If blocks were not counted.
        """
        if self.blocks is None:
            raise InputError(
                "the counts have no blocks of sentences; count the text again with {blocks}",
                blocks=True,
            )
        return self.blocks

    def weighted(self, weights: npt.ArrayLike) -> "BigramCounts":
        """Return the counts with each block counted ``weights[block]`` times.

        Parameters
        ----------
        weights : (64,) int
            Zeros and ones for a part of the text; how often each block was drawn for a bootstrap.

        Returns
        -------
        BigramCounts
            With the same word ids, even where words no longer occur; without blocks.

        Raises
        ------
        InputError
            If blocks were not counted, or there are not 64 whole numbers.
        """
        of_blocks = np.asarray(weights)
        if of_blocks.shape != (N_BLOCKS,) or of_blocks.dtype.kind not in "biu":
            raise InputError(f"weights must be {N_BLOCKS} whole numbers, one for each block")
        matrix = self.matrix.copy()
        matrix.data = self.by_block() @ of_blocks.astype(np.int64)
        matrix.eliminate_zeros()
        return BigramCounts(matrix, self.vocabulary, self.provenance)

    def __add__(self, other: "BigramCounts") -> "BigramCounts":
        """Merge two counts exactly, as if their texts had been counted together.

        The sum has blocks if both counts have.
        """
        if not isinstance(other, BigramCounts):
            return NotImplemented
        words, unknown, new_id = self.vocabulary.union(other.vocabulary)
        mine, theirs = self.entries(), other.entries().renumbered(np.array(new_id))
        samples = join_samples([(one.samples, one.n_sentences) for one in (self, other)])
        provenance = self.provenance + other.provenance
        return self._checked(joined([mine, theirs]), words, unknown, provenance, samples)

    def prune(self, min_count: int = 1, max_vocabulary: int | None = None) -> "BigramCounts":
        """Replace rare words by the unknown word; their neighbours never become adjacent.

        Parameters
        ----------
        min_count : int
            Less frequent words become unknown.
        max_vocabulary : int, optional
            Keep at most this many words, the most frequent, ties by code point; the
            boundary and the unknown word are not included in this number.

        Returns
        -------
        BigramCounts
            Counts with the same total; the same object if every word is kept.

        Raises
        ------
        InputError
            If no word would be kept.

        Examples
        --------
        >>> counts = BigramCounts.from_pairs([("the", "cat", 2), ("the", "dog", 1)])
        >>> counts.prune(min_count=2).vocabulary.words
        ('', 'the', 'cat', '<unk>')
        """
        check_limits(min_count, max_vocabulary)
        vocabulary, new_id = pruned(
            self.vocabulary, self.prev_counts, self.next_counts, min_count, max_vocabulary
        )
        return self if vocabulary is self.vocabulary else self._renumbered(vocabulary, new_id)

    def keep(self, words: Iterable[str]) -> "BigramCounts":
        """Replace all words but these by the unknown word, as :meth:`prune` does with rare ones.

        Parameters
        ----------
        words : iterable of str
            Words that the counts do not have are ignored.

        Returns
        -------
        BigramCounts
            Counts with the same total; the same object if every word is kept.

        Raises
        ------
        InputError
            If the counts have none of the words, or ``words`` is not a list of words.
        """
        wanted = check_words("words", words)
        known = {
            self.vocabulary.id(word)
            for word in wanted
            if isinstance(word, str) and word in self.vocabulary
        } - {0}
        if not known:
            raise InputError("the counts have none of the words to keep")
        if len(known) == len(self.vocabulary) - 1 - (self.vocabulary.unknown is not None):
            return self
        kept = np.array(sorted(known))
        return self._renumbered(*keeping(self.vocabulary, self.prev_counts, self.next_counts, kept))

    def _renumbered(self, vocabulary: Vocabulary, new_id: npt.NDArray[np.int32]) -> "BigramCounts":
        """Counts over another vocabulary, given the new id of every word."""
        sums = summed(self.entries().renumbered(new_id), len(vocabulary))
        matrix, blocks = divided(sums, self.blocks is not None)
        return BigramCounts(matrix, vocabulary, self.provenance, self.samples, blocks)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Rows of ``prev``, ``next``, ``count``, for ``polars.DataFrame(counts)`` and the like."""
        from wordclass.counting.counts.arrow import to_table

        return to_table(self.matrix, self.vocabulary).__arrow_c_stream__(requested_schema)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a Parquet file with the columns ``prev``, ``next`` and ``count``, sorted.

        The boundary is the empty string, and the unknown word is NULL. The provenance is in the
        metadata of the file under ``wordclass``. See :func:`wordclass.load_counts`.

        Parameters
        ----------
        path : path
            The file to write.

        Raises
        ------
        InputError
            If the file cannot be written.
        """
        from wordclass.counting.parquet.write import save_counts

        save_counts(self.entries(), self.vocabulary, path, self.provenance, self.samples)


def check_counts(counts: object) -> None:
    """Raise an InputError unless the argument ``counts`` is bigram counts."""
    check_type("counts", counts, BigramCounts, "BigramCounts, which count() returns")
