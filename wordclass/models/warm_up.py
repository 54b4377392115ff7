"""Compiles the kernels of a fit and of its class tree: ``python -m wordclass.models.warm_up``."""

import numpy as np

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.arrays import one_hot
from wordclass.models.blocks import workers
from wordclass.models.fit import fit
from wordclass.models.fitted.hierarchy import class_tree
from wordclass.models.sparse.mixture import choose


def warm_up() -> None:
    """Run every kernel once, on next to nothing: first what takes longest to compile."""
    labels = np.arange(2)
    with workers(1) as block_map:
        choose(one_hot(labels, 2), np.full((2, 2), 0.5), labels, block_map)
    class_tree(fit(BigramCounts.from_pairs([("a", "b", 3), ("b", "a", 2)]), classes=2))


if __name__ == "__main__":
    warm_up()
