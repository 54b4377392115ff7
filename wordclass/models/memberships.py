"""From hard classes to sparse ones: how far words scatter, and which classes they can pay for."""

import numpy as np
import scipy.sparse as sp

from wordclass.counting.bigrams import BigramCounts
from wordclass.models import exchange, mixture, soft
from wordclass.models.exchange import IntArray, Role
from wordclass.models.model import FloatArray
from wordclass.models.soft import SparseModel
from wordclass.models.state import rows_or

# Bigrams of each word in one role, and a partition of the words it meets there.
Cells = tuple[sp.csr_array, sp.csr_array]

_WELL_SEEN = 50  # occurrences a word needs to show how it scatters
_WORDS_PER_CLASS = 5  # that must be seen so often before anything is told from them
_OF_TEXT = 2.0
_QUANTILE = 0.3  # of the words, the best-fitting: others may be ambiguous, or in a wrong class
_CHUNK = 4096  # words worked on at a time
_ITERATIONS = 100
_CELL_SWEEPS = 10


def one_hot(labels: IntArray, n_classes: int) -> sp.csr_array:
    """(V, n_classes) memberships of hard classes."""
    words = np.arange(len(labels))
    return sp.csr_array((np.ones(len(labels)), (words, labels)), shape=(len(labels), n_classes))


def scatter(counts: BigramCounts, roles: tuple[Role, ...], pairs: IntArray) -> tuple[float, float]:
    """How far words scatter about their class, for their counts and in themselves.

    For each word seen often enough, Pearson's X^2 of what follows it, by class, against its
    class's row of the table. X^2 over the degrees of freedom f is the dispersion, 1 for
    independent draws (McCullagh & Nelder 1989); (X^2 - f) / n is the mean square contingency
    phi^2, freed of its bias: how unlike its class a word is, however often it was seen. Of
    each the 30th percentile over words. Cells expected less than once are left out.

    Parameters
    ----------
    counts : BigramCounts
    roles : one or two Roles
        Hard classes of the V words.
    pairs : (L+1, K+1) array
        N(c,d) under them.

    Returns
    -------
    float
        The dispersion, at least 1; 2 when too few words are seen often enough to tell.
    float
        phi^2; infinite when too few words are seen often enough to tell.
    """
    words = np.flatnonzero(counts.prev_counts >= _WELL_SEEN)
    words = words[words > 0]
    if len(words) < _WORDS_PER_CLASS * max(pairs.shape):
        return _OF_TEXT, np.inf
    table = rows_or(pairs.astype(np.float64), np.zeros(pairs.shape[1]))
    cells = [(counts.matrix, one_hot(roles[-1].labels, pairs.shape[1]))]
    dispersion, unlikeness = [], []
    for chunk in _chunks(words):
        seen = neighbours(chunk, cells)[0].toarray()
        n = counts.prev_counts[chunk]
        expected = n[:, None] * table[roles[0].labels[chunk]]
        shown = expected >= 1
        squares = np.where(shown, (seen - expected) ** 2 / np.maximum(expected, 1), 0).sum(axis=1)
        freedom = np.maximum(shown.sum(axis=1) - 1, 1)
        dispersion.append(squares / freedom)
        unlikeness.append((squares - freedom) / n)
    return (
        max(1.0, float(np.quantile(np.concatenate(dispersion), _QUANTILE))),
        float(np.quantile(np.concatenate(unlikeness), _QUANTILE)),
    )


def softened(
    counts: BigramCounts, roles: tuple[Role, ...], pairs: IntArray, dispersion: float
) -> SparseModel:
    """Give words the further classes their counts pay for, the classes' profiles as they are.

    Parameters
    ----------
    counts, roles, pairs
        As for :func:`scatter`.
    dispersion : float

    Returns
    -------
    SparseModel
    """
    left, right = roles[0].labels, roles[-1].labels
    n_left, n_right = pairs.shape
    after = (counts.matrix, one_hot(right, n_right))
    before = (sp.csr_array(counts.matrix.T), one_hot(left, n_left))
    follows = rows_or(pairs.astype(np.float64), np.zeros(n_right))
    precedes = rows_or(pairs.T.astype(np.float64), np.zeros(n_left))
    if len(roles) == 1:
        profiles = np.hstack([follows, precedes])
        shared = _paid_for([after, before], profiles, one_hot(left, n_left), dispersion)
        return SparseModel(shared, soft.table_of(pairs), shared, True)
    p_left = _paid_for([after], follows, one_hot(left, n_left), dispersion)
    p_right = _paid_for([before], precedes, one_hot(right, n_right), dispersion)
    return SparseModel(
        p_left, soft.table_of(pairs), soft.scale_rows(p_right, counts.next_counts), False
    )


def searched(counts: BigramCounts, n_left: int, n_right: int, tied: bool) -> SparseModel:
    """Search the classes as sparse mixtures over a fine partition of the words.

    The search is among the words seen often enough; the others then take what they fit.
    """
    n_words = len(counts.vocabulary)
    n_cells = min(3 * max(n_left, n_right) + 8, n_words - 1)
    following, preceding = counts.matrix, sp.csr_array(counts.matrix.T)
    roles = exchange.start(following, preceding, n_cells, n_cells, tied)
    for _ in range(_CELL_SWEEPS):
        if exchange.sweep(roles)[0] == 0:
            break
    after = (following, one_hot(roles[-1].labels, n_cells + 1))
    before = (preceding, one_hot(roles[0].labels, n_cells + 1))
    well_seen = np.flatnonzero(counts.word_counts >= _WELL_SEEN)
    well_seen = well_seen[well_seen > 0][:_CHUNK]

    def found(cells: list[Cells], n_classes: int) -> sp.csr_array:
        docs = [block.toarray() for block in neighbours(well_seen, cells)]
        m, profiles = mixture.sparse_mixtures(docs, n_classes)
        profiles = np.vstack([np.zeros(profiles.shape[1]), profiles])
        start = np.ones((n_words, n_classes + 1))
        start[well_seen, 1:] = m
        start[well_seen, 0] = 0
        return _paid_for(cells, profiles, sp.csr_array(start), dispersion=1.0)

    if tied:
        left = right = found([after, before], n_left)
    else:
        left = found([after], n_left)
        right = soft.scale_rows(found([before], n_right), counts.next_counts)
    pairs = np.asarray((left.T @ counts.matrix @ soft.unit_rows(right)).todense())
    return SparseModel(left, soft.table_of(pairs), right, tied)


def neighbours(words: IntArray, cells: list[Cells]) -> list[sp.csr_array]:
    """For each role, (words, F) how often each word meets each cell."""
    return [bigrams[words] @ partition for bigrams, partition in cells]


def _chunks(words: IntArray) -> list[IntArray]:
    return [words[i : i + _CHUNK] for i in range(0, len(words), _CHUNK)]


def _paid_for(
    cells: list[Cells], profiles: FloatArray, start: sp.csr_array, dispersion: float
) -> sp.csr_array:
    """Memberships of every word in classes of given profiles, each at its price.

    Parameters
    ----------
    cells : list of Cells
    profiles : (C, F) array
        Class 0, the boundary's, is for word 0 alone.
    start : (V, C) csr_array
        Where to start from; words that cannot pay for two classes keep a single one of it.
    dispersion : float

    Returns
    -------
    (V, C) csr_array
        Rows sum to 1.
    """
    totals = np.asarray(sum(bigrams.sum(axis=1) for bigrams, _ in cells), dtype=np.float64)
    price = mixture.prices(totals, start.shape[1] - 1, dispersion)
    works = (totals > 2 * price[:, 0]) | (np.diff(start.indptr) > 1)
    works[0] = False
    keeps = np.flatnonzero(~works)
    first = start.indices[start.indptr[keeps]]
    rows, classes, values = [keeps], [first], [np.ones(len(keeps))]
    for chunk in _chunks(np.flatnonzero(works)):
        docs = sp.csr_array(sp.hstack(neighbours(chunk, cells), dtype=np.float64))
        m = mixture.spread(soft.unit_rows(start[chunk][:, 1:]).toarray())
        m = mixture.place(docs, m, profiles[1:], price[chunk], _ITERATIONS)
        word, c = m.nonzero()
        rows.append(chunk[word])
        classes.append(c + 1)
        values.append(m[word, c])
    return sp.csr_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(classes))),
        shape=start.shape,
    )
