"""Sample sentences kept with counts, for reports to quote."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Samples = tuple[tuple[str, ...], ...]


def join_samples(parts: Iterable[tuple[Samples, int]], size: int | None = None) -> Samples:
    """Join random samples of texts of so many sentences in proportion to these numbers.

    By default as many sentences are kept as the largest sample has.

    Examples
    --------
    >>> join_samples([((("a",), ("b",)), 20), ((("c",), ("d",)), 10)], size=3)
    (('a',), ('b',), ('d',))
    """
    sentences: list[tuple[str, ...]] = []
    ranks = []
    for sample, n in parts:
        # The sample, in random order, are the first of n sentences, at equal distances.
        order = np.argsort(hashes(np.arange(len(sample), dtype=np.uint64)))
        ranks.append((np.argsort(order) + 0.5) / max(n, 1))
        sentences += sample
    size = max(map(len, ranks), default=0) if size is None else size
    kept = np.argsort(np.concatenate([np.empty(0), *ranks]), kind="stable")[:size]
    return tuple(sentences[i] for i in sorted(kept.tolist()))


def hashes(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Hash numbers by SplitMix64 (Steele, Lea & Flood 2014), for a fixed pseudo-random order."""
    z = (numbers + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
