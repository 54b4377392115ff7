"""Rare words turned into the unknown word, and bigrams in any order into a matrix."""

from bisect import bisect_right

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.counting.counts import packing
from wordclass.counting.counts.vocabulary import BOUNDARY, UNKNOWN_LABEL, Vocabulary
from wordclass.counting.segments import kernels
from wordclass.errors import InputError, check_whole

Ids = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]

_HALF = np.uint64(32)


def check_limits(min_count: int, max_vocabulary: int | None) -> None:
    """Refuse limits that mean nothing."""
    check_whole("min_count", min_count)
    if max_vocabulary is not None:
        check_whole("max_vocabulary", max_vocabulary)


def keep_frequent(
    vocabulary: Vocabulary, before: Ids, behind: Ids, min_count: int, max_vocabulary: int | None
) -> tuple[Vocabulary, npt.NDArray[np.uint32]]:
    """Number anew the words that are kept, and all others as the unknown word.

    Parameters
    ----------
    before, behind : (V,) int64
        How often each word precedes and follows.
    min_count, max_vocabulary
        As in :meth:`BigramCounts.prune`.

    Returns
    -------
    vocabulary, new_id : Vocabulary, (V,) uint32
        The same vocabulary where every word is kept.

    Raises
    ------
    InputError
        When no word would be left.
    """
    n, frequency = len(vocabulary), np.maximum(before, behind)
    is_word = np.ones(n, dtype=bool)
    is_word[[0] if vocabulary.unknown is None else [0, vocabulary.unknown]] = False
    kept = np.flatnonzero(is_word & (frequency >= min_count))[:max_vocabulary]
    if len(kept) == 0:
        raise InputError(
            "{min_count} leaves no word: the highest count is "
            f"{frequency[is_word].max(initial=0)}; lower it or supply more text",
            min_count=min_count,
        )
    if len(kept) == is_word.sum():
        return vocabulary, np.arange(n, dtype=np.uint32)
    dropped = np.ones(n, dtype=bool)
    dropped[0], dropped[kept] = False, False
    n_unknown = max(int(before[dropped].sum()), int(behind[dropped].sum()))
    words = [vocabulary.words[i] for i in kept.tolist()]
    ties = [int(np.searchsorted(-frequency[kept], -n_unknown, side)) for side in ("left", "right")]
    place = bisect_right(words, UNKNOWN_LABEL, *ties)  # equally frequent words go by code point
    words.insert(place, UNKNOWN_LABEL)
    new_id = np.full(n, place + 1, dtype=np.uint32)
    new_id[0] = 0
    new_id[kept[:place]] = np.arange(1, place + 1)
    new_id[kept[place:]] = np.arange(place + 2, len(kept) + 2)
    return Vocabulary((BOUNDARY, *words), place + 1), new_id


def renumbered(
    keys: Keys, counts: Ids, vocabulary: Vocabulary, new_id: npt.NDArray[np.uint32]
) -> sp.csr_array:
    """Build the matrix of bigrams under new ids, those of the unknown word added up.

    Parameters
    ----------
    keys, counts : (n,) uint64, (n,) int64
        In any order; used up.
    vocabulary
        What the new ids are of.
    """
    unknown = -1 if vocabulary.unknown is None else vocabulary.unknown
    n, behind, before = packing.fold_unknown(keys, counts, new_id, unknown, len(vocabulary))
    u = np.uint64(max(unknown, 0))
    after, ahead = (np.flatnonzero(one).astype(np.uint64) for one in (behind, before))
    return matrix(
        np.concatenate([keys[:n], (u << _HALF) | after, (ahead << _HALF) | u]),
        np.concatenate([counts[:n], behind[after], before[ahead]]),
        len(vocabulary),
    )


def matrix(keys: Keys, counts: Ids, n: int) -> sp.csr_array:
    """Build the (n, n) matrix of bigrams in any order; both arrays are used up.

    Numbers alone are sorted several times faster than with others beside them: a bigram and
    its count become one, of both ids, and in the bits that are left the count, or the most
    they hold.
    """
    id_bits = max((n - 1).bit_length(), 1)
    most = (1 << (64 - 2 * id_bits)) - 1
    high = np.flatnonzero(counts >= most)
    high = high[np.argsort(keys[high])]
    high_counts = counts[high]
    packing.pack_counts(keys, counts, id_bits)
    keys.sort()
    counts = packing.unpacked(keys, id_bits)
    counts[counts == most] = high_counts
    if kernels.distinct(keys) < len(keys):
        first = np.flatnonzero(np.diff(keys, prepend=~keys[:1]))
        keys, counts = keys[first], np.add.reduceat(counts, first)
    rows = kernels.by_prev(keys, counts, n)[0]
    columns = keys.astype(np.uint32).astype(np.int32 if n < 2**31 else np.int64)
    found = sp.csr_array((counts, columns, rows), shape=(n, n))
    found.has_sorted_indices = True
    return found
