"""The most frequent words and sentences of a model, compact enough to put in a page."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wordclass.models.fitted.model import WordClassModel
from wordclass.reports.data.classes import Survey

MAX_WORDS = 60_000  # a page with more opens too slowly
MAX_SAMPLE_TOKENS = 150_000
MAX_CLASSES_PER_WORD = 5
LEAST_MEMBERSHIP = 0.02

# A word's classes on one side, most probable first: class, p, class, p, ...
Memberships = tuple[float, ...]


@dataclass(frozen=True)
class Words:
    """The most frequent words, column by column; entry i is word i + 1 of the vocabulary.

    Parameters
    ----------
    words : tuple of str
        As spelt; the unknown word is ``<unk>``.
    unknown : int, optional
        The id of the unknown word, where it is among them.
    counts : tuple of int
        How often each occurs.
    left, right : tuple of tuple
        p(class | word), flat: class, p, class, p, ..., most probable first, at most
        5 classes of 2 % or more. ``right`` is empty when the model is tied.
    total : int
        How many words the vocabulary has, those left out among them.
    """

    words: tuple[str, ...]
    unknown: int | None
    counts: tuple[int, ...]
    left: tuple[Memberships, ...]
    right: tuple[Memberships, ...]
    total: int


def words_of(model: WordClassModel, left: Survey, right: Survey) -> Words:
    """Collect the most frequent words with their memberships."""
    n = min(len(model.vocabulary) - 1, MAX_WORDS)
    counts = np.maximum(model.prev_counts, model.next_counts)[1 : n + 1]
    unknown = model.vocabulary.unknown
    return Words(
        words=tuple(model.vocabulary.label(i) for i in range(1, n + 1)),
        unknown=unknown if unknown is not None and unknown <= n else None,
        counts=tuple(counts.tolist()),
        left=_memberships(left, n),
        right=() if model.tied else _memberships(right, n),
        total=len(model.vocabulary) - 1,
    )


def _memberships(side: Survey, n: int) -> tuple[Memberships, ...]:
    """Give those of words 1 to n."""
    found = side.memberships[1 : n + 1].tocoo()
    p = np.round(found.data, 3)
    order = np.lexsort((found.col, -found.data, found.row))
    rows, columns, p = found.row[order], found.col[order], p[order]
    starts = np.searchsorted(rows, np.arange(n))
    rank = np.arange(len(rows)) - starts[rows]
    shown = (rank == 0) | ((rank < MAX_CLASSES_PER_WORD) & (p >= LEAST_MEMBERSHIP))
    flat: list[list[float]] = [[] for _ in range(n)]
    for row, *entry in zip(
        rows[shown].tolist(), columns[shown].tolist(), p[shown].tolist(), strict=True
    ):
        flat[row] += entry
    return tuple(map(tuple, flat))


def sample_of(
    model: WordClassModel, sentences: Sequence[Sequence[str]]
) -> tuple[tuple[int | str, ...], ...]:
    """Write sentences in word ids, for words that :func:`words_of` has, and strings."""
    last = min(len(model.vocabulary) - 1, MAX_WORDS)
    found = []
    n_tokens = 0
    for sentence in sentences:
        n_tokens += len(sentence)
        if n_tokens > MAX_SAMPLE_TOKENS:
            break
        found.append(tuple(_id_or_word(model, word, last) for word in sentence))
    return tuple(found)


def _id_or_word(model: WordClassModel, word: str, last: int) -> int | str:
    if word not in model.vocabulary:
        return word
    word_id = model.vocabulary.id(word)
    return word_id if word_id <= last else word
