"""Counts of classes by block of text: the shares that are compared between corpora."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.arrays import FloatArray, IntArray, one_hot
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.prediction.renumbering import in_model_ids

LEFT, RIGHT, PAIRS, AFTER, BEFORE = range(5)  # the tables


@dataclass(frozen=True)
class Layout:
    """Five tables of counts laid out in one array; a share is a cell divided by its row's sum.

    ``LEFT`` and ``RIGHT`` have one row, the tokens of each class (``RIGHT`` is empty if classes
    are tied); ``PAIRS`` has a row for each left class, the right classes that follow it;
    ``AFTER`` and ``BEFORE`` have a row for each word, the classes of its neighbours.
    """

    n_left: int  # classes of preceding words, the boundary's class 0 included
    n_right: int  # of following words
    words: IntArray  # (W,) ids of the words whose neighbours are counted
    tied: bool = True

    @cached_property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """Rows and columns of each table."""
        n_words = len(self.words)
        return (
            (1, self.n_left),
            (int(not self.tied), self.n_right),
            (self.n_left, self.n_right),
            (n_words, self.n_right),
            (n_words, self.n_left),
        )

    @cached_property
    def starts(self) -> list[int]:
        """The first cell of each table, and the number of cells."""
        return [0, *np.cumsum([rows * columns for rows, columns in self.shapes]).tolist()]

    @cached_property
    def rows(self) -> IntArray:
        """(n_cells,) the row of each cell, numbered through all tables."""
        widths = np.repeat([columns for _, columns in self.shapes], [n for n, _ in self.shapes])
        return np.repeat(np.arange(len(widths)), widths)

    @cached_property
    def tests(self) -> IntArray:
        """(n_cells,) the test of each cell: all neighbours of a word are tested together."""
        first = self.starts[AFTER]
        words = [np.repeat(np.arange(rows), columns) for rows, columns in self.shapes[AFTER:]]
        return np.concatenate([np.arange(first), *(first + word for word in words)])

    def table(self, cells: FloatArray, number: int) -> FloatArray:
        """One of the tables, (rows, columns)."""
        return cells[self.starts[number] : self.starts[number + 1]].reshape(self.shapes[number])

    def totals(self, cells: sp.csr_array) -> sp.csr_array:
        """(blocks, rows) sums of each row of the tables in (blocks, n_cells) counts."""
        return sp.csr_array(cells @ one_hot(self.rows, int(self.rows[-1]) + 1))

    def position(self, cell: int) -> tuple[int, int, int]:
        """The table, row and column of a cell."""
        number = int(np.searchsorted(self.starts, cell, side="right")) - 1
        row, column = divmod(cell - self.starts[number], self.shapes[number][1])
        return number, row, column


def block_cells(
    model: WordClassModel, layout: Layout, blocks: Sequence[BigramCounts]
) -> sp.csr_array:
    """Count the cells of a layout in every block; (blocks, n_cells), blocks without text left out.

    A token has the most probable class of its word. The boundary is not a token.
    """
    place = np.full(len(model.vocabulary), -1)
    place[layout.words] = np.arange(len(layout.words))
    rows = []
    for counts in blocks:
        entries = in_model_ids(model, counts).tocoo()
        if entries.nnz == 0:
            continue
        a, b = entries.row, entries.col
        c, d = model.left_labels[a], model.right_labels[b]
        cells, weights = [], []
        for number, (row, column, counted) in enumerate(
            (
                (0, c, c > 0),
                (0, d, (d > 0) & (not layout.tied)),
                (c, d, c >= 0),
                (place[a], d, place[a] >= 0),
                (place[b], c, place[b] >= 0),
            )
        ):
            cell = layout.starts[number] + row * layout.shapes[number][1] + column
            cells.append(cell[counted])
            weights.append(entries.data[counted])
        found, where = np.unique(np.concatenate(cells), return_inverse=True)
        n = np.bincount(where, weights=np.concatenate(weights))
        rows.append(sp.csr_array((n, found, [0, len(found)]), shape=(1, layout.starts[-1])))
    return sp.csr_array(sp.vstack(rows)) if rows else sp.csr_array((0, layout.starts[-1]))
