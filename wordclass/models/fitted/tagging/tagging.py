"""Classes of tokens given their whole sentence.

The tokens of a sentence form a chain: each is in one of the states its word allows
(:mod:`wordclass.models.fitted.tagging.states`), and p(d|c) leads from one to the next; the
sentence boundary is in class 0. Forward-backward gives the exact posterior of every token's
class. The class of highest posterior maximises the expected number of correct tokens;
Viterbi's algorithm gives the most probable sequence instead (Rabiner 1989).
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count, pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from wordclass.counting.counts.bigrams import BigramCounts, check_counts
from wordclass.errors import InputError, check_type
from wordclass.models.arrays import FloatArray, IntArray, Side, check_side
from wordclass.models.fitted.prediction.evidence import smoothed_transitions
from wordclass.models.fitted.probabilities import ClassProbabilities
from wordclass.models.fitted.tagging.states import States

_log = logging.getLogger("wordclass")

_CELLS = 1 << 23  # states of a batch's tokens: 64 MB

Sentences = Iterable[Sequence[str]]
Sliced = TypeVar("Sliced", list[int], FloatArray)


class Tagger:
    """What a model needs for tagging, computed once.

    Parameters
    ----------
    model : ClassProbabilities
    use_shape : bool
        Whether rare and unknown words are informed by their shape.
    counts : BigramCounts, optional
        Of the text the model was fitted to: the neighbours of rare words.

    Raises
    ------
    InputError
        When the counts share no word with the model.
    """

    def __init__(
        self,
        model: ClassProbabilities,
        use_shape: bool = False,
        counts: BigramCounts | None = None,
    ) -> None:
        if counts is not None:
            check_counts(counts)
            if counts.provenance.is_of_another_text(model.provenance):
                _log.warning(
                    "the counts are of another text than the model's: rare words are tagged by "
                    "the neighbours that they have there"
                )
        self._n_classes = {"left": model.n_left + 1, "right": model.n_right + 1}
        self._states = States(model, use_shape, counts)
        self._table = np.ascontiguousarray(smoothed_transitions(model))
        self._reverse = np.ascontiguousarray(self._table.T)
        bounded = model.prev_counts[0] > 0
        self._first = self._table[0].copy() if bounded else model.p_right
        self._last = self._table[:, 0].copy() if bounded else np.ones(model.n_left + 1)

    def tag(
        self, sentences: Sentences, side: Side = "left", viterbi: bool = False
    ) -> list[list[int]]:
        """Assign every token its class; see :meth:`WordClassModel.tag`."""
        check_side(side)
        tags: list[list[int]] = []
        for batch in self.batches(sentences):
            tags += batch.by_sentence(self.classes(batch, side, viterbi).tolist())
        return tags

    def posteriors(self, sentences: Sentences, side: Side = "left") -> list[FloatArray]:
        """Every token's class probabilities; see :meth:`WordClassModel.posteriors`."""
        check_side(side)
        found: list[FloatArray] = []
        for batch in self.batches(sentences):
            found += batch.by_sentence(self.token_posteriors(batch, side))
        return found

    def batches(self, sentences: Sentences) -> Iterator["Batch"]:
        """Check the sentences, and take as many at a time as keep memory within bounds."""
        check_type("sentences", sentences, Iterable, "lists of tokens")
        most = max(1, _CELLS // max(self._states.per_word, *self._n_classes.values()))
        taken: list[list[str]] = []
        n_tokens = done = 0
        for number, sentence in enumerate(sentences, start=1):
            # A list is what nearly all are; its tokens are checked with the batch.
            tokens = sentence if type(sentence) is list else checked_sentence(sentence, number)
            if taken and n_tokens + len(tokens) > most:
                yield Batch(taken, self._states, done)
                taken, n_tokens, done = [], 0, number - 1
            taken.append(tokens)
            n_tokens += len(tokens)
        if taken:
            yield Batch(taken, self._states, done)

    def classes(self, batch: "Batch", side: Side, viterbi: bool = False) -> IntArray:
        """(tokens,) the classes of a batch's tokens."""
        return self._best_path(batch, side) if viterbi else self._inferred(batch, side)[0]

    def token_posteriors(self, batch: "Batch", side: Side) -> FloatArray:
        """(tokens, classes) p(class | sentence) of a batch's tokens."""
        return self._inferred(batch, side, rows=True)[1]

    def _inferred(
        self, batch: "Batch", side: Side, rows: bool = False
    ) -> tuple[IntArray, FloatArray]:
        """(tokens,) classes of highest p(class | sentence); if asked for, (tokens, classes) p."""
        from wordclass.models.kernels import chain as kernels  # loads numba

        n = len(batch.words)
        best, posterior = np.empty(n, np.int64), np.empty((n * rows, self._n_classes[side]))
        tables, ends = (self._table, self._reverse), (self._first, self._last)
        if side == "left":
            kernels.forward_backward(*batch.arrays(), *tables, *ends, best, posterior)
            return best, posterior
        # A right class is a left one of the sentence read backwards.
        backward = batch.arrays(backward=True)
        kernels.forward_backward(*backward, *tables[::-1], *ends[::-1], best, posterior)
        return best[::-1], posterior[::-1].copy()

    def _best_path(self, batch: "Batch", side: Side) -> IntArray:
        """(tokens,) classes of the most probable sequence of states."""
        from wordclass.models.kernels import chain as kernels  # loads numba

        path = np.empty(len(batch.words), dtype=np.int64)
        kernels.viterbi(*batch.arrays(), self._table, self._first, self._last, path)
        classes = batch.allowed.left if side == "left" else batch.allowed.right
        return classes[path].astype(np.int64)


class Batch:
    """Sentences, which ``done`` others precede, and the states of their words.

    Attributes
    ----------
    starts : (sentences + 1,) int
        The tokens of sentence s are ``starts[s]`` to ``starts[s + 1] - 1``.
    spelt : list of str
        The different words, in order of appearance.
    words : (tokens,) int
        The place of each token in ``spelt``.
    """

    def __init__(self, sentences: list[list[str]], states: States, done: int) -> None:
        self.starts = np.cumsum([0, *map(len, sentences)])
        places: dict[str, int] = defaultdict(count().__next__)  # numbered as they occur
        tokens = map(places.__getitem__, chain.from_iterable(sentences))
        try:
            self.words = np.fromiter(tokens, dtype=np.int64, count=self.starts[-1])
            checked_sentence(places, 0)
        except (TypeError, InputError):  # a token that is unhashable, or not a string
            for number, sentence in enumerate(sentences, start=done + 1):
                checked_sentence(sentence, number)
            raise
        self.spelt = list(places)
        self.allowed = states.of(self.spelt)

    def by_sentence(self, of_tokens: Sliced) -> Iterator[Sliced]:
        """Divide what has an entry for each token."""
        return (of_tokens[i:j] for i, j in pairwise(self.starts.tolist()))

    def arrays(self, backward: bool = False) -> tuple[npt.NDArray[Any], ...]:
        """The arrays that the kernels document, of the sentences or of them read backwards."""
        starts, words, (sizes, states, right, left, rows, shared, own) = (
            self.starts, self.words, self.allowed,
        )  # fmt: skip
        if backward:
            starts, words = (len(words) - starts)[::-1].copy(), words[::-1].copy()
            right, left = left, right
        added = own.indptr, own.indices, own.data
        return starts, words, sizes, states, right, left, rows, shared, *added


def checked_sentence(sentence: Iterable[str], number: int, of: str = "tokens") -> list[str]:
    """Return the strings of a sentence, which are its tokens or ``of`` them."""
    if isinstance(sentence, (str, bytes)):
        kind = "a string" if isinstance(sentence, str) else "bytes"
        raise InputError(f"sentence {number} is {kind}, not a list of {of}")
    # Lists first, because a test for Iterable is slower.
    tokens = list(sentence) if isinstance(sentence, (list, Iterable)) else [None]
    kinds = set(map(type, tokens))
    if not kinds <= {str} and not all(issubclass(kind, str) for kind in kinds):
        raise InputError(f"sentence {number} is not a list of {of}: {sentence!r:.80}")
    return tokens
