"""How far classes, words and transitions can be trusted, as plain data."""

from collections.abc import Iterable
from dataclasses import dataclass

from wordclass.models.arrays import Side
from wordclass.models.fitted.model import WordClassModel
from wordclass.reports.data.classes import ClassSummary

DOUBTFUL = 0.5  # share of resamples in its class below which a word is marked


@dataclass(frozen=True)
class StabilitySummary:
    """What refits to resampled text found again, by side; see :func:`wordclass.stability`."""

    n_resamples: int
    found: dict[str, tuple[int, ...]]  # in how many resamples each class was found again
    jaccard: dict[str, tuple[float, ...]]  # mean Jaccard index of each class and its match
    unstable: dict[str, tuple[int, ...]]  # classes found again in fewer than 80 %
    words: dict[str, dict[str, float]]  # share in which a word that a report shows kept its class
    low: tuple[tuple[float, ...], ...]  # ends of a 95 % interval for each cell of the table
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
