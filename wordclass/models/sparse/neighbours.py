"""The neighbours of each word, before and after it, grouped into cells of similar words."""

from dataclasses import dataclass, replace

import scipy.sparse as sp

from wordclass.models.arrays import one_hot
from wordclass.models.initial import Initial
from wordclass.models.methods import exchange
from wordclass.models.problem import Problem

_CELLS_PER_CLASS, _EXTRA_CELLS, _MAX_CELLS = 3, 8, 400
_CELL_SWEEPS = 4


@dataclass(frozen=True)
class Neighbours:
    """The bigrams of each word in one role, and a partition of its neighbours into cells.

    Parameters
    ----------
    bigrams : (V, V) csr_array
        Counts; a row for each word.
    cells : (V, F) csr_array
        One-hot: the cell of each neighbour.
    """

    bigrams: sp.csr_array
    cells: sp.csr_array


def neighbours(problem: Problem) -> tuple[Neighbours, Neighbours]:
    """The words that follow and that precede each word, in about three cells for each class."""
    matrix = problem.counts.matrix
    n_classes = max(problem.n_left, problem.n_right)
    n_words = len(problem.counts.vocabulary) - 1
    n_cells = min(_CELLS_PER_CLASS * n_classes + _EXTRA_CELLS, _MAX_CELLS, n_words)
    roles = exchange.start(replace(problem, n_left=n_cells, n_right=n_cells, initial=Initial()))
    pairs = None
    for _ in range(_CELL_SWEEPS):
        moved, pairs = exchange.sweep(roles, pairs=pairs)
        if moved == 0:
            break
    return (
        Neighbours(matrix, one_hot(roles[-1].labels, n_cells + 1)),
        Neighbours(sp.csr_array(matrix.T), one_hot(roles[0].labels, n_cells + 1)),
    )
