"""Pruning, the replacement of rare words by the unknown word: the words kept, and their ids."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from wordclass.counting.counts.numbering import Counts
from wordclass.counting.counts.vocabulary import BOUNDARY, UNKNOWN_LABEL, Vocabulary
from wordclass.errors import InputError, check_whole


def check_limits(min_count: int, max_vocabulary: int | None) -> None:
    """Raise an InputError unless both are whole numbers of at least 1."""
    check_whole("min_count", min_count)
    if max_vocabulary is not None:
        check_whole("max_vocabulary", max_vocabulary)


def most_frequent(
    parts: Iterable[tuple[npt.NDArray[Any], Counts]], min_count: int, max_vocabulary: int | None
) -> tuple[npt.NDArray[Any], bool]:
    """Select the words to keep, part by part, holding few more than twice ``max_vocabulary``.

    Each part is (words or their ids, frequencies); of equally frequent words, the first are kept.
    Return the words kept, in their original order, and whether any were dropped. An InputError
    says why no word is left.
    """
    kept: list[tuple[npt.NDArray[Any], Counts]] = []
    n_seen, n_held, highest = 0, 0, 0
    for words, frequency in parts:
        n_seen, highest = n_seen + len(words), max(highest, int(frequency.max(initial=0)))
        enough = frequency >= min_count
        kept.append((words[enough], frequency[enough]))
        n_held += len(kept[-1][0])
        if max_vocabulary is not None and n_held > 2 * max_vocabulary:
            kept = [_first(max_vocabulary, kept)]
            n_held = max_vocabulary
    if n_held == 0:
        reason = (
            f"the highest count is {highest}; lower it or supply more text"
            if n_seen
            else "the counts contain only the boundary and the unknown word; count again "
            "with a lower one"
        )
        raise InputError(f"{{min_count}} leaves no word: {reason}", min_count=min_count)
    found = _first(n_held if max_vocabulary is None else max_vocabulary, kept)[0]
    return found, len(found) < n_seen


def _first(n: int, parts: list[tuple[npt.NDArray[Any], Counts]]) -> tuple[npt.NDArray[Any], Counts]:
    words = np.concatenate([words for words, _ in parts])
    frequency = np.concatenate([frequency for _, frequency in parts])
    best = np.sort(np.argsort(-frequency, kind="stable")[:n])
    return words[best], frequency[best]


def pruned(
    vocabulary: Vocabulary,
    prev_counts: Counts,
    next_counts: Counts,
    min_count: int,
    max_vocabulary: int | None,
) -> tuple[Vocabulary, npt.NDArray[np.int32]]:
    """Renumber the words that are kept, and map all others to the unknown word.

    ``prev_counts`` and ``next_counts``, (V,), count each word as preceding and as following word.
    Return the new vocabulary, which is the same object if every word is kept, and the (V,) new ids.
    """
    n, frequency = len(vocabulary), np.maximum(prev_counts, next_counts)
    words = np.delete(np.arange(n), [0] + [vocabulary.unknown] * (vocabulary.unknown is not None))
    kept, dropped = most_frequent([(words, frequency[words])], min_count, max_vocabulary)
    if not dropped:
        return vocabulary, np.arange(n, dtype=np.int32)
    return keeping(vocabulary, prev_counts, next_counts, kept)


def keeping(
    vocabulary: Vocabulary, prev_counts: Counts, next_counts: Counts, kept: npt.NDArray[Any]
) -> tuple[Vocabulary, npt.NDArray[np.int32]]:
    """Renumber the words with the ids ``kept``, ascending; map all others to the unknown word."""
    n, frequency = len(vocabulary), np.maximum(prev_counts, next_counts)
    unknown = np.ones(n, dtype=bool)
    unknown[0], unknown[kept] = False, False
    n_unknown = max(int(prev_counts[unknown].sum()), int(next_counts[unknown].sum()))
    names = [vocabulary.words[i] for i in kept.tolist()]
    ties = [int(np.searchsorted(-frequency[kept], -n_unknown, side)) for side in ("left", "right")]
    place = bisect_right(names, UNKNOWN_LABEL, *ties)  # ties are broken by code point
    names.insert(place, UNKNOWN_LABEL)
    new_id = np.full(n, place + 1, dtype=np.int32)
    new_id[0] = 0
    new_id[kept[:place]] = np.arange(1, place + 1)
    new_id[kept[place:]] = np.arange(place + 2, len(kept) + 2)
    return Vocabulary((BOUNDARY, *names), place + 1), new_id
