"""Information: how much the classes of words tell about the words next to them.

A class that its neighbours do not distinguish from the average word may be found again in every
sample of the language and yet stand for nothing: it holds words that follow anything and are
followed by anything. What it tells, a Kullback-Leibler divergence, is then next to 0, whatever
the size of the text.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import rel_entr

from wordclass.models.arrays import FloatArray
from wordclass.models.fitted.probabilities import ClassProbabilities

_LITTLE = 0.1  # of the mean information of all classes


def uninformative_classes(model: ClassProbabilities) -> dict[str, tuple[int, ...]]:
    """Classes that tell next to nothing about their neighbours, by side; tied, "left" alone."""
    tell = informative(model.p_left[:, None] * model.p_right_given_left, model.tied)
    return {
        side: tuple(np.flatnonzero(~of_side).tolist())
        for side, of_side in zip(model.sides, tell, strict=False)
    }


def informative(pairs: FloatArray, tied: bool) -> list[npt.NDArray[np.bool_]]:
    """Whether each left and each right class tells a tenth of the average or more.

    What a class c tells about the class d that follows is sum over d of
    p(d|c) log p(d|c) / p(d), and likewise what a right class tells about the class before it.
    The average over tokens is the mutual information of adjacent classes. Tied classes tell the
    mean of the two. ``pairs`` is how often the classes follow each other; a class without mass is
    informative.

    Examples
    --------
    >>> left, right = informative(np.array([[8.0, 2.0], [3.0, 7.0], [55.0, 45.0]]), tied=False)
    >>> left.tolist(), right.tolist()
    ([True, True, False], [True, True])
    """
    joint = pairs / pairs.sum()
    mass = [joint.sum(axis=1), joint.sum(axis=0)]
    cells = rel_entr(joint, np.outer(*mass))
    told = [cells.sum(axis=1), cells.sum(axis=0)]
    if tied:
        mass, told = [sum(mass)] * 2, [sum(told)] * 2
    return [of_class >= _LITTLE * cells.sum() * p for of_class, p in zip(told, mass, strict=True)]
