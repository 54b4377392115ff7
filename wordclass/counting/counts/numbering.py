"""Numbering words by descending frequency, and the matrix of counts by these ids."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.counting.counts.vocabulary import BOUNDARY, Vocabulary
from wordclass.errors import InputError

Ids = npt.NDArray[Any]
Counts = npt.NDArray[np.int64]

MAX_TOTAL = 1 << 62  # of all counts: the sum of two totals still fits in 64 bits


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
    prev: Ids, following: Ids, counts: Counts, words: list[str], unknown: int | None
) -> tuple[sp.csr_array, Vocabulary]:
    """Validate counts from outside and number their words; see :func:`numbered`.

    Raises
    ------
    InputError
        If a word is not a string or is listed twice, or the total is too large.
    """
    for word in words:
        if not isinstance(word, str):
            raise InputError(f"{word!r} is not a word; words are strings")
    listed = Counter(word for i, word in enumerate(words) if i != unknown)
    if len(listed) + (unknown is not None) != len(words):
        twice = listed.most_common(1)[0][0]
        raise InputError(f"the word {twice!r} is listed twice; every word must be listed once")
    check_total(exact_sum(counts))
    return numbered(prev, following, counts, words, unknown)


def numbered(
    prev: Ids, following: Ids, counts: Counts, words: Sequence[str], unknown: int | None
) -> tuple[sp.csr_array, Vocabulary]:
    """Number the words by descending frequency and build the matrix of their counts.

    Parameters
    ----------
    prev, following, counts : (n,)
        Bigrams in any order, as ids into ``words``; the counts of equal ones are summed.
    words : sequence of str
        Distinct words in any order, with or without the boundary.
    unknown : int, optional
        The index of the unknown word in ``words``.
    """
    if BOUNDARY not in words:
        words = [*words, BOUNDARY]
    before, behind = margins(prev, following, counts, len(words))
    vocabulary, new_id = by_frequency(words, np.maximum(before, behind), unknown)
    return matrix(new_id[prev], new_id[following], counts, len(words)), vocabulary


def margins(prev: Ids, following: Ids, counts: Counts, n: int) -> tuple[Counts, Counts]:
    """Return the count of each of ``n`` words as preceding and as following word."""
    before, behind = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    np.add.at(before, prev, counts)
    np.add.at(behind, following, counts)
    return before, behind


def by_frequency(
    words: Sequence[str], frequency: Counts, unknown: int | None
) -> tuple[Vocabulary, npt.NDArray[np.int32]]:
    """Order words by descending frequency, ties by code point, the boundary first.

    Returns
    -------
    vocabulary, new_id : Vocabulary, (V,) int32
        ``new_id[i]`` is the id of ``words[i]``.
    """
    ids = [i for i in range(len(words)) if i != unknown]
    if unknown is not None:
        ids.append(unknown)
    # A stable sort: the boundary, "", is first; the unknown word follows a word spelled alike.
    alphabetical = sorted(ids, key=words.__getitem__)
    rest = np.array(alphabetical[1:], dtype=np.int64)
    order = [alphabetical[0], *rest[np.argsort(-frequency[rest], kind="stable")].tolist()]
    new_id = np.empty(len(order), dtype=np.int32)
    new_id[order] = np.arange(len(order), dtype=np.int32)
    return (
        Vocabulary(
            tuple(words[i] for i in order), None if unknown is None else int(new_id[unknown])
        ),
        new_id,
    )


def matrix(prev: Ids, following: Ids, counts: Counts, n: int) -> sp.csr_array:
    """Build the (n, n) matrix of bigrams in any order; sum the counts of equal ones."""
    entries = sp.coo_array((counts, (prev, following)), shape=(n, n), dtype=np.int64)
    found = entries.tocsr()
    found.eliminate_zeros()
    found.sort_indices()
    return found
