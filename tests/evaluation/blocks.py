"""Shared by the tests of resampling: planted counts divided into blocks."""

import dataclasses

import numpy as np
import scipy.sparse as sp

import wordclass as wc


def in_blocks(counts: wc.BigramCounts, seed: int = 0) -> wc.BigramCounts:
    """Assign each of the bigrams, drawn independently, to a block at random."""
    entry = np.repeat(np.arange(counts.matrix.nnz), counts.matrix.data)
    block = np.random.default_rng(seed).integers(0, 64, len(entry))
    parts = (np.ones(len(entry), dtype=np.int64), (entry, block))
    blocks = sp.coo_array(parts, shape=(counts.matrix.nnz, 64)).tocsr()
    return dataclasses.replace(counts, blocks=blocks)
