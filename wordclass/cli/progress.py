"""Progress bars on stderr, if it is a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

Callback = Callable[[Any], None] | None


def counting() -> AbstractContextManager[Callback]:
    """Return a context with a ``progress`` callback for :func:`wordclass.count`, or with None."""
    return _bar(
        lambda rich: [rich.DownloadColumn(), rich.TransferSpeedColumn()],
        lambda state: {
            "description": f"{state.source[-40:]}: {state.tokens:,} tokens",
            "completed": state.bytes,
            "total": state.total_bytes or None,
        },
        description="counting",
    )


def fitting() -> AbstractContextManager[Callback]:
    """Return a context with a ``progress`` callback for :func:`wordclass.fit`, or with None."""
    return _bar(
        lambda rich: [
            rich.TextColumn("step {task.completed:.0f}, objective {task.fields[objective]}"),
            rich.TimeElapsedColumn(),
        ],
        lambda state: {
            "description": state.stage or "fitting",
            "completed": state.iteration,
            "total": state.total,
            "objective": f"{state.objective:.5f}",
        },
        description="fitting",
        objective="–",
    )


def refitting() -> AbstractContextManager[Callback]:
    """Return a context with a ``progress`` callback for many fits, or with None."""
    return _bar(
        lambda rich: [rich.MofNCompleteColumn(), rich.TimeElapsedColumn()],
        lambda state: {"completed": state.done, "total": state.total},
        description="refitting",
    )


@contextmanager
def _bar(
    columns: Callable[[Any], list[Any]], update: Callable[[Any], dict[str, Any]], **start: str
) -> Iterator[Callback]:
    """Yield a callback that passes ``update`` of a state to a bar; None if not in a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich import progress as rich
    from rich.console import Console

    with rich.Progress(
        rich.TextColumn("{task.description}", markup=False),
        rich.BarColumn(),
        *columns(rich),
        rich.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(total=None, **start)  # type: ignore[arg-type]
        yield lambda state: bar.update(task, **update(state))
