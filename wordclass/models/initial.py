"""How a user chooses the start of a fit: initial classes, and seed words that stay together."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from wordclass.counting.counts.vocabulary import Vocabulary
from wordclass.counting.counts.wording import quantity
from wordclass.errors import InputError, check_type
from wordclass.models.arrays import IntArray, Side
from wordclass.models.fitted.classes import Classes, class_by_word, is_two_sided

_log = logging.getLogger("wordclass")

_NO_CLASS = 0


@dataclass(frozen=True)
class Initial:
    """Classes to start from, and words whose class is fixed up to its number."""

    # (V,) class of each word, 1 and up, 0 for the boundary and for words without one; one array
    # for both roles, or one for each. Empty for the spectral start.
    labels: tuple[IntArray, ...] = ()
    groups: tuple[IntArray, ...] = ()  # ids of the words of each group of seed words

    @property
    def pinned(self) -> IntArray:
        """Ids of all seed words."""
        return np.concatenate([np.zeros(0, dtype=np.int64), *self.groups])

    @property
    def settings(self) -> dict[str, str]:
        """What a model records of it."""
        found = {}
        if self.labels:
            n_words = int(np.count_nonzero(self.labels[0]))
            found["init"] = f"{self.n_classes()[0]} classes of {n_words} words"
        if self.groups:
            found["seed words"] = f"{len(self.pinned)} in {len(self.groups)} groups"
        return found

    def n_classes(self) -> tuple[int, int]:
        """How many left and right classes the labels have."""
        return (int(self.labels[0].max()), int(self.labels[-1].max())) if self.labels else (0, 0)

    def check_enough(self, n_left: int, n_right: int) -> None:
        """Raise an InputError if there are more initial classes or groups than classes to find."""
        n_groups = len(self.groups)
        for name, needed in (("init", self.n_classes()), ("seed_words", (n_groups, n_groups))):
            for n, asked in zip(needed, (n_left, n_right), strict=True):
                if n > asked:
                    raise InputError(
                        f"{{{name}}} has {n} classes, but only {asked} were asked for; "
                        "raise {classes}",
                        *(name, "classes"),
                    )

    def starting_labels(self, role: int, n_classes: int) -> IntArray:
        """(V,) the labels of a role; ``n_classes + 1`` for words still without a class."""
        labels = np.where(self.labels[role] == _NO_CLASS, n_classes + 1, self.labels[role])
        labels[0] = 0
        return labels

    def seed(self, labels: IntArray, n_classes: int, weights: npt.NDArray[Any]) -> None:
        """Move every group into a class of its own, where most of its tokens are; in place."""
        if not self.groups:
            return
        tokens = np.zeros((len(self.groups), n_classes + 2))
        for row, ids in zip(tokens, self.groups, strict=True):
            np.add.at(row, labels[ids], weights[ids])
        _, chosen = linear_sum_assignment(tokens[:, 1 : n_classes + 1], maximize=True)
        for ids, c in zip(self.groups, chosen.tolist(), strict=True):
            labels[ids] = c + 1


def initial_labels(classes: Classes, vocabulary: Vocabulary, tied: bool) -> tuple[IntArray, ...]:
    """Labels of :class:`Initial` from a model, a class table or a mapping."""
    two_sided = is_two_sided(classes) and not tied
    sides: tuple[Side, ...] = ("left", "right") if two_sided else ("left",)
    found = []
    for side in sides:
        of_word = class_by_word(classes, side)
        # Numbered by the most frequent word of each class, whatever the order of the file.
        number: dict[Any, int] = {}
        labels = np.zeros(len(vocabulary), dtype=np.int64)
        for i, key in enumerate(vocabulary.spellings):
            if i > 0 and key in of_word:
                labels[i] = number.setdefault(of_word[key], len(number) + 1)
        if not number:
            raise InputError("no word of the counts has a class in {init}", "init")
        found.append(labels)
    return tuple(found)


def seed_groups(groups: Iterable[Sequence[str]], vocabulary: Vocabulary) -> tuple[IntArray, ...]:
    """Word ids of groups of seed words; words that the text does not contain are logged."""
    check_type("seed_words", groups, Iterable, "a list of lists of words")
    group_of: dict[str, int] = {}
    missing, found = [], []
    for number, group in enumerate(groups, start=1):
        check_type("seed_words", group, (list, tuple, set, frozenset), "a list of lists of words")
        ids = set()
        for word in group:
            if group_of.setdefault(word, number) != number:
                raise InputError(
                    f"the seed word {word!r} is in group {group_of[word]} and in group {number} of "
                    "{seed_words}; words of different groups are kept apart",
                    "seed_words",
                )
            if word in vocabulary:
                ids.add(vocabulary.id(word))
            else:
                missing.append(word)
        if ids:
            found.append(np.array(sorted(ids), dtype=np.int64))
    if not found:
        raise InputError("the counts contain none of the words of {seed_words}", "seed_words")
    if missing:
        named = ", ".join(map(repr, missing[:5])) + ("…" if len(missing) > 5 else "")
        _log.warning("%s missing from the counts: %s", quantity(len(missing), "seed word"), named)
    return tuple(found)
