"""Classes of tokens in context.

A tied model is a hidden Markov model whose states are the classes: p(d|c) moves, p(b|d)
emits, and a sentence starts and ends in the boundary's class. Each token gets the class of
highest posterior given its whole sentence (forward-backward), which maximises the expected
number of correctly tagged tokens.

A two-sided model defines probabilities of adjacent pairs only. The left class of a token is
that of highest posterior given the word and the following word, the right class given the
word and the preceding word:

    p(c | w, next b) ~ p(c|w) sum over d of p(d|c) p(b|d)
    p(d | w, prev a) ~ p(w|d) sum over c of p(c|a) p(d|c)

An unknown word is treated as a word seen once: it has the mean memberships of those words.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from wordclass.errors import InputError, check_type
from wordclass.models.arrays import FloatArray, IntArray, Side, check_side
from wordclass.models.fitted.probabilities import ClassProbabilities

_CELLS = 1 << 23  # of a batch's (tokens, classes) messages: 64 MB


def tag(
    model: ClassProbabilities, sentences: Iterable[Sequence[str]], side: Side = "left"
) -> list[list[int]]:
    """Assign every token its class in context; see :meth:`WordClassModel.tag`."""
    check_side(side)
    check_type("sentences", sentences, Iterable, "lists of tokens")
    ids = [_ids(model, sentence, number) for number, sentence in enumerate(sentences, start=1)]
    if model.tied:
        return _tag_chain(model, ids)
    return _tag_pairs(model, ids, side)


def _ids(model: ClassProbabilities, sentence: Sequence[str], number: int) -> IntArray:
    """(n,) word ids of a sentence; V for an unknown word if the vocabulary has none."""
    v = len(model.vocabulary)
    if isinstance(sentence, str):
        raise InputError(f"sentence {number} is a string, not a list of tokens")
    if not isinstance(sentence, Iterable) or any(
        not issubclass(kind, str) for kind in set(map(type, sentence))
    ):
        raise InputError(f"sentence {number} is not a list of tokens: {sentence!r:.80}")
    known = [
        model.vocabulary.id(word) if word and word in model.vocabulary else -1 for word in sentence
    ]
    unknown = v if model.vocabulary.unknown is None else model.vocabulary.unknown
    return np.array([unknown if i < 0 else i for i in known], dtype=np.int64)


def _memberships(model: ClassProbabilities, side: Side) -> FloatArray:
    """(V+1, classes) p(class | word), the last row the unknown word's.

    No word is in the boundary's class, not even one that has the marginal because it was
    never seen in this role. The unknown word has the mean over the words seen once, or over
    all words if there are none.
    """
    posterior = (model.p_left_given_prev if side == "left" else model.p_right_given_next).copy()
    posterior[1:, 0] = 0
    counts = np.maximum(model.prev_counts, model.next_counts)[1:]
    alike = 1 + np.flatnonzero(counts == (1 if (counts == 1).any() else counts))
    unknown = posterior[alike].mean(axis=0) if len(alike) else np.ones(posterior.shape[1])
    return np.vstack([posterior, unknown])


def _emissions(model: ClassProbabilities) -> FloatArray:
    """(V+1, K+1) p(b|d) up to a factor of b: p(d|b) / p(d)."""
    return _memberships(model, "right") / np.where(model.p_right > 0, model.p_right, np.inf)


def _tag_pairs(model: ClassProbabilities, ids: list[IntArray], side: Side) -> list[list[int]]:
    """Left classes given what follows, or right classes given what precedes."""
    left, emission = _memberships(model, "left"), _emissions(model)
    tags = []
    for batch in _batches(ids, model.n_left + model.n_right + 2):
        words = np.concatenate([[0], *(np.append(ids[s], 0) for s in batch)])  # 0 a 0 b c 0
        if side == "left":
            context = emission[words[1:]] @ model.p_right_given_left.T
            best = _best(left[words[:-1]], context)[1:]
        else:
            context = left[words[:-1]] @ model.p_right_given_left
            best = _best(emission[words[1:]], context)
        start = 0
        for s in batch:
            tags.append(best[start : start + len(ids[s])].tolist())
            start += len(ids[s]) + 1
    return tags


def _best(own: FloatArray, context: FloatArray) -> IntArray:
    """Most probable class of each token; without its context where that excludes every class."""
    joint = own * context
    impossible = joint.sum(axis=1) == 0
    joint[impossible] = own[impossible]
    return np.argmax(joint, axis=1).astype(np.int64)


def smoothed_transitions(model: ClassProbabilities) -> FloatArray:
    """(L+1, K+1) p(d|c) with one observation of the marginal added: none is impossible."""
    n = (model.p_left * model.prev_counts.sum())[:, None]
    return np.asarray((n * model.p_right_given_left + model.p_right) / (n + 1))


def _tag_chain(model: ClassProbabilities, ids: list[IntArray]) -> list[list[int]]:
    """Posterior decoding of the hidden Markov model, in batches of similar length."""
    transition = smoothed_transitions(model)
    emission = _emissions(model)
    tags: list[list[int]] = [[] for _ in ids]
    by_length = sorted(range(len(ids)), key=lambda s: len(ids[s]))
    for batch in _batches([ids[s] for s in by_length], model.n_left + 1, padded=True):
        sentences = [by_length[s] for s in batch]
        lengths = np.array([len(ids[s]) for s in sentences])
        words = np.full((len(sentences), lengths.max()), len(emission) - 1, dtype=np.int64)
        for row, s in enumerate(sentences):
            words[row, : lengths[row]] = ids[s]
        best = np.argmax(posterior(words, lengths, transition, emission), axis=2)
        for row, s in enumerate(sentences):
            tags[s] = best[row, : lengths[row]].tolist()
    return tags


def posterior(
    words: IntArray, lengths: IntArray, transition: FloatArray, emission: FloatArray
) -> FloatArray:
    """Forward-backward over many sentences at once.

    Parameters
    ----------
    words : (sentences, n) int
        Rows of ``emission``; entries beyond a sentence's length are ignored.
    lengths : (sentences,) int
        Tokens of each sentence.
    transition : (K+1, K+1)
        p(d|c). A sentence starts and ends in class 0, if any transition leads to class 0.
    emission : (words, K+1)
        p(b|d), up to a factor of each word.

    Returns
    -------
    (sentences, n, K+1)
        p(class | sentence) up to a factor of each token.
    """
    n_sentences, n = words.shape
    messages = np.empty((n_sentences, n, len(transition)))
    bounded = transition[:, 0].any()
    forward = np.tile(transition[0] if bounded else transition.mean(axis=0), (n_sentences, 1))
    for t in range(n):
        alpha = forward * emission[words[:, t]]
        messages[:, t] = alpha / alpha.sum(axis=1, keepdims=True)
        forward = messages[:, t] @ transition
    end = transition[:, 0] if bounded else np.ones(len(transition))
    backward = np.tile(end, (n_sentences, 1))
    for t in range(n - 1, -1, -1):
        backward[lengths - 1 == t] = end
        messages[:, t] *= backward
        beta = (backward * emission[words[:, t]]) @ transition.T
        backward = beta / beta.sum(axis=1, keepdims=True)
    return messages


def _batches(ids: list[IntArray], n_classes: int, padded: bool = False) -> Iterator[list[int]]:
    """Indices of consecutive sentences whose messages fit in a batch; at least one."""
    batch: list[int] = []
    cells = 0
    for s, sentence in enumerate(ids):
        size = (len(sentence) + 1) * n_classes
        cells = size * (len(batch) + 1) if padded else cells + size
        if batch and cells > _CELLS:
            yield batch
            batch, cells = [], size
        batch.append(s)
    if batch:
        yield batch
