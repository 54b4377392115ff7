"""The class trees of a model, made beside the rest of its summary."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from wordclass.models.fitted.hierarchy import class_tree
from wordclass.models.fitted.model import Side, WordClassModel


@dataclass(frozen=True)
class Tree:
    """How the classes of one side merge, two at a time, by least loss of information.

    Parameters
    ----------
    merges : tuple of (int, int)
        The nodes joined at each step: 1 to K the classes, K + 1 + i what step i made.
    losses : tuple of float
        Mutual information lost at each step, in bits per bigram.
    paths : tuple of str
        The bit string of each class; the boundary's is empty.
    """

    merges: tuple[tuple[int, int], ...]
    losses: tuple[float, ...]
    paths: tuple[str, ...]


GrowingTrees = dict[Side, Future[Tree]]


@contextmanager
def growing_trees(model: WordClassModel) -> Iterator[GrowingTrees]:
    """Start the trees in threads: of 800 classes they take as long as all else together."""
    sides: tuple[Side, ...] = ("left",) if model.tied else ("left", "right")
    with ThreadPoolExecutor(len(sides)) as pool:
        yield {side: pool.submit(_tree, model, side) for side in sides}


def _tree(model: WordClassModel, side: Side) -> Tree:
    tree = class_tree(model, side)
    return Tree(
        merges=tuple((a, b) for a, b in tree.merges.tolist()),
        losses=tuple(tree.losses.tolist()),
        paths=tuple(tree.paths),
    )
