"""How kernels are compiled, and the announcement of it, since it makes the first run slow."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from numba import njit
from numba.core import event

# A division by zero is not checked for: it gives inf or nan, as in NumPy. Functions that only
# kernels call need no entry from Python, which takes a tenth of a second to compile.
kernel = njit(cache=True, nogil=True, error_model="numpy")
inner = njit(  # type: ignore[call-overload]  # unknown to numba's stubs
    cache=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True
)

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
