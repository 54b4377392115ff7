"""How far classes, words and transitions can be trusted, as plain data."""

from collections.abc import Iterable
from dataclasses import dataclass

from wordclass.models.arrays import Side
from wordclass.models.fitted.model import WordClassModel
from wordclass.reports.data.classes import ClassSummary

DOUBTFUL = 0.5  # share of resamples in its class below which a word is marked


@dataclass(frozen=True)
class StabilitySummary:
    """What refits to resampled text found again; see :class:`wordclass.models.fitted.stability`.

    Parameters
    ----------
    n_resamples : int
    found : dict of side to tuple of int
        In how many resamples each class was found again, the boundary's class first.
    jaccard : dict of side to tuple of float
        Mean Jaccard index of each class and its match.
    unstable : dict of side to tuple of int
        The classes found again in fewer than 80 % of the resamples.
    words : dict of side to dict of str to float
        How often each word that a report can show was in its class, as a share.
    low, high : tuple of tuple of float
        Ends of a 95 % interval for each cell of the transition table.
    """

    n_resamples: int
    found: dict[str, tuple[int, ...]]
    jaccard: dict[str, tuple[float, ...]]
    unstable: dict[str, tuple[int, ...]]
    words: dict[str, dict[str, float]]
    low: tuple[tuple[float, ...], ...]
    high: tuple[tuple[float, ...], ...]

    def doubtful(self, side: str, word: str) -> bool:
        """Whether a word was in its class in fewer than half of the resamples."""
        return self.words[side].get(word, 1.0) < DOUBTFUL


def stability_of(
    model: WordClassModel, classes: dict[Side, tuple[ClassSummary, ...]]
) -> StabilitySummary | None:
    """Summarise the stability of a model for the sides and words that a report shows."""
    measured = model.stability
    if measured is None:
        return None
    return StabilitySummary(
        n_resamples=measured.n_resamples,
        found={side: tuple(measured.found[side].tolist()) for side in classes},
        jaccard={side: tuple(measured.jaccard[side].tolist()) for side in classes},
        unstable={
            side: tuple(c for c, stable in enumerate(measured.stable(side)) if not stable)
            for side in classes
        },
        words={
            side: {
                word: float(measured.words[side][model.vocabulary.id(word)])
                for word in sorted(_shown(entries))
                if word in model.vocabulary
            }
            for side, entries in classes.items()
        },
        low=tuple(map(tuple, measured.low.tolist())),
        high=tuple(map(tuple, measured.high.tolist())),
    )


def _shown(classes: Iterable[ClassSummary]) -> set[str]:
    return {
        entry.word for one in classes for words in (one.by_probability, one.by_lift)
        for entry in words
    }  # fmt: skip
