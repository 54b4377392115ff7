"""Why a word is in its class: the neighbours that decide against the next best class.

The evidence of the words b that follow a word w, for class c and against class c', is

    sum over b of n(w,b) log p(b|c) / p(b|c'),    p(b|c) = sum over d of p(d|c) p(b|d)

nats; that of the words a that precede it, for class d and against d', is

    sum over a of n(a,w) log [p(d|a) / p(d)] / [p(d'|a) / p(d')].

Each neighbour contributes one term, and the terms are summed by the neighbour's own class. A
tied class is decided by both roles together. Transitions are those that tag a text, of which
none is impossible.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts, check_counts
from wordclass.errors import InputError
from wordclass.models.arrays import FloatArray, IntArray, Side
from wordclass.models.fitted.lookup import word_id
from wordclass.models.fitted.prediction.evidence import smoothed_transitions
from wordclass.models.fitted.prediction.renumbering import in_model_ids, warn_about_tokenizer
from wordclass.models.fitted.probabilities import ClassProbabilities

EXAMPLES = 5  # neighbours kept of each class
SENTENCES = 3


@dataclass(frozen=True)
class Contribution:
    """What the neighbours of one class contribute.

    Parameters
    ----------
    side : "left" or "right"
        The role of the word: "left" if the neighbours follow it, "right" if they precede it.
    neighbour_class : int
        The class of the neighbours in the other role; 0 is the sentence boundary.
    nats : float
        Their log-likelihood ratio; positive in favour of the word's class.
    count : int
        How often the word has these neighbours.
    examples : tuple of (word, count, nats)
        The neighbours that contribute most to it.
    """

    side: Side
    neighbour_class: int
    nats: float
    count: int
    examples: tuple[tuple[str, int, float], ...]


@dataclass(frozen=True)
class Reason:
    """Why a word is in one class rather than in the next best.

    Parameters
    ----------
    side : "left" or "right"
        The class set; "left" for tied classes.
    chosen, rival : int
        The word's most probable class, and the other class of highest likelihood.
    nats : float
        The log-likelihood ratio of the two: the sum of the contributions. It is negative if
        the word is in its class in spite of these counts.
    contributions : tuple of Contribution
        The most decisive first.
    sentences : tuple of (sentence, position)
        Sample sentences kept with the counts, and where in them the word has a neighbour that
        decides for its class; the most decisive first.
    """

    side: Side
    chosen: int
    rival: int
    nats: float
    contributions: tuple[Contribution, ...]
    sentences: tuple[tuple[tuple[str, ...], int], ...]


@dataclass(frozen=True)
class _Neighbours:
    """The n neighbours of a word in one role: ids, classes, counts, and (classes, n) log p."""

    side: Side
    ids: IntArray
    classes: IntArray
    counts: IntArray
    log_p: FloatArray  # row 0, of the boundary's class, is left out


@dataclass(frozen=True)
class Observed:
    """What explains the words of a model, prepared once for all of them."""

    following: sp.csr_array  # (V, V) counts of what follows each word, in the model's ids
    preceding: sp.csr_array  # its transpose
    transitions: FloatArray  # (L+1, K+1) p(d|c), none of them 0
    emitted: npt.NDArray[np.bool_]  # (V,) whether some right class emits the word


def observe(model: ClassProbabilities, counts: BigramCounts) -> Observed:
    """Prepare the counts that :func:`explain` explains words by."""
    warn_about_tokenizer(model, counts)
    matrix = in_model_ids(model, counts)
    emitted = np.diff(model.emission_rows.indptr) > 0
    return Observed(matrix, matrix.T.tocsr(), smoothed_transitions(model), emitted)


def why(model: ClassProbabilities, word: str, counts: BigramCounts) -> tuple[Reason, ...]:
    """Explain a word's class; see :meth:`WordClassModel.why`."""
    check_counts(counts)
    return explain(model, word, observe(model, counts), counts.samples)


def explain(
    model: ClassProbabilities,
    word: str,
    observed: Observed,
    samples: Sequence[Sequence[str]] = (),
    most: int | None = None,
) -> tuple[Reason, ...]:
    """Explain a word's class by prepared counts, and by ``most`` classes; see :func:`why`."""
    i = word_id(model, word)
    before, after = _neighbours(model, i, observed)
    if len(before.ids) + len(after.ids) == 0:
        raise InputError(
            f"{word[:100]!r} does not occur in the counts; use those the model was fitted to"
        )
    roles = [[before, after]] if model.tied else [[before], [after]]
    found = [
        _reason(model, i, neighbours, samples, most)
        for neighbours in roles
        if len(neighbours[0].log_p) > 1 and any(len(role.ids) for role in neighbours)
    ]
    if not found:
        raise InputError("the model has a single class: there is no other to compare it with")
    return tuple(found)


def _neighbours(
    model: ClassProbabilities, i: int, observed: Observed
) -> tuple[_Neighbours, _Neighbours]:
    """What follows word i, and what precedes it, as far as the model can explain it."""
    ids, n = _entries(observed.following, i)
    ids, n = ids[observed.emitted[ids]], n[observed.emitted[ids]]
    p = (model.emission_rows[ids] @ observed.transitions[1:].T).T
    before = _Neighbours("left", ids, model.right_labels[ids], n, _log(p))
    ids, n = _entries(observed.preceding, i)
    joint = (model.left_rows[ids] @ observed.transitions).T
    share = model.p_right[:, None]
    p = np.divide(joint, share, out=np.zeros_like(joint), where=share > 0)[1:]
    return before, _Neighbours("right", ids, model.left_labels[ids], n, _log(p))


def _entries(matrix: sp.csr_array, row: int) -> tuple[IntArray, IntArray]:
    """The columns of a row's entries, in order, and the entries."""
    start, end = matrix.indptr[row : row + 2]
    order = np.argsort(matrix.indices[start:end], kind="stable")
    return matrix.indices[start:end][order].astype(np.int64), matrix.data[start:end][order]


def _log(p: FloatArray) -> FloatArray:
    return np.log(np.maximum(p, np.finfo(np.float64).tiny))


def _reason(
    model: ClassProbabilities,
    i: int,
    neighbours: list[_Neighbours],
    samples: Sequence[Sequence[str]],
    most: int | None,
) -> Reason:
    side = neighbours[0].side
    posterior = model.p_left_given_prev if side == "left" else model.p_right_given_next
    chosen = int(np.argmax(posterior[i, 1:]))
    total = np.sum([role.log_p @ role.counts for role in neighbours], axis=0)
    total[chosen], own = -np.inf, total[chosen]
    rival = int(np.argmax(total))
    terms = [role.counts * (role.log_p[chosen] - role.log_p[rival]) for role in neighbours]
    parts = [
        (float(sum_), role, nats, int(c))
        for role, nats in zip(neighbours, terms, strict=True)
        for c, sum_ in zip(*_sums(role.classes, nats), strict=True)
    ]
    parts.sort(key=lambda part: (-abs(part[0]), part[1].side, part[3]))
    return Reason(
        side=side,
        chosen=chosen + 1,
        rival=rival + 1,
        nats=float(own - total[rival]),
        contributions=tuple(_contribution(model, *part) for part in parts[:most]),
        sentences=_sentences(model, i, neighbours, terms, samples) if samples else (),
    )


def _sums(classes: IntArray, nats: FloatArray) -> tuple[IntArray, FloatArray]:
    """The distinct classes, and the sum of each."""
    distinct, place = np.unique(classes, return_inverse=True)
    return distinct, np.bincount(place, nats).astype(np.float64)


def _contribution(
    model: ClassProbabilities, sum_: float, role: _Neighbours, nats: FloatArray, c: int
) -> Contribution:
    members = np.flatnonzero(role.classes == c)
    support = np.round(nats[members] * np.sign(sum_), 9)  # equal but for rounding: by frequency
    best = members[np.argsort(-support, kind="stable")[:EXAMPLES]]
    examples = tuple(
        (
            model.vocabulary.label(int(role.ids[k]), following=role.side == "left"),
            int(role.counts[k]),
            float(nats[k]),
        )
        for k in best
    )
    return Contribution(role.side, c, sum_, int(role.counts[members].sum()), examples)


def _sentences(
    model: ClassProbabilities,
    i: int,
    neighbours: list[_Neighbours],
    terms: list[FloatArray],
    samples: Sequence[Sequence[str]],
) -> tuple[tuple[tuple[str, ...], int], ...]:
    """The samples whose most decisive bigram of word i is most in favour of its class."""
    word, vocabulary = model.vocabulary.words[i], model.vocabulary
    nats = {
        (role.side, j): value
        for role, values in zip(neighbours, terms, strict=True)
        for j, value in zip(role.ids.tolist(), values.tolist(), strict=True)
    }
    scored = []
    for sentence in dict.fromkeys(map(tuple, samples)):
        if word not in sentence:
            continue
        ids = [0, *vocabulary.ids(sentence, -1), 0]
        score, place = max(
            (max(nats.get(("left", ids[t + 1]), 0.0), nats.get(("right", ids[t - 1]), 0.0)), -t)
            for t, w in enumerate(ids)
            if w == i
        )
        scored.append((score, sentence, -place - 1))
    scored.sort(key=lambda entry: -entry[0])
    return tuple((sentence, place) for score, sentence, place in scored[:SENTENCES] if score > 0)
