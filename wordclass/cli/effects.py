"""Warn of options that have no effect: whoever gives one expects something of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click
from click.core import ParameterSource

import wordclass as wc

_log = logging.getLogger("wordclass")


def warn(names: Iterable[str], because: str) -> None:
    """Warn of the options that set these parameters, if they were given.

    ``because`` completes the sentence "--width has no effect ...".
    """
    context = click.get_current_context()
    wanted = set(names)
    warned: set[str] = context.meta.setdefault(__name__, set())
    for parameter in context.command.params:
        name = parameter.name or ""
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if name in wanted - warned and given:
            warned.add(name)
            _log.warning("%s has no effect %s", parameter.opts[-1], because)


def check_format(format_: str, formats_of: Mapping[str, Sequence[str]]) -> None:
    """Warn of options that have an effect on some formats only, and not on the one to write."""
    for name, formats in formats_of.items():
        if format_ not in formats:
            warn([name], f"on the format {format_}, only on {', '.join(formats)}")


def check_side(*classes: Any) -> None:
    """Warn of --side if none of these models or class files has two sets of classes."""
    if not any(isinstance(one, wc.WordClassModel) and not one.tied for one in classes):
        warn(["side"], "here: there are no separate left and right classes")
