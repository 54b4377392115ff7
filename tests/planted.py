"""Bigram counts drawn from a known class model, clean or rough, and how far a fit is from it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

import wordclass as wc
from wordclass.models.arrays import reciprocal

FloatArray = npt.NDArray[np.float64]


@dataclass
class Planted:
    """A class model without boundaries and a sample from it.

    Parameters
    ----------
    left : (V, L) array
        p(c|a).
    table : (L, K) array
        p(d|c).
    emission : (V, K) array
        p(b|d), columns sum to 1; 0 for words planted as noise.
    p : (V,) array
        p(a).
    counts : BigramCounts
        Words "w0", "w1", ...
    known : (V,) array of bool
        Words that follow the model: all but those planted as noise.
    documents : list of BigramCounts
        The counts of each of the ``bursts``.
    """

    left: FloatArray
    table: FloatArray
    emission: FloatArray
    p: FloatArray
    counts: wc.BigramCounts
    known: npt.NDArray[np.bool_]
    documents: list[wc.BigramCounts]


def memberships(
    rng: np.random.Generator, n_words: int, n_classes: int, zipf: float = 0.0
) -> FloatArray:
    """One class a word; 15 % of words mix two by a Beta(2,2) weight.

    Class sizes are equal on average, or fall as rank ** -zipf.
    """
    size = np.arange(1, n_classes + 1) ** -zipf
    m = np.eye(n_classes)[rng.choice(n_classes, size=n_words, p=size / size.sum())]
    for word in np.flatnonzero(rng.random(n_words) < 0.15):
        first = m[word].argmax()
        second = (first + 1 + rng.integers(n_classes - 1)) % n_classes
        weight = rng.beta(2, 2)
        m[word] = 0
        m[word, first], m[word, second] = weight, 1 - weight
    return m


def planted(
    n_left: int,
    n_right: int,
    seed: int,
    tied: bool = False,
    n_bigrams: int = 2_000_000,
    n_words: int = 2000,
    *,
    sigma: float = 0.0,
    bursts: int = 0,
    noise_words: float = 0.0,
    collocations: int = 0,
    zipf: float = 0.0,
) -> Planted:
    """Draw a model and counts from it.

    Parameters
    ----------
    sigma : float
        Every p(b|a) is multiplied by exp(sigma z), z standard normal for each pair of words.
    bursts : int
        Documents the counts are drawn in, each with shares of right classes of its own
        (a factor drawn from Gamma(2) for every class) and words of its own (Gamma(1/2)).
    noise_words : float
        Share of the words that follow and are followed by anything, by frequency alone.
    collocations : int
        Pairs of words at 50 times their rate.
    zipf : float
        Exponent of the class sizes.
    """
    rng = np.random.default_rng(seed)
    p = 1 / (np.arange(1, n_words + 1) + 2.7)
    p /= p.sum()
    left = memberships(rng, n_words, n_left, zipf)
    right = left if tied else memberships(rng, n_words, n_right, zipf)
    table = rng.dirichlet(np.full(n_right, 0.3), size=n_left)
    frequency = rng.permutation(p)
    known = np.ones(n_words, dtype=bool)
    if noise_words:
        known[rng.choice(n_words, int(noise_words * n_words), replace=False)] = False
    emission = right * (frequency * known)[:, None]
    emission /= emission.sum(axis=0)
    given = left @ table @ emission.T
    given[~known] = p[known] @ given[known] / p[known].sum()
    given[:, ~known] = frequency[~known]
    if sigma:
        given = given * np.exp(sigma * rng.standard_normal(given.shape))
    if collocations:
        given = given.copy()
        pairs = rng.choice(given.size, collocations, replace=False, p=_pair_rate(p, given))
        given.flat[pairs] *= 50
    given = given / given.sum(axis=1, keepdims=True)
    words, n, documents = [f"w{i}" for i in range(n_words)], np.zeros(given.shape, np.int64), []
    for _ in range(bursts):
        of_class = rng.gamma(2.0, 1 / 2.0, n_right)
        of_word = rng.gamma(0.5, 2.0, n_words) * (right @ of_class)
        drawn = _draw(rng, p[:, None] * given * of_word, n_bigrams // bursts)
        documents.append(wc.BigramCounts.from_matrix(drawn, words))
        n += drawn
    if not bursts:
        n = _draw(rng, p[:, None] * given, n_bigrams)
    counts = wc.BigramCounts.from_matrix(n, words)
    return Planted(left, table, emission, p, counts, known, documents)


def _pair_rate(p: FloatArray, given: FloatArray) -> FloatArray:
    rate = np.sqrt(p[:, None] * given).ravel()
    return rate / rate.sum()


def _draw(rng: np.random.Generator, joint: FloatArray, n: int) -> npt.NDArray[np.int64]:
    return rng.multinomial(n, joint.ravel() / joint.sum()).reshape(joint.shape)


def distances(model: wc.WordClassModel, truth: Planted) -> tuple[float, float, float]:
    """Mean total variation of the table's rows, and of p(class | word), per role, by frequency.

    Of the words that follow the model: the table is that of bigrams whose second word does.
    """
    p, known = truth.p * truth.known, truth.known
    order = [truth.counts.vocabulary.id(f"w{i}") for i in range(len(p))]
    found_left = model.p_left_given_prev[order, 1:]
    found_right = model.p_right_given_next[order, 1:]
    joint = truth.emission * ((truth.p @ truth.left) @ truth.table)
    p_next = joint.sum(axis=1)
    true_right = joint * reciprocal(p_next)[:, None]
    p, p_next = p / p.sum(), p_next / p_next.sum()
    overlap_left = (truth.left * p[:, None]).T @ found_left
    overlap_right = (true_right * p_next[:, None]).T @ found_right
    if model.tied:
        overlap_left = overlap_right = overlap_left + overlap_right
    c = linear_sum_assignment(-overlap_left)[1]
    d = linear_sum_assignment(-overlap_right)[1]
    p_known = known @ model.emission_rows[order].toarray()  # sum of p(b|d) over known words b
    found_table = (model.p_right_given_left * p_known)[1:, 1:][np.ix_(c, d)]
    found_table /= found_table.sum(axis=1, keepdims=True)
    return (
        float(abs(truth.table - found_table).sum(axis=1).mean() / 2),
        float((p * abs(truth.left - found_left[:, c]).sum(axis=1)).sum() / 2),
        float((p_next * abs(true_right - found_right[:, d]).sum(axis=1)).sum() / 2),
    )


def error_knowing_the_classes(truth: Planted) -> float:
    """Distance of the table if each bigram's pair of classes had its true posterior.

    What habits of single pairs of words leave: they are drawn once, and more text does not
    average them out.
    """
    order = [truth.counts.vocabulary.id(f"w{i}") for i in range(len(truth.p))]
    n = truth.counts.matrix[order][:, order].toarray() * np.outer(truth.known, truth.known)
    ratio = n * reciprocal(truth.left @ truth.table @ truth.emission.T)
    table = truth.table * (truth.left.T @ ratio @ truth.emission)
    table /= table.sum(axis=1, keepdims=True)
    return float(abs(truth.table - table).sum(axis=1).mean() / 2)
