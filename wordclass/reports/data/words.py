"""The most frequent words, bigrams and sentences, compact enough to be embedded in a page."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.prediction.renumbering import in_model_ids
from wordclass.reports.data.classes import Survey
from wordclass.reports.data.ranking import TopEntries

MAX_WORDS = 60_000  # with more, a page opens too slowly
MAX_SAMPLE_TOKENS = 150_000
MAX_CLASSES_PER_WORD = 12
MAX_BIGRAMS = 40_000
BIGRAMS_PER_CELL = 12

# A word's classes on one side, most probable first: class, p, class, p, ...
Memberships = tuple[float, ...]


@dataclass(frozen=True)
class Words:
    """The most frequent words, column by column; entry i is word i + 1 of the vocabulary."""

    words: tuple[str, ...]  # as spelled; the unknown word is <unk>
    unknown: int | None  # the id of the unknown word, if it is among them
    counts: tuple[int, ...]  # the frequency of each
    # How often each precedes and follows another word; None where both are its frequency.
    role_counts: tuple[tuple[int, ...], tuple[int, ...]] | None
    left: tuple[Memberships, ...]  # at most 12 classes of 0.1 % or more
    right: tuple[Memberships, ...]  # empty when the model is tied
    total: int  # size of the whole vocabulary


def words_of(model: WordClassModel, left: Survey, right: Survey) -> Words:
    """Collect the most frequent words with their memberships."""
    n = min(len(model.vocabulary) - 1, MAX_WORDS)
    prev, following = model.prev_counts[1 : n + 1], model.next_counts[1 : n + 1]
    unknown = model.vocabulary.unknown
    return Words(
        words=tuple(model.vocabulary.label(i) for i in range(1, n + 1)),
        unknown=unknown if unknown is not None and unknown <= n else None,
        counts=tuple(np.maximum(prev, following).tolist()),
        role_counts=None
        if np.array_equal(prev, following)
        else (tuple(prev.tolist()), tuple(following.tolist())),
        left=_memberships(left, n),
        right=() if model.tied else _memberships(right, n),
        total=len(model.vocabulary) - 1,
    )


def _memberships(side: Survey, n: int) -> tuple[Memberships, ...]:
    """The memberships of words 1 to n."""
    found = side.memberships[1 : n + 1].tocoo()
    p = np.round(found.data, 4)
    order = np.lexsort((found.col, -found.data, found.row))
    rows, columns, p = found.row[order], found.col[order], p[order]
    starts = np.searchsorted(rows, np.arange(n))
    rank = np.arange(len(rows)) - starts[rows]
    shown = rank < MAX_CLASSES_PER_WORD
    flat: list[list[float]] = [[] for _ in range(n)]
    for row, *entry in zip(
        rows[shown].tolist(), columns[shown].tolist(), p[shown].tolist(), strict=True
    ):
        flat[row] += entry
    return tuple(map(tuple, flat))


def sample_of(
    model: WordClassModel, sentences: Sequence[Sequence[str]]
) -> tuple[tuple[int | str, ...], ...]:
    """Encode sentences: ids for the words that :func:`words_of` lists, strings for others."""
    found = []
    n_tokens = 0
    for sentence in sentences:
        n_tokens += len(sentence)
        if n_tokens > MAX_SAMPLE_TOKENS:
            break
        found.append(encode(model, sentence))
    return tuple(found)


def encode(model: WordClassModel, sentence: Sequence[str]) -> tuple[int | str, ...]:
    """Encode one sentence; see :func:`sample_of`."""
    ids = model.vocabulary.ids(sentence, MAX_WORDS + 1)
    return tuple(word if i > MAX_WORDS else i for i, word in zip(ids, sentence, strict=True))


def page_classes(classes: Sequence[tuple[int, float]]) -> Memberships:
    """A word's classes, most probable first, as :class:`Words` has them."""
    return tuple(x for c, p in classes[:MAX_CLASSES_PER_WORD] for x in (c, round(p, 4)))


def bigrams_behind(model: WordClassModel, counts: BigramCounts) -> tuple[tuple[int, int, int], ...]:
    """The most frequent bigrams of every pair of classes: (prev id, next id, count).

    A bigram counts towards the most probable classes of its two words.
    """
    entries = in_model_ids(model, counts).tocoo()
    known = (entries.row <= MAX_WORDS) & (entries.col <= MAX_WORDS)
    row, col, n = entries.row[known], entries.col[known], entries.data[known]
    frequent = TopEntries((model.n_left + 1) * (model.n_right + 1), BIGRAMS_PER_CELL)
    left, right = model.left_labels, model.labels(model.sides[-1])
    cell = left[row] * (model.n_right + 1) + right[col]
    frequent.add(cell, n, np.arange(len(n)))
    _, _, order = frequent.ranked()
    order = order[np.argsort(-n[order], kind="stable")][:MAX_BIGRAMS]
    return tuple(zip(row[order].tolist(), col[order].tolist(), n[order].tolist(), strict=True))
