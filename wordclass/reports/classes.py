"""What a report says of each class: its share, its ambiguity, its words."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wordclass.models.model import FloatArray, Side, WordClassModel

IdArray = npt.NDArray[np.int64]
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


def class_summaries(model: WordClassModel, side: Side, n_words: int) -> tuple[ClassSummary, ...]:
    """Summarise every class of one side, the boundary's class 0 first.

    One class at a time, so that no second array of V x classes is made.
    """
    shares = model.p_left if side == "left" else model.p_right
    p_word_given, p_word = _word_given_class(model, side, shares)
    n = model.prev_counts if side == "left" else model.next_counts

    entropy = np.zeros(len(p_word))  # of p(class | word), in bits
    best = np.full(len(p_word), -1.0)
    label = np.zeros(len(p_word), dtype=np.int64)
    for c, share in enumerate(shares):
        posterior = share * p_word_given(c) / p_word
        entropy -= posterior * np.log2(posterior, out=np.zeros_like(posterior), where=posterior > 0)
        label[posterior > best] = c
        np.maximum(best, posterior, out=best)
    label[n == 0] = -1
    sizes = np.bincount(label[label >= 0], minlength=len(shares))

    def words_of(ids: IdArray, p: FloatArray, lift: FloatArray) -> tuple[WordInClass, ...]:
        return tuple(
            WordInClass(
                model.vocabulary.label(int(i), side == "right"),
                int(n[i]),
                float(p[i]),
                float(lift[i]),
            )
            for i in ids
        )

    summaries = []
    for c, share in enumerate(shares):
        p = p_word_given(c)
        posterior = share * p / p_word
        lift = (n * posterior / max(share, 1e-300) + DAMPING) / (n + DAMPING)
        lift[(p == 0) | (n == 0)] = 0.0
        by_probability = words_of(_largest(p, n_words), p, lift)
        summaries.append(
            ClassSummary(
                id=c,
                name="/".join(entry.word for entry in by_probability[:3]) or "–",
                share=float(share),
                n_words=int(sizes[c]),
                ambiguity=max(float(p @ entropy), 0.0),
                by_probability=by_probability,
                by_lift=words_of(_largest(lift, n_words), p, lift),
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
        lambda c: p_prev * model.p_left_given_prev[:, c] / max(float(shares[c]), 1e-300),
        p_prev + (p_prev == 0),
    )


def _largest(values: FloatArray, n: int) -> IdArray:
    """Ids of the n largest positive values, ties by vocabulary order."""
    n = min(n, len(values))
    if n == 0:
        return np.zeros(0, dtype=np.int64)
    threshold = np.partition(values, -n)[-n]
    candidates = np.flatnonzero((values >= threshold) & (values > 0))
    return candidates[np.argsort(-values[candidates], kind="stable")[:n]]
