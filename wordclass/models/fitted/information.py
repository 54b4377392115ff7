"""Information: how much the class of a word says about the words next to it.

A class whose neighbours are distributed like those of the average word may be found again in every
sample of the language and yet mean nothing: its words can follow anything and be followed by
anything. The information that it carries, a Kullback-Leibler divergence, is then close to 0,
whatever the size of the text.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import rel_entr

from wordclass.models.arrays import FloatArray
from wordclass.models.fitted.probabilities import ClassProbabilities

_MIN_INFORMATION = 0.1  # of the mean information of all classes


def uninformative_classes(model: ClassProbabilities) -> dict[str, tuple[int, ...]]:
    """Classes with next to no information about their neighbours, by side; tied, "left" alone."""
    is_informative = informative(model.p_left[:, None] * model.p_right_given_left, model.tied)
    return {
        side: tuple(np.flatnonzero(~of_side).tolist())
        for side, of_side in zip(model.sides, is_informative, strict=False)
    }


def informative(pairs: FloatArray, tied: bool) -> list[npt.NDArray[np.bool_]]:
    """Whether each left and right class carries at least a tenth of the average information.

    A class c has the information sum over d of p(d|c) log p(d|c) / p(d) about the class d that
    follows, and a right class likewise about the class before it. The average over tokens is the
    mutual information of adjacent classes; tied classes have the mean of both. ``pairs`` is how
    often the classes follow each other; a class without mass is informative.

    Examples
    --------
    >>> left, right = informative(np.array([[8.0, 2.0], [3.0, 7.0], [55.0, 45.0]]), tied=False)
    >>> left.tolist(), right.tolist()
    ([True, True, False], [True, True])
    """
    joint = pairs / pairs.sum()
    mass = [joint.sum(axis=1), joint.sum(axis=0)]
    cells = rel_entr(joint, np.outer(*mass))
    information = [cells.sum(axis=1), cells.sum(axis=0)]
    if tied:
        mass, information = [sum(mass)] * 2, [sum(information)] * 2
    return [
        of_class >= _MIN_INFORMATION * cells.sum() * p
        for of_class, p in zip(information, mass, strict=True)
    ]
