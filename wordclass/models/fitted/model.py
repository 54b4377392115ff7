"""The one fitted type of every method: p(b|a) = sum over c, d of p(c|a) p(d|c) p(b|d)."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.provenance import Provenance
from wordclass.counting.counts.vocabulary import Vocabulary

if TYPE_CHECKING:
    from wordclass.models.fitted.lookup import WordEntry

FloatArray = npt.NDArray[np.float64]
Side = Literal["left", "right"]


@dataclass(frozen=True, eq=False)
class WordClassModel:
    """Left classes, right classes, and which follows which; every number a probability.

    Class 0 is the sentence boundary's own on both sides, as word 0 is the boundary.
    The induced classes 1 to L and 1 to K are ordered by mass, largest first.

    Parameters
    ----------
    p_left_given_prev : (V, L+1)
        p(c|a): how far word a acts as left class c. Rows sum to 1.
    p_right_given_left : (L+1, K+1)
        p(d|c): the transition table. Rows sum to 1.
    p_next_given_right : (K+1, V)
        p(b|d): which words realise right class d. Rows sum to 1.
    prev_counts, next_counts : (V,) int64
        How often each word preceded and followed in the counts fitted to.
    vocabulary : Vocabulary
        The V words.
    tied : bool
        Whether the two class sets are one.
    method, settings, seed
        How it was fitted.
    history : tuple of float
        The objective at every step, per bigram, in nats.
    interpolation : (B, 4) float
        Weights of the class bigram, the unigram, the uniform distribution and the unknown
        word in :meth:`perplexity`, rows sum to 1: row 0 after a word never seen before
        another, row i after one seen 2^(i-1) to 2^i - 1 times. By deleted interpolation
        on the counts fitted to, :func:`wordclass.models.fitted.smoothing.interpolate`.
    finished : bool
        False when fitting was interrupted.
    provenance : Provenance
        Of the counts.

    Examples
    --------
    >>> from wordclass.models.fit import fit
    >>> counts = BigramCounts.from_pairs([("the", "cat", 2), ("the", "dog", 1)])
    >>> fit(counts, "exchange", left_classes=1, right_classes=2, seed=7)
    <WordClassModel: 1 left and 2 right classes of 3 words, method 'exchange', seed 7>
    """

    p_left_given_prev: FloatArray
    p_right_given_left: FloatArray
    p_next_given_right: FloatArray
    prev_counts: npt.NDArray[np.int64]
    next_counts: npt.NDArray[np.int64]
    vocabulary: Vocabulary
    tied: bool
    method: str
    settings: dict[str, Any] = field(default_factory=dict)
    seed: int = 0
    history: tuple[float, ...] = ()
    interpolation: FloatArray = field(default_factory=lambda: np.array([[1.0, 0.0, 0.0, 0.0]]))
    finished: bool = True
    provenance: Provenance = field(default_factory=Provenance)

    def __repr__(self) -> str:
        classes = f"{self.n_left} left and {self.n_right} right"
        classes = f"{self.n_left} tied" if self.tied else classes
        return (
            f"<WordClassModel: {classes} classes of {len(self.vocabulary) - 1:,} words, "
            f"method {self.method!r}, seed {self.seed}{'' if self.finished else ', unfinished'}>"
        )

    @property
    def n_left(self) -> int:
        """L, the number of induced left classes; the boundary's class 0 is not counted."""
        return self.p_right_given_left.shape[0] - 1

    @property
    def n_right(self) -> int:
        """K, the number of induced right classes; the boundary's class 0 is not counted."""
        return self.p_right_given_left.shape[1] - 1

    @cached_property
    def p_prev(self) -> FloatArray:
        """(V,) p(a), as counted."""
        return self.prev_counts / max(self.prev_counts.sum(), 1)

    @cached_property
    def p_next(self) -> FloatArray:
        """(V,) p(b), as counted."""
        return self.next_counts / max(self.next_counts.sum(), 1)

    @cached_property
    def p_left(self) -> FloatArray:
        """(L+1,) p(c), the share of each left class."""
        return self.p_prev @ self.p_left_given_prev

    @cached_property
    def p_right(self) -> FloatArray:
        """(K+1,) p(d), the share of each right class."""
        return self.p_left @ self.p_right_given_left

    @cached_property
    def p_right_given_next(self) -> FloatArray:
        """(V, K+1) p(d|b), by Bayes; a word that never follows has the marginal p(d)."""
        joint = (self.p_right[:, None] * self.p_next_given_right).T
        total = joint.sum(axis=1, keepdims=True)
        posterior = np.divide(joint, total, out=np.zeros_like(joint), where=total > 0)
        posterior[total[:, 0] == 0] = self.p_right
        return posterior

    @cached_property
    def left_labels(self) -> npt.NDArray[np.int64]:
        """(V,) the most probable left class of each word; 0 for the boundary."""
        return np.argmax(self.p_left_given_prev, axis=1).astype(np.int64)

    @cached_property
    def right_labels(self) -> npt.NDArray[np.int64]:
        """(V,) the most probable right class of each word; 0 for the boundary."""
        return np.argmax(self.p_right_given_next, axis=1).astype(np.int64)

    def top_words(self, side: Side, class_id: int, n: int = 10) -> list[tuple[str, float]]:
        """Give the n most probable words of a class.

        Parameters
        ----------
        side : "left" or "right"
            p(a|c), by Bayes, or p(b|d).
        class_id : int
            0 is the boundary's class.
        n : int
            At most this many; words of probability 0 are left out.

        Returns
        -------
        list of (word, probability)

        Raises
        ------
        InputError
            When there is no such side or class.
        """
        from wordclass.models.fitted.lookup import top_words

        return top_words(self, side, class_id, n)

    def lookup(self, word: str, n: int = 10) -> "WordEntry":
        """Look up a word: its classes in both roles, its frequency, its n nearest words.

        Raises
        ------
        InputError
            When the model does not know the word; the message has close spellings.
        """
        from wordclass.models.fitted.lookup import lookup

        return lookup(self, word, n)

    def perplexity(self, text: BigramCounts | Iterable[Sequence[str]]) -> float:
        """Perplexity per bigram of any text, sentence ends included.

        The class bigram is interpolated with the unigram, the uniform distribution and
        the unknown word (:mod:`wordclass.models.fitted.smoothing`), so that no text is
        impossible.

        Parameters
        ----------
        text : BigramCounts, or iterable of sentences
            Counts of the text, over whatever vocabulary; or its tokenised sentences.

        Returns
        -------
        float

        Raises
        ------
        InputError
            When there is no bigram.
        """
        from wordclass.models.fitted.smoothing import perplexity

        return perplexity(self, text)

    def tag(self, sentences: Iterable[Sequence[str]], side: Side = "left") -> list[list[int]]:
        """Give every token its class in context, unknown words included.

        Parameters
        ----------
        sentences : iterable of sequences of str
            Tokenised sentences.
        side : "left" or "right"
            Of a two-sided model: the left class, given the word and what follows, or
            the right class, given the word and what precedes. Of a tied model the class
            given the whole sentence.

        Returns
        -------
        list of list of int
            A class for every token.

        Raises
        ------
        InputError
            When a sentence is no sequence of strings.
        """
        from wordclass.models.fitted.tagging import tag

        return tag(self, sentences, side)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the model to one safetensors file, vocabulary and settings in it.

        The same model gives the same bytes. Nothing in the file can run.

        Raises
        ------
        InputError
            When nothing can be written there.
        """
        from wordclass.models.fitted.storage import save_model

        save_model(self, path)


def load(path: str | os.PathLike[str]) -> WordClassModel:
    """Read a model that :meth:`WordClassModel.save` wrote.

    Raises
    ------
    InputError
        When there is no such file, or it is no sound model.
    """
    from wordclass.models.fitted.storage import load_model

    return load_model(path)
