"""The commands count, merge and corpora."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wordclass.cli import effects, files, options, progress
from wordclass.errors import InputError

if TYPE_CHECKING:
    from wordclass.counting.text.datasheets import Datasheet


@click.command()
@options.corpus
@options.file_option("-o", "--output", help="The Parquet file to write.")
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
    help="Count on this machine, or on a Spark cluster into a folder.",
)
@click.option(
    "--master", metavar="URL", help="The URL of the Spark cluster, e.g. spark://host:7077."
)
@options.pruning
@options.counting
@options.blocks
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
        of_one_machine = ("threads", "memory", "temp_dir", "samples", "allow_repeats")
        effects.warn(of_one_machine, "on a count by Spark")
        from wordclass.counting.spark.driver import count_on_spark

        assert output is not None
        count_on_spark(corpus, output, CountSettings(**settings), master=master)
        return
    if master is not None:
        raise click.UsageError("--master needs --engine spark")
    effects.check_reading(corpus, settings["input_format"])
    target = output if update is None else update
    assert target is not None
    files.check_output(target, inputs=corpus)
    with progress.counting() as show, files.writing(target) as path:
        count_to_file(
            [Path(name) for name in corpus],
            path,
            CountSettings(progress=show, **settings),
            min_count=min_count,
            max_vocabulary=max_vocabulary,
            update=update is not None,
        )


@click.command()
@options.file_argument("counts", nargs=-1, required=True)
@options.file_option("-o", "--output", required=True, help="The Parquet file to write.")
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

    files.check_output(output, inputs=counts)
    with files.writing(output) as path:
        merge_counts(counts, path, **settings)


@click.command()
@click.argument("name", required=False)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Print datasheets as text or JSON.",
)
@click.option(
    "--fetch",
    metavar="NAME",
    help="Download this corpus with its own tool, and compare it with its datasheet.",
)
def corpora(name: str | None, format_: str, fetch: str | None) -> None:
    """List the named corpora, or print the datasheet of one.

    A datasheet states the source and licence of a corpus, how to get it, and its sentences,
    tokens, types and tags as counted.

    \b
    Example:
      wordclass corpora
      wordclass corpora nltk:brown --format json
    """
    from wordclass.counting.text.corpora import named_corpora

    if fetch is not None:
        effects.warn(["format_"], "together with --fetch")
        if name is not None:
            raise click.UsageError(f"--fetch takes one corpus; leave out {name}")
        from wordclass.counting.fetch import fetch as get

        sheet = get(fetch)
        checked = "matches its datasheet" if sheet and sheet.sha256 else "is installed"
        click.echo(f"wordclass: {sheet.name if sheet else fetch} {checked}", err=True)
        return
    sheets = {
        sheet: installed
        for sheet, installed in named_corpora().items()
        if name is None or sheet.name == name.partition("/")[0]
    }
    if not sheets:
        raise InputError(f"no corpus is named {name!r}; `wordclass corpora` lists the names")
    if format_ == "json":
        rows = [asdict(sheet) | {"installed": installed} for sheet, installed in sheets.items()]
        files.print_text(
            json.dumps(rows if name is None else rows[0], ensure_ascii=False, indent=1) + "\n"
        )
    elif name is None:
        files.print_text("".join(map(_line, sheets, sheets.values())))
    else:
        [(sheet, installed)] = sheets.items()
        for field, value in (asdict(sheet) | {"installed": "yes" if installed else "no"}).items():
            if value not in (None, ""):
                shown = f"{value:,}" if isinstance(value, int) else value
                files.print_text(f"{field.replace('_', ' '):<12} {shown}\n")


def _line(sheet: "Datasheet", installed: bool) -> str:
    """Return the entry of a corpus in the list."""
    size = f"; {sheet.tokens:,} tokens" if sheet.tokens else ""
    return (
        f"{sheet.name}  ({sheet.language}; {'gold tags' if sheet.tag_set else 'no tags'}; "
        f"{'installed' if installed else 'not installed'})\n"
        f"    {sheet.description}{size}\n"
        f"    from {sheet.source}; licence: {sheet.licence}\n"
    )
