"""The share of each word's counts in each cell that remains after damping.

Damping flattens the counts of frequent words more than those of rare ones. So that frequent and
rare members of a class can share one profile, the damped count of a word in cell f is assumed to
have the mean E_f p(f | word), where E is the word's exposure, as in a Poisson regression with an
offset.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from wordclass.models.arrays import FloatArray, IntArray, has_one_entry, reciprocal, rows_to_one
from wordclass.models.sparse.dispersion import Damping
from wordclass.models.sparse.em import scale_rows
from wordclass.models.sparse.neighbours import Neighbours
from wordclass.models.threads import RowMap, RowRange

_CHUNK = 1024  # words at a time
_RAREST = -10.0  # base-2 logarithm of a count that is hardly damped
_TINY = 1e-300


@dataclass(frozen=True)
class ExpectedNeighbours:
    """The neighbours that a model expects: p(cell | word) ~ memberships @ profiles.

    Parameters
    ----------
    memberships : (V, C) csr_array
    profiles : (C, F) array
    """

    memberships: sp.csr_array
    profiles: FloatArray


@dataclass(frozen=True)
class Exposure:
    """E: a word's expected damped count in cell f is E_f p(f | word).

    Words that have the same single class and the same count are of one kind.

    Parameters
    ----------
    by_kind : (U, F) array
        The share of their counts in each cell that remains after damping.
    kinds : (V,) array
        The kind of each word.
    scale : (V,) array
        Factor that makes the expected counts of a word sum to its damped total.
    """

    by_kind: FloatArray
    kinds: IntArray
    scale: FloatArray

    @classmethod
    def of(
        cls,
        role: Neighbours,
        expected: ExpectedNeighbours,
        damping: Damping,
        totals: FloatArray,
        row_map: RowMap,
    ) -> "Exposure":
        """Compute the exposure of words whose damped counts sum to ``totals``, (V,)."""
        n, n_next = np.asarray(role.bigrams.sum(axis=1)), np.asarray(role.bigrams.sum(axis=0))
        n_cells = role.cells.shape[1]
        p_cell = np.bincount(role.cells.indices, n_next, n_cells) / n_next.sum()
        class_lift = expected.profiles * reciprocal(p_cell)
        sums = expected.memberships @ expected.profiles.sum(axis=1)
        memberships = scale_rows(expected.memberships, reciprocal(sums))

        # A word's kind: its class and its count, or itself if it has several classes.
        first_class = np.append(memberships.indices, 0)[memberships.indptr[:-1]]
        key = np.where(
            has_one_entry(memberships), first_class * (n.max() + 1) + n, -1 - np.arange(len(n))
        )
        _, example, kinds = np.unique(key, return_index=True, return_inverse=True)
        examples, log_n = sp.csr_array(memberships[example]), np.log2(np.maximum(n[example], 1))

        highest = log_n.max() + np.log2(max(class_lift.max(), 1))
        log_s = np.arange(_RAREST, highest + 1, 0.5)
        kept = kept_by_cell(role.cells.indices, n_next, n_cells, damping, log_s).ravel()

        def chunk(start: int, stop: int) -> tuple[FloatArray, FloatArray]:
            # The share at s = n p(cell | word) / p(cell), interpolated between half octaves.
            lift = examples[start:stop] @ class_lift
            log_s_of_word = np.log2(np.maximum(lift, _TINY)) + log_n[start:stop, None]
            position = np.clip(2 * (log_s_of_word - _RAREST), 0, len(log_s) - 1.001)
            below = position.astype(np.int64)
            fraction = position - below
            below += len(log_s) * np.arange(n_cells)
            share = kept[below] * (1 - fraction) + kept[below + 1] * fraction
            return share, (share * lift) @ p_cell

        parts = row_map(chunk, chunks(len(example)))
        by_kind, expected_totals = (np.concatenate(column) for column in zip(*parts, strict=True))
        return cls(by_kind, kinds, totals * reciprocal(expected_totals)[kinds])

    def of_words(self, ids: IntArray | slice) -> "Exposure":
        """The exposure of some words."""
        present, kinds = np.unique(self.kinds[ids], return_inverse=True)
        return Exposure(self.by_kind[present], kinds, self.scale[ids])

    def of_classes(self, labels: IntArray, n_classes: int) -> FloatArray:
        """(C, F) the sum over the members of each class."""
        shape = (n_classes, len(self.by_kind))
        return np.asarray(sp.csr_array((self.scale, (labels, self.kinds)), shape) @ self.by_kind)


def kept_by_cell(
    cells: IntArray, n_next: IntArray, n_cells: int, damping: Damping, log_s: FloatArray
) -> FloatArray:
    """(F, S) the share of a cell's counts that remains if each of its words occurs s p(word) times.

    ``cells`` (V,) and ``n_next`` (V,) are the cell and the count of each neighbour; the words of a
    cell are grouped by half octaves of their frequency.
    """
    octaves = np.rint(2 * np.log2(np.maximum(n_next / n_next.sum(), _TINY)))
    log_p, group = np.unique(octaves / 2, return_inverse=True)
    mass = np.bincount(cells * len(log_p) + group, n_next, n_cells * len(log_p))
    uniform = np.full(len(log_p), 1 / len(log_p))  # of a cell whose words are no neighbours
    by_frequency = rows_to_one(mass.reshape(n_cells, len(log_p)), uniform)
    return by_frequency @ damping.kept(log_s[:, None] + log_p).T


def chunks(n_words: int) -> list[RowRange]:
    """Ranges of words whose dense profiles take some megabytes."""
    return [(i, min(i + _CHUNK, n_words)) for i in range(0, n_words, _CHUNK)]
