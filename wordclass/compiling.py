"""Announce the compilation of kernels, which makes the first run after an installation slow."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_log = logging.getLogger("wordclass")


@contextmanager
def announced() -> Iterator[None]:
    """Log one line if the block compiles anything that is not in numba's cache yet.

    Examples
    --------
    >>> with announced():
    ...     pass
    """
    from numba.core import event

    class Announcement(event.Listener):
        announced = False

        def on_start(self, event: event.Event) -> None:
            if not self.announced:
                self.announced = True
                _log.info("compiling for this machine; this takes a while, but only once")

        def on_end(self, event: event.Event) -> None:
            pass

    with event.install_listener("numba:compile", Announcement()):
        yield
