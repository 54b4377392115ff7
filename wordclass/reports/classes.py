"""What a report says of each class: its share, its ambiguity, its words."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wordclass.models.model import FloatArray, Side, WordClassModel

IdArray = npt.NDArray[np.int64]
TINY = 1e-300  # instead of zero, where zero would divide
DAMPING = 10.0  # tokens of average behaviour added to a word before its lift is taken


@dataclass(frozen=True)
class WordInClass:
    """A word as a member of a class.

    Parameters
    ----------
    word : str
        As spelt in the text; ``<s>``, ``</s>`` and ``<unk>`` for the special ids.
    count : int
        How often it occurs in this role.
    p : float
        p(word | class).
    lift : float
        Damped p(class | word) / p(class); see :func:`wordclass.summarize`.
    """

    word: str
    count: int
    p: float
    lift: float


@dataclass(frozen=True)
class ClassSummary:
    """One class.

    Parameters
    ----------
    id : int
        Its number; 0 is the sentence boundary's own.
    name : str
        Its first words.
    share : float
        Its share of the tokens, boundaries among them.
    n_words : int
        For how many words it is the most probable class.
    ambiguity : float
        Mean entropy, in bits, of p(class | word) over the class's tokens: 0 when all its
        words belong to it alone.
    by_probability, by_lift : tuple of WordInClass
        Its words by p(word | class), and by lift.
    """

    id: int
    name: str
    share: float
    n_words: int
    ambiguity: float
    by_probability: tuple[WordInClass, ...]
    by_lift: tuple[WordInClass, ...]


Words = tuple[WordInClass, ...]


def class_summaries(model: WordClassModel, side: Side, n_words: int) -> tuple[ClassSummary, ...]:
    """Summarise every class of one side, the boundary's class 0 first.

    One class at a time, so that no second array of V x classes is made.
    """
    shares = model.p_left if side == "left" else model.p_right
    p_word_given, p_word = _word_given_class(model, side, shares)
    n = model.prev_counts if side == "left" else model.next_counts

    entropy = np.zeros(len(p_word))  # of p(class | word), in bits
    best = np.zeros(len(p_word))
    label = np.full(len(p_word), -1)
    for c, share in enumerate(shares):
        p = p_word_given(c)
        ids = np.flatnonzero((p > 0) & (n > 0))
        posterior = share * p[ids] / p_word[ids]
        entropy[ids] -= posterior * np.log2(np.maximum(posterior, TINY))
        better = posterior > best[ids]
        label[ids[better]] = c
        best[ids[better]] = posterior[better]
    sizes = np.bincount(label[label >= 0], minlength=len(shares))

    def words_of(order: IdArray, ids: IdArray, p: FloatArray, lift: FloatArray) -> Words:
        return tuple(
            WordInClass(
                model.vocabulary.label(int(ids[i]), side == "right"),
                int(n[ids[i]]),
                float(p[i]),
                float(lift[i]),
            )
            for i in order
        )

    summaries = []
    for c, share in enumerate(shares):
        p = p_word_given(c)
        ids = np.flatnonzero((p > 0) & (n > 0))
        p, n_ids = p[ids], n[ids]
        ratio = p / p_word[ids]  # p(class | word) / p(class)
        lift = (n_ids * ratio + DAMPING) / (n_ids + DAMPING)
        by_probability = words_of(_largest(p, n_words), ids, p, lift)
        summaries.append(
            ClassSummary(
                id=c,
                name="/".join(entry.word for entry in by_probability[:3]) or "–",
                share=float(share),
                n_words=int(sizes[c]),
                ambiguity=max(float(p @ entropy[ids]), 0.0),
                by_probability=by_probability,
                by_lift=words_of(_largest(lift, n_words), ids, p, lift),
            )
        )
    return tuple(summaries)


def _word_given_class(
    model: WordClassModel, side: Side, shares: FloatArray
) -> tuple[Callable[[int], FloatArray], FloatArray]:
    """Give a function class -> (V,) p(word|class), and the (V,) p(word) that goes with it."""
    if side == "right":
        p_next = shares @ model.p_next_given_right
        return lambda c: model.p_next_given_right[c], p_next + (p_next == 0)
    p_prev = model.p_prev
    return (
        lambda c: p_prev * model.p_left_given_prev[:, c] / max(float(shares[c]), TINY),
        p_prev + (p_prev == 0),
    )


def _largest(values: FloatArray, n: int) -> IdArray:
    """Places of the n largest values, ties in their order."""
    n = min(n, len(values))
    if n == 0:
        return np.zeros(0, dtype=np.int64)
    threshold = np.partition(values, -n)[-n]
    candidates = np.flatnonzero(values >= threshold)
    return candidates[np.argsort(-values[candidates], kind="stable")[:n]]
