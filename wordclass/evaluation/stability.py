"""Stability of classes: the agreement of fits with different seeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.errors import InputError
from wordclass.evaluation.metrics import adjusted_rand, contingency
from wordclass.models.arrays import Side, check_side
from wordclass.models.fit import fit
from wordclass.models.fitted.model import WordClassModel


@dataclass(frozen=True, eq=False)
class Stability:
    """Pairwise agreement of several fits.

    Parameters
    ----------
    agreement : (n, n) float
        Adjusted Rand index of each pair of fits, weighted by token; 1 on the diagonal.
    """

    agreement: npt.NDArray[np.float64]

    @property
    def pairs(self) -> npt.NDArray[np.float64]:
        """Agreement of each pair of fits, each pair once."""
        return np.asarray(self.agreement[np.triu_indices(len(self.agreement), k=1)])

    @property
    def mean(self) -> float:
        """Mean agreement of all pairs."""
        return float(self.pairs.mean())

    @property
    def lowest(self) -> float:
        """Agreement of the pair that differs most."""
        return float(self.pairs.min())


def agreement(models: Sequence[WordClassModel], side: Side = "left") -> Stability:
    """Compare the classes of models over the same vocabulary, weighted by token.

    Parameters
    ----------
    models : sequence of WordClassModel
        Two or more.
    side : "left" or "right"
        Which classes.

    Returns
    -------
    Stability

    Raises
    ------
    InputError
        When there are fewer than two models, or their vocabularies differ.
    """
    if len(models) < 2:
        raise InputError(f"agreement needs two or more models, not {len(models)}")
    first = models[0]
    if any(model.vocabulary.words != first.vocabulary.words for model in models):
        raise InputError("the models have different vocabularies; fit them to the same counts")
    check_side(side)
    weights = np.maximum(first.prev_counts, first.next_counts)[1:]  # the boundary is not a token
    labels = [(m.left_labels if side == "left" else m.right_labels)[1:] for m in models]
    table = np.array([[adjusted_rand(contingency(a, b, weights)) for b in labels] for a in labels])
    return Stability(table)


def stability(
    counts: BigramCounts, seeds: Sequence[int] = range(5), side: Side = "left", **settings: Any
) -> Stability:
    """Fit once for each seed and compare the classes.

    Parameters
    ----------
    counts : BigramCounts
    seeds : sequence of int
        Two or more.
    side : "left" or "right"
        Which classes are compared.
    **settings
        Passed to :func:`wordclass.fit`.

    Returns
    -------
    Stability
    """
    return agreement([fit(counts, seed=seed, **settings) for seed in seeds], side)
