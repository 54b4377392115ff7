"""Probabilities of any text under a fitted model, and its perplexity.

    p(b|a) = w1 p_class(b|a) + w2 n(b)/N + w3 1/(V+1) + w4 [b is unknown]

over the V words of the vocabulary and the unknown word. The weights depend on how often a
was seen; :mod:`wordclass.models.fitted.prediction.smoothing` estimates them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.vocabulary import BOUNDARY
from wordclass.errors import InputError, check_type, check_words
from wordclass.models.arrays import FloatArray, IntArray
from wordclass.models.fitted.prediction.renumbering import model_ids, warn_about_tokenizer
from wordclass.models.fitted.probabilities import ClassProbabilities

_CELLS = 1 << 22  # numbers in 32 MB


def perplexity(model: ClassProbabilities, text: BigramCounts | Iterable[Sequence[str]]) -> float:
    """exp(-(1/N) sum n(a,b) log p(b|a)) of any text, under the interpolated model.

    See :meth:`WordClassModel.perplexity`.
    """
    check_type("text", text, (BigramCounts, Iterable), "counts or sentences")
    counts = text if isinstance(text, BigramCounts) else _counted(text)
    if counts.n_bigrams == 0:
        raise InputError("there are no bigrams to score: the text is empty")
    warn_about_tokenizer(model, counts)
    to_model = model_ids(model, counts.vocabulary)
    to_model[to_model < 0] = _unknown(model)
    entries = counts.matrix.tocoo()
    p = probability(model, to_model[entries.row], to_model[entries.col])
    return float(np.exp(-(entries.data @ np.log(p)) / counts.n_bigrams))


def training_perplexity(model: ClassProbabilities, counts: BigramCounts) -> float:
    """exp(-(1/N) sum n(a,b) log p(b|a)) of the counts fitted to, by the class bigram alone.

    Infinite when the classes make one of the bigrams impossible.
    """
    entries = counts.matrix.tocoo()
    p = class_probability(
        model, np.asarray(entries.row, np.int64), np.asarray(entries.col, np.int64)
    )
    if counts.n_bigrams == 0 or (p <= 0).any():
        return float("inf")
    return float(np.exp(-(entries.data @ np.log(p)) / counts.n_bigrams))


def probability(model: ClassProbabilities, prev: IntArray, following: IntArray) -> FloatArray:
    """(n,) p(b|a) of pairs of word ids under the interpolated model, which sum to 1 over all b.

    The id V, the number of words, is an unknown word where the vocabulary has none.
    """
    row = np.minimum(bucket(np.append(model.prev_counts, 0)), len(model.interpolation) - 1)
    weights = model.interpolation[row[prev]]
    return np.asarray(np.einsum("ij,ij->i", weights, components(model, prev, following)))


def class_probability(model: ClassProbabilities, prev: IntArray, following: IntArray) -> FloatArray:
    """p_class(b|a) = sum over c, d of p(c|a) p(d|c) p(b|d), of pairs of word ids.

    An unknown word (id V) precedes as the average word does, and follows with probability 0.
    """
    v = len(model.vocabulary)
    p = np.zeros(len(prev))
    known = np.flatnonzero(following < v)
    order = known[np.argsort(prev[known], kind="stable")]  # a chunk holds few preceding words
    for chunk in chunks(order, model.n_right + 1):
        words, place = np.unique(prev[chunk], return_inverse=True)
        next_class = model.left_rows[np.minimum(words, v - 1)] @ model.p_right_given_left
        next_class[words == v] = model.p_right  # (words, K+1) p(d|a)
        realised = model.emission_rows[following[chunk]]
        bigram = np.repeat(np.arange(len(chunk)), np.diff(realised.indptr))
        terms = next_class[place[bigram], realised.indices] * realised.data
        p[chunk] = np.bincount(bigram, weights=terms, minlength=len(chunk))
    return p


def chunks(order: IntArray, width: int) -> Iterator[IntArray]:
    """Cut an array into pieces for which ``width`` numbers for each entry take at most 32 MB."""
    size = max(1, _CELLS // width)
    for start in range(0, len(order), size):
        yield order[start : start + size]


def components(model: ClassProbabilities, prev: IntArray, following: IntArray) -> FloatArray:
    """(n, 4) p of each component: class bigram, unigram, uniform, unknown."""
    unigram = np.append(model.p_next, 0.0)
    return np.column_stack(
        [
            class_probability(model, prev, following),
            unigram[following],
            np.full(len(prev), 1 / len(unigram)),
            following == _unknown(model),
        ]
    )


def _unknown(model: ClassProbabilities) -> int:
    """The id of the unknown word; V, the number of words, where the vocabulary has none."""
    return len(model.vocabulary) if model.vocabulary.unknown is None else model.vocabulary.unknown


def bucket(n: IntArray) -> IntArray:
    """Frequency bucket of a preceding word: 0 if n is 0, else 1 + floor(log2(n))."""
    return np.frexp(np.asarray(n, dtype=np.float64))[1].astype(np.int64)


def _counted(sentences: Iterable[Sequence[str]]) -> BigramCounts:
    pairs: Counter[tuple[str, str]] = Counter()
    for number, sentence in enumerate(sentences, start=1):
        words = check_words(f"sentence {number}", sentence)
        pairs.update(zip([BOUNDARY, *words], [*words, BOUNDARY], strict=True))
    return BigramCounts.from_pairs((a, b, n) for (a, b), n in pairs.items())
