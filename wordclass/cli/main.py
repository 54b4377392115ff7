"""The program: its commands and its error handling."""

import errno
import logging
import os
import re
import shlex
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from wordclass import __version__
from wordclass.cli.commands.compare import compare
from wordclass.cli.commands.corpus import corpora, count, merge
from wordclass.cli.commands.edit import edit, label
from wordclass.cli.commands.evaluate import evaluate
from wordclass.cli.commands.formats import export, import_, replace
from wordclass.cli.commands.model import fit, lookup, tag
from wordclass.cli.commands.run import report, run
from wordclass.cli.commands.serve import serve
from wordclass.cli.commands.validation import select, stability
from wordclass.counting.counts.provenance import base_name
from wordclass.errors import InputError
from wordclass.files import DISK_FULL

# Exit statuses; 2, wrong usage, is click's.
DONE, FAILED, BAD_INPUT, INTERRUPTED, TERMINATED = 0, 1, 3, 130, 143
_log = logging.getLogger("wordclass")


class _ToStderr(logging.StreamHandler[Any]):
    """Writes to stderr as it is at the time: a progress bar prints what comes above itself."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a message."""
        self.stream = sys.stderr
        super().emit(record)


class _InOrder(click.Group):
    """A group that lists its commands as they were added: in the order of use."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(self.commands)


_SETTINGS = {"help_option_names": ["-h", "--help"], "show_default": True}


@click.group(cls=_InOrder, context_settings=_SETTINGS)
@click.version_option(__version__, prog_name="wordclass")
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
@click.option("-v", "--verbose", is_flag=True, help="Print more, including tracebacks.")
def wordclass(quiet: bool, verbose: bool) -> None:
    """Word classes from raw text, induced from bigram statistics.

    From text in any language, find which words behave alike and which class of words
    follows which. To start:

    \b
      wordclass run stdlib:pydoc
      wordclass run my-corpus.txt -o report.html

    Data is written to stdout, messages to stderr. "-" stands for stdin or stdout. Exit
    status: 0 success, 1 failure, 2 wrong usage, 3 bad input, 130 interrupted.
    """
    handler = _ToStderr()
    handler.setFormatter(logging.Formatter("wordclass: %(message)s"))
    _log.handlers[:] = [handler]
    _log.propagate = False
    _log.setLevel(logging.ERROR if quiet else logging.DEBUG if verbose else logging.INFO)


_COMMANDS = (
    *(run, count, merge, fit, import_, report, serve, label, edit, lookup, tag),
    *(replace, stability, select, export, evaluate, compare, corpora),
)
for _command in _COMMANDS:
    wordclass.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and exit with its status; users see no traceback."""
    with _exit_on_sigterm():
        status = _run(arguments)
    try:
        if sys.stdout is not None:  # None if the caller closed it
            sys.stdout.flush()
    except OSError:  # _run has reported it; Python must not fail again when it flushes at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(status)


@contextmanager
def _exit_on_sigterm() -> Iterator[None]:
    """Exit on SIGTERM as on an error, so that temporary files are removed."""

    def exit_(*_: object) -> None:
        _say("terminated")
        sys.exit(TERMINATED)

    try:
        before = signal.signal(signal.SIGTERM, exit_)
    except ValueError:  # not in the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _run(arguments: Sequence[str] | None) -> int:
    context: click.Context | None = None
    try:
        given = list(sys.argv[1:] if arguments is None else arguments)
        # Shown in the report.
        command = shlex.join(["wordclass", *map(without_folders, given)])
        # Not click's main(), which treats a closed pipe as a failure.
        with wordclass.make_context("wordclass", given, obj=command) as context:
            wordclass.invoke(context)
        if sys.stdout is not None:
            sys.stdout.flush()
        return DONE
    except click.exceptions.Exit as done:  # --help, --version
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except InputError as error:
        invoked = wordclass.commands.get((context and context.invoked_subcommand) or "")
        # Any command may report a setting of counting, whose option is that of count.
        _say(error.in_terms_of(options_of(count) | options_of(invoked)))
        return BAD_INPUT
    except BrokenPipeError:  # the reader has closed the pipe, as `head` does
        return DONE
    except OSError as error:
        if error.errno in DISK_FULL:
            what = error.filename or "the output, a temporary file or numba's cache"
            reason = os.strerror(error.errno)  # Arrow's own message is long
            _say(f"cannot write {what}: {reason}; free some space, or write elsewhere")
            return FAILED
        # Bad input is a file that the user named, not a problem of the machine.
        known = error.errno in (errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOTDIR)
        _say(f"{error.filename}: {error.strerror}" if error.filename else f"failed: {error}")
        return BAD_INPUT if known and error.filename else FAILED
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted")
        return INTERRUPTED
    except MemoryError:
        _say("out of memory; count with --memory, or keep fewer words with --max-vocabulary")
        return FAILED
    except Exception as error:
        _log.debug("", exc_info=True)
        _say(f"failed: {type(error).__name__}: {error} (wordclass -v … shows the traceback)")
        return FAILED


def without_folders(argument: str) -> str:
    """Reduce a path among the arguments to its file name: reports must not show folders."""
    option, value = re.findall(r"(?s)^(--[\w-]+=|-[A-Za-z](?=.*/)|)(.*)", argument)[0]
    if Path(value) == Path.home():
        return f"{option}~"
    name = base_name(value)
    return f"{option}{name}{'/' * (name != value and value.endswith('/'))}"


def options_of(command: click.Command | None) -> dict[str, str]:
    """Map the library's parameters to the options of a command that set them."""
    return {
        (parameter.name or "").rstrip("_"): parameter.opts[-1]
        for parameter in (command.params if command else ())
        if isinstance(parameter, click.Option)
    }


def _say(message: str) -> None:
    click.echo(f"wordclass: {message}", err=True)
