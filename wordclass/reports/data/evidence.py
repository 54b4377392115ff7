"""What stands behind the classes, for the reports that can be asked: words, bigrams, trees."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.errors import InputError
from wordclass.models.fitted.model import FloatArray, WordClassModel
from wordclass.reports.data.classes import Survey
from wordclass.reports.data.leaders import Leaders
from wordclass.reports.data.ordering import leaf_order
from wordclass.reports.data.pairing import Pairing, pairing_of
from wordclass.reports.data.trees import GrowingTrees, Tree
from wordclass.reports.data.words import MAX_WORDS, Words, sample_of, words_of

MAX_BIGRAMS = 40_000
BIGRAMS_PER_CELL = 12
MAX_TABLE = 100  # classes on each side of a table that is drawn


@dataclass(frozen=True)
class Evidence:
    """What stands behind the classes.

    Parameters
    ----------
    words : Words
        The most frequent words and their memberships.
    row_order, column_order : tuple of int
        The largest classes of the transition table, at most 100 and the boundary's, like
        next to like.
    trees : dict of str to Tree
        How the classes merge, by side; ``left`` alone when tied.
    pairing : Pairing, optional
        How left and right classes go together; absent when tied.
    bigrams : tuple of (int, int, int), optional
        Word ids and count of the most frequent bigrams behind each pair of classes;
        absent without counts.
    sample : tuple of tuple, optional
        Sentences, as word ids, and strings for words beyond ``words``; absent when none
        were kept while counting.
    """

    words: Words
    row_order: tuple[int, ...]
    column_order: tuple[int, ...]
    trees: dict[str, Tree]
    pairing: Pairing | None
    bigrams: tuple[tuple[int, int, int], ...] | None
    sample: tuple[tuple[int | str, ...], ...] | None


def gather(
    model: WordClassModel,
    counts: BigramCounts | None,
    left: Survey,
    right: Survey,
    trees: GrowingTrees,
) -> Evidence:
    """Collect what stands behind a model's classes."""
    samples: Sequence[Sequence[str]] = () if counts is None else counts.samples
    table = model.p_right_given_left[: MAX_TABLE + 1, : MAX_TABLE + 1]
    return Evidence(
        words=words_of(model, left, right),
        row_order=_order(table),
        column_order=_order(table.T * 1.0),
        trees={side: tree.result() for side, tree in trees.items()},
        pairing=None if model.tied else pairing_of(model, left, right),
        bigrams=None if counts is None else bigrams_behind(model, counts, left, right),
        sample=sample_of(model, samples) if samples else None,
    )


def _order(table: FloatArray) -> tuple[int, ...]:
    """Order the classes like next to like, the boundary's first."""
    return (0, *(c + 1 for c in leaf_order(table[1:])))


def bigrams_behind(
    model: WordClassModel, counts: BigramCounts, left: Survey, right: Survey
) -> tuple[tuple[int, int, int], ...]:
    """Give the most frequent bigrams of every pair of classes: (prev id, next id, count).

    A bigram stands behind the pair of its words' most probable classes.
    """
    entries = _in_the_models_words(model, counts).tocoo()
    known = (entries.row <= MAX_WORDS) & (entries.col <= MAX_WORDS)
    row, col, n = entries.row[known], entries.col[known], entries.data[known]
    frequent = Leaders((model.n_left + 1) * (model.n_right + 1), BIGRAMS_PER_CELL)
    cell = left.labels[row] * (model.n_right + 1) + right.labels[col]
    frequent.add(cell, n, np.arange(len(n)))
    _, _, order = frequent.ranked()
    order = order[np.argsort(-n[order], kind="stable")][:MAX_BIGRAMS]
    return tuple(zip(row[order].tolist(), col[order].tolist(), n[order].tolist(), strict=True))


def _in_the_models_words(model: WordClassModel, counts: BigramCounts) -> sp.csr_array:
    """Give the (V, V) counts in the model's ids; words it does not know are its unknown word.

    As when a model of pruned counts is reported with the counts of the whole text.
    """
    if counts.vocabulary.words == model.vocabulary.words:
        return counts.matrix
    to_model = np.full(len(counts.vocabulary), -1, dtype=np.int64)
    if model.vocabulary.unknown is not None:
        to_model[:] = model.vocabulary.unknown
    shared = 0
    for i, word in enumerate(counts.vocabulary.words):
        if i != counts.vocabulary.unknown and word in model.vocabulary:
            to_model[i] = model.vocabulary.id(word)
            shared += i > 0
    if shared == 0:
        raise InputError("the counts share no word with the model; give those it was fitted to")
    entries = counts.matrix.tocoo()
    rows, columns = to_model[entries.row], to_model[entries.col]
    known = (rows >= 0) & (columns >= 0)
    n_words = len(model.vocabulary)
    found = sp.csr_array(
        (entries.data[known], (rows[known], columns[known])), shape=(n_words, n_words)
    )
    found.sum_duplicates()
    return found
