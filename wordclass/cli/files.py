"""The files that commands read and write, where "-" is stdin or stdout."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, TextIO, overload

import click

import wordclass as wc
from wordclass.cli import effects, options, progress
from wordclass.errors import InputError
from wordclass.files import check_target, replacing

_log = logging.getLogger("wordclass")


def check_output(
    path: str | None, is_text: bool = False, inputs: Iterable[str | None] = ()
) -> None:
    """Refuse an output that cannot be written or is an input, before any work is done."""
    if path == "-":
        if stdout().isatty() and not is_text:
            raise click.UsageError(
                "the output is binary: write it to a file or a pipe, not to a terminal"
            )
    elif path is not None:
        target = check_target(path, remedy="; '-' is standard output")
        if not target.parent.is_dir():
            raise InputError(f"cannot write {path}: there is no folder {target.parent}")
        if not is_text and _is_named_like_a_text(target):
            _log.warning("%s will be a binary file, although it is named like a text; the usual "
                         "names are NAME.parquet for counts and NAME.safetensors for models",
                         path)  # fmt: skip
        if not os.access(target.parent, os.W_OK):
            raise InputError(f"cannot write {path}: the folder {target.parent} is not writable")
        for name in inputs:
            if name and target.exists() and Path(name).exists() and target.samefile(name):
                raise click.UsageError(f"{path} is an input; name another file for the output")


def _is_named_like_a_text(path: Path) -> bool:
    from wordclass.counting.text.sources import FORMAT_OF_SUFFIX

    texts = {*FORMAT_OF_SUFFIX, *chain.from_iterable(options.SUFFIXES.values())} - {"", ".parquet"}
    return path.suffix.lower() in texts


def check_distinct(*outputs: str | None) -> None:
    """Refuse to write two things to one file, or both to stdout."""
    names = [name for name in outputs if name is not None]
    files = [name if name == "-" else os.path.realpath(name) for name in names]
    for i, name in enumerate(names):
        if files[i] in files[:i]:
            what = "stdout" if name == "-" else name
            raise click.UsageError(f"two outputs would be written to {what}; name another file")


def stdout() -> TextIO:
    """Return stdout, unless the caller closed it."""
    if sys.stdout is None:
        raise click.UsageError("stdout is closed; name a file to write")
    return sys.stdout


@contextmanager
def reading(path: str) -> Iterator[Path]:
    """Yield ``path``, or a temporary file with the bytes of stdin."""
    if path != "-":
        yield Path(path)
        return
    with tempfile.TemporaryDirectory(prefix="wordclass-") as folder:
        copy = Path(folder) / "stdin"
        with copy.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        try:
            yield copy
        except InputError as error:
            error.args = (str(error.args[0]).replace(str(copy), "stdin"),)
            raise


@contextmanager
def writing(path: str) -> Iterator[Path]:
    """Yield ``path``, or a temporary file that is copied to stdout afterwards."""
    if path != "-":
        yield Path(path)
        return
    with tempfile.TemporaryDirectory(prefix="wordclass-") as folder:
        copy = Path(folder) / "stdout"
        yield copy
        with copy.open("rb") as file:
            shutil.copyfileobj(file, stdout().buffer)
        stdout().buffer.flush()


def print_text(text: str) -> None:
    """Print text to stdout in UTF-8, whatever the locale."""
    stdout().flush()
    stdout().buffer.write(text.encode())
    stdout().buffer.flush()


def write_text(pieces: Iterable[str], path: str) -> None:
    """Write text to a file, atomically, or to stdout piece by piece."""
    if path == "-":
        for piece in pieces:
            print_text(piece)
        return
    with replacing(path) as partial, partial.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(pieces)


def load_model(path: str) -> wc.WordClassModel:
    """Load a model."""
    with reading(path) as file:
        return wc.load(file)


@overload
def load_counts(path: str, **limits: Any) -> wc.BigramCounts: ...
@overload
def load_counts(path: str | None) -> wc.BigramCounts | None: ...
def load_counts(path: str | None, **limits: Any) -> wc.BigramCounts | None:
    """Load counts, if a file is named."""
    if path is None:
        return None
    with reading(path) as file:
        return wc.load_counts(file, **limits)


def counted(corpus: Sequence[str], in_blocks: bool, **settings: Any) -> wc.BigramCounts:
    """Load a counts file, or count a text, by documents or by blocks of sentences if wanted."""
    from wordclass.counting.documents import count_in_blocks
    from wordclass.counting.parquet.read import is_counts

    if len(corpus) == 1 and is_counts(corpus[0]):
        effects.warn(options.COUNTING, f"on {corpus[0]}, whose text has already been counted")
        return load_counts(corpus[0])
    effects.check_reading(corpus, settings["input_format"])
    count = count_in_blocks if in_blocks else wc.count
    with progress.counting() as show:
        return count([Path(name) for name in corpus], progress=show, **settings)


def save(what: wc.WordClassModel | wc.BigramCounts, path: str) -> None:
    """Save a model or counts."""
    with writing(path) as file:
        what.save(file)
