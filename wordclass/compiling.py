"""Say when kernels are compiled: once after an installation, and for no visible reason slow."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_log = logging.getLogger("wordclass")


@contextmanager
def announced() -> Iterator[None]:
    """Log a line if anything is compiled within; nothing when it comes from numba's cache.

    Examples
    --------
    >>> with announced():
    ...     pass
    """
    from numba.core import event

    class Announcement(event.Listener):
        said = False

        def on_start(self, event: event.Event) -> None:
            if not self.said:
                self.said = True
                _log.info("compiling for this machine: takes a while, and only the first time")

        def on_end(self, event: event.Event) -> None:
            pass

    with event.install_listener("numba:compile", Announcement()):
        yield
