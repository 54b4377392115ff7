"""Counts read from Parquet files, rare words pruned on the way."""

import os
from itertools import compress

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.numbering import (
    Counts,
    Entries,
    by_frequency,
    divided,
    joined,
    summed,
)
from wordclass.counting.counts.pruning import check_limits, pruned
from wordclass.counting.counts.vocabulary import UNKNOWN_LABEL, Vocabulary
from wordclass.counting.memory import available
from wordclass.counting.parquet.read import BOUNDARY, UNKNOWN, CountsReader, WordIndex
from wordclass.errors import InputError, check_path, located

_BYTES = 50  # of memory per bigram while a matrix is built
_ROWS = 1 << 23  # read at a time


def load_counts(
    path: str | os.PathLike[str], min_count: int = 1, max_vocabulary: int | None = None
) -> BigramCounts:
    """Read counts from a Parquet file, rare words pruned on the way.

    Parameters
    ----------
    path : path
        What :meth:`BigramCounts.save` or ``wordclass count`` wrote, or any Parquet file, or
        folder of Parquet files (as Spark writes it), with the columns ``prev`` and ``next``
        (text; empty: the boundary, NULL: the unknown word) and ``count`` (whole numbers), in
        any order of rows.
    min_count, max_vocabulary
        As in :meth:`BigramCounts.prune`, and with the same result. Where not all counts fit
        into memory, only those of the words kept need to.

    Returns
    -------
    BigramCounts

    Raises
    ------
    InputError
        When the file is missing or damaged, holds no bigram counts, no word is left, or the
        counts do not fit into memory.

    Examples
    --------
    >>> import tempfile
    >>> path = tempfile.mkdtemp() + "/counts.parquet"
    >>> BigramCounts.from_pairs([("", "hi", 2), ("hi", "", 2)]).save(path)
    >>> load_counts(path).vocabulary.words
    ('', 'hi')
    """
    check_path("path", path)
    check_limits(min_count, max_vocabulary)
    reader, index = CountsReader(path), WordIndex()
    provenance, samples = reader.provenance, reader.samples  # damage in them is found first
    fits = reader.n_rows * _BYTES <= available()
    margins = np.zeros((2, 0), dtype=np.int64)
    parts: list[Entries] = []
    for rows in reader.rows(index, _ROWS, reader.by_block):
        more_words = len(index) - margins.shape[1]
        margins = np.pad(margins, ((0, 0), (0, more_words))) + rows.margins(len(index))
        if fits:
            parts.append(rows)
    with located(path):
        vocabulary, new_id = _vocabulary(index, margins[0], margins[1], min_count, max_vocabulary)
    if fits:
        sums = summed(joined(parts).renumbered(new_id), len(vocabulary))
        del parts
    else:
        sums = _summed_by_parts(reader, index, new_id, len(vocabulary))
    matrix, blocks = divided(sums, reader.by_block)
    return BigramCounts(matrix, vocabulary, provenance, samples, blocks)


def _vocabulary(
    index: WordIndex,
    prev_counts: Counts,
    next_counts: Counts,
    min_count: int,
    max_vocabulary: int | None,
) -> tuple[Vocabulary, npt.NDArray[np.int32]]:
    """Number the words that are kept; the second result is their ids by those of the index."""
    occurs = (prev_counts > 0) | (next_counts > 0)  # a dictionary in the file may list more
    occurs[BOUNDARY] = True
    words = ["", UNKNOWN_LABEL, *index.words[2:].cast(pa.large_string()).to_pylist()]
    place = np.cumsum(occurs) - 1
    prev_counts, next_counts = prev_counts[occurs], next_counts[occurs]
    vocabulary, by_place = by_frequency(
        list(compress(words, occurs)),
        np.maximum(prev_counts, next_counts),
        int(place[UNKNOWN]) if occurs[UNKNOWN] else None,
    )
    order = np.argsort(by_place)
    vocabulary, new_id = pruned(
        vocabulary, prev_counts[order], next_counts[order], min_count, max_vocabulary
    )
    return vocabulary, new_id[by_place[place]]


def _summed_by_parts(
    reader: CountsReader, index: WordIndex, new_id: npt.NDArray[np.int32], n: int
) -> sp.csr_array:
    """Sum counts that do not fit into memory before the pruned are added up."""
    found: sp.csr_array | None = None
    for rows in reader.rows(index, _ROWS, reader.by_block):
        more = summed(rows.renumbered(new_id), n)
        found = more if found is None else found + more
        if found.nnz * _BYTES > available():
            raise InputError(
                f"{reader.path}: {found.nnz} bigrams and more take "
                f"{found.nnz * _BYTES / 1e9:.1f} GB of memory, and {available() / 1e9:.1f} are "
                "free; keep fewer words by {min_count} or {max_vocabulary}",
                "min_count",
                "max_vocabulary",
            )
    assert found is not None  # an empty file has been refused
    return found
