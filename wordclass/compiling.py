"""How kernels are compiled, when that is announced, and how it is divided between two processes."""

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from numba import njit
from numba.core import event

_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _compiled(**settings: Any) -> _Decorator:
    """Compile functions when they are first called, and keep the code in numba's cache.

    A division by zero is not checked for: it gives inf or nan, as in NumPy. Nothing calls kernels
    from C, and functions that only kernels call need no entry from Python either: every entry
    takes a tenth of a second or two to compile.
    """
    compiled: Any = partial(njit, nogil=True, error_model="numpy", no_cfunc_wrapper=True)

    def decorated(function: Callable[..., Any]) -> Any:
        dispatcher = compiled(**settings)(function)
        with suppress(RuntimeError):  # no folder for the cache can be written
            dispatcher.enable_caching()
        return dispatcher

    return decorated


kernel = _compiled()
inner = _compiled(no_cpython_wrapper=True)
# Reordering sums over classes or cells lets them run in vector registers.
vectorised = _compiled(fastmath={"reassoc", "contract"})

_log = logging.getLogger("wordclass")


class _AtFirst(event.Listener):
    """Calls a function when the first kernel is compiled that is not in numba's cache."""

    def __init__(self, call: Callable[[Any], object]) -> None:
        self._calls = [call]

    def on_start(self, event: event.Event) -> None:
        while self._calls:
            self._calls.pop()(event.data["dispatcher"])

    def on_end(self, event: event.Event) -> None:
        pass


def _announce(dispatcher: Any) -> None:
    if cache_folder(dispatcher) is not None:
        _log.info("compiling for this machine; this takes a while, but is kept for later runs")
    else:
        _log.info(
            "compiling, as at every start: no folder for compiled code can be written to; "
            "set NUMBA_CACHE_DIR to one that can"
        )


_ANNOUNCING = _AtFirst(_announce)


def cache_folder(dispatcher: Any) -> Path | None:
    """The folder in which a kernel's code is kept, if there is one that can be written."""
    folder = dispatcher.stats.cache_path
    return None if folder is None else Path(folder)


@contextmanager
def announced() -> Iterator[None]:
    """Log one line, once in a process, if the block compiles what is not in numba's cache."""
    with event.install_listener("numba:compile", _ANNOUNCING):
        yield


@contextmanager
def divided(module: str, later: Any) -> Iterator[None]:
    """If the block compiles, run a module beside it, which compiles what the block needs later.

    It is run at once if ``later``, a kernel it compiles, has no file in numba's cache, else when
    the block compiles something. The two processes share the cache; with a second core the first
    run waits less. Without a cache there is nothing to share.
    """
    folder = cache_folder(later)
    if folder is None:
        yield
        return
    started: list[subprocess.Popen[bytes]] = []

    def start(_: Any = None) -> None:
        if started:
            return
        command = [sys.executable, "-P", "-m", module]  # -P: no modules from the working directory
        silent = subprocess.DEVNULL
        started.append(subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent))

    name = f"{later.__module__.rpartition('.')[2]}.{later.__qualname__}"
    try:
        if not any(folder.glob(f"{name}-*.nbi")):
            start()
        with event.install_listener("numba:compile", _AtFirst(start)):
            yield
    finally:
        for process in started:
            process.kill()
            process.wait()
