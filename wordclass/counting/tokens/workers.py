"""Worker processes that run a tokenizer, or any other function that can be pickled.

Each worker is a new Python process that does not import the caller's script, so that the script
needs no ``if __name__ == "__main__"``. A worker exits when its standard input is closed, and thus
whenever this process ends, even if it is killed.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

import cloudpickle

from wordclass.counting.parallel import bounded_map
from wordclass.errors import InputError

_PROGRAM = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from wordclass.counting.tokens.workers import serve
serve()
"""


class Worker:
    """A process that runs a pickled function."""

    def __init__(self, function: bytes) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # so that Ctrl-C reaches only this process
        )
        self._send(pickle.dumps(sys.path))
        self._send(function)

    def __call__(self, argument: Any) -> Any:
        """Call the function in the process; re-raise its error."""
        try:
            self._send(pickle.dumps(argument))
            assert self._process.stdout is not None
            good, result = pickle.load(self._process.stdout)  # from a trusted process
        except (EOFError, OSError, pickle.UnpicklingError):
            raise InputError(
                "a worker process was killed, perhaps for lack of memory; reduce {threads}",
                "threads",
            ) from None
        if not good:
            raise result
        return result

    def _send(self, pickled: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(pickled)
        self._process.stdin.flush()

    def stop(self) -> None:
        """Kill the process."""
        self._process.kill()
        self._process.communicate()


class WorkerPool:
    """Processes that call one function in parallel, which may be defined in the caller's script."""

    def __init__(self, function: Callable[[Any], Any], n_workers: int) -> None:
        pickled = cloudpickle.dumps(function)
        self._workers = [Worker(pickled) for _ in range(n_workers)]
        self._threads = ThreadPoolExecutor(n_workers)
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)

    def in_order(self, arguments: Iterable[Any]) -> Iterator[Any]:
        """Call the function with every argument, and yield the results in order."""
        return bounded_map(self._threads, self._call, arguments, 3 * len(self._workers))

    def _call(self, argument: Any) -> Any:
        worker = self._idle.get()
        try:
            return worker(argument)
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """Stop the processes."""
        for worker in self._workers:
            worker.stop()
        self._threads.shutdown(cancel_futures=True)


def serve() -> None:
    """Answer calls until standard input ends; whatever the function prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    calls = sys.stdin.buffer
    with suppress(EOFError, pickle.UnpicklingError, BrokenPipeError):  # the caller has ended
        function = pickle.load(calls)
        while True:
            argument = pickle.load(calls)
            try:
                answer = True, function(argument)
            except Exception as error:
                answer = False, error
            pickle.dump(answer, answers)
            answers.flush()
