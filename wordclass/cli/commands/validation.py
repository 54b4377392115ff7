"""The commands stability and select: how far to trust the classes, and how many there are."""

from __future__ import annotations

import logging
from typing import Any

import click

import wordclass as wc
from wordclass.cli import files, options, progress
from wordclass.cli.fits import check_tied, fit_with_progress, kept_fits, take_fit_settings
from wordclass.cli.reports import format_of

_log = logging.getLogger("wordclass")


@click.command()
@options.corpus
@options.file_option("-o", "--output", required=True, help="The model file to write.")
@options.resamples(20)
@options.fitting
@options.pruning
@options.counting
@options.threads
def stability(
    corpus: tuple[str, ...],
    output: str,
    resamples: int,
    min_count: int,
    max_vocabulary: int | None,
    **settings: Any,
) -> None:
    """Fit a model, and test it by refits to resampled text.

    CORPUS is text, as in "wordclass run", or a counts file made with --blocks. Documents are
    resampled if there are 16 files or more, else blocks of sentences. The model file records how
    often each class and word was found again, and an interval for each transition; every report
    shows them. If it is interrupted, the same command resumes.

    \b
    Example:
      wordclass stability stdlib:pydoc --classes 20 -o model.safetensors
      wordclass report model.safetensors
    """
    fit_settings = take_fit_settings(settings, output, inputs=corpus)
    with kept_fits(output) as keep:
        counts = files.counted(corpus, in_blocks=True, **settings)
        counts = counts.prune(min_count, max_vocabulary)
        model, _ = fit_with_progress(counts, fit_settings, "dropped", resamples, keep)
        files.save(model, output)
    assert model.stability is not None
    stable = {side: model.stability.stable(side)[1:] for side in model.sides}
    found = " and ".join(
        f"{sum(of_side)} of {len(of_side)} {'' if model.tied else f'{side} '}classes"
        for side, of_side in stable.items()
    )
    _log.info("%s were found again in at least 80 %% of %d resamples; "
              "`wordclass report %s` shows them", found, resamples, output)  # fmt: skip


@click.command()
@options.corpus
@click.option(
    "--classes",
    default=",".join(map(str, options.SIZES)),
    metavar="K,...",
    help="The numbers of classes to compare; 20x15 is 20 left and 15 right classes.",
)
@click.option("--folds", type=click.IntRange(2), default=5, help="Number of folds.")
@options.output
@options.output_format(options.SELECTIONS)
@options.method
@options.tied
@options.seed
@options.pruning
@options.counting
@options.threads
def select(
    corpus: tuple[str, ...],
    classes: str,
    folds: int,
    output: str,
    format_: str | None,
    min_count: int,
    max_vocabulary: int | None,
    threads: int | None,
    method: str,
    tied: bool,
    seed: int,
    **settings: Any,
) -> None:
    """Compare numbers of classes by cross-validation.

    They are compared by how well they predict bigrams left out of the fit. CORPUS is text,
    as in "wordclass run", or a counts file. The number chosen is the smallest that is
    within one standard error of the best. If it is interrupted and writes to a file, the
    same command resumes.

    \b
    Example:
      wordclass select stdlib:pydoc --classes 5,10,20,40
    """
    from wordclass.reports.formats.selection import render

    files.check_output(output, is_text=True, inputs=corpus)
    format_ = format_ or format_of(output, options.SELECTIONS)
    sizes = _sizes(classes)
    for size in sizes:
        check_tied(tied, *size)
    with kept_fits(output) as keep:
        counts = files.counted(corpus, in_blocks=False, threads=threads, **settings)
        counts = counts.prune(min_count, max_vocabulary)
        with progress.refitting() as show:
            found = wc.select(
                counts, sizes, folds=folds, method=method, tied=tied, seed=seed, threads=threads,
                keep=keep, progress=show,
            )  # fmt: skip
        files.write_text([render(found, format_)], output)


def _sizes(text: str) -> list[tuple[int, int]]:
    """Parse 5,10,20x15 as pairs of L and K."""
    sizes: list[tuple[int, int]] = []
    for one in text.split(","):
        numbers = one.strip().split("x")
        if len(numbers) > 2 or not all(n.isdecimal() and int(n) > 0 for n in numbers):
            raise click.BadParameter(
                f"{one.strip()!r} is not a number of classes; write 20, or 20x15 for 20 left and "
                "15 right classes",
                param_hint="--classes",
            )
        sizes.append((int(numbers[0]), int(numbers[-1])))
    return sizes
