"""The commands fit, lookup and tag."""

from __future__ import annotations

import logging
from typing import Any

import click

from wordclass.cli import effects, files, options
from wordclass.cli.fits import fit_with_progress, kept_fits, take_fit_settings
from wordclass.errors import InputError

_log = logging.getLogger("wordclass")


@click.command()
@options.file_argument("counts")
@options.file_option("-o", "--output", required=True, help="The model file to write.")
@options.fitting
@options.pruning
@options.threads
def fit(
    counts: str, output: str, min_count: int, max_vocabulary: int | None, **settings: Any
) -> None:
    """Induce word classes from counts and save the model.

    Ctrl-C saves the best model so far, if there is one yet, marked as unfinished.

    \b
    Example:
      wordclass fit counts.parquet -o model.safetensors --classes 40
      wordclass fit more.parquet -o new.safetensors --like model.safetensors
      wordclass fit counts.parquet -o model.safetensors --init mkcls.classes
    """
    fit_settings = take_fit_settings(settings, output, inputs=[counts])
    loaded = files.load_counts(counts, min_count=min_count, max_vocabulary=max_vocabulary)
    with kept_fits(output if fit_settings["classes"] == "auto" else None) as keep:
        model, interrupted = fit_with_progress(loaded, fit_settings, "saved", keep=keep)
        files.save(model, output)
        if interrupted is not None:
            raise interrupted


@click.command()
@options.model
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@click.option(
    "--why", "explain", is_flag=True, help="Explain the classes by the neighbours in --counts."
)
@options.file_option("--counts", help="For --why: the counts the model was fitted to.")
def lookup(model: str, words: tuple[str, ...], explain: bool, counts: str | None) -> None:
    """Show the classes of words, and words that behave like them.

    With --why, show which neighbours favour a word's class over the next best one, as
    log-likelihood ratios in nats, summed by the class of the neighbour.

    \b
    Example:
      wordclass lookup model.safetensors bank banks
      wordclass lookup model.safetensors bank --why --counts counts.parquet
    """
    if explain != (counts is not None):
        raise click.UsageError(
            "--why and --counts go together: name the counts the model was fitted to"
        )
    from wordclass.reports.formats.entry import to_text

    fitted = files.load_model(model)
    loaded = files.load_counts(counts)
    unknown: list[InputError] = []
    for i, word in enumerate(words):
        try:
            entry = to_text(fitted, word, loaded)
        except InputError as error:
            unknown.append(error)
            continue
        files.print_text(("\n" if i > len(unknown) else "") + entry)
    for one in unknown[:-1]:
        _log.error("%s", one)
    if unknown:
        raise unknown[-1]


@click.command()
@options.model
@click.argument("corpus", default="-")
@click.option(
    "--format",
    "format_",
    type=click.Choice(options.TAGGED),
    default="vert",
    help="One token per line; CoNLL-U, with classes in MISC; or JSON Lines, with posteriors.",
)
@options.side("The role of a two-sided model that a vertical file shows; the others show both.")
@click.option("--shape", is_flag=True, help="Use the shape of rare words as evidence.")
@options.file_option(
    "--counts",
    help="The counts the model was fitted to; the neighbours that rare words have there are "
    "evidence too.",
)
@click.option("--viterbi", is_flag=True, help="Write the most probable sequence of classes.")
@click.option("--confidence", is_flag=True, help="Add each class's posterior to a vertical file.")
@options.output
@options.user_dictionary
@options.reading
def tag(
    model: str, corpus: str, output: str, format_: str, counts: str | None, **settings: Any
) -> None:
    """Tag every token of a text with its class.

    A token's class is the most probable one given its sentence. CORPUS is stdin by default,
    tagged line by line as it arrives, and tokenized like the text that the model was fitted to.
    Unknown words are classified by their context, and with --shape by their ending, beginning,
    length, capitals, digits, hyphen and script as well, and by the classes of known words that
    they begin or end with, which is noted in every format; --counts improves both.

    A vertical file has a token and its class per line, then the name of the class if it has
    one (wordclass label), and a blank line after each sentence.

    \b
    Example:
      wordclass tag model.safetensors my-corpus.txt -o tagged.vert
      wordclass tag model.safetensors treebank.conllu --format conllu -o tagged.conllu
    """
    from wordclass.adapters.files.tagged import tagged_text

    effects.check_format(format_, {"side": ("vert",), "confidence": ("vert",)})
    files.check_output(output, is_text=True, inputs=[model, corpus, counts])
    fitted = files.load_model(model)
    effects.check_side(fitted)
    effects.check_reading([corpus], settings["input_format"])
    files.write_text(
        tagged_text(fitted, corpus, format_, counts=files.load_counts(counts), **settings), output
    )
