"""All differences between two corpora: classes, transitions and words, each with its evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import scipy.sparse as sp
from scipy.stats import false_discovery_control

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.errors import InputError
from wordclass.evaluation.contrast.significance import (
    Share,
    g_squared,
    log_ratio,
    permutation_test,
)
from wordclass.evaluation.contrast.tables import AFTER, BEFORE, LEFT, PAIRS, Layout, block_cells
from wordclass.models.arrays import IntArray, reciprocal
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.prediction.evidence import log_rows
from wordclass.models.fitted.prediction.renumbering import in_model_ids

LEAST_BLOCKS = 8  # of text in each corpus
LEAST_EXPECTED = 10  # tokens in each corpus for a share to be tested
LEAST_TOKENS = 30  # of a word in two corpora for its neighbours to be tested

Kind = Literal["class", "transition", "word"]


@dataclass(frozen=True)
class Difference:
    """One share that was tested in a corpus against another.

    Parameters
    ----------
    kind : "class", "transition" or "word"
        The share of a class in all tokens; of class ``right`` after class ``left``; of class
        ``right`` after the word, or of class ``left`` before it. A word is tested by all its
        neighbours at once, and the share is that which differs most.
    n, totals : (int, int)
        Tokens counted in the corpus and in the baseline, and tokens they are a share of.
    log_ratio, low, high : float
        log2 of the ratio of the two shares, and all ratios that the test does not reject;
        infinite where one of the shares may be 0.
    g2, dispersion : float
        The log-likelihood ratio; and the variance of the shares between blocks, divided by that
        of independent tokens.
    p, q : float
        The p-value, and the p-value adjusted for the number of tests.
    contrast : int
        Number of the pair of corpora.
    left, right : int, optional
        Classes: a left class, a right class, or both for a transition.
    word : int, optional
        Id of the word.
    classes : (int, int), optional
        The class that the word's neighbours in each corpus speak for.
    """

    kind: Kind
    n: tuple[int, int]
    totals: tuple[int, int]
    log_ratio: float
    low: float
    high: float
    g2: float
    dispersion: float
    p: float
    q: float = float("nan")
    contrast: int = 0
    left: int | None = None
    right: int | None = None
    word: int | None = None
    classes: tuple[int, int] | None = None


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

    Raises
    ------
    InputError
        When a corpus has too few blocks of text.
    """
    words = _frequent_words(model, corpora)
    layout = Layout(model.n_left + 1, model.n_right + 1, words, model.tied)
    cells = [block_cells(model, layout, blocks) for blocks in corpora]
    for number, found in enumerate(cells, start=1):
        if found.shape[0] < LEAST_BLOCKS:
            raise InputError(
                f"corpus {number} has {found.shape[0]} blocks of text; at least {LEAST_BLOCKS} "
                "are needed to see how much it varies: use more text"
            )
    all_found: list[Difference] = []
    for number, (one, other) in enumerate(contrasts):
        first, second = (sp.csr_array(sp.vstack([cells[i] for i in ids])) for ids in (one, other))
        all_found += [
            replace(found, contrast=number)
            for found in _contrast(model, layout, first, second, level, seed + number)
        ]
    q = false_discovery_control([found.p for found in all_found]) if all_found else np.empty(0)
    all_found = [replace(one, q=value) for one, value in zip(all_found, q.tolist(), strict=True)]
    return sorted(all_found, key=lambda one: (one.q, one.p, -one.g2))


def _frequent_words(model: WordClassModel, corpora: Sequence[Sequence[BigramCounts]]) -> IntArray:
    """Words with enough tokens in two corpora, the unknown word left out."""
    n = np.array(
        [sum(in_model_ids(model, blocks).sum(axis=1) for blocks in corpus) for corpus in corpora]
    )
    enough = (n >= LEAST_TOKENS).sum(axis=0) >= 2
    enough[[0, *filter(None, [model.vocabulary.unknown])]] = False
    return np.flatnonzero(enough)


def _contrast(
    model: WordClassModel,
    layout: Layout,
    first: sp.csr_array,
    second: sp.csr_array,
    level: float,
    seed: int,
) -> Iterator[Difference]:
    """Every share that is tested between two corpora, as (blocks, n_cells) arrays."""
    cells = _testable(layout, first, second)
    tests: IntArray = np.unique(layout.tests[cells], return_inverse=True)[1]
    one, other = (
        Share(part[:, cells].toarray(), layout.totals(part)[:, layout.rows[cells]].toarray())
        for part in (first, second)
    )
    tested = permutation_test(one, other, tests, level, seed)
    order = np.lexsort((-tested.statistic, tests))
    surest = order[np.unique(tests[order], return_index=True)[1]]
    one, other = one.of(surest), other.of(surest)
    ratio = log_ratio(one, other, tested.critical)
    samples = [(share.n.sum(axis=0), share.totals.sum(axis=0)) for share in (one, other)]
    g2 = g_squared(*(np.stack([n, totals - n], axis=-1) for n, totals in samples))
    behaves = _classes_by_neighbours(model, layout, first, second)
    for i, cell in enumerate(cells[surest].tolist()):
        table, row, column = layout.position(cell)
        is_word = table in (AFTER, BEFORE)
        found = Difference(
            kind="word" if is_word else "transition" if table == PAIRS else "class",
            n=(int(samples[0][0][i]), int(samples[1][0][i])),
            totals=(int(samples[0][1][i]), int(samples[1][1][i])),
            log_ratio=float(ratio.value[i]),
            low=float(ratio.low[i]),
            high=float(ratio.high[i]),
            g2=float(g2[i]),
            dispersion=float(ratio.dispersion[i]),
            p=float(tested.p[i]),
            left=row if table == PAIRS else column if table in (LEFT, BEFORE) else None,
            right=None if table in (LEFT, BEFORE) else column,
        )
        if is_word:
            found = replace(found, word=int(layout.words[row]), classes=behaves[row])
        yield found


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
    cells: IntArray = np.flatnonzero(least >= LEAST_EXPECTED)
    return cells[np.argsort(layout.tests[cells], kind="stable")]


def _classes_by_neighbours(
    model: WordClassModel, layout: Layout, first: sp.csr_array, second: sp.csr_array
) -> list[tuple[int, int]]:
    """The class under which each word's neighbours in each corpus are most probable.

    By what follows and what precedes it if classes are tied, else by what follows alone.
    """
    one, other = (np.asarray(part.sum(axis=0), dtype=np.float64) for part in (first, second))
    pairs = layout.table(one + other, PAIRS)
    ahead, behind = log_rows(pairs, model.p_right), log_rows(pairs.T, model.p_left)
    best = []
    for cells in (one, other):
        scores = layout.table(cells, AFTER) @ ahead.T
        if model.tied:
            scores = scores + layout.table(cells, BEFORE) @ behind.T
        best.append((scores[:, 1:].argmax(axis=1) + 1).tolist())
    return list(zip(*best, strict=True))
