"""Files of the command line, where "-" is stdin or stdout."""

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from wordclass.files import replacing


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
        yield copy


@contextmanager
def writing(path: str) -> Iterator[Path]:
    """Give a file name to write to; what was written goes to stdout when ``path`` is "-"."""
    if path != "-":
        yield Path(path)
        return
    if sys.stdout.isatty():
        raise click.UsageError("this is no text for a terminal: name a file with -o, or pipe it")
    with tempfile.TemporaryDirectory(prefix="wordclass-") as folder:
        copy = Path(folder) / "stdout"
        yield copy
        with copy.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def print_text(text: str) -> None:
    """Print text to stdout in UTF-8, whatever the locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def write_text(pieces: Iterable[str], path: str) -> None:
    """Write text to a file, whole or not at all, or to stdout as it comes."""
    if path == "-":
        for piece in pieces:
            print_text(piece)
        return
    with replacing(path) as partial, partial.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(pieces)
