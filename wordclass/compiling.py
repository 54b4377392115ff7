"""Announce the compilation of kernels, which makes the first run after an installation slow."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_log = logging.getLogger("wordclass")
_announced = False  # once in a process is enough


@contextmanager
def announced() -> Iterator[None]:
    """Log one line, once in a process, if the block compiles what is not in numba's cache.

    Examples
    --------
    >>> with announced():
    ...     pass
    """
    from numba.core import event

    class Announcement(event.Listener):
        def on_start(self, event: event.Event) -> None:
            global _announced
            if not _announced:
                _announced = True
                _log.info("compiling for this machine; this takes a while, but only once")

        def on_end(self, event: event.Event) -> None:
            pass

    with event.install_listener("numba:compile", Announcement()):
        yield
