"""An option that would have no effect is refused: whoever gives it expects something of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click
from click.core import ParameterSource

import wordclass as wc


def refuse(names: Iterable[str], because: str) -> None:
    """Refuse the options that set these parameters if one was given.

    ``because`` completes the sentence "--width has no effect ...".
    """
    context = click.get_current_context()
    wanted = set(names)
    for parameter in context.command.params:
        name = parameter.name or ""
        if name in wanted and context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(
                f"{parameter.opts[-1]} has no effect {because}; leave it out", context
            )


def check_format(format_: str, formats_of: Mapping[str, Sequence[str]]) -> None:
    """Refuse options that have an effect on some formats only, and not on the one to write."""
    for name, formats in formats_of.items():
        if format_ not in formats:
            refuse([name], f"on the format {format_}, only on {', '.join(formats)}")


def check_side(*classes: Any) -> None:
    """Refuse --side if none of these models or class files has two sets of classes."""
    if not any(isinstance(one, wc.WordClassModel) and not one.tied for one in classes):
        refuse(["side"], "here: there are no separate left and right classes")
