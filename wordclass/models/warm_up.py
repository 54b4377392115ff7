"""Compile the kernels that a fit needs last: ``python -m wordclass.models.warm_up``."""

import numpy as np

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.arrays import one_hot
from wordclass.models.fitted.hierarchy import merge_classes
from wordclass.models.methods.em import Bigrams
from wordclass.models.sparse import em
from wordclass.models.sparse.mixture import choose
from wordclass.models.sparse.profiles import Profiles
from wordclass.models.sparse.sparse import sparse_model
from wordclass.models.threads import workers


def warm_up() -> None:
    """Run kernels once on tiny arrays, those that take longest to compile first.

    The kernels of counting and exchange are left out, because a run needs them first and compiles
    them meanwhile.
    """
    counts = BigramCounts.from_pairs([("a", "b", 3), ("b", "a", 2)])
    labels = np.arange(3)
    model = sparse_model(counts, [one_hot(labels, 3)])
    with workers(1) as row_map:
        even = np.full((3, 3), 1 / 3)
        # At a negative price every class is tried.
        choose(Profiles(one_hot(labels, 3), (3,)), even, labels, -even, row_map)
        em.step(model, counts, Bigrams.of(counts.matrix), row_map)
    merge_classes(even / 3, both=True)


if __name__ == "__main__":
    warm_up()
