"""The commands about models: fit, lookup, tag, export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

import wordclass as wc
from wordclass.cli import options, progress
from wordclass.cli.streams import (
    check_output,
    print_text,
    reading,
    stdout,
    write_text,
    writing,
)
from wordclass.errors import FitInterrupted, InputError

if TYPE_CHECKING:
    from wordclass.models.fitted.model import Side


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
    check_output(output, inputs=[counts])
    options.check_classes(settings)
    with reading(counts) as path:
        loaded = wc.load_counts(path, min_count=min_count, max_vocabulary=max_vocabulary)
    model, interrupted = fit_shown(loaded, settings, "saved")
    with writing(output) as path:
        model.save(path)
    if interrupted is not None:
        raise interrupted


def fit_shown(
    counts: wc.BigramCounts, settings: dict[str, Any], then: str
) -> tuple[wc.WordClassModel, FitInterrupted | None]:
    """Fit with progress; interrupted, give the model until then and the interruption.

    ``then`` says what will be done with the model.
    """
    try:
        with progress.fitting() as show:
            return wc.fit(counts, progress=show, **settings), None
    except FitInterrupted as interrupted:
        click.echo(
            f"wordclass: the fit is interrupted; its unfinished model is being {then} "
            "(Ctrl-C again stops at once)",
            err=True,
        )
        return interrupted.model, interrupted


@click.command()
@click.argument("model", type=click.Path())
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
def lookup(model: str, words: tuple[str, ...]) -> None:
    """Show the classes of words, their frequency and the words that behave alike.

    \b
    Example:
      wordclass lookup model.safetensors bank banks
    """
    from wordclass.reports.formats.entry import to_text

    with reading(model) as path:
        fitted = wc.load(path)
    unknown: list[InputError] = []
    for i, word in enumerate(words):
        try:
            entry = to_text(fitted, word)
        except InputError as error:
            unknown.append(error)
            continue
        print_text(("\n" if i > len(unknown) else "") + entry)
    if unknown:
        raise InputError("\n".join(map(str, unknown)))


@click.command()
@click.argument("model", type=click.Path())
@click.argument("corpus", default="-")
@options.side("Of a two-sided model: the class by what follows, or by what precedes.")
@click.option("-o", "--output", type=click.Path(), default="-", help="stdout by default.")
@options.user_dictionary
@options.reading
def tag(model: str, corpus: str, side: Side, output: str, **settings: Any) -> None:
    """Give every token of a text its class: a token a line, a blank line after a sentence.

    The text is tokenized as the model's was, and a word the model does not know has a
    class by its neighbours. CORPUS is stdin by default.

    \b
    Example:
      wordclass tag model.safetensors my-corpus.txt -o tagged.vert
    """
    from wordclass.adapters.words import write_word
    from wordclass.counting.tokens.retokenize import token_sentences

    check_output(output, is_text=True, inputs=[model, corpus])
    with reading(model) as path:
        fitted = wc.load(path)
    sentences = list(token_sentences(corpus, fitted.provenance.tokenizer, **settings))
    lines = (
        "".join(f"{write_word(w, spaces=True)}\t{c}\n" for w, c in zip(words, ids, strict=True))
        + "\n"
        for words, ids in zip(sentences, fitted.tag(sentences, side), strict=True)
    )
    write_text(lines, output)


@click.command()
@click.argument("model", type=click.Path())
@click.option(
    "--format",
    "format_",
    type=click.Choice(options.EXPORTS),
    required=True,
    help="The form to write.",
)
@click.option("-o", "--output", type=click.Path(), default="-", help="stdout by default.")
@options.side("Whose classes, where the form holds one class a word.")
def export(model: str, format_: str, output: str, side: Side) -> None:
    """Write every word with its classes, for other programs.

    tsv has a header line, then: word, left, right, count, p_left, p_right. jsonl and
    parquet have the same columns; jsonl every class a word belongs to besides. brown
    (wcluster), mkcls and clustercat are those tools' own files; word2vec is a text
    embedding whose dimensions are the classes.

    \b
    Example:
      wordclass export model.safetensors --format tsv -o classes.tsv
    """
    from wordclass.adapters import classes

    check_output(output, is_text=format_ != "parquet", inputs=[model])
    with reading(model) as path:
        fitted = wc.load(path)
    if output != "-":
        classes.export(fitted, output, format_, side)
    elif format_ == "parquet":
        with writing(output) as path:
            classes.export(fitted, path, format_, side)
    else:
        classes.export(fitted, stdout(), format_, side)
