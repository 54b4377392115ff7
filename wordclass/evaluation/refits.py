"""Fits to parts of the counts, on all cores, each kept on disk as it finishes."""

import hashlib
import io
import pickle
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Protocol, Self

import numpy as np

from wordclass import __version__
from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.memory import cores
from wordclass.counting.tokens.workers import WorkerPool
from wordclass.errors import check_callback, check_path, check_whole
from wordclass.files import replacing
from wordclass.models.arrays import FloatArray, IntArray
from wordclass.models.fit import factorise, fit
from wordclass.models.fitted.model import WordClassModel, load
from wordclass.models.problem import ProgressCallback as FitProgressCallback

_MIN_SECONDS = 1.0  # of a fit, for fits to run in processes of their own
_TOLERANCE = 1e-5  # of "sparse": parts of the counts differ by far more than is still to be gained


class RefitProgress(NamedTuple):
    """How many fits have finished, of how many that are known to be needed."""

    done: int
    total: int


ProgressCallback = Callable[[RefitProgress], None]


class Refit(NamedTuple):
    """What is kept of a fit."""

    left_labels: IntArray  # (V,) most probable classes; -1 for words that the part does not contain
    right_labels: IntArray
    table: FloatArray  # (L+1, K+1) p(d|c)
    scores: FloatArray  # what the task measured of the fit; empty if nothing
    seconds: FloatArray  # () that the fit took


class Task(Protocol):
    """A fit to a part of the counts; can be pickled."""

    @property
    def settings(self) -> dict[str, Any]:
        """Settings of :func:`wordclass.fit`."""

    def part(self, counts: BigramCounts) -> BigramCounts:
        """Return the counts to fit to, over the same words."""

    def scores(self, model: WordClassModel, counts: BigramCounts, part: BigramCounts) -> FloatArray:
        """Measure the fit to the part."""


class Refits:
    """Fits tasks, and yields the results in order; a context that ends its processes.

    Once a fit has taken more than a second, tasks run in parallel, in one process for each core.
    A single task, and the last of several, uses all cores.

    Parameters
    ----------
    counts : BigramCounts
    most : int
        The largest number of tasks that will be given at a time.
    keep : Path, optional
        A folder with the results of earlier fits; results are added as they finish.
    seconds : float
        How long a fit to these counts has taken, if one is known.
    """

    def __init__(
        self,
        counts: BigramCounts,
        most: int,
        threads: int | None = None,
        keep: Path | None = None,
        progress: ProgressCallback | None = None,
        seconds: float = 0.0,
    ) -> None:
        if threads is not None:
            check_whole("threads", threads)
        if keep is not None:
            check_path("keep", keep)
        check_callback("progress", progress)
        self._refitter = Refitter(counts, None if keep is None else Path(keep))
        self._threads = threads or cores()
        self._most = most
        self._progress = progress
        self._done = self._total = 0
        self._seconds = seconds
        self._pool: WorkerPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.close()

    def __call__(self, tasks: Sequence[Task]) -> Iterator[Refit]:
        """Fit each task."""
        self._total += len(tasks)
        for found in self._results(tasks):
            yield found
            self._done += 1
            if self._progress is not None:
                self._progress(RefitProgress(self._done, self._total))

    def _results(self, tasks: Sequence[Task]) -> Iterator[Refit]:
        for done, task in enumerate(tasks):
            if self._seconds > _MIN_SECONDS and self._threads > 1 and done < len(tasks) - 1:
                if self._pool is None:
                    self._pool = WorkerPool(self._refitter, min(self._threads, self._most))
                threads = [*[1] * (len(tasks) - done - 1), self._threads]
                yield from self._pool.in_order(zip(tasks[done:], threads, strict=True))
                return
            found = self._refitter((task, self._threads))
            self._seconds = max(self._seconds, float(found.seconds))
            yield found


@dataclass(frozen=True)
class Refitter:
    """Fits a task on some threads, unless its result has been kept; can be sent to a process."""

    counts: BigramCounts
    keep: Path | None = None

    def __call__(self, task_and_threads: tuple[Task, int]) -> Refit:
        """Fit, or read what is kept of the same fit."""
        task, threads = task_and_threads
        path = None if self.keep is None else self.keep / f"{_key(self._counts_key, task)}.npz"
        if path is not None and (kept := _read(path)) is not None:
            return kept
        found = self._fit(task, threads)
        if path is not None:
            buffer = io.BytesIO()
            np.savez(buffer, **found._asdict())
            with replacing(path) as partial:
                partial.write_bytes(buffer.getvalue())
        return found

    def _fit(self, task: Task, threads: int) -> Refit:
        start = time.monotonic()
        part = task.part(self.counts)
        settings = task.settings
        if settings.get("method", "sparse") == "sparse":
            settings = {"tolerance": _TOLERANCE, **settings}
        model = factorise(part, threads=threads, **settings)
        left = np.where(part.prev_counts > 0, model.left_labels, -1)
        right = np.where(part.next_counts > 0, model.right_labels, -1)
        seconds = np.array(time.monotonic() - start)
        scores = task.scores(model, self.counts, part)
        return Refit(left, right, model.p_right_given_left, scores, seconds)

    @cached_property
    def _counts_key(self) -> bytes:
        return _counts_key(self.counts)


def kept_fit(
    counts: BigramCounts,
    keep: Path | None,
    *,
    threads: int | None = None,
    progress: FitProgressCallback | None = None,
    **settings: Any,
) -> WordClassModel:
    """Fit a model, unless that of the same fit has been kept in a folder."""
    path = None if keep is None else keep / f"{_key(_counts_key(counts), settings)}.safetensors"
    if path is not None and path.exists():
        return load(path)
    model = fit(counts, threads=threads, progress=progress, **settings)
    if path is not None:
        model.save(path)
    return model


def _counts_key(counts: BigramCounts) -> bytes:
    digest = hashlib.sha256("\0".join(counts.vocabulary.words).encode())
    for matrix in (counts.matrix, counts.blocks):
        if matrix is None:
            continue
        for array in (matrix.data, matrix.indices, matrix.indptr):
            digest.update(array.astype(np.int64).tobytes())
    return digest.digest()


def _key(counts_key: bytes, fitted: object) -> str:
    """A name for what is fitted to the counts: a task, or the settings of a fit."""
    return hashlib.sha256(counts_key + pickle.dumps((fitted, __version__))).hexdigest()[:32]


def _read(path: Path) -> Refit | None:
    """Read what was kept of a fit; None if there is nothing, or it is damaged."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return Refit(**arrays)
    except (OSError, ValueError, TypeError, EOFError, zipfile.BadZipFile):
        return None
