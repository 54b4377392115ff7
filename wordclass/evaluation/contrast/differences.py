"""All differences between two corpora: classes, transitions and words, each with its evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.evaluation.contrast.difference import Difference
from wordclass.evaluation.contrast.ratios import Share, g_squared, log_ratio
from wordclass.evaluation.contrast.significance import adjusted, permutation_test
from wordclass.evaluation.contrast.tables import AFTER, BEFORE, LEFT, PAIRS, Layout, block_cells
from wordclass.models.arrays import IntArray, reciprocal
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.prediction.evidence import log_rows
from wordclass.models.fitted.prediction.renumbering import in_model_ids

MIN_EXPECTED = 10  # tokens in each corpus for a share to be tested
MIN_TOKENS = 30  # of a word in two corpora for its neighbours to be tested


def differences(
    model: WordClassModel,
    corpora: Sequence[Sequence[BigramCounts]],
    contrasts: Sequence[tuple[Sequence[int], Sequence[int]]],
    level: float,
    seed: int = 0,
) -> list[Difference]:
    """Test every contrast of corpora.

    Parameters
    ----------
    model : WordClassModel
        The joint model.
    corpora : sequence of sequences of BigramCounts
        Each corpus in blocks.
    contrasts : pairs of numbers of corpora
        Those to compare, and those to compare with.
    level : float
        1 minus the confidence of the intervals.
    seed : int
        Of the permutations of blocks.

    Returns
    -------
    list of Difference
        All that were tested, adjusted together, the surest first.
    """
    words = _frequent_words(model, corpora)
    layout = Layout(model.n_left + 1, model.n_right + 1, words, model.tied)
    cells = [block_cells(model, layout, blocks) for blocks in corpora]
    pairs = [
        tuple(sp.csr_array(sp.vstack([cells[i] for i in ids])) for ids in contrast)
        for contrast in contrasts
    ]
    testable = [_testable(layout, *pair) for pair in pairs]
    n_tests = sum(len(np.unique(layout.tests[of_pair])) for of_pair in testable)
    all_found = [
        replace(found, contrast=number)
        for number, (pair, of_pair) in enumerate(zip(pairs, testable, strict=True))
        for found in _contrast(model, layout, pair, of_pair, level, seed + number, n_tests)
    ]
    q = adjusted(np.array([found.p for found in all_found]))
    all_found = [replace(one, q=value) for one, value in zip(all_found, q.tolist(), strict=True)]
    return sorted(all_found, key=lambda one: (one.q, one.p, -one.g2))


def _frequent_words(model: WordClassModel, corpora: Sequence[Sequence[BigramCounts]]) -> IntArray:
    """Words with enough tokens in two corpora, the unknown word left out."""
    n = np.array(
        [sum(in_model_ids(model, blocks).sum(axis=1) for blocks in corpus) for corpus in corpora]
    )
    enough = (n >= MIN_TOKENS).sum(axis=0) >= 2
    enough[[0, *filter(None, [model.vocabulary.unknown])]] = False
    return np.flatnonzero(enough)


def _contrast(
    model: WordClassModel,
    layout: Layout,
    pair: tuple[sp.csr_array, sp.csr_array],
    cells: IntArray,
    level: float,
    seed: int,
    n_tests: int,
) -> Iterator[Difference]:
    """Every share that is tested between two corpora, as (blocks, n_cells) arrays."""
    tests: IntArray = np.unique(layout.tests[cells], return_inverse=True)[1]
    one, other = (
        Share(part[:, cells].toarray(), layout.totals(part)[:, layout.rows[cells]].toarray())
        for part in pair
    )
    tested = permutation_test(one, other, tests, level, seed, n_tests)
    order = np.lexsort((-tested.statistic, tests))
    surest = order[np.unique(tests[order], return_index=True)[1]]
    one, other = one.of(surest), other.of(surest)
    ratio = log_ratio(one, other, tested.critical)
    samples = [(share.n.sum(axis=0), share.totals.sum(axis=0)) for share in (one, other)]
    g2 = g_squared(*(np.stack([n, totals - n], axis=-1) for n, totals in samples))
    behaves = _classes_by_neighbours(model, layout, *pair)
    for i, cell in enumerate(cells[surest].tolist()):
        table, row, column = layout.position(cell)
        is_word = table in (AFTER, BEFORE)
        yield Difference(
            kind="word" if is_word else "transition" if table == PAIRS else "class",
            n=(int(samples[0][0][i]), int(samples[1][0][i])),
            totals=(int(samples[0][1][i]), int(samples[1][1][i])),
            ratio=2 ** float(ratio.value[i]),
            low=2 ** float(ratio.low[i]),
            high=2 ** float(ratio.high[i]),
            log_ratio=float(ratio.value[i]),
            g2=float(g2[i]),
            dispersion=float(ratio.dispersion[i]),
            p=float(tested.p[i]),
            left=row if table == PAIRS else column if table in (LEFT, BEFORE) else None,
            right=None if table in (LEFT, BEFORE) else column,
            word=model.vocabulary.label(int(layout.words[row])) if is_word else None,
            classes=behaves[row] if is_word else None,
        )


def _testable(layout: Layout, first: sp.csr_array, second: sp.csr_array) -> IntArray:
    """Cells with enough tokens, and enough others, in both corpora if they were alike.

    In the order of their tests.
    """
    (n_first, total_first), (n_second, total_second) = (
        (
            np.asarray(part.sum(axis=0), dtype=np.float64),
            np.asarray(layout.totals(part).sum(axis=0), dtype=np.float64)[layout.rows],
        )
        for part in (first, second)
    )
    p = (n_first + n_second) * reciprocal(total_first + total_second)
    least = np.minimum(total_first, total_second) * np.minimum(p, 1 - p)
    cells: IntArray = np.flatnonzero(least >= MIN_EXPECTED)
    return cells[np.argsort(layout.tests[cells], kind="stable")]


def _classes_by_neighbours(
    model: WordClassModel, layout: Layout, first: sp.csr_array, second: sp.csr_array
) -> list[tuple[int, int]]:
    """The class under which each word's neighbours in each corpus are most probable.

    By what follows and what precedes it if classes are tied, else by what follows alone.
    """
    one, other = (np.asarray(part.sum(axis=0), dtype=np.float64) for part in (first, second))
    pairs = layout.table(one + other, PAIRS)
    log_after, log_before = log_rows(pairs, model.p_right), log_rows(pairs.T, model.p_left)
    best = []
    for cells in (one, other):
        scores = layout.table(cells, AFTER) @ log_after.T
        if model.tied:
            scores = scores + layout.table(cells, BEFORE) @ log_before.T
        best.append((scores[:, 1:].argmax(axis=1) + 1).tolist())
    return list(zip(*best, strict=True))
