"""The default: classes of maximal posterior probability, most words in one, some in a few.

Maximum likelihood alone leaves the transition table undetermined, and gives a word seen
once to whichever class happens to fit its one context. What mends both:

1. **Assign.** From a spectral start every word is exchanged to its best class. A word joins
   a class with the probability of its size: V words in classes of m_1 .. m_K members add
   sum log m_k! to the log-likelihood (a Dirichlet-multinomial with parameter 1). A hapax
   follows this prior, "the" does not notice. Counts are damped to n^0.75, for a repeated
   bigram is no independent evidence: "New York" a hundred times tells less than a hundred
   different words before "York".
2. **Search**, where it is worth it. How far do words scatter about their class? Counts
   drawn from a class model scatter as independent draws do (dispersion 1), and their
   likelihood can tell right classes from wrong ones: they are searched for as sparse
   mixtures (:mod:`wordclass.models.mixture`). Running text scatters several times as much;
   there a difference in likelihood is no sign of better classes, and step 1 stands.
3. **Soften.** A word gets a second class where its counts pay for it: half the logarithm of
   its count, times the dispersion. Then EM over the classes words have.
"""

from collections.abc import Iterator

import numpy as np
import scipy.sparse as sp

from wordclass.counting.bigrams import BigramCounts
from wordclass.models import exchange, mixture, soft
from wordclass.models.blocks import workers
from wordclass.models.exchange import IntArray, Role
from wordclass.models.model import FloatArray
from wordclass.models.soft import SparseModel
from wordclass.models.state import State, rows_or
from wordclass.models.trifactor import Bigrams

_DAMPING = 0.75
_MODEL_HOLDS = 2.0  # dispersion below which likelihood is trusted to choose the classes
_WELL_SEEN = 50  # occurrences a word needs to show how it scatters
_PRICED = 20  # iterations of EM that may still take a class from a word
_CHUNK = 4096  # words softened at a time
_SETTLED = 0.001  # share of the words whose moves no longer matter
_CELL_SWEEPS = 10


def sparse(
    counts: BigramCounts,
    n_left: int,
    n_right: int,
    tied: bool,
    seed: int,
    threads: int | None = None,
    *,
    max_iterations: int = 100,
    tolerance: float = 1e-5,
) -> Iterator[State]:
    """Sparse classes of maximal posterior probability.

    Parameters
    ----------
    counts : BigramCounts
        V words.
    n_left, n_right : int
        Classes to find; equal when tied.
    tied : bool
        Whether a word has the same classes in both roles.
    seed : int
        Not used: nothing is drawn at random.
    threads : int, optional
        Cores to use; results do not depend on it.
    max_iterations : int
        Of assignment, and of EM.
    tolerance : float
        Stop when a step gains less, per bigram, relative to the objective.

    Yields
    ------
    State
        After each step. The objective is the log-likelihood of p(b|a) per bigram, less the
        price of every membership past a word's first: the best so far.
    """
    settings = {"max_iterations": max_iterations, "tolerance": tolerance}
    best = -np.inf
    total = 2 * max_iterations

    def shown(state: State, stage: str, converged: bool = False) -> State:
        nonlocal best
        best = max(best, state.objective)
        return State(
            best, state.prev, state.pairs, state.next, stage, total, converged, settings
        )  # fmt: skip

    for assigned in assign(counts, n_left, n_right, tied, max_iterations):
        yield shown(assigned[1], "assign")
    roles, state = assigned
    dispersion = scatter(counts, roles, state.pairs)
    settings = {**settings, "dispersion": round(dispersion, 2)}
    if dispersion < _MODEL_HOLDS:
        model = searched(counts, n_left, n_right, tied, dispersion)
    else:
        model = softened(counts, roles, state.pairs, dispersion)
    with workers(threads) as block_map:
        bigrams = Bigrams.of(counts.matrix)
        last = -np.inf
        for iteration in range(max_iterations):
            price = 0.0 if iteration >= _PRICED else dispersion
            objective, model, expected = soft.step(model, counts, bigrams, block_map, price)
            done = iteration > _PRICED and objective - last < tolerance * abs(objective)
            last = objective
            yield shown(State(objective, *expected), "soften", done)
            if done:
                return


def assign(
    counts: BigramCounts, n_left: int, n_right: int, tied: bool, max_iterations: int
) -> Iterator[tuple[tuple[Role, ...], State]]:
    """Exchange words by damped counts and the prior of class sizes; step 1.

    Yields
    ------
    tuple of Role, State
        After each sweep; the state is of the true counts.
    """
    following = damped(counts.matrix)
    preceding = sp.csr_array(following.T)
    word_term = float(exchange.xlogx(counts.next_counts).sum())
    roles = exchange.start(following, preceding, n_left, n_right, tied, member_weight=1.0)
    for _ in range(max_iterations):
        moved, _ = exchange.sweep(roles, member_weight=1.0)
        pairs = exchange.class_counts(
            counts.matrix, roles[0].labels, roles[-1].labels, n_left + 1, n_right + 1
        )
        objective = exchange.mean_log_likelihood(pairs, word_term)
        yield roles, exchange.hard_state(counts, roles, pairs, objective)
        if moved <= _SETTLED * len(counts.vocabulary):
            return


def damped(matrix: sp.csr_array) -> sp.csr_array:
    """Counts to the power 0.75, rounded; 1 stays 1."""
    data = np.rint(matrix.data.astype(np.float64) ** _DAMPING).astype(np.int64)
    return sp.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def one_hot(labels: IntArray, n_classes: int) -> sp.csr_array:
    """(V, n_classes) memberships of hard classes."""
    words = np.arange(len(labels))
    return sp.csr_array((np.ones(len(labels)), (words, labels)), shape=(len(labels), n_classes))


def scatter(counts: BigramCounts, roles: tuple[Role, ...], pairs: IntArray) -> float:
    """How many times more than independent draws words scatter about their class.

    For each word seen often enough, Pearson's X^2 of what follows it, by class, against its
    class's row of the table, over the degrees of freedom; the median of these (McCullagh &
    Nelder 1989, ch. 4, of the dispersion of counts).

    Returns
    -------
    float
        At least 1.
    """
    words = np.flatnonzero(counts.prev_counts >= _WELL_SEEN)
    words = words[words > 0]
    if len(words) == 0:
        return 1.0
    left, right = roles[0].labels, roles[-1].labels
    table = rows_or(pairs.astype(np.float64), np.zeros(pairs.shape[1]))
    values = []
    for chunk in np.array_split(words, -(-len(words) // _CHUNK)):
        seen = (counts.matrix[chunk] @ one_hot(right, pairs.shape[1])).toarray()
        expected = counts.prev_counts[chunk][:, None] * table[left[chunk]]
        squares = np.divide(
            (seen - expected) ** 2, expected, out=np.zeros_like(expected), where=expected > 0
        )
        freedom = np.maximum((expected > 0).sum(axis=1) - 1, 1)
        values.append(squares.sum(axis=1) / freedom)
    return max(1.0, float(np.median(np.concatenate(values))))


def softened(
    counts: BigramCounts, roles: tuple[Role, ...], pairs: IntArray, dispersion: float
) -> SparseModel:
    """Give words the further classes their counts pay for, the classes' profiles as they are."""
    following = sp.csr_array(counts.matrix)
    preceding = sp.csr_array(counts.matrix.T)
    left, right = roles[0].labels, roles[-1].labels
    n_left, n_right = pairs.shape
    after = rows_or(pairs.astype(np.float64), np.zeros(n_right))
    before = rows_or(pairs.T.astype(np.float64), np.zeros(n_left))
    to_left, to_right = one_hot(left, n_left), one_hot(right, n_right)
    if len(roles) == 1:
        cells = [(following, to_right), (preceding, to_left)]
        shared = _opened(cells, np.hstack([after, before]) / 2, left, dispersion)
        return SparseModel(shared, after, shared, True)
    return SparseModel(
        _opened([(following, to_right)], after, left, dispersion),
        after,
        soft.scale_rows(
            _opened([(preceding, to_left)], before, right, dispersion), counts.next_counts
        ),
        False,
    )


def _opened(
    cells: list[tuple[sp.csr_array, sp.csr_array]],
    profiles: FloatArray,
    labels: IntArray,
    dispersion: float,
) -> sp.csr_array:
    """(V, classes) memberships: each word's mixture of the given profiles, priced.

    ``cells`` are the bigrams of each role and the partition of the words on the other side.
    """
    n_classes = len(profiles)
    m = one_hot(labels, n_classes).tolil()
    totals = sum(bigrams.sum(axis=1) for bigrams, _ in cells)
    price = mixture.prices(totals, dispersion)
    words = np.flatnonzero(totals > 2 * price[:, 0])  # fewer cannot pay for two
    words = words[words > 0]
    for chunk in np.array_split(words, -(-len(words) // _CHUNK)) if len(words) else []:
        docs = np.hstack([(bigrams[chunk] @ partition).toarray() for bigrams, partition in cells])
        start = np.zeros((len(chunk), n_classes - 1))
        start[np.arange(len(chunk)), labels[chunk] - 1] = 1
        found, _ = mixture.climb(
            docs, mixture.spread(start), profiles[1:], price[chunk], 30, fixed_profiles=True
        )
        m[chunk, 1:] = found
    return sp.csr_array(m)


def searched(
    counts: BigramCounts, n_left: int, n_right: int, tied: bool, dispersion: float
) -> SparseModel:
    """Search the classes as sparse mixtures over a fine partition of the words; step 2."""
    n_words = len(counts.vocabulary)
    n_cells = min(3 * max(n_left, n_right) + 8, n_words - 1)
    following, preceding = counts.matrix, sp.csr_array(counts.matrix.T)
    roles = exchange.start(following, preceding, n_cells, n_cells, tied)
    for _ in range(_CELL_SWEEPS):
        if exchange.sweep(roles)[0] == 0:
            break
    after = (following @ one_hot(roles[-1].labels, n_cells + 1)).toarray()
    before = (preceding @ one_hot(roles[0].labels, n_cells + 1)).toarray()

    def found(docs: FloatArray, n_classes: int) -> sp.csr_array:
        m = np.zeros((n_words, n_classes + 1))
        m[0, 0] = 1
        m[1:, 1:], _ = mixture.sparse_mixtures(docs[1:], n_classes, dispersion)
        return sp.csr_array(m)

    if tied:
        left = right = found(np.hstack([after, before]), n_left)
    else:
        left = found(after, n_left)
        right = soft.scale_rows(found(before, n_right), counts.next_counts)
    pairs = np.asarray((left.T @ counts.matrix @ soft.unit_rows(right)).todense()) + 1e-3
    return SparseModel(left, rows_or(pairs, np.zeros(pairs.shape[1])), right, tied)
