"""Progress reports to the caller of a count."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from wordclass.counting.text.sources import Text

SECONDS = 0.2  # between two calls of the callback


@dataclass(frozen=True)
class CountProgress:
    """The progress of a count."""

    source: str  # the text being read
    bytes: int  # read, of all files as stored
    total_bytes: int  # 0 if it is unknown
    tokens: int  # counted so far
    sentences: int
    seconds: float  # since the start


ProgressCallback = Callable[[CountProgress], None]


class ProgressMeter:
    """Calls the callback of a count a few times a second; ``rest`` are the texts still to read."""

    def __init__(
        self, callback: ProgressCallback | None, texts: list[Text], rest: list[Text]
    ) -> None:
        self._callback = callback
        self._sizes = {id(one): one.path.stat().st_size if one.path else 0 for one in texts}
        self._total = sum(self._sizes.values()) if all(self._sizes.values()) else 0
        self._done = self._total and self._total - sum(self._sizes[id(one)] for one in rest)
        self._start = self._last = time.monotonic()

    def update(self, text: Text, bytes_read: int, tokens: int, sentences: int) -> None:
        """Call the callback if enough time has passed."""
        now = time.monotonic()
        if self._callback is None or now - self._last < SECONDS:
            return
        self._last = now
        self._callback(
            CountProgress(
                text.name, self._done + bytes_read, self._total, tokens, sentences,
                now - self._start,
            )
        )  # fmt: skip

    def finish(self, text: Text) -> None:
        """Note that a text has been read."""
        self._done += self._sizes[id(text)]
