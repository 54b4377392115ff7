"""Warn of options that have no effect: whoever gives one expects something of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click
from click.core import ParameterSource

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


def check_reading(corpus: Iterable[str], input_format: str | None) -> None:
    """Warn of options that have no effect on any of these texts."""
    from wordclass.counting.text.sources import formats_named

    formats = formats_named(corpus, input_format)
    if formats <= {"conllu", "vert", "tagged", "corpus"}:
        warn(["sentences"], "on text in which sentences are marked")
    if formats <= {"parquet", "corpus"}:
        warn(["encoding", "errors"], "on Parquet files and named corpora, whose encoding is known")
    if formats <= {"corpus"}:
        warn(["input_format"], "on named corpora, whose format is known")


def check_side(*classes: Any, by_word: bool = False) -> None:
    """Warn of --side if none of these models or class files has two sets of classes.

    If only the class of each word matters (``by_word``), those of the sides must also differ: a
    word of a tied model may have another most probable class in each role.
    """
    from wordclass.models.fitted.classes import class_by_word, is_two_sided

    if click.get_current_context().get_parameter_source("side") is not ParameterSource.COMMANDLINE:
        return  # the classes of a large vocabulary are not compared for nothing

    def differ(one: Any) -> bool:
        return class_by_word(one, "left") != class_by_word(one, "right")

    if not any(map(differ if by_word else is_two_sided, classes)):
        warn(["side"], "here: the left and the right classes are the same")
