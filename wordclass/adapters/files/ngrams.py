"""Class language models for KenLM, SRILM and others: p(b|a) = p(class b | class a) p(b | class b).

The class sequence is modelled by any n-gram toolkit on text whose words are replaced by their
classes (:func:`replaced`), or by the bigram model in ARPA format that is written here; p(b | class)
is a file in SRILM's classes-format(5). In all three, a word is in its most probable class.

The bigram models are interpolated Kneser-Ney models with one discount D for each order (Kneser &
Ney 1995; Ney, Essen & Kneser 1994; Chen & Goodman 1999):

    p(b|a) = max(n(a,b) - D, 0) / n(a) + D N1+(a,.) / n(a) p(b)
    p(b)   = max(N1+(.,b) - D', 0) / N1+(.,.) + D' N+ / N1+(.,.) 1/V

with N1+ the number of distinct bigrams, N+ the number of following words, and V the number of
words with the sentence end and the unknown word.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.vocabulary import UNKNOWN_LABEL
from wordclass.errors import InputError
from wordclass.models.arrays import FloatArray, IntArray, Side
from wordclass.models.fitted.classes import word_labels
from wordclass.models.fitted.model import WordClassModel
from wordclass.reports.wording.escaping import write_word

_NO_DISCOUNT = 0.5  # where no bigram or all are seen once, which determines no discount


def class_word(c: int) -> str:
    """A class as a word of a text, as SRILM's ngram-class writes it; never a plain number.

    Examples
    --------
    >>> class_word(7)
    'CLASS-00007'
    """
    return f"CLASS-{c:05d}"


def replaced(
    model: WordClassModel, sentences: Iterable[Sequence[str]], side: Side = "left"
) -> Iterator[str]:
    """Yield each sentence as the most probable classes of its words, separated by spaces.

    A word unknown to the model has the class of the unknown word, or is ``<unk>`` if the model has
    none.

    Examples
    --------
    >>> import wordclass as wc
    >>> counts = wc.count([["the", "cat"], ["the", "dog"], ["a", "cat"], ["a", "dog"]])
    >>> model = wc.fit(counts, "exchange", classes=2, tied=True)
    >>> list(replaced(model, [["a", "dog"], ["the", "zebra"]]))
    ['CLASS-00001 CLASS-00002', 'CLASS-00001 <unk>']
    """
    words = map(class_word, word_labels(model, side)[1:].tolist())
    of_word = dict(zip(model.vocabulary.spellings[1:], words, strict=True))
    otherwise = of_word.get(None, UNKNOWN_LABEL)
    for sentence in sentences:
        yield " ".join(of_word.get(word, otherwise) for word in sentence)


def write_srilm_classes(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    """Write ``class probability word`` lines, the words of each class by frequency."""
    labels = word_labels(model, side)[1:]
    counts = model.word_counts[1:]
    mass = np.bincount(labels, weights=counts)
    words = model.vocabulary.spellings[1:]
    for i in np.argsort(labels, kind="stable").tolist():
        p = counts[i] / mass[labels[i]]
        stream.write(f"{class_word(labels[i])} {p:.9g} {write_word(words[i])}\n".encode())


def write_arpa(source: WordClassModel | BigramCounts, stream: BinaryIO, side: Side) -> None:
    """Write a bigram model of a model's classes, from their expected bigrams, or of words."""
    if isinstance(source, WordClassModel):
        bigrams = np.rint(_class_bigrams(source, side)).astype(np.int64)
        counts = sp.csr_array(bigrams)
        names = [class_word(c) for c in range(1, len(bigrams))]
        unknown = None
    else:
        counts, unknown = source.matrix.copy(), source.vocabulary.unknown
        names = list(map(write_word, source.vocabulary.spellings[1:]))
    if unknown is None:
        names.append(UNKNOWN_LABEL)
        counts.resize((len(names) + 1, len(names) + 1))
    _write_arpa(counts, names, stream)


def _class_bigrams(model: WordClassModel, side: Side) -> FloatArray:
    """Expected counts of bigrams of one side's classes; exact if tied and one for each word."""
    if model.tied:
        return model.class_bigrams
    left_given_right = (model.emission_rows.T @ model.left_rows).toarray()  # of the same word
    if side == "left":
        return np.asarray(model.class_bigrams @ left_given_right)
    n = model.prev_counts.sum() * model.p_right[:, None]
    return np.asarray(n * (left_given_right @ model.p_right_given_left))


def _write_arpa(counts: sp.csr_array, names: list[str], stream: BinaryIO) -> None:
    """Write a Kneser-Ney bigram model of (V, V) int64 counts with sorted indices.

    Row and column 0 are the sentence boundary; ``names`` are those of 1 to V-1.
    """
    if counts.nnz == 0:
        raise InputError("there is no bigram to make a language model of; count more text")
    n_words = counts.shape[0]
    before = np.bincount(counts.indices, minlength=n_words)  # N1+(.,b)
    discount = _discount(before)
    p = np.maximum(before - discount, 0) / counts.nnz
    p += discount * np.count_nonzero(before) / counts.nnz / n_words
    discount = _discount(counts.data)
    totals, kinds = np.maximum(counts.sum(axis=1), 1), np.diff(counts.indptr)
    backoff = np.where(kinds > 0, discount * kinds / totals, 1.0)
    log_p, log_backoff = np.log10(p).tolist(), np.log10(backoff).tolist()
    _write(stream, "\\data\\", f"ngram 1={n_words + 1}", f"ngram 2={counts.nnz}")
    _write(stream, "", "\\1-grams:", f"-99\t<s>\t{log_backoff[0]:.7f}", f"{log_p[0]:.7f}\t</s>")
    for i, name in enumerate(names, start=1):
        _write(stream, f"{log_p[i]:.7f}\t{name}\t{log_backoff[i]:.7f}")
    _write(stream, "", "\\2-grams:")
    prev_names, next_names = ["<s>", *names], ["</s>", *names]
    for a, name in enumerate(prev_names):
        row = slice(counts.indptr[a], counts.indptr[a + 1])
        following = counts.indices[row]
        seen = np.maximum(counts.data[row] - discount, 0) / totals[a] + backoff[a] * p[following]
        pairs = zip(np.log10(seen).tolist(), following.tolist(), strict=True)
        _write(stream, *(f"{min(x, 0.0):.7f}\t{name} {next_names[b]}" for x, b in pairs))
    _write(stream, "", "\\end\\")


def _discount(n: IntArray) -> float:
    """n1 / (n1 + 2 n2) of counts: those left out of each, were one token of the text left out."""
    once, twice = np.count_nonzero(n == 1), np.count_nonzero(n == 2)
    return once / (once + 2 * twice) if once and twice else _NO_DISCOUNT


def _write(stream: BinaryIO, *lines: str) -> None:
    stream.write("".join(f"{line}\n" for line in lines).encode())
