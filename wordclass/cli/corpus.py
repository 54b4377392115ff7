"""The commands count, merge and corpora."""

from pathlib import Path
from typing import Any

import click

from wordclass.cli import options, progress
from wordclass.cli.streams import check_output, print_text, writing


@click.command()
@options.corpus
@click.option("-o", "--output", type=click.Path(), help="The Parquet file to write.")
@click.option(
    "--update",
    type=click.Path(dir_okay=False),
    metavar="COUNTS",
    help="Add to the counts in this file, using the same tokenizer.",
)
@options.allow_repeats
@click.option(
    "--engine",
    type=click.Choice(["embedded", "spark"]),
    default="embedded",
    show_default=True,
    help="Count on this machine, or on a Spark cluster into a folder.",
)
@click.option(
    "--master", metavar="URL", help="The URL of the Spark cluster, e.g. spark://host:7077."
)
@options.pruning
@options.counting
@options.threads
def count(
    corpus: tuple[str, ...],
    output: str | None,
    update: str | None,
    engine: str,
    master: str | None,
    min_count: int,
    max_vocabulary: int | None,
    **settings: Any,
) -> None:
    """Count the bigrams of a corpus and write them to a Parquet file.

    CORPUS is a file (plain or .gz, .bz2, .xz, .zst), a glob, a folder, "-", or a named
    corpus such as stdlib:pydoc; see "wordclass corpora". The file has the columns prev, next
    and count; the sentence boundary is the empty string. A count that was killed resumes
    from its last checkpoint when started again.

    \b
    Example:
      wordclass count stdlib:pydoc -o counts.parquet
      wordclass count more.txt --update counts.parquet
      wordclass count s3a://bucket/*.txt --engine spark --master spark://host:7077 -o counts
    """
    from wordclass.counting.engine import count_to_file
    from wordclass.counting.settings import CountSettings

    if (output is None) == (update is None):
        raise click.UsageError("specify either a file to write (-o) or a file to add to (--update)")
    if engine == "spark":
        if update is not None or min_count > 1 or max_vocabulary is not None:
            raise click.UsageError(
                "--engine spark writes new counts of all words: add them to others with "
                "`wordclass merge`, and prune them with the options of `wordclass fit`"
            )
        from wordclass.counting.spark import count_on_spark

        assert output is not None
        count_on_spark(corpus, output, CountSettings(**settings), master=master)
        return
    if master is not None:
        raise click.UsageError("--master needs --engine spark")
    target = output if update is None else update
    assert target is not None
    check_output(target, inputs=corpus)
    with progress.counting() as show, writing(target) as path:
        count_to_file(
            [Path(name) for name in corpus],
            path,
            CountSettings(progress=show, **settings),
            min_count=min_count,
            max_vocabulary=max_vocabulary,
            update=update is not None,
        )


@click.command()
@click.argument("counts", nargs=-1, required=True, type=click.Path())
@click.option("-o", "--output", type=click.Path(), required=True, help="The Parquet file to write.")
@click.option("--force", is_flag=True, help="Merge even if the tokenizers differ.")
@click.option(
    "--allow-repeats", is_flag=True, help="Merge even if a text was counted in several of them."
)
@options.resources
@options.threads
def merge(counts: tuple[str, ...], output: str, **settings: Any) -> None:
    """Add up counts files. The sums are exact.

    \b
    Example:
      wordclass merge a.parquet b.parquet -o all.parquet
    """
    from wordclass.counting.parquet.merge import merge_counts

    check_output(output)
    with writing(output) as path:
        merge_counts(counts, path, **settings)


@click.command()
@click.option("--fetch", metavar="NAME", help="Download this corpus with NLTK's downloader.")
def corpora(fetch: str | None) -> None:
    """List the named corpora: their source, their licence, and whether they are installed.

    \b
    Example:
      wordclass corpora
    """
    from wordclass.counting.text import corpora as known

    if fetch is not None:
        known.fetch(fetch)
        return
    for corpus in known.named_corpora():
        installed = "installed" if corpus.available else "not installed"
        tagged = "gold tags" if corpus.tagged else "no tags"
        print_text(
            f"{corpus.name}  ({corpus.language}; {tagged}; {installed})\n"
            f"    {corpus.description}\n"
            f"    from {corpus.where_from}; licence: {corpus.licence}\n"
        )
