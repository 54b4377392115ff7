"""Numbering words by descending frequency, and the matrix of counts by these ids."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.counting.counts.vocabulary import BOUNDARY, Vocabulary
from wordclass.errors import InputError

Ids = npt.NDArray[Any]
Counts = npt.NDArray[np.int64]

N_BLOCKS = 64

MAX_TOTAL = 1 << 62  # of all counts: the sum of two totals still fits in 64 bits


class Entries(NamedTuple):
    """Bigrams in any order, as (n,) ids of words; the counts of equal ones are to be summed."""

    prev: Ids
    following: Ids
    counts: Counts
    block: Ids | None = None  # of the sentences in which each was counted

    def renumbered(self, new_id: Ids) -> "Entries":
        """Replace the ids of both words."""
        return self._replace(prev=new_id[self.prev], following=new_id[self.following])

    def margins(self, n: int) -> tuple[Counts, Counts]:
        """Return the count of each of ``n`` words as preceding and as following word."""
        prev_counts, next_counts = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
        np.add.at(prev_counts, self.prev, self.counts)
        np.add.at(next_counts, self.following, self.counts)
        return prev_counts, next_counts


def joined(parts: Sequence[Entries]) -> Entries:
    """Concatenate bigrams; the blocks are kept if all parts have them."""
    prev, following, counts, block = zip(*parts, strict=True)
    return Entries(
        np.concatenate(prev), np.concatenate(following), np.concatenate(counts),
        None if any(one is None for one in block) else np.concatenate(block),
    )  # fmt: skip


def exact_sum(counts: npt.NDArray[Any]) -> int:
    """Sum non-negative integers exactly, even if the sum exceeds 64 bits.

    Examples
    --------
    >>> exact_sum(np.array([2**62, 2**62, 2**62]))
    13835058055282163712
    """
    if int(counts.max(initial=0)) * len(counts) <= MAX_TOTAL:
        return int(counts.sum())
    low = counts.dtype.type(0xFFFFFFFF)
    return (int((counts >> counts.dtype.type(32)).sum()) << 32) + int((counts & low).sum())


def check_total(total: int, where: str = "") -> None:
    """Raise an InputError if sums of counts might exceed 64 bits."""
    if total > MAX_TOTAL:
        raise InputError(
            f"{where}the counts sum to {total}, more than 2^62; divide them by a constant"
        )


def as_counts(values: npt.NDArray[Any]) -> Counts:
    """Convert to int64; raise an InputError that names the first value that is not a count."""
    if values.size == 0:
        return np.zeros(0, dtype=np.int64)
    try:
        if values.dtype.kind not in "biufO":
            raise TypeError
        numbers = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError("counts must be numbers") from None
    bad = ~np.isfinite(numbers) | (numbers < 0) | (numbers != np.floor(numbers))
    if bad.any():
        raise InputError(
            f"{numbers[bad][0]} is not a count; counts are non-negative integers "
            "(not probabilities)"
        )
    if (numbers > MAX_TOTAL).any():
        raise InputError(
            f"the count {int(numbers.max())} is more than 2^62; divide the counts by a constant"
        )
    return values.astype(np.int64)


def checked(
    entries: Entries, words: list[str], unknown: int | None
) -> tuple[sp.csr_array, Vocabulary, sp.csr_array | None]:
    """Validate counts from outside and number their words; see :func:`numbered`."""
    for word in words:
        if not isinstance(word, str):
            raise InputError(f"{word!r} is not a word; words are strings")
    listed = Counter(word for i, word in enumerate(words) if i != unknown)
    if len(listed) + (unknown is not None) != len(words):
        twice = listed.most_common(1)[0][0]
        raise InputError(f"the word {twice!r} is listed twice; every word must be listed once")
    check_total(exact_sum(entries.counts))
    return numbered(entries, words, unknown)


def numbered(
    entries: Entries, words: Sequence[str], unknown: int | None
) -> tuple[sp.csr_array, Vocabulary, sp.csr_array | None]:
    """Number the words by descending frequency and build the matrix of their counts.

    ``words`` are distinct, in any order, with or without the boundary; ``unknown`` is the index of
    the unknown word among them. Return what :class:`BigramCounts` has: matrix, vocabulary, blocks.
    """
    if BOUNDARY not in words:
        words = [*words, BOUNDARY]
    vocabulary, new_id = by_frequency(words, np.maximum(*entries.margins(len(words))), unknown)
    sums = summed(entries.renumbered(new_id), len(words))
    matrix, blocks = divided(sums, entries.block is not None)
    return matrix, vocabulary, blocks


def by_frequency(
    words: Sequence[str], frequency: Counts, unknown: int | None
) -> tuple[Vocabulary, npt.NDArray[np.int32]]:
    """Order words by descending frequency, ties by code point, the boundary first.

    Return the vocabulary and the (V,) new id of each word.
    """
    ids = [i for i in range(len(words)) if i != unknown]
    if unknown is not None:
        ids.append(unknown)
    # A stable sort: the boundary, "", is first; the unknown word follows a word spelled alike.
    order = np.array(sorted(ids, key=words.__getitem__))
    rest = order[1:]
    rest[:] = rest[np.argsort(-frequency[rest], kind="stable")]
    new_id = np.empty(len(order), dtype=np.int32)
    new_id[order] = np.arange(len(order), dtype=np.int32)
    ordered = tuple(map(words.__getitem__, order.tolist()))
    return Vocabulary(ordered, None if unknown is None else int(new_id[unknown])), new_id


def summed(entries: Entries, n: int) -> sp.csr_array:
    """Sum the counts of equal bigrams: (n, n), or (n, 64 n) if they are counted by block.

    Column 64 b + k then has the counts of the following word b in block k.
    """
    columns, width = entries.following, n
    if entries.block is not None:
        columns, width = columns.astype(np.int64) * N_BLOCKS + entries.block, n * N_BLOCKS
    sums = sp.coo_array((entries.counts, (entries.prev, columns)), (n, width), np.int64).tocsr()
    sums.eliminate_zeros()
    sums.sort_indices()
    return sums


def divided(sums: sp.csr_array, by_block: bool) -> tuple[sp.csr_array, sp.csr_array | None]:
    """Divide what :func:`summed` returns: the (n, n) matrix, and (nonzeros, 64) by block."""
    if not by_block:
        return sums, None
    n = sums.shape[0]
    following, block = np.divmod(sums.indices, N_BLOCKS)
    first = np.diff(following, prepend=-1) != 0
    first[sums.indptr[:-1][np.diff(sums.indptr) > 0]] = True
    starts = np.flatnonzero(first)
    indptr = np.concatenate([[0], np.cumsum(first)])[sums.indptr]
    data = np.add.reduceat(sums.data, starts) if len(starts) else sums.data
    matrix = sp.csr_array((data, following[starts].astype(np.int32), indptr), shape=(n, n))
    ends = np.append(starts, sums.nnz)
    return matrix, sp.csr_array((sums.data, block, ends), shape=(len(starts), N_BLOCKS))
