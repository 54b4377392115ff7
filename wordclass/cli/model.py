"""The commands about models: fit, export."""

from __future__ import annotations

import sys
from typing import Any

import click

import wordclass as wc
from wordclass.cli import options, progress
from wordclass.cli.streams import reading, writing
from wordclass.errors import FitInterrupted


@click.command()
@click.argument("counts", type=click.Path())
@click.option("-o", "--output", type=click.Path(), required=True, help="The model file to write.")
@options.fitting
@options.pruning
@options.threads
def fit(
    counts: str, output: str, min_count: int, max_vocabulary: int | None, **settings: Any
) -> None:
    """Induce word classes from counts, and save the model.

    Ctrl-C saves the best model so far, marked as unfinished.

    \b
    Example:
      wordclass fit counts.parquet -o model.safetensors --classes 40
    """
    with reading(counts) as path:
        loaded = wc.load_counts(path, min_count=min_count, max_vocabulary=max_vocabulary)
    model, interrupted = fit_shown(loaded, settings)
    with writing(output) as path:
        model.save(path)
    if interrupted is not None:
        raise interrupted


def fit_shown(
    counts: wc.BigramCounts, settings: dict[str, Any]
) -> tuple[wc.WordClassModel, FitInterrupted | None]:
    """Fit with progress; interrupted, give the model until then and the interruption."""
    try:
        with progress.fitting() as show:
            return wc.fit(counts, progress=show, **settings), None
    except FitInterrupted as interrupted:
        click.echo("wordclass: interrupted; keeping the unfinished model", err=True)
        return interrupted.model, interrupted


@click.command()
@click.argument("model", type=click.Path())
@click.option(
    "--format",
    "format_",
    type=click.Choice(["tsv", "jsonl"]),
    required=True,
    help="The form to write.",
)
@click.option("-o", "--output", type=click.Path(), default="-", help="stdout by default.")
def export(model: str, format_: str, output: str) -> None:
    """Write every word with its classes, for other programs.

    tsv has a header line, then: word, left, right, count, p_left, p_right. jsonl has an
    object a line, with every class a word belongs to.

    \b
    Example:
      wordclass export model.safetensors --format tsv -o classes.tsv
    """
    from wordclass.reports.words import WRITERS

    with reading(model) as path:
        fitted = wc.load(path)
    if output == "-":
        for line in WRITERS[format_](fitted):
            sys.stdout.buffer.write(line.encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    from wordclass.files import replacing

    with (
        replacing(output) as partial,
        partial.open("w", encoding="utf-8", newline="\n") as file,
    ):
        file.writelines(WRITERS[format_](fitted))
