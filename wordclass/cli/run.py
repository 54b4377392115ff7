"""The command run: text to report in one go."""

from typing import Any

import click

import wordclass as wc
from wordclass.cli import options
from wordclass.cli.model import fit_shown
from wordclass.cli.report import deliver, format_of
from wordclass.cli.streams import writing

_FITTING = ("method", "classes", "left_classes", "right_classes", "tied", "seed")


@click.command()
@click.argument("corpus", nargs=-1, required=True)
@options.reporting
@click.option("--counts", "counts_output", type=click.Path(), help="Keep the counts in this file.")
@click.option("--model", "model_output", type=click.Path(), help="Keep the model in this file.")
@options.fitting
@options.pruning
@options.counting
@options.threads
def run(
    corpus: tuple[str, ...],
    output: str,
    format_: str | None,
    n_words: int,
    counts_output: str | None,
    model_output: str | None,
    min_count: int,
    max_vocabulary: int | None,
    threads: int | None,
    **settings: Any,
) -> None:
    """From text to report in one command: count, fit, report.

    CORPUS is a file (plain or .gz, .bz2, .xz, .zst), a glob, a folder, "-", or a named
    corpus such as stdlib:pydoc; see "wordclass corpora".

    \b
    Example:
      wordclass run stdlib:pydoc --classes 20 -o report.txt
    """
    format_ = format_ or format_of(output)
    fit_settings = {name: settings.pop(name) for name in _FITTING}
    counts = wc.count(list(corpus), threads=threads, **settings)
    if counts_output is not None:
        with writing(counts_output) as path:
            counts.save(path)
    counts = counts.prune(min_count, max_vocabulary)
    model, interrupted = fit_shown(counts, {**fit_settings, "threads": threads})
    if model_output is not None:
        with writing(model_output) as path:
            model.save(path)
    deliver(wc.summarize(model, counts, n_words=n_words), output, format_)
    if interrupted is not None:
        raise interrupted
