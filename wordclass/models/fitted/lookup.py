"""Look-up of one word in a model, and the top words of one class."""

import difflib
from dataclasses import dataclass

import numpy as np

from wordclass.counting.counts.vocabulary import Vocabulary
from wordclass.errors import InputError, check_type, check_whole
from wordclass.models.arrays import FloatArray, Side, check_side
from wordclass.models.fitted.probabilities import ClassProbabilities

_PRIOR = 10.0  # pseudo-count of the marginal when posteriors are compared


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
        The nearest first; affinity 1 means identical posteriors, 0 no class in common.
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

    The affinity of two words is the mean over both roles of the Bhattacharyya coefficient
    sum over c of sqrt(p(c|v) p(c|w)), which is 1 minus the squared Hellinger distance.
    Each posterior is first shrunk towards the marginal with the weight of ten occurrences,
    so that a word too rare for a reliable estimate is not the nearest of any other.
    """
    check_whole("n", n, 0)
    i = word_id(model, word)
    affinity = np.zeros(len(model.vocabulary))
    for posterior, marginal, counts in (
        (model.p_left_given_prev, model.p_left, model.prev_counts),
        (model.p_right_given_next, model.p_right, model.next_counts),
    ):
        trust = (counts / (counts + _PRIOR))[:, None]
        root = np.sqrt(trust * posterior + (1 - trust) * marginal)
        affinity += root @ root[i] / 2
    affinity[[0, i]] = -1
    if model.vocabulary.unknown is not None:
        affinity[model.vocabulary.unknown] = -1
    nearest = [j for j in np.argsort(-affinity, kind="stable")[:n] if affinity[j] >= 0]
    return WordEntry(
        word=word,
        word_id=i,
        prev_count=int(model.prev_counts[i]),
        next_count=int(model.next_counts[i]),
        left=_ranked(model.p_left_given_prev[i]),
        right=_ranked(model.p_right_given_next[i]),
        nearest=tuple((model.vocabulary.words[j], float(affinity[j])) for j in nearest),
    )


def word_id(model: ClassProbabilities, word: str) -> int:
    """The id of a word; an InputError with words of similar spelling if there is no such word."""
    check_type("word", word, str, "a string")
    if not word or word not in model.vocabulary:  # the empty string is the boundary
        raise InputError(_unknown(word, model.vocabulary))
    return model.vocabulary.id(word)


def top_words(
    model: ClassProbabilities, side: Side, class_id: int, n: int = 10
) -> list[tuple[str, float]]:
    """The most probable words of a class; see :meth:`WordClassModel.top_words`."""
    check_side(side)
    check_whole("n", n, 0)
    check_whole("class_id", class_id, 0, model.n_classes(side))
    if side == "right":
        p = model.p_next_given_right[class_id]
    else:
        joint = model.p_prev * model.p_left_given_prev[:, class_id]
        p = joint / joint.sum() if joint.sum() > 0 else model.p_prev
    best = np.argsort(-p, kind="stable")[:n]
    return [
        (model.vocabulary.label(int(j), following=side == "right"), float(p[j]))
        for j in best
        if p[j] > 0
    ]


def _ranked(posterior: FloatArray) -> tuple[tuple[int, float], ...]:
    return tuple(
        (int(c), float(posterior[c]))
        for c in np.argsort(-posterior, kind="stable")
        if posterior[c] > 0
    )


def _unknown(word: str, vocabulary: Vocabulary) -> str:
    """Message that a word is not in the vocabulary, with words of similar spelling."""
    near = [w for w in vocabulary.words[1:] if abs(len(w) - len(word)) <= 2 and len(w) < 100]
    folded = {w.casefold(): w for w in reversed(near)}  # of equal ones the most frequent stays
    close = difflib.get_close_matches(word.casefold()[:100], folded, n=3, cutoff=0.7)
    hint = f"; did you mean {', '.join(repr(folded[w]) for w in close)}?" if close else ""
    return f"{word[:100]!r} is not among the {len(vocabulary) - 1:,} words of the model{hint}"
