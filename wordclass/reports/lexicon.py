"""The most frequent words and sentences of a model, compact enough to put in a page."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wordclass.models.model import FloatArray, Side, WordClassModel

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


def words_of(model: WordClassModel) -> Words:
    """Collect the most frequent words with their memberships."""
    n = min(len(model.vocabulary) - 1, MAX_WORDS)
    ids = np.arange(1, n + 1)
    counts = np.maximum(model.prev_counts, model.next_counts)[1 : n + 1]
    unknown = model.vocabulary.unknown
    return Words(
        words=tuple(model.vocabulary.label(i) for i in range(1, n + 1)),
        unknown=unknown if unknown is not None and unknown <= n else None,
        counts=tuple(counts.tolist()),
        left=_memberships(model, ids, "left"),
        right=() if model.tied else _memberships(model, ids, "right"),
        total=len(model.vocabulary) - 1,
    )


def posterior(model: WordClassModel, ids: npt.NDArray[np.int64], side: Side) -> FloatArray:
    """Give p(class | word) of some words, (len(ids), classes + 1)."""
    if side == "left":
        return model.p_left_given_prev[ids]
    joint = (model.p_right[:, None] * model.p_next_given_right[:, ids]).T
    total = joint.sum(axis=1, keepdims=True)
    return np.where(total > 0, joint / np.where(total > 0, total, 1), model.p_right)


def _memberships(
    model: WordClassModel, ids: npt.NDArray[np.int64], side: Side
) -> tuple[Memberships, ...]:
    found: list[Memberships] = []
    for block in np.array_split(ids, max(1, len(ids) // 4096)):
        p = posterior(model, block, side)
        best = np.argsort(-p, axis=1, kind="stable")[:, :MAX_CLASSES_PER_WORD]
        p_best = np.round(np.take_along_axis(p, best, axis=1), 3)
        n_shown = np.maximum((p_best >= LEAST_MEMBERSHIP).sum(axis=1), 1)
        flat = np.stack([best, p_best], axis=2).reshape(len(block), -1).tolist()
        found += [
            tuple(int(value) if i % 2 == 0 else value for i, value in enumerate(row[: 2 * shown]))
            for row, shown in zip(flat, n_shown.tolist(), strict=True)
        ]
    return tuple(found)


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
