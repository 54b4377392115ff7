"""The commands fit, lookup and tag."""

from __future__ import annotations

import logging
from typing import Any

import click

import wordclass as wc
from wordclass.cli import options, progress
from wordclass.cli.files import load_counts, load_model, save
from wordclass.cli.streams import check_output, print_text, reading, write_text
from wordclass.errors import FitInterrupted, InputError

_log = logging.getLogger("wordclass")

AUTO, AUTO_FOLDS = (5, 10, 20, 40, 80), 3  # what --classes auto compares


@click.command()
@click.argument("counts", type=click.Path())
@click.option("-o", "--output", type=click.Path(), required=True, help="The model file to write.")
@options.fitting
@options.pruning
@options.threads
def fit(
    counts: str, output: str, min_count: int, max_vocabulary: int | None, **settings: Any
) -> None:
    """Induce word classes from counts and save the model.

    Ctrl-C saves the best model so far, marked as unfinished.

    \b
    Example:
      wordclass fit counts.parquet -o model.safetensors --classes 40
      wordclass fit more.parquet -o new.safetensors --like model.safetensors
      wordclass fit counts.parquet -o model.safetensors --init mkcls.classes
    """
    check_output(output, inputs=[counts, *starting_files(settings)])
    options.check_classes(settings)
    read_start(settings)
    with reading(counts) as path:
        loaded = wc.load_counts(path, min_count=min_count, max_vocabulary=max_vocabulary)
    model, interrupted = fit_shown(loaded, settings, "saved")
    save(model, output)
    if interrupted is not None:
        raise interrupted


def starting_files(settings: dict[str, Any]) -> list[str | None]:
    """Return the files that a fit reads besides its counts."""
    return [settings[name] for name in options.STARTING]


def read_start(settings: dict[str, Any]) -> None:
    """Replace these files by what they contain, before anything slow is done."""
    from wordclass.adapters.files.readers import load_classes
    from wordclass.adapters.files.seeds import read_seed_words

    readers = {"like": wc.load, "init": load_classes, "seed_words": read_seed_words}
    for name, read in readers.items():
        if settings[name] is not None:
            with reading(settings[name]) as path:
                settings[name] = read(path)


def automatic(counts: wc.BigramCounts, settings: dict[str, Any]) -> dict[str, int]:
    """Choose the number of classes if it is ``auto``, within a budget of fits that is logged."""
    if settings["classes"] != "auto":
        return {}
    from wordclass.reports.formats.selection import conclusion

    sizes = [k for k in AUTO if k < len(counts.vocabulary)] or [1]
    _log.info(
        "choosing the number of classes by %d fits: %s classes, in %d folds",
        AUTO_FOLDS * len(sizes), ", ".join(map(str, sizes)), AUTO_FOLDS,
    )  # fmt: skip
    fixed = {name: settings[name] for name in ("method", "tied", "seed", "threads")}
    with progress.refitting() as show:
        found = wc.select(counts, sizes, folds=AUTO_FOLDS, progress=show, **fixed)
    _log.info("%s", conclusion(found))
    return {"classes": found.chosen.left}


def fit_shown(
    counts: wc.BigramCounts, settings: dict[str, Any], then: str, resamples: int = 0
) -> tuple[wc.WordClassModel, FitInterrupted | None]:
    """Fit with a progress bar; after an interruption, return the unfinished model as well.

    ``then`` describes what happens to that model.
    """
    settings = settings | automatic(counts, settings)
    if resamples:
        with progress.refitting() as show:
            return wc.stability(counts, resamples=resamples, progress=show, **settings), None
    try:
        with progress.fitting() as show:
            model = wc.fit(counts, progress=show, **settings)
        if "like" in model.settings:
            _log.info("the classes are like %s", model.settings["like"])
        return model, None
    except FitInterrupted as interrupted:
        click.echo(
            f"wordclass: interrupted; the unfinished model will be {then} "
            "(press Ctrl-C again to stop at once)",
            err=True,
        )
        return interrupted.model, interrupted


@click.command()
@click.argument("model", type=click.Path())
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@click.option(
    "--why",
    "explain",
    is_flag=True,
    help="Explain the classes by the neighbours in --counts.",
)
@click.option("--counts", type=click.Path(), help="For --why: the counts the model was fitted to.")
def lookup(model: str, words: tuple[str, ...], explain: bool, counts: str | None) -> None:
    """Show the classes and frequency of words, and the words that behave like them.

    With --why, show which neighbours decide for a word's class against the next best one: log-
    likelihood ratios in nats, summed by the class of the neighbour.

    \b
    Example:
      wordclass lookup model.safetensors bank banks
      wordclass lookup model.safetensors bank --why --counts counts.parquet
    """
    if explain != (counts is not None):
        raise click.UsageError("--why and --counts are used together")
    from wordclass.reports.formats.entry import to_text

    fitted = load_model(model)
    loaded = load_counts(counts)
    unknown: list[InputError] = []
    for i, word in enumerate(words):
        try:
            entry = to_text(fitted, word, loaded)
        except InputError as error:
            unknown.append(error)
            continue
        print_text(("\n" if i > len(unknown) else "") + entry)
    if unknown:
        raise InputError("\n".join(map(str, unknown)))


@click.command()
@click.argument("model", type=click.Path())
@click.argument("corpus", default="-")
@click.option(
    "--format",
    "format_",
    type=click.Choice(options.TAGGED),
    default="vert",
    show_default=True,
    help="One token per line; CoNLL-U, with classes in MISC; or JSON Lines, with posteriors.",
)
@options.side("The role of a two-sided model that a vertical file shows; the others show both.")
@click.option("--shape", is_flag=True, help="Use the shape of rare words as evidence.")
@click.option(
    "--counts",
    type=click.Path(),
    help="With --shape: the counts the model was fitted to, for the neighbours of rare words.",
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
    Unknown words are classified by their context, and with --shape by their ending, capitals,
    digits, hyphen and script as well, which every format then says; --counts improves both.

    A vertical file has a token and its class per line, then the name of the class if it has
    one (wordclass label), and a blank line after each sentence.

    \b
    Example:
      wordclass tag model.safetensors my-corpus.txt -o tagged.vert
      wordclass tag model.safetensors treebank.conllu --format conllu -o tagged.conllu
    """
    from wordclass.adapters.files.tagged import tagged_text

    if counts is not None and not settings["shape"]:
        raise click.UsageError("--counts needs --shape")
    check_output(output, is_text=True, inputs=[model, corpus, counts])
    fitted = load_model(model)
    write_text(tagged_text(fitted, corpus, format_, counts=load_counts(counts), **settings), output)
