"""Blocks of sentences, for resampling and cross-validation of counts whose text is gone.

Each sentence belongs to one of 64 blocks by a hash of its words. The block is thus a property of
the sentence alone: it depends neither on where the sentence stands nor on how the text is divided
among files, threads, runs and machines, so that counts by block merge as exactly as counts do.
Equal sentences (headings, formulas, a text that is there twice) share a block: none is held out
while its copy is trained on, and resampling draws copies together, since they are not independent
draws. Sentences of one document are in different blocks; intervals from resampling
blocks describe the variation between sentences, not between documents.
"""

from typing import Any

import numpy as np

from wordclass.compiling import kernel
from wordclass.counting.segments.pairs import ID, NEXT_SHIFT, Keys
from wordclass.counting.segments.words import Hashes, mixed

LONGEST = 256  # words; a longer sentence is divided into pieces, each in a block of its own

_SHIFT = np.uint64(58)


@kernel
def assign_blocks(keys: Keys, hashes: Hashes) -> Any:
    """Write the block of each sentence, or piece of one, into its bigrams, in text order.

    ``hashes`` are those of the words. Return how many bigrams are in complete sentences and pieces.
    """
    start = 0
    h = np.uint64(0)
    for i in range(len(keys)):
        following = (keys[i] >> NEXT_SHIFT) & ID
        h = mixed(h + hashes[following])
        if following == 0 or i - start + 1 == LONGEST:
            for j in range(start, i + 1):
                keys[j] |= h >> _SHIFT
            start, h = i + 1, np.uint64(0)
    return start


@kernel
def n_complete(keys: Keys) -> Any:
    """Return the number of bigrams in sentences and pieces that are complete."""
    start = 0
    for i in range(len(keys)):
        if (keys[i] >> NEXT_SHIFT) & ID == 0 or i - start + 1 == LONGEST:
            start = i + 1
    return start
