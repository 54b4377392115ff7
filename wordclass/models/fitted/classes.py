"""Class by word, of a model or of a class file."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np

from wordclass.errors import check_type
from wordclass.models.arrays import IntArray, Side, check_side
from wordclass.models.fitted.model import WordClassModel

ClassByWord = Mapping[str | None, Hashable]


@dataclass(frozen=True)
class RoleClasses:
    """Class by word in each role; tied if the left and the right classes are one set."""

    left: ClassByWord
    right: ClassByWord
    tied: bool


Classes = WordClassModel | RoleClasses | ClassByWord


def class_by_word(classes: Classes, side: Side) -> dict[str | None, Hashable]:
    """Each word's class, a model's most probable one; the key ``None`` is the unknown word."""
    check_side(side)
    if isinstance(classes, RoleClasses):
        return dict(classes.left if side == "left" else classes.right)
    if not isinstance(classes, WordClassModel):
        check_type("classes", classes, Mapping, "a WordClassModel or a mapping of words to classes")
        return dict(classes)
    labels = word_labels(classes, side).tolist()
    return dict(zip(classes.vocabulary.spellings[1:], labels[1:], strict=True))


def word_labels(model: WordClassModel, side: Side) -> IntArray:
    """(V,) the most probable class of each word, which is never the boundary's.

    A word never seen in a role has the class marginal there. Its class is that of its other role
    if the classes are tied, else the largest.
    """
    roles = [(model.prev_counts, model.left_labels), (model.next_counts, model.right_labels)]
    (seen, labels), (_, others) = roles if side == "left" else roles[::-1]
    labels = np.where(seen > 0, labels, others if model.tied else 0)
    labels = np.where(labels > 0, labels, 1 + model.shares(side)[1:].argmax())
    labels[0] = 0
    return labels


def is_two_sided(classes: object) -> bool:
    """Whether the left and the right classes are two sets."""
    return isinstance(classes, WordClassModel | RoleClasses) and not classes.tied
