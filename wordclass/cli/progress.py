"""Progress bars on stderr, if it is a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def counting() -> Iterator[Callable[[Any], None] | None]:
    """Yield a ``progress`` callback for :func:`wordclass.count`; None if not in a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("counting", total=None)

        def show(state: Any) -> None:
            progress.update(
                task,
                description=f"{escape(state.source[-40:])}: {state.tokens:,} tokens",
                completed=state.bytes,
                total=state.total_bytes or None,
            )

        yield show


@contextmanager
def fitting() -> Iterator[Callable[[Any], None] | None]:
    """Yield a ``progress`` callback for :func:`wordclass.fit`; None if not in a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("step {task.completed:.0f}, objective {task.fields[objective]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("fitting", total=None, objective="–")

        def show(state: Any) -> None:
            progress.update(
                task,
                description=state.stage or "fitting",
                completed=state.iteration,
                total=state.total,
                objective=f"{state.objective:.5f}",
            )

        yield show
