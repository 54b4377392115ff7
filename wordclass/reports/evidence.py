"""What stands behind the classes, for the reports that can be asked: words, bigrams, trees."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wordclass.counting.bigrams import BigramCounts
from wordclass.models.hierarchy import class_tree
from wordclass.models.model import FloatArray, Side, WordClassModel
from wordclass.reports.lexicon import MAX_WORDS, Words, sample_of, words_of
from wordclass.reports.ordering import leaf_order
from wordclass.reports.pairing import Pairing, pairing_of

MAX_BIGRAMS = 40_000
BIGRAMS_PER_CELL = 12
MAX_TABLE = 100  # classes on each side of a table that is drawn


@dataclass(frozen=True)
class Tree:
    """How the classes of one side merge, two at a time, by least loss of information.

    Parameters
    ----------
    merges : tuple of (int, int)
        The nodes joined at each step: 1 to K the classes, K + 1 + i what step i made.
    losses : tuple of float
        Mutual information lost at each step, in bits per bigram.
    paths : tuple of str
        The bit string of each class; the boundary's is empty.
    """

    merges: tuple[tuple[int, int], ...]
    losses: tuple[float, ...]
    paths: tuple[str, ...]


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


def gather(model: WordClassModel, counts: BigramCounts | None) -> Evidence:
    """Collect what stands behind a model's classes."""
    sides: tuple[Side, ...] = ("left",) if model.tied else ("left", "right")
    samples: Sequence[Sequence[str]] = () if counts is None else counts.samples
    table = model.p_right_given_left[: MAX_TABLE + 1, : MAX_TABLE + 1]
    return Evidence(
        words=words_of(model),
        row_order=_order(table),
        column_order=_order(table.T * 1.0),
        trees={side: _tree(model, side) for side in sides},
        pairing=None if model.tied else pairing_of(model),
        bigrams=None if counts is None else bigrams_behind(model, counts),
        sample=sample_of(model, samples) if samples else None,
    )


def _order(table: FloatArray) -> tuple[int, ...]:
    """Order the classes like next to like, the boundary's first."""
    return (0, *(c + 1 for c in leaf_order(table[1:])))


def _tree(model: WordClassModel, side: Side) -> Tree:
    tree = class_tree(model, side)
    return Tree(
        merges=tuple((a, b) for a, b in tree.merges.tolist()),
        losses=tuple(tree.losses.tolist()),
        paths=tuple(tree.paths),
    )


def bigrams_behind(model: WordClassModel, counts: BigramCounts) -> tuple[tuple[int, int, int], ...]:
    """Give the most frequent bigrams of every pair of classes: (prev id, next id, count).

    A bigram stands behind the pair of its words' most probable classes.
    """
    entries = counts.matrix.tocoo()
    known = (entries.row <= MAX_WORDS) & (entries.col <= MAX_WORDS)
    row, col, n = entries.row[known], entries.col[known], entries.data[known]
    left, right = model.left_labels[row], model.right_labels[col]
    cell = left * (model.n_right + 1) + right
    order = np.lexsort((col, row, -n, cell))
    cell = cell[order]
    starts = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]]) if len(cell) else cell
    rank = np.arange(len(cell)) - np.repeat(starts, np.diff(np.r_[starts, len(cell)]))
    order = order[rank < BIGRAMS_PER_CELL]
    order = order[np.argsort(-n[order], kind="stable")][:MAX_BIGRAMS]
    return tuple(zip(row[order].tolist(), col[order].tolist(), n[order].tolist(), strict=True))
