"""Each class: its share of the tokens, its ambiguity and its words."""

import math
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.vocabulary import UNKNOWN_LABEL
from wordclass.models.arrays import Side
from wordclass.models.fitted.model import WordClassModel
from wordclass.reports.data.ranking import TopEntries

DAMPING = 10.0  # pseudo-tokens of average behaviour that damp the lift of rare words
SLIVER = 0.1  # of p(class | word): less does not make a word one of the class's
RELEVANCE = 0.6  # weight of probability against distinctiveness in a name (Sievert & Shirley 2014)
MIN_IN_NAME = 0.05  # p(word | class) of a word in a name, as part of the most probable word's
MIN_KEPT = 0.001  # smallest p(class | word) kept, besides each word's largest
_CELLS = 1 << 21  # of words x classes at a time, if none is zero: 16 MB


@dataclass(frozen=True)
class WordInClass:
    """A word as a member of a class."""

    word: str  # as spelled in the text; <s>, </s> and <unk> for the special ids
    count: int  # its frequency in this role
    p: float  # p(word | class)
    lift: float  # damped p(class | word) / p(class); see wordclass.summarize


@dataclass(frozen=True)
class ClassSummary:
    """One class.

    Parameters
    ----------
    id : int
        0 is the sentence boundary's own class.
    name : str
        The name a user gave it, else ``derived_name``.
    derived_name : str
        At most three of its words, the most relevant: probable and distinctive at once.
    share : float
        Its share of the tokens, boundaries included; tied, the mean of both roles.
    n_words : int
        Number of words whose most probable class it is.
    ambiguity : float
        Mean entropy of p(class | word) over the class's tokens, in bits: 0 when all its
        words belong to no other class.
    by_probability, by_lift : tuple of WordInClass
        Its words by p(word | class), and by lift. A word of which less than 10 % belongs to
        the class is left out, unless the class has no other.
    """

    id: int
    name: str
    derived_name: str
    share: float
    n_words: int
    ambiguity: float
    by_probability: tuple[WordInClass, ...]
    by_lift: tuple[WordInClass, ...]

    @property
    def named(self) -> bool:
        """Whether a user named it."""
        return self.name != self.derived_name


Words = tuple[WordInClass, ...]


@dataclass(frozen=True)
class Survey:
    """The classes and word memberships of one side."""

    classes: tuple[ClassSummary, ...]  # in order, the boundary's class 0 first
    memberships: sp.csr_array  # (V, classes) p(class | word) from 0.1 %, and each word's largest


def survey(model: WordClassModel, side: Side, n_words: int) -> Survey:
    """Describe the classes of one side, with the n_words first words of each."""
    tally = _Tally(model, side, n_words)
    memberships = model.rows(side)
    size = max(1, _CELLS // memberships.shape[1])
    # Some words at a time, because every word of a soft model has an entry for every class.
    strong = [
        tally.add(start, memberships[start : start + size])
        for start in range(0, memberships.shape[0], size)
    ]
    return Survey(tally.classes(), sp.vstack(strong, format="csr"))


class _Tally:
    """What is known of the classes of one side from the words seen so far."""

    def __init__(self, model: WordClassModel, side: Side, n_words: int) -> None:
        self.model, self.side = model, side
        self.shares = model.p_left if side == "left" else model.p_right  # p(class)
        self.counts = model.prev_counts if side == "left" else model.next_counts
        self.p_words = model.p_prev if side == "left" else model.emission_rows @ model.p_right
        self.labels = model.labels(side)
        n = len(self.shares)
        self.n_words = np.zeros(n, dtype=np.int64)
        self.ambiguity = np.zeros(n)  # in bits
        self.most_probable, self.most_distinctive = (TopEntries(n, n_words) for _ in range(2))

    def add(self, start: int, posterior: sp.csr_array) -> sp.csr_array:
        """Add the words from id ``start``; return what is kept of their p(class | word)."""
        words = slice(start, start + posterior.shape[0])
        p_word, label = self.p_words[words], self.labels[words]
        rows = np.repeat(np.arange(len(p_word)), np.diff(posterior.indptr))
        p, classes = posterior.data, posterior.indices
        kept = (p >= MIN_KEPT) | (classes == label[rows])
        strong = sp.csr_array(
            (p[kept], classes[kept], np.r_[0, np.cumsum(np.bincount(rows[kept]))]),
            shape=posterior.shape,
        )
        entropy = -np.add.reduceat(p * np.log2(p), posterior.indptr[:-1])  # in bits
        # A word never seen in this role has the marginal there, which is no evidence of a class.
        seen = (self.counts[words] > 0) & (p_word > 0)
        self.n_words += np.bincount(label[seen], minlength=len(self.shares))
        here = seen[rows]
        rows, classes, p = rows[here], classes[here], p[here]
        ids = start + rows
        ratio = p / self.shares[classes]  # p(class | word) / p(class)
        lift = (self.counts[ids] * ratio + DAMPING) / (self.counts[ids] + DAMPING)
        p_in_class = ratio * p_word[rows]  # p(word | class)
        self.ambiguity += np.bincount(
            classes, p_in_class * entropy[rows], minlength=len(self.shares)
        )
        rank = np.where(p >= SLIVER, 1.0, 1e-9)  # slivers come after all others
        for top, key in ((self.most_probable, p_in_class), (self.most_distinctive, lift)):
            top.add(classes, key * rank, ids, p_in_class, lift, p >= SLIVER)
        return strong

    def classes(self) -> tuple[ClassSummary, ...]:
        """Every class, once all words have been added."""
        names, shares = self.model.class_names[self.side], self.model.shares(self.side)
        likely, distinctive = self._words(self.most_probable), self._words(self.most_distinctive)
        return tuple(
            ClassSummary(
                id=c,
                name=names.get(c) or _name(likely[c]),
                derived_name=_name(likely[c]),
                share=float(shares[c]),
                n_words=int(self.n_words[c]),
                ambiguity=max(float(self.ambiguity[c]), 0.0),
                by_probability=likely[c],
                by_lift=distinctive[c],
            )
            for c in range(len(shares))
        )

    def _words(self, top: TopEntries) -> list[Words]:
        """The first words of each class; slivers only where a class has nothing else."""
        label = self.model.vocabulary.label
        return [
            tuple(
                WordInClass(label(i, self.side == "right"), int(self.counts[i]), p, lift)
                for i, p, lift, is_member in members
                if is_member or not members[0][3]
            )
            for members in top.by_group()
        ]


def _name(words: Words) -> str:
    """Name a class by the three of its most probable words with the highest relevance."""

    def relevance(entry: WordInClass) -> float:
        return RELEVANCE * math.log(entry.p) + (1 - RELEVANCE) * math.log(entry.lift)

    known = [
        entry
        for entry in words
        if entry.word != UNKNOWN_LABEL and entry.p >= MIN_IN_NAME * words[0].p
    ] or words
    return "/".join(entry.word for entry in sorted(known, key=relevance, reverse=True)[:3]) or "–"
