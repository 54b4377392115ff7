"""How kernels are compiled, when that is announced, and how it is divided between two processes."""

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from numba import njit
from numba.core import event

_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

# A division by zero is not checked for: it gives inf or nan, as in NumPy. Nothing calls kernels
# from C, and functions that only kernels call need no entry from Python either: every entry
# takes a tenth of a second or two to compile.
_compiled: Any = partial(njit, cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True)
kernel: _Decorator = _compiled()
inner: _Decorator = _compiled(no_cpython_wrapper=True)
# Reordering sums over classes or cells lets them run in vector registers.
vectorised: _Decorator = _compiled(fastmath={"reassoc", "contract"})

_log = logging.getLogger("wordclass")


class _AtFirst(event.Listener):
    """Calls a function when the first kernel is compiled that is not in numba's cache."""

    def __init__(self, call: Callable[[], object]) -> None:
        self._calls = [call]

    def on_start(self, event: event.Event) -> None:
        while self._calls:
            self._calls.pop()()

    def on_end(self, event: event.Event) -> None:
        pass


@cache  # once in a process is enough
def _announce() -> None:
    _log.info("compiling for this machine; this takes a while, but only once")


@contextmanager
def announced() -> Iterator[None]:
    """Log one line, once in a process, if the block compiles what is not in numba's cache."""
    with event.install_listener("numba:compile", _AtFirst(_announce)):
        yield


@contextmanager
def divided(module: str, later: Any) -> Iterator[None]:
    """If the block compiles, run a module beside it, which compiles what the block needs later.

    It is run at once if ``later``, a kernel it compiles, has no file in numba's cache, else when
    the block compiles something. The two processes share the cache; with a second core the first
    run waits less.
    """
    started: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        if started:
            return
        command = [sys.executable, "-P", "-m", module]  # -P: no modules from the working directory
        silent = subprocess.DEVNULL
        started.append(subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent))

    name = f"{later.__module__.rpartition('.')[2]}.{later.__qualname__}"
    try:
        if not any(Path(later.stats.cache_path).glob(f"{name}-*.nbi")):
            start()
        with event.install_listener("numba:compile", _AtFirst(start)):
            yield
    finally:
        for process in started:
            process.kill()
            process.wait()
