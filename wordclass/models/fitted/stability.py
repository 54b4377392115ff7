"""How far a model's classes and table can be trusted: what refits to resampled text find again."""

from dataclasses import dataclass

import numpy as np

from wordclass.models.arrays import FloatArray, IntArray, Side

RELIABLE = 0.8  # share of the resamples in which a class must be found again to be called stable


@dataclass(frozen=True, eq=False)
class Stability:
    """What refits to resampled text find again of a model.

    Made by :func:`wordclass.stability`, which describes the method. Tied classes have the same
    entries under both sides.

    Parameters
    ----------
    n_resamples : int
        N, the number of refits.
    found : dict of side to (classes + 1,) int
        In how many of them each class was found again: with a Jaccard index above 0.5, and
        telling something about neighbouring words.
    jaccard : dict of side to (classes + 1,) float
        Mean Jaccard index, by tokens, of each class and its match.
    words : dict of side to (V,) float
        Share of the resamples that contain a word in which it was in its class's match.
    low, high : (L+1, K+1) float
        Ends of a 95 % interval for each p(d|c) of the transition table; 0 and 1 where the two
        classes were matched together in fewer than half of the resamples.
    """

    n_resamples: int
    found: dict[Side, IntArray]
    jaccard: dict[Side, FloatArray]
    words: dict[Side, FloatArray]
    low: FloatArray
    high: FloatArray

    def stable(self, side: Side) -> tuple[bool, ...]:
        """Whether each class was found again in at least 80 % of the resamples."""
        return tuple((self.found[side] >= RELIABLE * self.n_resamples).tolist())

    def check(self, table: tuple[int, int], n_words: int) -> None:
        """Raise a ValueError if arrays read from a file do not fit a model of this shape."""
        ordered = bool((self.low <= self.high).all())
        shapes = self.low.shape == self.high.shape == table
        if not (shapes and ordered and _within(self.low, 1) and _within(self.high, 1)):
            raise ValueError("the intervals of the transition table are wrong")
        n_classes: dict[Side, int] = {"left": table[0], "right": table[1]}
        for side, n in n_classes.items():
            for array, length, most in (
                (self.found[side], n, self.n_resamples),
                (self.jaccard[side], n, 1),
                (self.words[side], n_words, 1),
            ):
                if array.shape != (length,) or not _within(array, most):
                    raise ValueError("the stability of the classes is wrong")


def _within(array: FloatArray | IntArray, most: float) -> bool:
    return bool(np.isfinite(array).all() and (array >= 0).all() and (array <= most + 1e-9).all())
