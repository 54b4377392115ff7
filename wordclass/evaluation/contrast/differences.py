"""All differences between two corpora: classes, transitions and words, each with its evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.errors import InputError
from wordclass.evaluation.contrast.significance import (
    LEAST_TOKENS,
    Assessment,
    Fraction,
    adjusted,
    assess,
    fraction_g2,
    fractions,
    log_ratio,
)
from wordclass.evaluation.contrast.tables import Layout, block_cells
from wordclass.models.arrays import IntArray
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.prediction.evidence import log_rows
from wordclass.models.fitted.prediction.renumbering import in_model_ids

LEAST_BLOCKS = 5  # of text in each corpus

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
        log2 of the ratio of the two shares, and its interval over blocks.
    g2, dispersion : float
        The log-likelihood ratio, and the mean of its null distribution per degree of freedom:
        1 if tokens were independent.
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

    @property
    def least(self) -> float:
        """The end of the interval that is nearer to 0, without its sign; 0 if 0 is inside."""
        return 0.0 if self.low <= 0 <= self.high else min(abs(self.low), abs(self.high))


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
        Of the reassignments of blocks.

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
    layout = Layout(model.n_left + 1, model.n_right + 1, words)
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
    q = adjusted(np.array([found.p for found in all_found]))
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
    left, right, moves, words = assess(layout, first, second, seed)
    size = layout.n_left * layout.n_right
    shares = [fractions(layout.pairs(part[:, :size].toarray())) for part in (first, second)]
    (left_shares, right_shares, transitions) = zip(*shares, strict=True)
    for i, found in _described("class", left, left_shares, level):
        yield replace(found, left=i)
    if not model.tied:
        for i, found in _described("class", right, right_shares, level):
            yield replace(found, right=i)
    for i, found in _described("transition", moves, transitions, level):
        yield replace(found, left=i // layout.n_right, right=i % layout.n_right)
    neighbour, of_word = _most_different(layout, first, second)
    behaves = _classes_by_neighbours(model, layout, first, second)
    for i, found in _described("word", words, of_word, level):
        after = neighbour[i] < layout.n_right
        yield replace(
            found,
            word=int(layout.words[i]),
            right=int(neighbour[i]) if after else None,
            left=None if after else int(neighbour[i]) - layout.n_right,
            classes=behaves[i],
        )


def _described(
    kind: Kind, tests: Assessment, shares: Sequence[Fraction], level: float
) -> Iterator[tuple[int, Difference]]:
    """Each item that is tested: its position, and its difference without what identifies it."""
    first, second = shares
    ratio, low, high = log_ratio(first, second, level)
    n, totals = (
        [part[k].sum(axis=0).astype(np.int64).tolist() for part in (first, second)] for k in (0, 1)
    )
    for i in np.flatnonzero(~np.isnan(tests.p)).tolist():
        yield (
            i,
            Difference(
                kind=kind,
                n=(n[0][i], n[1][i]),
                totals=(totals[0][i], totals[1][i]),
                log_ratio=float(ratio[i]),
                low=float(low[i]),
                high=float(high[i]),
                g2=float(tests.g2[i]),
                dispersion=float(tests.dispersion[i]),
                p=float(tests.p[i]),
            ),
        )


def _most_different(
    layout: Layout, first: sp.csr_array, second: sp.csr_array
) -> tuple[IntArray, list[Fraction]]:
    """Of each word the neighbouring class that differs most, and its share by block.

    Right classes, of what follows, are numbered first, then left classes.
    """
    fraction_of_words = []
    for cells in (np.asarray(part.sum(axis=0), dtype=np.float64) for part in (first, second)):
        tables = [layout.after(cells), layout.before(cells)]
        n = np.hstack(tables)
        fraction_of_words.append(
            (n, np.hstack([np.broadcast_to(t.sum(axis=1, keepdims=True), t.shape) for t in tables]))
        )
    chosen: IntArray = np.argmax(fraction_g2(*fraction_of_words), axis=1).astype(np.int64)
    n_words = len(layout.words)
    after = chosen < layout.n_right
    cell: IntArray = layout.n_left * layout.n_right + np.where(
        after,
        np.arange(n_words) * layout.n_right + chosen,
        n_words * layout.n_right + np.arange(n_words) * layout.n_left + chosen - layout.n_right,
    )
    # Sums over the cells of each word's chosen table.
    word = [np.repeat(np.arange(n_words), size) for size in (layout.n_right, layout.n_left)]
    inside = np.concatenate([after[word[0]], ~after[word[1]]])
    words = np.concatenate(word)[inside]
    summed = np.flatnonzero(inside) + layout.n_left * layout.n_right
    summing = sp.csr_array((np.ones(len(summed)), (summed, words)), shape=(layout.n_cells, n_words))
    shares = [
        (part[:, cell].toarray(), np.asarray((part @ summing).todense()))
        for part in (first, second)
    ]
    return chosen, shares


def _classes_by_neighbours(
    model: WordClassModel, layout: Layout, first: sp.csr_array, second: sp.csr_array
) -> list[tuple[int, int]]:
    """The class under which each word's neighbours in each corpus are most probable.

    By what follows and what precedes it if classes are tied, else by what follows alone.
    """
    one, other = (np.asarray(part.sum(axis=0), dtype=np.float64) for part in (first, second))
    pairs = layout.pairs(one + other)
    ahead, behind = log_rows(pairs, model.p_right), log_rows(pairs.T, model.p_left)
    best = []
    for company in (one, other):
        scores = layout.after(company) @ ahead.T
        if model.tied:
            scores = scores + layout.before(company) @ behind.T
        best.append((scores[:, 1:].argmax(axis=1) + 1).tolist())
    return list(zip(*best, strict=True))
