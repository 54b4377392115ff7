"""Worker processes that run a tokenizer.

They are programs of their own: a caller's script is not run again in them, whether it guards
its main part or not. They end when this process does, however it ends, since their standard
input ends then.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

import cloudpickle

from wordclass.counting.parallel import ahead
from wordclass.errors import InputError

_PROGRAM = """
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from wordclass.counting.tokens.workers import serve
serve()
"""


class Worker:
    """A process that calls a pickled function."""

    def __init__(self, function: bytes) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is this process's to handle
        )
        self._send(pickle.dumps(sys.path))
        self._send(function)

    def __call__(self, argument: Any) -> Any:
        """Call the function there; what it raises is raised here."""
        try:
            self._send(pickle.dumps(argument))
            assert self._process.stdout is not None
            good, result = pickle.load(self._process.stdout)  # from our own child
        except (EOFError, OSError, pickle.UnpicklingError):
            raise InputError(
                "a tokenizing process was killed, perhaps for lack of memory; use fewer {threads}",
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
    """Processes that call one function in parallel.

    Parameters
    ----------
    function
        Any that cloudpickle can pickle, such as one of the caller's script.
    """

    def __init__(self, function: Callable[[Any], Any], n_workers: int) -> None:
        pickled = cloudpickle.dumps(function)
        self._workers = [Worker(pickled) for _ in range(n_workers)]
        self._threads = ThreadPoolExecutor(n_workers)
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)

    def in_order(self, arguments: Iterable[Any]) -> Iterator[Any]:
        """Call the function for every argument, and yield the results in order.

        Raises
        ------
        InputError
            When a process is killed. What the function raises is raised here.
        """
        return ahead(self._threads, self._call, arguments, 3 * len(self._workers))

    def _call(self, argument: Any) -> Any:
        worker = self._idle.get()
        try:
            return worker(argument)
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.stop()
        self._threads.shutdown(cancel_futures=True)


def serve() -> None:
    """Answer calls until the input ends; what the function prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    calls = sys.stdin.buffer
    function = pickle.load(calls)
    while True:
        try:
            argument = pickle.load(calls)
        except EOFError:
            return
        try:
            answer = True, function(argument)
        except Exception as error:
            answer = False, error
        try:
            pickle.dump(answer, answers)
            answers.flush()
        except BrokenPipeError:
            return
