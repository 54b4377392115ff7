"""Fits to parts of the counts, on all cores, each kept on disk as it finishes."""

import hashlib
import io
import pickle
import time
import zipfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from wordclass import __version__
from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.memory import cores
from wordclass.counting.tokens.workers import WorkerPool
from wordclass.files import replacing
from wordclass.models.arrays import FloatArray, IntArray
from wordclass.models.fit import fit
from wordclass.models.fitted.model import WordClassModel

_WORTH_A_PROCESS = 1.0  # seconds that a fit must take
_TOLERANCE = 1e-5  # of "sparse": parts of the counts differ by far more than is still to be gained


class RefitProgress(NamedTuple):
    """How many fits have finished, of how many."""

    done: int
    total: int


ProgressCallback = Callable[[RefitProgress], None]


class Refit(NamedTuple):
    """What is kept of a fit.

    Parameters
    ----------
    left_labels, right_labels : (V,) int
        The most probable class of each word; -1 for words that the part does not contain.
    table : (L+1, K+1) float
        p(d|c).
    scores : array of float
        What the task measured of the fit; empty if nothing.
    seconds : float
        How long the fit took.
    """

    left_labels: IntArray
    right_labels: IntArray
    table: FloatArray
    scores: FloatArray
    seconds: FloatArray


class Task(Protocol):
    """A fit to a part of the counts; can be pickled."""

    @property
    def settings(self) -> dict[str, Any]:
        """Settings of :func:`wordclass.fit`."""

    def part(self, counts: BigramCounts) -> BigramCounts:
        """Return the counts to fit to, over the same words."""

    def scores(self, model: WordClassModel, counts: BigramCounts, part: BigramCounts) -> FloatArray:
        """Measure the fit to the part."""


def refits(
    counts: BigramCounts,
    tasks: Sequence[Task],
    threads: int | None = None,
    keep: Path | None = None,
    progress: ProgressCallback | None = None,
) -> Iterator[Refit]:
    """Fit each task, and yield the results in order.

    Fits that take more than a second run in one process for each core.

    Parameters
    ----------
    keep : Path, optional
        A folder with the results of earlier calls; results are added as they finish.
    """
    with closing(_results(Refitter(counts, keep), tasks, threads or cores())) as results:
        for done, found in enumerate(results, start=1):
            yield found
            if progress is not None:
                progress(RefitProgress(done, len(tasks)))


def _results(
    refitter: "Refitter", tasks: Sequence[Task], n_workers: int
) -> Generator[Refit, None, None]:
    """Fit the tasks here, and in processes from the first slow one on if several are left."""
    done, slow = 0, False
    while done < len(tasks) and not (slow and min(n_workers, len(tasks) - done) > 1):
        begun = time.monotonic()
        found = refitter(tasks[done])
        slow = time.monotonic() - begun > _WORTH_A_PROCESS
        yield found
        done += 1
    rest = tasks[done:]
    if rest:
        with closing(WorkerPool(refitter, min(n_workers, len(rest)))) as pool:
            yield from pool.in_order(rest)


@dataclass(frozen=True)
class Refitter:
    """Fits a task, unless its result has been kept; can be sent to another process."""

    counts: BigramCounts
    keep: Path | None = None

    def __call__(self, task: Task) -> Refit:
        """Fit, or read what is kept of the same fit."""
        path = None if self.keep is None else self.keep / f"{self._key(task)}.npz"
        if path is not None and (kept := _read(path)) is not None:
            return kept
        found = self._fit(task)
        if path is not None:
            buffer = io.BytesIO()
            np.savez(buffer, **found._asdict())
            with replacing(path) as partial:
                partial.write_bytes(buffer.getvalue())
        return found

    def _fit(self, task: Task) -> Refit:
        begun = time.monotonic()
        part = task.part(self.counts)
        settings = task.settings
        if settings.get("method", "sparse") == "sparse":
            settings = {"tolerance": _TOLERANCE, **settings}
        model = fit(part, threads=1, **settings)
        left = np.where(part.prev_counts > 0, model.left_labels, -1)
        right = np.where(part.next_counts > 0, model.right_labels, -1)
        seconds = np.array(time.monotonic() - begun)
        scores = task.scores(model, self.counts, part)
        return Refit(left, right, model.p_right_given_left, scores, seconds)

    def _key(self, task: Task) -> str:
        key = hashlib.sha256(self._counts_key + pickle.dumps((task, __version__)))
        return key.hexdigest()[:32]

    @cached_property
    def _counts_key(self) -> bytes:
        digest = hashlib.sha256("\0".join(self.counts.vocabulary.words).encode())
        for matrix in (self.counts.matrix, self.counts.blocks):
            if matrix is None:
                continue
            for array in (matrix.data, matrix.indices, matrix.indptr):
                digest.update(array.astype(np.int64).tobytes())
        return digest.digest()


def _read(path: Path) -> Refit | None:
    """Read what was kept of a fit; None if there is nothing, or it is damaged."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return Refit(**arrays)
    except (OSError, ValueError, TypeError, EOFError, zipfile.BadZipFile):
        return None
