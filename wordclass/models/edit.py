"""Merge and split classes by hand, move words between them, and see what it costs.

An edit changes memberships only. The transition table and the emissions are then estimated
again by EM, which leaves a membership of 0 at 0; for hard classes this is a single step. The
model before the edit is estimated again in the same way, so that the difference is the edit's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts, check_counts
from wordclass.errors import InputError, check_whole
from wordclass.models.arrays import FloatArray, IntArray, Side, check_side, one_hot, rows_to_one
from wordclass.models.fitted.matching import like_earlier
from wordclass.models.fitted.model import WordClassModel, check_model
from wordclass.models.fitted.prediction.perplexity import training_perplexity
from wordclass.models.fitted.prediction.renumbering import in_model_ids, warn_about_tokenizer
from wordclass.models.fitted.prediction.smoothing import interpolate
from wordclass.models.methods.em import Bigrams, association, expectation
from wordclass.models.methods.exchange import Role
from wordclass.models.problem import ConvergenceMonitor, State, to_model
from wordclass.models.threads import workers

_EM_STEPS = 10
_TOLERANCE = 1e-6  # per bigram, in nats
_SWEEPS = 50


@dataclass(frozen=True)
class Edit:
    """One change of a model, and the training log-likelihood gained by it."""

    what: str  # was done
    nats: float  # gain of the log-likelihood of all bigrams; negative for a loss
    perplexity: float  # of the counts, after it

    def __str__(self) -> str:
        return f"{self.what}: {self.nats:+,.1f} nats, perplexity {self.perplexity:.2f}"


def edit(
    model: WordClassModel,
    counts: BigramCounts,
    *,
    merge: Iterable[tuple[int, int]] = (),
    split: Iterable[int] = (),
    move: Iterable[tuple[str, int]] = (),
    side: Side = "left",
) -> tuple[WordClassModel, tuple[Edit, ...]]:
    """Move words, merge classes and split classes, in this order.

    All classes are given by their number in ``model``. A class that is more than half the same
    as before keeps its number, if there still is one, and its name.

    Parameters
    ----------
    model : WordClassModel
    counts : BigramCounts
        Those it was fitted to.
    merge : pairs of int
        Classes to make one.
    split : int
        Classes to divide in two, where the likelihood gains most: by the first axis of a
        correspondence analysis of the words' neighbours, improved by exchange.
    move : pairs of str and int
        Words, each with the one class it is to belong to.
    side : "left" or "right"
        Which classes of a two-sided model.

    Returns
    -------
    WordClassModel
        The edited model.
    tuple of Edit
        What each change gained or lost.

    Raises
    ------
    InputError
        When there is no such class or word, a class is merged with itself or merged and split,
        or a class to split has a single word.

    Examples
    --------
    >>> from wordclass.models.fit import fit
    >>> pairs = [("the", "cat", 9), ("a", "dog", 9), ("cat", "sat", 9), ("dog", "ran", 9)]
    >>> counts = BigramCounts.from_pairs(pairs)
    >>> model = fit(counts, "exchange", classes=4, tied=True)
    >>> merged, edits = edit(model, counts, merge=[(1, 2)])
    >>> merged.n_left, edits[0].nats < 0
    (3, True)
    """
    check_model(model)
    check_counts(counts)
    check_side(side)
    editor = _Editor(model, counts, side)
    changes: list[tuple[str, Callable[[], None]]] = [
        *((f"moved {word!r} to class {c}", partial(editor.move, word, c)) for word, c in move),
        *((f"merged classes {c} and {d}", partial(editor.merge, c, d)) for c, d in merge),
        *((f"split class {c}", partial(editor.split, c)) for c in split),
    ]
    edited = editor.refitted()
    before, edits = training_perplexity(edited, editor.counts), []
    for what, change in changes:
        change()
        edited = editor.refitted()
        after = training_perplexity(edited, editor.counts)
        nats = float(np.log(before / after) * editor.counts.n_bigrams)
        edits.append(Edit(what, nats, after))
        before = after
    done = "; ".join([*model.settings.get("edited", "").split("; "), *(e.what for e in edits)])
    edited = replace(edited, settings={**edited.settings, "edited": done.removeprefix("; ")})
    return like_earlier(interpolate(edited, editor.counts), model), tuple(edits)


class _Editor:
    """Expected counts of words in classes, changed in place."""

    def __init__(self, model: WordClassModel, counts: BigramCounts, side: Side) -> None:
        warn_about_tokenizer(model, counts)
        matrix = in_model_ids(model, counts)
        self.counts = BigramCounts(matrix, model.vocabulary, model.provenance)
        self.bigrams = Bigrams.of(matrix)
        self.model, self.side = model, side
        self.prev = model.p_left_given_prev * self.counts.prev_counts[:, None]
        self.following = model.p_right_given_next * self.counts.next_counts[:, None]
        self.n_classes = model.n_classes(side)
        self.merged: dict[int, int] = {}  # a class without words -> where they are

    def move(self, word: str, c: int) -> None:
        """Give a word to one class."""
        self._check_class(c)
        if word not in self.model.vocabulary:
            raise InputError(f"the model does not know the word {word!r}; name another")
        i = self.model.vocabulary.id(word)
        for table in self._tables():
            table[i] = np.where(np.arange(table.shape[1]) == c, table[i].sum(), 0)

    def merge(self, c: int, d: int) -> None:
        """Give all words of class d to class c; d stays, without words."""
        self._check_class(c)
        self._check_class(d)
        if c == d:
            raise InputError(f"class {c} cannot be merged with itself; name two classes")
        for table in self._tables():
            table[:, c] += table[:, d]
            table[:, d] = 0
        self.merged[d] = c

    def split(self, c: int) -> None:
        """Give some words of class c to a new class."""
        self._check_class(c)
        part = self._best_part(c)
        self.prev, self.following = (
            np.hstack([table, np.zeros((len(table), 1))])
            if any(table is own for own in self._tables())
            else table
            for table in (self.prev, self.following)
        )
        for table in self._tables():
            table[part, -1] = table[part, c]
            table[part, c] = 0

    def refitted(self) -> WordClassModel:
        """The model of these memberships, their zeros kept."""
        tied = self.model.tied
        left, right = rows_to_one(self.prev), rows_to_one(self.following)
        pairs = left.T @ (self.counts.matrix @ right)
        monitor = ConvergenceMonitor(_TOLERANCE)
        with workers(None) as row_map:
            for _ in range(_EM_STEPS):
                u, t = self.prev, self.following
                if tied:
                    u = t = u + t
                objective, self.prev, pairs, self.following = expectation(
                    self.bigrams, u, association(pairs, tied), t, row_map
                )
                if monitor.converged(objective / self.counts.n_bigrams):
                    break
        tables = [self.prev + self.following] * 2 if tied else [self.prev, self.following]
        left_kept, right_kept = (
            np.flatnonzero(table.any(axis=0) | (np.arange(table.shape[1]) == 0)) for table in tables
        )
        state = State(
            objective,
            self.prev[:, left_kept],
            pairs[np.ix_(left_kept, right_kept)],
            self.following[:, right_kept],
        )
        return to_model(
            state, self.counts, tied, method=self.model.method,
            settings=self.model.settings, seed=self.model.seed, history=self.model.history,
        )  # fmt: skip

    def _tables(self) -> list[FloatArray]:
        """The arrays whose columns are the classes of the side."""
        if self.model.tied:
            return [self.prev, self.following]
        return [self.prev if self.side == "left" else self.following]

    def _check_class(self, c: Any) -> None:
        try:
            check_whole("class", c, 1, self.n_classes)
        except InputError:
            raise InputError(
                f"there is no class {c!r:.40}; the model has classes 1 to {self.n_classes}"
            ) from None
        if not any(table[:, c].any() for table in self._tables()):
            if c not in self.merged:
                raise InputError(
                    f"no word of class {c} occurs in the counts; use those the model was fitted to"
                )
            d = c
            while d in self.merged:
                d = self.merged[d]
            raise InputError(f"class {c} has been merged into class {d}; name that one instead")

    def _best_part(self, c: int) -> IntArray:
        """Words of class c whose move to a class of their own gains most likelihood."""
        left, right = self.prev.argmax(axis=1), self.following.argmax(axis=1)
        if self.model.tied:
            left = right = (self.prev + self.following).argmax(axis=1)
        matrix, transpose = self.counts.matrix, sp.csr_array(self.counts.matrix.T)
        own, other = (left, right) if self.side == "left" else (right, left)
        following, preceding = (matrix, transpose) if self.side == "left" else (transpose, matrix)
        members = np.flatnonzero(own == c)
        n_own, n_other = int(own.max()) + 1, int(other.max()) + 1
        neighbours = [following[members] @ one_hot(other, n_other)]
        if self.model.tied:
            neighbours.append(preceding[members] @ one_hot(other, n_other))
        first_axis = _first_axis(sp.hstack(neighbours).toarray())
        # Number class c and the new one last: words may join these two only.
        labels = np.where(own > c, own - 1, own)
        labels[members] = n_own - 1 + (first_axis > 0)
        role = Role(
            following, preceding if self.model.tied else None, labels, n_own, first=n_own - 1
        )
        others = role if self.model.tied else Role(preceding, None, other, n_other - 1)
        for _ in range(_SWEEPS):
            if role.sweep(others, members)[0] == 0:
                break
        part = members[labels[members] == n_own]
        if len(part) in (0, len(members)):
            raise InputError(f"class {c} cannot be split: its words have the same neighbours")
        return part


def _first_axis(n: FloatArray) -> FloatArray:
    """First axis of a correspondence analysis of the rows of a table (Benzécri 1973)."""
    expected = np.outer(n.sum(axis=1), n.sum(axis=0)) / max(n.sum(), 1)
    root = np.sqrt(expected)
    residuals = np.divide(n - expected, root, out=np.zeros_like(n), where=root > 0)
    axis: FloatArray = np.linalg.svd(residuals, full_matrices=False)[0][:, 0]
    return axis * (1 if axis[np.abs(axis).argmax()] > 0 else -1)  # the sign is arbitrary
