"""Classes of tokens given their whole sentence.

The tokens of a sentence form a chain: each is in one of the states its word allows
(:mod:`wordclass.models.fitted.tagging.states`), and p(d|c) leads from one to the next; the
sentence boundary is in class 0. Forward-backward gives the exact posterior of every token's
class. The class of highest posterior maximises the expected number of correct tokens;
Viterbi's algorithm gives the most probable sequence instead (Rabiner 1989).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count, pairwise

import numpy as np

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.errors import InputError, check_type
from wordclass.models.arrays import FloatArray, IntArray, Side, check_side
from wordclass.models.fitted.prediction.evidence import smoothed_transitions
from wordclass.models.fitted.probabilities import ClassProbabilities
from wordclass.models.fitted.tagging.states import States

_CELLS = 1 << 23  # states of a batch's tokens: 64 MB

Sentences = Iterable[Sequence[str]]


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
            check_type("counts", counts, BigramCounts, "BigramCounts, which count() returns")
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
        tags: list[list[int]] = []
        for batch in self._batches(sentences, side):
            found = self._best_path(batch, side) if viterbi else self._best_classes(batch, side)
            labels = found.tolist()
            tags += (labels[i:j] for i, j in pairwise(batch.starts.tolist()))
        return tags

    def posteriors(self, sentences: Sentences, side: Side = "left") -> list[FloatArray]:
        """Every token's class probabilities; see :meth:`WordClassModel.posteriors`."""
        found: list[FloatArray] = []
        for batch in self._batches(sentences, side):
            found += np.split(self._posterior(batch, side), batch.starts[1:-1])
        return found

    def _batches(self, sentences: Sentences, side: Side) -> Iterator["_Batch"]:
        """Check the sentences, and take as many at a time as keep the states within bounds."""
        check_side(side)
        check_type("sentences", sentences, Iterable, "lists of tokens")
        most = max(1, _CELLS // self._states.most)
        taken: list[Sequence[str]] = []
        n_tokens = 0
        for number, sentence in enumerate(sentences, start=1):
            tokens = checked_sentence(sentence, number)
            if taken and n_tokens + len(tokens) > most:
                yield _Batch(taken, self._states)
                taken, n_tokens = [], 0
            taken.append(tokens)
            n_tokens += len(tokens)
        if taken:
            yield _Batch(taken, self._states)

    def _state_posteriors(self, batch: "_Batch") -> FloatArray:
        """p(state | sentence) of each token's states."""
        from wordclass.models.kernels import chain as kernels  # loads numba

        posterior = np.empty(batch.offsets[-1])
        kernels.forward_backward(
            batch.starts, batch.words, *batch.allowed[1:], batch.offsets,
            self._table, self._reverse, self._first, self._last, posterior,
        )  # fmt: skip
        return posterior

    def _posterior(self, batch: "_Batch", side: Side) -> FloatArray:
        """(tokens, classes) p(class | sentence)."""
        from wordclass.models.kernels import chain as kernels  # loads numba

        found = np.zeros((len(batch.words), self._n_classes[side]))
        kernels.by_class(*batch.tokens(side), self._state_posteriors(batch), found)
        return found

    def _best_classes(self, batch: "_Batch", side: Side) -> IntArray:
        """(tokens,) the class of highest p(class | sentence)."""
        from wordclass.models.kernels import chain as kernels  # loads numba

        best, sums = np.empty(len(batch.words), dtype=np.int64), np.zeros(self._n_classes[side])
        kernels.best_class(*batch.tokens(side), self._state_posteriors(batch), sums, best)
        return best

    def _best_path(self, batch: "_Batch", side: Side) -> IntArray:
        """(tokens,) classes of the most probable sequence of states."""
        from wordclass.models.kernels import chain as kernels  # loads numba

        path = np.empty(len(batch.words), dtype=np.int64)
        kernels.viterbi(
            batch.starts, batch.words, *batch.allowed[1:], batch.offsets,
            self._table, self._first, self._last, path,
        )  # fmt: skip
        return batch.tokens(side)[2][path]


class _Batch:
    """Sentences and the states of their words, as the arrays that the kernels document."""

    def __init__(self, sentences: list[Sequence[str]], states: States) -> None:
        self.starts = np.cumsum([0, *map(len, sentences)])
        places: dict[str, int] = defaultdict(count().__next__)  # numbered as they occur
        tokens = map(places.__getitem__, chain(*sentences))
        self.words = np.fromiter(tokens, dtype=np.int64, count=self.starts[-1])
        self.allowed = states.of(list(places))
        self.offsets = np.append(0, np.cumsum(self.allowed.sizes[self.words]))

    def tokens(self, side: Side) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Words of tokens, and where their states, which have these classes, begin and stand."""
        classes = self.allowed.left if side == "left" else self.allowed.right
        return self.words, self.allowed.states, classes, self.offsets


def checked_sentence(sentence: Iterable[str], number: int, of: str = "tokens") -> list[str]:
    """Return the strings of a sentence, which are its tokens or ``of`` them."""
    if isinstance(sentence, str):
        raise InputError(f"sentence {number} is a string, not a list of {of}")
    # Lists are asked for first, as they are tried by their type alone.
    tokens = list(sentence) if isinstance(sentence, (list, Iterable)) else [None]
    kinds = set(map(type, tokens))
    if not kinds <= {str} and not all(issubclass(kind, str) for kind in kinds):
        raise InputError(f"sentence {number} is not a list of {of}: {sentence!r:.80}")
    return tokens
