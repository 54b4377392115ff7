"""Sample sentences kept with counts, for reports to quote."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Samples = tuple[tuple[str, ...], ...]


def join_samples(samples: Sequence[Samples]) -> Samples:
    """Join the samples of several counts, subsampled to the size of the largest."""
    size = max(map(len, samples), default=0)
    sentences = [sentence for sample in samples for sentence in sample]
    keys = hashes(np.arange(len(sentences), dtype=np.uint64))
    return tuple(sentences[i] for i in sorted(np.argsort(keys)[:size].tolist()))


def hashes(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Hash numbers by SplitMix64 (Steele, Lea & Flood 2014), for a fixed pseudo-random order."""
    z = (numbers + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
