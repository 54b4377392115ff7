"""From hard classes to sparse ones: how unlike its class a word is, and which classes it has."""

from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.arrays import FloatArray, IntArray, one_hot, reciprocal, rows_to_one
from wordclass.models.blocks import BlockMap
from wordclass.models.methods import exchange
from wordclass.models.methods.exchange import Role
from wordclass.models.problem import Problem
from wordclass.models.sparse import mixture, soft
from wordclass.models.sparse.soft import SparseModel

# Bigrams of each word in one role, and a partition of the words it meets there.
Cells = tuple[sp.csr_array, sp.csr_array]

_WELL_SEEN = 50  # occurrences a word needs to show how unlike its class it is
_WORDS_PER_CLASS = 5  # that must be seen so often before anything is told from them
_OF_TEXT = 0.4  # phi^2 of a typical word in running text
_FITTING = 0.3  # the words that fit their class best: others may be ambiguous, or in a wrong one
_CHUNK = 1024  # words worked on at a time
_CELL_SWEEPS = 4
_SEARCHED = 1000  # words that the classes are searched among, the most frequent
_SEARCHED_PER_CLASS = 30


def unlikeness(
    counts: BigramCounts, roles: tuple[Role, ...], pairs: IntArray
) -> tuple[float, float]:
    """How unlike its class a word is, however often it was seen: phi^2.

    For each word seen often enough, Pearson's X^2 of what follows it, by class, against its
    class's row of the table. Of f degrees of freedom and n occurrences, (X^2 - f) / n is the
    mean square contingency phi^2, freed of its bias. Cells expected less than once are left
    out.

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
        phi^2 of the words that fit best, at their 30th percentile; infinite when too few
        words are seen often enough to tell.
    float
        phi^2 of the typical word, the median; that of running text when they are too few.
    """
    words = np.flatnonzero(counts.prev_counts >= _WELL_SEEN)
    words = words[words > 0]
    if len(words) < _WORDS_PER_CLASS * max(pairs.shape):
        return np.inf, _OF_TEXT
    table = rows_to_one(pairs.astype(np.float64), np.zeros(pairs.shape[1]))
    cells = [(counts.matrix, one_hot(roles[-1].labels, pairs.shape[1]))]
    phi2 = []
    for chunk in _chunks(words):
        seen = neighbours(chunk, cells).toarray()
        n = counts.prev_counts[chunk]
        expected = n[:, None] * table[roles[0].labels[chunk]]
        shown = expected >= 1
        squares = np.where(shown, (seen - expected) ** 2 / np.maximum(expected, 1), 0).sum(axis=1)
        phi2.append((squares - np.maximum(shown.sum(axis=1) - 1, 1)) / n)
    best, typical = np.quantile(np.concatenate(phi2), [_FITTING, 0.5])
    return float(best), max(float(typical), 0.0)


def softened(
    counts: BigramCounts,
    roles: tuple[Role, ...],
    pairs: IntArray,
    phi2: float,
    block_map: BlockMap,
) -> SparseModel:
    """Give words the further classes their counts pay for, the classes' profiles as they are.

    Parameters
    ----------
    counts, roles, pairs
        As for :func:`unlikeness`.
    phi2 : float
        How unlike its class a typical word is.
    block_map : callable
        From :func:`wordclass.models.blocks.workers`.

    Returns
    -------
    SparseModel
    """
    left, right = roles[0].labels, roles[-1].labels
    n_left, n_right = pairs.shape
    after = (counts.matrix, one_hot(right, n_right))
    before = (sp.csr_array(counts.matrix.T), one_hot(left, n_left))
    follows = rows_to_one(pairs.astype(np.float64), np.zeros(n_right))
    precedes = rows_to_one(pairs.T.astype(np.float64), np.zeros(n_left))
    table = soft.table_of(pairs)
    if len(roles) == 1:
        shared = _paid_for([after, before], np.hstack([follows, precedes]), left, phi2, block_map)
        return soft.tied_model(shared, table, counts.next_counts.astype(np.float64))
    p_left = _paid_for([after], follows, left, phi2, block_map)
    p_right = _paid_for([before], precedes, right, phi2, block_map)
    return SparseModel(p_left, table, soft.scale_rows(p_right, counts.next_counts))


def fine_cells(problem: Problem) -> list[Cells]:
    """Sum up what follows each word, and what precedes it, by a fine partition of the words."""
    n_words = len(problem.counts.vocabulary) - 1
    n_cells = min(3 * max(problem.n_left, problem.n_right) + 8, n_words)
    roles = exchange.start(replace(problem, n_left=n_cells, n_right=n_cells))
    for _ in range(_CELL_SWEEPS):
        if exchange.sweep(roles)[0] == 0:
            break
    following = problem.counts.matrix
    return [
        (following, one_hot(roles[-1].labels, n_cells + 1)),
        (sp.csr_array(following.T), one_hot(roles[0].labels, n_cells + 1)),
    ]


def searched(problem: Problem, cells: list[Cells], block_map: BlockMap) -> SparseModel:
    """Search the classes as sparse mixtures over the cells.

    The search is among the words seen often enough; the others then take what they fit.
    """
    counts, n_left, n_right = problem.counts, problem.n_left, problem.n_right
    well_seen = np.flatnonzero(counts.word_counts >= _WELL_SEEN)
    enough = max(_SEARCHED, _SEARCHED_PER_CLASS * max(n_left, n_right))
    well_seen = well_seen[well_seen > 0][:enough]

    def found(cells: list[Cells], n_classes: int) -> sp.csr_array:
        docs = [neighbours(well_seen, [cell]).toarray() for cell in cells]
        m, profiles = mixture.sparse_mixtures(docs, n_classes, block_map)
        profiles = np.vstack([np.zeros(profiles.shape[1]), profiles])
        return _paid_for(cells, profiles, None, 0.0, block_map)

    after, before = cells
    left = found(cells if problem.tied else [after], n_left)
    right = left if problem.tied else found([before], n_right)
    table = soft.table_of(np.asarray((left.T @ counts.matrix @ right).todense()))
    if problem.tied:
        return soft.tied_model(left, table, counts.next_counts.astype(np.float64))
    return SparseModel(left, table, soft.scale_rows(right, counts.next_counts))


def chosen_anew(
    model: SparseModel, counts: BigramCounts, cells: list[Cells], block_map: BlockMap
) -> SparseModel:
    """Let every word choose its classes again, by the profiles the model now has.

    EM weighs the classes words have and never gives them another: a word once in a wrong
    class stays there.
    """
    after, before = cells
    joint = soft.scale_rows(model.left, counts.prev_counts)
    mass = soft.class_mass(joint)
    pairs = mass[:, None] * model.table
    p_prev = soft.unit_columns(joint)
    p_next = soft.unit_columns(model.right)
    follows = model.table @ np.asarray((p_next.T @ after[1]).todense())
    precedes = rows_to_one(pairs.T) @ np.asarray((p_prev.T @ before[1]).todense())
    left = np.asarray(model.left.toarray().argmax(axis=1))
    if model.propensity is not None:
        lift = pairs.sum(axis=0) * reciprocal(soft.class_mass(model.right))
        profiles = np.hstack([follows, lift[:, None] * precedes])
        shared = _paid_for(cells, profiles, left, 0.0, block_map, lift)
        return soft.tied_model(shared, model.table, model.propensity)
    right = np.asarray(model.right.toarray().argmax(axis=1))
    p_left = _paid_for([after], follows, left, 0.0, block_map)
    p_right = _paid_for([before], precedes, right, 0.0, block_map)
    return SparseModel(p_left, model.table, soft.scale_rows(p_right, counts.next_counts))


def neighbours(words: IntArray, cells: list[Cells]) -> sp.csr_array:
    """(words, F) how often each word meets each cell, the cells of all roles side by side."""
    blocks = [bigrams[words] @ partition for bigrams, partition in cells]
    return sp.csr_array(sp.hstack(blocks, dtype=np.float64))


def _chunks(words: IntArray) -> list[IntArray]:
    return [words[i : i + _CHUNK] for i in range(0, len(words), _CHUNK)]


def _paid_for(
    cells: list[Cells],
    profiles: FloatArray,
    first: IntArray | None,
    phi2: float,
    block_map: BlockMap,
    lift: FloatArray | None = None,
) -> sp.csr_array:
    """Memberships of every word in classes of given profiles, each at its price.

    Parameters
    ----------
    cells : list of Cells
    profiles : (C, F) array
        Class 0, the boundary's, is for word 0 alone.
    first : (V,) array, optional
        The class to begin with; words that cannot pay for two keep it. Without it, the class
        that alone explains the word best.
    phi2 : float
        How unlike its class a typical word is.
    block_map : callable
        From :func:`wordclass.models.blocks.workers`.
    lift : (C,) array, optional
        Tilt of the memberships in the last of the cells; their profiles carry it.

    Returns
    -------
    (V, C) csr_array
        Rows sum to 1.
    """
    totals = np.asarray(sum(bigrams.sum(axis=1) for bigrams, _ in cells), dtype=np.float64)
    price = mixture.prices(totals, len(profiles) - 1, phi2)
    tilted = np.zeros(len(totals))
    if lift is None:
        lift = np.ones(len(profiles))
    else:
        tilted = cells[-1][0].sum(axis=1).astype(np.float64)
    price[totals <= 2 * price[:, 0]] = np.inf
    works = np.isfinite(price[:, 0]) | (first is None)
    works[0] = False
    keeps, worked = np.flatnonzero(~works), np.flatnonzero(works)
    kept = np.zeros(len(keeps), dtype=np.int64) if first is None else first[keeps]
    rows, classes, values = [keeps], [kept], [np.ones(len(keeps))]

    def choose(start: int, stop: int) -> tuple[IntArray, IntArray, FloatArray]:
        chunk = worked[start:stop]
        m = mixture.chosen(
            neighbours(chunk, cells), None if first is None else first[chunk] - 1, profiles[1:],
            price[chunk], lift[1:], tilted[chunk],
        )  # fmt: skip
        word, c = m.nonzero()
        return chunk[word], c + 1, m[word, c]

    blocks = [(i, min(i + _CHUNK, len(worked))) for i in range(0, len(worked), _CHUNK)]
    for words, chosen, shares in block_map(choose, blocks):
        rows.append(words)
        classes.append(chosen)
        values.append(shares)
    return sp.csr_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(classes))),
        shape=(len(totals), len(profiles)),
    )
