"""The command compare."""

from __future__ import annotations

from typing import Any

import click

import wordclass as wc
from wordclass.cli import effects, files, options, progress
from wordclass.cli.fits import kept_fits
from wordclass.cli.reports import format_of
from wordclass.counting.counts.provenance import base_name


@click.command()
@options.corpus
@click.option("--name", "names", multiple=True, help="A name for each CORPUS, in order.")
@click.option(
    "--reference", metavar="NAME", help="Compare all others with this one, by its name or CORPUS."
)
@options.file_option("--model", "model_file", help="Use the classes of this model, fitted to all.")
@click.option(
    "--classes", type=click.IntRange(2), metavar="K", help="Number of classes, 40 by default."
)
@options.method
@options.seed
@click.option(
    "--level",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.05,
    help="Share of the findings that may be false.",
)
@options.output
@options.output_format(options.COMPARISONS)
@options.page_language
@options.pruning
@click.option(
    "--samples",
    type=click.IntRange(0),
    default=20_000,
    metavar="N",
    help="Sentences to keep of each corpus for the page to quote.",
)
@options.reading
@options.tokenizing
@options.resources
@options.threads
def compare(
    corpus: tuple[str, ...],
    names: tuple[str, ...],
    reference: str | None,
    model_file: str | None,
    classes: int | None,
    method: str,
    seed: int,
    level: float,
    output: str,
    format_: str | None,
    language: str,
    min_count: int,
    max_vocabulary: int | None,
    **settings: Any,
) -> None:
    """Compare corpora: which classes, transitions and words differ.

    One model is fitted to all together. Two corpora are compared with each other; of more than
    two, each is compared with all others, or with --reference. CORPUS is as for "wordclass run",
    or counts that were made with --blocks. Intervals and tests are over documents if a corpus has
    16 files or more, else over blocks of sentences. The page (-o report.html) quotes sentences of
    both sides.

    \b
    Example:
      wordclass compare 'nltk:brown/c[abc]*' 'nltk:brown/c[k-p]*' -o report.html
      wordclass compare early/ late/ --name early --name late --classes 30
    """
    format_ = format_ or format_of(output, options.COMPARISONS)
    effects.check_format(format_, {"language": ("html",), "samples": ("html", "json")})
    if model_file is not None:
        fitting = ("method", "classes", "min_count", "max_vocabulary")
        effects.warn(fitting, "together with --model, which is not fitted again")
    files.check_output(output, is_text=True, inputs=[*corpus, model_file])
    if len(corpus) < 2:
        raise click.UsageError("a comparison needs two or more corpora")
    if names and len(names) != len(corpus):
        raise click.UsageError(f"name all {len(corpus)} corpora by --name, or none")
    named = names or tuple(base_name(name).rstrip(":") for name in corpus)
    if len(set(named)) < len(named):
        twice = next(name for name in named if named.count(name) > 1)
        raise click.UsageError(f"two corpora are named {twice!r}; give each a --name of its own")
    if reference not in (None, *corpus, *named):
        raise click.UsageError(f"--reference {reference!r} is not one of {', '.join(named)}")
    model = None if model_file is None else files.load_model(model_file)
    language_of = {"language": language} if format_ == "html" else {}
    with kept_fits(output) as keep:
        corpora = [files.counted([name], in_blocks=True, **settings) for name in corpus]
        with progress.fitting() as show:
            compared = wc.compare(
                *corpora,
                names=named,
                reference=named[corpus.index(reference)] if reference in corpus else reference,
                model=model,
                level=level,
                seed=seed,
                min_count=min_count,
                max_vocabulary=max_vocabulary,
                command=click.get_current_context().obj,
                keep=keep,
                method=method,
                classes=classes,
                progress=show,
            )
        files.write_text([getattr(compared, f"to_{format_}")(**language_of)], output)
