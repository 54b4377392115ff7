"""Sums of many counts, and counts of documents as the blocks of one corpus."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.numbering import N_BLOCKS
from wordclass.errors import InputError, check_type

Corpus = BigramCounts | Sequence[BigramCounts]


def merged(parts: Iterable[BigramCounts]) -> BigramCounts:
    """Return the sum of counts, pairwise, so that most sums are of small counts."""
    found = list(parts)
    while len(found) > 1:
        found = [
            found[i] + found[i + 1] if i + 1 < len(found) else found[i]
            for i in range(0, len(found), 2)
        ]
    return found[0]


def check_corpus(corpus: Corpus) -> None:
    """Raise an InputError if this is neither counts nor a list of counts."""
    wanted = "BigramCounts, which count() returns, or a list of them"
    if not isinstance(corpus, BigramCounts):
        check_type("corpus", corpus, Sequence, wanted)
        for counts in corpus:
            check_type("corpus", counts, BigramCounts, wanted)
        if not corpus:
            raise InputError("the corpus is an empty list; it must have counts")


def as_one(corpus: Corpus) -> BigramCounts:
    """Return the counts themselves, or the sum of a list with a block for each of its items.

    The samples of all are kept. Beyond 64 items, several share a block.
    """
    check_corpus(corpus)
    if isinstance(corpus, BigramCounts):
        return corpus
    whole = merged(
        replace(counts, blocks=_in_block(counts.matrix, number % N_BLOCKS))
        for number, counts in enumerate(corpus)
    )
    sources = tuple(sorted(whole.provenance.sources, key=lambda source: source.name))
    samples = tuple(sentence for counts in corpus for sentence in counts.samples)
    return replace(whole, provenance=replace(whole.provenance, sources=sources), samples=samples)


def _in_block(matrix: sp.csr_array, block: int) -> sp.csr_array:
    """Return the entries of a matrix as (D, 64) counts by block, all in one."""
    rows = (matrix.data, np.full(matrix.nnz, block), np.arange(matrix.nnz + 1))
    return sp.csr_array(rows, shape=(matrix.nnz, N_BLOCKS))
