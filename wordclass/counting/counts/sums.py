"""Sums of many counts, and counts of documents as the blocks of one corpus."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.numbering import N_BLOCKS
from wordclass.counting.counts.samples import join_samples
from wordclass.errors import InputError, check_type

Corpus = BigramCounts | Sequence[BigramCounts]
MIN_BLOCKS = 8  # with text, to see how much it varies


def merged(parts: Iterable[BigramCounts]) -> BigramCounts:
    """Return the sum of counts, pairwise, so that most sums are of small counts."""
    found = list(parts)
    while len(found) > 1:
        found = [
            found[i] + found[i + 1] if i + 1 < len(found) else found[i]
            for i in range(0, len(found), 2)
        ]
    return found[0]


def as_one(corpus: Corpus, samples: int | None = None) -> BigramCounts:
    """Return the counts themselves, or the sum of the counts of documents, in blocks of documents.

    Each has a block of its own, but several share one if there are more than 64. Of their
    sentences, a random sample of ``samples`` is kept, by default all that they have.

    Raises
    ------
    InputError
        If this is neither counts nor a list of counts.
    """
    wanted = "BigramCounts, which count() returns, or a list of them"
    if isinstance(corpus, BigramCounts):
        return corpus
    check_type("corpus", corpus, Sequence, wanted)
    for counts in corpus:
        check_type("corpus", counts, BigramCounts, wanted)
    if not corpus:
        raise InputError("the corpus is an empty list; it must contain counts")
    whole = merged(
        replace(counts, blocks=_in_block(counts.matrix, number % N_BLOCKS))
        for number, counts in enumerate(corpus)
    )
    sources = tuple(sorted(whole.provenance.sources, key=lambda source: source.name))
    provenance = replace(whole.provenance, sources=sources, blocks="documents")
    size = sum(len(counts.samples) for counts in corpus) if samples is None else samples
    kept = join_samples(((counts.samples, counts.n_sentences) for counts in corpus), size)
    return replace(whole, provenance=provenance, samples=kept)


def filled_blocks(counts: BigramCounts, name: str = "the text") -> npt.NDArray[np.int64]:
    """Return the numbers of the blocks that contain text.

    Raises
    ------
    InputError
        If the counts are not divided into blocks, or fewer than 8 contain text.
    """
    filled = np.flatnonzero(counts.by_block().sum(axis=0))
    if len(filled) < MIN_BLOCKS:
        raise InputError(
            f"{name} fills only {len(filled)} of {N_BLOCKS} blocks of sentences or documents, and "
            f"{MIN_BLOCKS} are needed to see how much it varies; use more text or more "
            "documents"
        )
    return filled


def _in_block(matrix: sp.csr_array, block: int) -> sp.csr_array:
    """Return the entries of a matrix as (D, 64) counts by block, all in one."""
    rows = (matrix.data, np.full(matrix.nnz, block), np.arange(matrix.nnz + 1))
    return sp.csr_array(rows, shape=(matrix.nnz, N_BLOCKS))
