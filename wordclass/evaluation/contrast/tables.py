"""Counts of classes by block of text: what is compared between corpora."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.arrays import FloatArray, IntArray
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.prediction.renumbering import in_model_ids


@dataclass(frozen=True)
class Layout:
    """Which cells stand where in a flat array of counts.

    Parameters
    ----------
    n_left, n_right : int
        Classes of preceding and of following words, the boundary's class 0 included.
    words : (W,) array
        Ids of the words whose neighbours are counted one by one.
    """

    n_left: int
    n_right: int
    words: IntArray

    @property
    def n_cells(self) -> int:
        """Cells of all three tables."""
        return self.n_left * self.n_right + len(self.words) * (self.n_left + self.n_right)

    def pairs(self, cells: FloatArray) -> FloatArray:
        """(..., n_left, n_right) bigrams between each pair of classes."""
        size = self.n_left * self.n_right
        return cells[..., :size].reshape(*cells.shape[:-1], self.n_left, self.n_right)

    def after(self, cells: FloatArray) -> FloatArray:
        """(..., W, n_right) classes of what follows each word."""
        start, stop = self._bounds()
        return cells[..., start:stop].reshape(*cells.shape[:-1], -1, self.n_right)

    def before(self, cells: FloatArray) -> FloatArray:
        """(..., W, n_left) classes of what precedes each word."""
        _, start = self._bounds()
        return cells[..., start:].reshape(*cells.shape[:-1], -1, self.n_left)

    def _bounds(self) -> tuple[int, int]:
        start = self.n_left * self.n_right
        return start, start + len(self.words) * self.n_right


def block_cells(
    model: WordClassModel, layout: Layout, blocks: Sequence[BigramCounts]
) -> sp.csr_array:
    """Count the cells of a layout in every block; (blocks, n_cells), blocks without text left out.

    A token has the most probable class of its word.
    """
    place = np.full(len(model.vocabulary), -1)
    place[layout.words] = np.arange(len(layout.words))
    first_after = layout.n_left * layout.n_right
    first_before = first_after + len(layout.words) * layout.n_right
    rows = []
    for counts in blocks:
        entries = in_model_ids(model, counts).tocoo()
        if entries.nnz == 0:
            continue
        a, b = entries.row, entries.col
        c, d = model.left_labels[a], model.right_labels[b]
        cells = [c * layout.n_right + d]
        weights = [entries.data]
        for word, first, n_classes, neighbour in (
            (place[a], first_after, layout.n_right, d),
            (place[b], first_before, layout.n_left, c),
        ):
            known = word >= 0
            cells.append(first + word[known] * n_classes + neighbour[known])
            weights.append(entries.data[known])
        found, where = np.unique(np.concatenate(cells), return_inverse=True)
        n = np.bincount(where, weights=np.concatenate(weights))
        rows.append(sp.csr_array((n, found, [0, len(found)]), shape=(1, layout.n_cells)))
    return sp.csr_array(sp.vstack(rows)) if rows else sp.csr_array((0, layout.n_cells))
