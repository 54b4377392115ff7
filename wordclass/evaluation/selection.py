"""Choose the number of classes by the perplexity of held-out text."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.errors import check_whole
from wordclass.models.fit import fit

Sentence = TypeVar("Sentence")


class CurvePoint(NamedTuple):
    """A number of classes, and the perplexity of both texts under it."""

    classes: int
    training_perplexity: float
    held_out_perplexity: float


def every_nth(sentences: Iterable[Sentence], n: int = 10) -> tuple[list[Sentence], list[Sentence]]:
    """Split sentences into a training set and every n-th one, which is held out.

    Examples
    --------
    >>> every_nth("abcdefg", n=3)
    (['a', 'b', 'd', 'e', 'g'], ['c', 'f'])
    """
    check_whole("n", n, 2)
    kept: list[Sentence] = []
    held_out: list[Sentence] = []
    for i, sentence in enumerate(sentences, start=1):
        (held_out if i % n == 0 else kept).append(sentence)
    return kept, held_out


def held_out_curve(
    counts: BigramCounts,
    held_out: BigramCounts,
    classes: Sequence[int] = (10, 20, 40, 80, 160),
    **settings: Any,
) -> list[CurvePoint]:
    """Fit with each number of classes, and measure the perplexity of held-out text.

    The number with the lowest held-out perplexity predicts best. It is often larger than a
    reader wants; the curve shows the cost of fewer classes.

    Parameters
    ----------
    counts, held_out : BigramCounts
        The training and the held-out text.
    classes : sequence of int
        The numbers to try.
    **settings
        Passed to :func:`wordclass.fit`.

    Returns
    -------
    list of CurvePoint
        In the order of ``classes``.

    Raises
    ------
    InputError
        As :func:`wordclass.fit` and :meth:`WordClassModel.perplexity` do.

    Examples
    --------
    >>> rows = [("", "a", 5), ("a", "b", 5), ("b", "", 5), ("", "c", 5), ("c", "", 5)]
    >>> counts = BigramCounts.from_pairs(rows)
    >>> curve = held_out_curve(counts, counts, classes=[1, 2], method="exchange", tied=True)
    >>> curve[1].held_out_perplexity < curve[0].held_out_perplexity
    True
    """
    curve = []
    for k in classes:
        model = fit(counts, classes=k, **settings)
        curve.append(CurvePoint(k, model.perplexity(counts), model.perplexity(held_out)))
    return curve
