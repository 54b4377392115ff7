"""The commands about text: count, corpora."""

from pathlib import Path
from typing import Any

import click

import wordclass as wc
from wordclass.cli import options, progress
from wordclass.cli.streams import check_output, print_text, writing


@click.command()
@click.argument("corpus", nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(), required=True, help="The Parquet file to write.")
@options.counting
@options.threads
def count(corpus: tuple[str, ...], output: str, **settings: Any) -> None:
    """Count the bigrams of a corpus into a Parquet file.

    CORPUS is a file (plain or .gz, .bz2, .xz, .zst), a glob, a folder, "-", or a named
    corpus such as stdlib:pydoc; see "wordclass corpora". Columns of the file: prev, next,
    count; the sentence boundary is the empty string.

    \b
    Example:
      wordclass count stdlib:pydoc -o counts.parquet
    """
    check_output(output)
    with progress.counting() as show:
        counts = wc.count([Path(name) for name in corpus], progress=show, **settings)
    with writing(output) as path:
        counts.save(path)


@click.command()
@click.option("--fetch", metavar="NAME", help="Download this corpus by NLTK's own downloader.")
def corpora(fetch: str | None) -> None:
    """List the named corpora: where each comes from, its licence, whether it is here.

    \b
    Example:
      wordclass corpora
    """
    from wordclass.counting import corpora as known

    if fetch is not None:
        known.fetch(fetch)
        return
    for corpus in known.named_corpora():
        here = "here" if corpus.available else "not here"
        tagged = "gold tags" if corpus.tagged else "no tags"
        print_text(
            f"{corpus.name}  ({corpus.language}; {tagged}; {here})\n"
            f"    {corpus.description}\n"
            f"    from {corpus.where_from}; licence: {corpus.licence}\n"
        )
