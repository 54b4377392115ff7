"""The command report, and how a report is delivered."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

import wordclass as wc
from wordclass.cli import options
from wordclass.cli.streams import print_text, reading


@click.command()
@click.argument("model", type=click.Path())
@click.option("--counts", type=click.Path(), help="Counts to measure the perplexity on.")
@options.reporting
def report(model: str, counts: str | None, output: str, format_: str | None, n_words: int) -> None:
    """Report a model: its classes, their words, and which class follows which.

    \b
    Example:
      wordclass report model.safetensors --counts counts.parquet -o report.md
    """
    format_ = format_ or format_of(output)
    with reading(model) as path:
        fitted = wc.load(path)
    loaded = None
    if counts is not None:
        with reading(counts) as path:
            loaded = wc.load_counts(path)
    deliver(wc.summarize(fitted, loaded, n_words=n_words), output, format_)


def format_of(output: str) -> str:
    """Tell a report's format from the name of its file."""
    if output == "-":
        return "text"
    suffix = Path(output).suffix.lower()
    for name, suffixes in options.FORMATS.items():
        if suffix in suffixes:
            return name
    known = ", ".join(suffixes[0] for suffixes in options.FORMATS.values())
    raise click.BadParameter(
        f"cannot tell a format from {output!r}; end it in one of {known}, or give --format",
        param_hint="--output",
    )


def deliver(summary: wc.Summary, output: str, format_: str) -> None:
    """Write the report to a file, or to stdout, in colour for a terminal that allows it."""
    path = None if output == "-" else output
    if path is None and format_ == "text" and sys.stdout.isatty():
        width = max(shutil.get_terminal_size((100, 24)).columns, 60)
        text = summary.to_text(width=width, color=not os.environ.get("NO_COLOR"))
    else:
        text = getattr(summary, f"to_{format_}")(path)
    if path is None:
        print_text(text)
