"""Look-up of one word in a model, and the top words of one class."""

import difflib
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from wordclass.errors import InputError, check_type, check_whole
from wordclass.models.arrays import Side, check_side
from wordclass.models.fitted.probabilities import ClassProbabilities

_PRIOR = 10.0  # occurrences at which half of a word's posterior is trusted
_MIN_AFFINITY = 0.0005  # a smaller affinity is 0.000 to three digits


@dataclass(frozen=True)
class WordEntry:
    """A word's classes in both roles, its frequency, and its nearest neighbours.

    Parameters
    ----------
    word : str
    word_id : int
        Its position in the vocabulary; 1 is the most frequent word.
    prev_count, next_count : int
        How often it preceded and followed. With 0 it was never seen in that role, and
        has the class marginal there.
    left, right : tuple of (class, probability)
        p(c|w) and p(d|w), the most probable first, without zeros.
    nearest : tuple of (word, affinity)
        The nearest first, only words that share a class with it. The affinity is close to 1
        for frequent words with the same posteriors, and lower for rare ones.
    """

    word: str
    word_id: int
    prev_count: int
    next_count: int
    left: tuple[tuple[int, float], ...]
    right: tuple[tuple[int, float], ...]
    nearest: tuple[tuple[str, float], ...]

    @property
    def count(self) -> int:
        """How often the word occurs."""
        return max(self.prev_count, self.next_count)


def lookup(model: ClassProbabilities, word: str, n: int = 10) -> WordEntry:
    """Look up a word; see :meth:`WordClassModel.lookup`.

    The affinity of two words is the mean over both roles of
    sum over c of sqrt(t(v) p(c|v) t(w) p(c|w)), where t(w) = n / (n + 10) if w was seen n times
    in that role. It is the Bhattacharyya coefficient of the two posteriors, of each of which only
    the part t(w) is trusted; the rest has nothing in common with any other word. A word too rare
    for a reliable estimate is therefore not the nearest of any other. Words whose affinity is 0 to
    three digits, because they share no class, are left out. If the classes are tied, p(c|w) are
    the same memberships in both roles.
    """
    check_whole("n", n, 0)
    i = word_id(model, word)
    affinity = np.zeros(len(model.vocabulary))
    for posterior, counts in (
        (model.left_rows, model.prev_counts),
        (model.left_rows if model.tied else model.right_rows, model.next_counts),
    ):
        root = posterior.sqrt()
        trust = np.sqrt(counts / (counts + _PRIOR))
        affinity += trust[i] * trust * (root @ root[[i]].toarray()[0]) / 2
    affinity[[0, i]] = 0
    if model.vocabulary.unknown is not None:
        affinity[model.vocabulary.unknown] = 0
    nearest = [j for j in np.argsort(-affinity, kind="stable")[:n] if affinity[j] >= _MIN_AFFINITY]
    return WordEntry(
        word=word,
        word_id=i,
        prev_count=int(model.prev_counts[i]),
        next_count=int(model.next_counts[i]),
        left=_ranked(model.left_rows[[i]]),
        right=_ranked(model.right_rows[[i]]),
        nearest=tuple((model.vocabulary.words[j], float(affinity[j])) for j in nearest),
    )


def word_id(model: ClassProbabilities, word: str) -> int:
    """The id of a word; an InputError with words of similar spelling if there is no such word."""
    check_type("word", word, str, "a string")
    vocabulary = model.vocabulary
    if word and word in vocabulary:  # the empty string is the boundary
        return vocabulary.id(word)
    near = [w for w in vocabulary.words[1:] if abs(len(w) - len(word)) <= 2 and len(w) < 100]
    # Of words that differ in case only, the most frequent.
    folded = {w.casefold(): w for w in reversed(near)}
    close = difflib.get_close_matches(word.casefold()[:100], folded, n=3, cutoff=0.7)
    hint = f"; did you mean {', '.join(repr(folded[w]) for w in close)}?" if close else ""
    raise InputError(
        f"{word[:100]!r} is not among the {len(vocabulary) - 1:,} words of the model{hint}"
    )


def top_words(
    model: ClassProbabilities, side: Side, class_id: int, n: int = 10
) -> list[tuple[str, float]]:
    """The most probable words of a class; see :meth:`WordClassModel.top_words`."""
    check_side(side)
    check_whole("n", n, 0)
    check_whole("class_id", class_id, 0, model.n_classes(side))
    if side == "right":
        p = model.emission_rows[:, [class_id]].toarray()[:, 0]
    else:
        joint = model.p_prev * model.left_rows[:, [class_id]].toarray()[:, 0]
        p = joint / joint.sum() if joint.sum() > 0 else model.p_prev
    best = np.argsort(-p, kind="stable")[:n]
    return [
        (model.vocabulary.label(int(j), following=side == "right"), float(p[j]))
        for j in best
        if p[j] > 0
    ]


def _ranked(posterior: sp.csr_array) -> tuple[tuple[int, float], ...]:
    """The classes of one row, most probable first."""
    classes, p = posterior.indices.tolist(), posterior.data.tolist()
    return tuple(sorted(zip(classes, p, strict=True), key=lambda entry: (-entry[1], entry[0])))
