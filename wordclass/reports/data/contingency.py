"""Classes against gold tags, as plain data."""

from dataclasses import dataclass

from wordclass.evaluation.evaluate import Evaluation


@dataclass(frozen=True)
class Contingency:
    """Classes against gold tags: how many tokens of each class bear each tag.

    Parameters
    ----------
    side, tagset : str
        Which classes, and how tags were read.
    classes, tags : tuple of str
        Rows and columns.
    table : tuple of tuple of int
        The counts.
    scores : dict of str to float
        The figures of :class:`wordclass.evaluation.evaluate.Evaluation`.
    """

    side: str
    tagset: str
    classes: tuple[str, ...]
    tags: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]
    scores: dict[str, float]


def contingency_of(evaluation: Evaluation) -> Contingency:
    """Take what :func:`wordclass.evaluate` said."""
    scores = {name: value for name, value in vars(evaluation).items() if isinstance(value, float)}
    return Contingency(
        side=evaluation.side,
        tagset=evaluation.tagset,
        classes=tuple(str(c) for c in evaluation.classes),
        tags=evaluation.tags,
        table=tuple(tuple(row) for row in evaluation.contingency.tolist()),
        scores=scores,
    )
