"""Options that several commands share, each written once."""

from collections.abc import Callable
from functools import reduce
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

# Kept equal to what the library knows by a test: importing it here would cost a second.
METHODS = ("sparse", "exchange", "em", "svd", "frobenius", "spectral")
EXPORTS = ("tsv", "jsonl", "parquet", "brown", "mkcls", "clustercat", "word2vec")
TOKENIZERS = (
    "auto",
    "whitespace",
    "unicode",
    "nltk",
    "tweet",
    "toktok",
    "jieba",
    "jieba-nohmm",
    "char",
)


def _all(*decorators: Callable[[Any], Any]) -> Callable[[Command], Command]:
    """Stack decorators, so that --help shows their options in the order given."""
    return lambda command: reduce(lambda f, option: option(f), reversed(decorators), command)


def _named(
    context: click.Context, parameter: click.Parameter, names: tuple[str, ...]
) -> tuple[str, ...]:
    """Refuse an empty name: an unset variable of a shell, not the folder it would stand for."""
    if "" in names:
        raise click.UsageError("a CORPUS has an empty name; '.' is this folder")
    return names


corpus = click.argument("corpus", nargs=-1, required=True, callback=_named)

threads = click.option(
    "--threads", type=click.IntRange(1), help="Cores to use. Results do not depend on it."
)

reading = _all(
    click.option(
        "--input-format",
        metavar="FORMAT",
        help="text, conllu, vert, jsonl, csv, tsv, parquet or tagged; told from the file's name "
        "by default.",
    ),
    click.option(
        "--column",
        metavar="NAME",
        help="The column, field or CoNLL-U column that holds the text.",
    ),
    click.option(
        "--sentences",
        type=click.Choice(["line", "prose"]),
        default="line",
        show_default=True,
        help="A sentence a line, or running prose to be split.",
    ),
    click.option(
        "--encoding", default="utf-8", show_default=True, help="Of the text, e.g. gb18030."
    ),
    click.option(
        "--errors",
        type=click.Choice(["strict", "replace", "skip"]),
        default="strict",
        show_default=True,
        help="What to do about bytes that are no text; counted out loud.",
    ),
)

user_dictionary = click.option(
    "--user-dictionary", type=click.Path(), help="Words that jieba must know."
)

tokenizing = _all(
    click.option(
        "--tokenizer",
        default="auto",
        show_default=True,
        help=f"One of {', '.join(TOKENIZERS)}.",
    ),
    user_dictionary,
    click.option("--lowercase", is_flag=True, help="Fold case."),
    click.option("--normalize-digits", is_flag=True, help="Make every digit 0."),
    click.option(
        "--unicode-form", type=click.Choice(["NFC", "NFKC"]), help="Normalise characters first."
    ),
)

resources = _all(
    click.option("--memory", metavar="SIZE", help="Stay below, e.g. 2GB, and spill to disk."),
    click.option("--temp-dir", type=click.Path(), help="Where to spill."),
)

samples = click.option(
    "--samples",
    type=click.IntRange(0),
    default=1000,
    show_default=True,
    metavar="N",
    help="Keep N sentences, drawn at random, for the report to quote; 0 for none.",
)


def side(of: str) -> Callable[[Command], Command]:
    """Which of a two-sided model's class sets; ``of`` says what for."""
    return click.option(
        "--side",
        type=click.Choice(["left", "right"]),
        default="left",
        show_default=True,
        help=of,
    )


counting = _all(
    reading,
    tokenizing,
    samples,
    resources,
)

pruning = _all(
    click.option(
        "--min-count",
        type=click.IntRange(1),
        default=1,
        show_default=True,
        help="Rarer words become the unknown word.",
    ),
    click.option(
        "--max-vocabulary",
        type=click.IntRange(1),
        metavar="N",
        help="Keep the N most frequent words.",
    ),
)

fitting = _all(
    click.option(
        "--method",
        type=click.Choice(METHODS),
        default="sparse",
        show_default=True,
        help="How classes are found.",
    ),
    click.option(
        "--classes", type=click.IntRange(1), metavar="K", help="How many classes on each side."
    ),
    click.option(
        "--left",
        "left_classes",
        type=click.IntRange(1),
        metavar="L",
        help="How many left classes: of words by what follows them.",
    ),
    click.option(
        "--right",
        "right_classes",
        type=click.IntRange(1),
        metavar="K",
        help="How many right classes: of words by what they follow.",
    ),
    click.option("--tied", is_flag=True, help="One set of classes for both roles."),
    click.option(
        "--seed", type=int, default=0, show_default=True, help="The same seed gives the same bytes."
    ),
)

FITTING = ("method", "classes", "left_classes", "right_classes", "tied", "seed")

FORMATS = {  # report format -> the file names it is meant by
    "text": (".txt", ".text", ".log"),
    "markdown": (".md", ".markdown"),
    "tsv": (".tsv", ".tab"),
    "json": (".json",),
    "html": (".html", ".htm"),
}

reporting = _all(
    click.option(
        "-o",
        "--output",
        type=click.Path(),
        default="-",
        help="Where to write the report; stdout by default.",
    ),
    click.option(
        "--format",
        "format_",
        type=click.Choice([*FORMATS, "figures"]),
        help="Told from the output's name by default; else text.",
    ),
    click.option(
        "--words",
        "n_words",
        type=click.IntRange(1),
        default=10,
        show_default=True,
        help="How many words to show for a class.",
    ),
    click.option(
        "--language",
        type=click.Choice(["en", "zh"]),
        default="en",
        show_default=True,
        help="Of the page's and the figures' own words.",
    ),
    click.option(
        "--corpus-language",
        metavar="TAG",
        help="Of the text, e.g. fa or zh-Hant, for fonts and screen readers; by default "
        "told from its script.",
    ),
    click.option(
        "--gold", metavar="CORPUS", help="Tagged text: adds the table of classes and gold tags."
    ),
)

REPORTING = ("output", "format_", "n_words", "language", "corpus_language", "gold")


def check_classes(settings: dict[str, Any]) -> None:
    """Refuse numbers of classes that contradict each other, before anything is read."""
    classes, left, right = (settings[key] for key in ("classes", "left_classes", "right_classes"))
    if settings["tied"] and (left, right) != (None, None) and left != right:
        raise click.UsageError(
            "--tied makes one set of classes: give --classes, not --left and --right that differ"
        )
    if classes is not None and left is not None and right is not None:
        raise click.UsageError("--classes says nothing beside --left and --right: leave one out")
