"""Files of the command line, where "-" is stdin or stdout."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from wordclass.errors import InputError
from wordclass.files import replacing


def check_output(
    path: str | None, is_text: bool = False, inputs: Iterable[str | None] = ()
) -> None:
    """Refuse, before any work is done, an output that could not or must not be written.

    Raises
    ------
    InputError
        When the file's folder is not there or may not be written to, or the name is a
        folder's.
    click.UsageError
        When the output is one of the inputs, or is stdout and that is closed.
    """
    if path == "-":
        if stdout().isatty() and not is_text:
            raise click.UsageError("this is no text for a terminal: name a file, or pipe it")
    elif path is not None:
        target = Path(path)
        if target.is_dir():
            raise InputError(f"cannot write {path}: it is a directory; name a file in it")
        if not target.parent.is_dir():
            raise InputError(f"cannot write {path}: there is no folder {target.parent}")
        if not os.access(target.parent, os.W_OK):
            raise InputError(f"cannot write {path}: the folder {target.parent} is not writable")
        for name in inputs:
            if name and target.exists() and Path(name).exists() and target.samefile(name):
                raise click.UsageError(f"{path} is to be read: name another file to write")


def check_distinct(*outputs: str | None) -> None:
    """Refuse to write two things to one file, or both to stdout."""
    names = [name for name in outputs if name is not None]
    files = [name if name == "-" else os.path.realpath(name) for name in names]
    for i, name in enumerate(names):
        if files[i] in files[:i]:
            what = "stdout" if name == "-" else name
            raise click.UsageError(f"two things would be written to {what}: name another file")


def stdout() -> TextIO:
    """Give stdout, which the caller may have closed."""
    if sys.stdout is None:
        raise click.UsageError("stdout is closed: there is nowhere to write to")
    return sys.stdout


@contextmanager
def reading(path: str) -> Iterator[Path]:
    """Give a file to read: ``path`` itself, or stdin's bytes in a temporary one."""
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
    """Give a file name to write to; what was written goes to stdout when ``path`` is "-"."""
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
    """Write text to a file, whole or not at all, or to stdout as it comes."""
    if path == "-":
        for piece in pieces:
            print_text(piece)
        return
    with replacing(path) as partial, partial.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(pieces)
