"""Reservoir sampling of the sentences counted, for reports to quote."""

from collections.abc import Callable, Iterable

import numpy as np

from wordclass.counting.counts.samples import Samples, hashes
from wordclass.counting.tokens.batches import SENTENCE_END, TOKEN_END

_LONGEST = 4096  # bytes; longer sentences are not sampled


class Reservoir:
    r"""A reservoir sample: the sentences whose numbers have the smallest hashes.

    The sample does not depend on the chunks, nor on whether a count was killed and resumed: of
    ``seen`` sentences offered so far, it goes on from those ``kept``, as (hash, number, tokens).

    Examples
    --------
    >>> reservoir = Reservoir(2)
    >>> reservoir.add(b"a b\nc d\ne f\n")
    >>> len(reservoir.sentences())
    2
    """

    def __init__(
        self, size: int, seen: int = 0, kept: Iterable[tuple[int, int, list[str]]] = ()
    ) -> None:
        self.size = size
        self.seen = seen
        self.kept = [(key, number, list(tokens)) for key, number, tokens in kept]
        self._open = False  # the last chunk ended within a line

    def add(self, chunk: bytes, tokenized: bool = False, ends: bool = True) -> None:
        """Offer the sentences of a chunk, as in :class:`wordclass.counting.tokens.chunks.Chunk`.

        A sentence that is cut by the end of a chunk is not sampled.
        """
        if self.size == 0:
            return
        signs = np.frombuffer(chunk, dtype=np.uint8)
        ends_one = signs == SENTENCE_END[0] if tokenized else (signs == 10) | (signs == 13)
        stops = np.flatnonzero(ends_one)
        if len(chunk) > (stops[-1] + 1 if len(stops) else 0):
            stops = np.append(stops, len(chunk))
        starts = np.concatenate([[0], stops[:-1] + 1])
        numbers = np.arange(self.seen, self.seen + len(stops), dtype=np.uint64)
        self.seen += len(stops)
        keys = hashes(numbers)
        limit = max(key for key, *_ in self.kept) if len(self.kept) == self.size else 1 << 64
        whole = np.ones(len(stops), dtype=bool)
        if len(stops):
            whole[0] = not self._open
            whole[-1] &= ends
        self._open = not ends
        good = whole & (stops > starts) & (stops - starts <= _LONGEST)
        candidates = np.flatnonzero(good)
        if limit < 1 << 64:
            candidates = candidates[keys[candidates] < np.uint64(limit)]
        for i in candidates[np.argsort(keys[candidates])][: self.size].tolist():
            text = chunk[starts[i] : stops[i]]
            parts = text.split(TOKEN_END) if tokenized else text.decode(errors="replace").split()
            tokens = [part.decode() if isinstance(part, bytes) else part for part in parts]
            if any(tokens):
                self.kept.append((int(keys[i]), int(numbers[i]), tokens))
        self.kept = sorted(self.kept)[: self.size]

    def sentences(self, fold: Callable[[str], str] | None = None) -> Samples:
        """Return the sample, in the order of the text, with the tokens folded."""
        by_number = sorted((number, tokens) for _, number, tokens in self.kept)
        return tuple(
            tuple(fold(token) if fold else token for token in tokens) for _, tokens in by_number
        )
