"""Options that several commands share."""

import re
from collections.abc import Callable, Sequence
from functools import partial, reduce
from typing import Any, TypeVar

import click

from wordclass.counting.settings import CountSettings, summaries
from wordclass.counting.text.decoding import ERRORS
from wordclass.counting.text.settings import SENTENCES
from wordclass.counting.tokens.tokenizers import UNICODE_FORMS

Command = TypeVar("Command", bound=Callable[..., Any])

# A test keeps these equal to the names in the library, whose import would take a second.
METHODS = ("sparse", "exchange", "em", "svd", "frobenius", "spectral")
EXPORTS = (
    *("tsv", "jsonl", "parquet", "brown", "mkcls", "clustercat", "word2vec"),
    *("srilm-classes", "arpa"),
)
ONE_SIDED_EXPORTS = ("brown", "mkcls", "clustercat", "srilm-classes", "arpa")
IMPORTS = EXPORTS[:-1]  # all but arpa, which has no words of classes
TAGGED = ("vert", "conllu", "jsonl")
SIZES = (5, 10, 20, 40, 80)  # numbers of classes that are compared unless others are asked for
_SUMMARIES = summaries()


def _all(*decorators: Callable[[Any], Any]) -> Callable[[Command], Command]:
    """Combine decorators, so that --help shows their options in the given order."""
    return lambda command: reduce(lambda f, option: option(f), reversed(decorators), command)


def _names(options: Callable[[Any], Any]) -> list[str]:
    """List the parameters that options set."""
    return [parameter.name or "" for parameter in click.command(options(lambda: None)).params]


def _named(
    context: click.Context, parameter: click.Parameter, names: tuple[str, ...]
) -> tuple[str, ...]:
    """Refuse an empty name, which is an unset shell variable rather than the current folder."""
    if "" in names:
        raise click.UsageError("CORPUS has an empty name; use '.' for the current folder")
    return names


file_argument = partial(click.argument, type=click.Path())
file_option = partial(click.option, type=click.Path())
model = file_argument("model")
corpus = click.argument("corpus", nargs=-1, required=True, callback=_named)


def _setting(name: str, **parameters: Any) -> Callable[[Any], Any]:
    """Make the option of a setting of a count, with its default and its documentation."""
    default = getattr(CountSettings, name)
    return click.option(
        f"--{name.replace('_', '-')}",
        default=default,
        is_flag=default is False,
        help=_SUMMARIES[name],
        **parameters,
    )


threads = _setting("threads", type=click.IntRange(1))

reading = _all(
    _setting("input_format", metavar="FORMAT"),
    _setting("column", metavar="NAME"),
    _setting("sentences", type=click.Choice(SENTENCES)),
    _setting("encoding"),
    _setting("errors", type=click.Choice(ERRORS)),
)

user_dictionary = _setting("user_dictionary", type=click.Path())

tokenizing = _all(
    _setting("tokenizer"),
    user_dictionary,
    _setting("lowercase"),
    _setting("normalize_digits"),
    _setting("unicode_form", type=click.Choice(UNICODE_FORMS)),
)

resources = _all(_setting("memory", metavar="SIZE"), _setting("temp_dir", type=click.Path()))

samples = _setting("samples", type=click.IntRange(0), metavar="N")

blocks = _setting("blocks")

allow_repeats = _setting("allow_repeats")


def side(of: str) -> Callable[[Command], Command]:
    """Make the option that chooses one class set of a two-sided model, with its help."""
    return click.option("--side", type=click.Choice(["left", "right"]), default="left", help=of)


counting = _all(reading, tokenizing, samples, resources)

COUNTING = _names(counting)

pruning = _all(
    click.option(
        "--min-count",
        type=click.IntRange(1),
        default=1,
        help="Replace words rarer than this by the unknown word.",
    ),
    click.option(
        "--max-vocabulary",
        type=click.IntRange(1),
        metavar="N",
        help="Keep the N most frequent words.",
    ),
)


class _NumberOrAuto(click.IntRange):
    """A whole number, or ``auto``."""

    def convert(self, value: Any, *place: Any) -> Any:
        try:
            return value if value == "auto" else super().convert(value, *place)
        except click.BadParameter:
            self.fail(f"{value!r} is neither a whole number of at least 1 nor auto.", *place)


method = click.option(
    "--method", type=click.Choice(METHODS), default="sparse", help="How to induce the classes."
)
tied = click.option("--tied", is_flag=True, help="Use one set of classes for both sides.")
seed = click.option(
    "--seed",
    type=int,
    default=0,
    help="Random seed; the same seed gives the same model, byte for byte.",
)


def resamples(default: int | None) -> Callable[[Any], Any]:
    """Make the option that sets the number of resampled texts."""
    return click.option(
        "--resamples",
        type=click.IntRange(2),
        default=default,
        metavar="N",
        help="Refit to N resampled texts, to show what is found again in them.",
    )


fitting = _all(
    method,
    click.option(
        "--classes",
        type=_NumberOrAuto(1),
        metavar="K",
        help=f"Number of classes on each side, 40 by default; auto compares {SIZES[0]} to "
        f"{SIZES[-1]} by cross-validation.",
    ),
    click.option(
        "--left",
        "left_classes",
        type=click.IntRange(1),
        metavar="L",
        help="Number of left classes, which group words by what follows them.",
    ),
    click.option(
        "--right",
        "right_classes",
        type=click.IntRange(1),
        metavar="K",
        help="Number of right classes, which group words by what precedes them.",
    ),
    tied,
    seed,
    file_option(
        "--like",
        metavar="MODEL",
        help="Number and name the classes as this earlier model does where they match.",
    ),
    file_option(
        "--init",
        metavar="FILE",
        help="Start from the classes of a model or of another tool's class file.",
    ),
    file_option(
        "--seed-words",
        metavar="FILE",
        help="Keep the words of each line of this file together, and those of two lines apart.",
    ),
)

FITTING = _names(fitting)

SUFFIXES = {  # format of an output -> the suffixes that select it
    "text": (".txt", ".text", ".log"),
    "markdown": (".md", ".markdown"),
    "tsv": (".tsv", ".tab"),
    "json": (".json",),
    "html": (".html", ".htm"),
    "svg": (".svg",),
}
REPORTS = ("text", "markdown", "tsv", "json", "html", "figures")
COMPARISONS = ("text", "tsv", "json", "html")
SELECTIONS = (*COMPARISONS, "svg")


def output_format(formats: Sequence[str]) -> Callable[[Any], Any]:
    """Make the option that chooses one of these formats."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(formats),
        help="Format to write; by default, that of the output's suffix, and text for stdout.",
    )


def _millimetres(context: click.Context, parameter: click.Parameter, size: str) -> float:
    """Parse a length such as 84mm, 8.4cm or 3.3in."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(mm|cm|in)", size)
    if found is None:
        raise click.BadParameter(f"{size!r} is not a length such as 84mm, 8.4cm or 3.3in")
    return float(found[1]) * {"mm": 1, "cm": 10, "in": 25.4}[found[2]]


def _language_tag(
    context: click.Context, parameter: click.Parameter, tag: str | None
) -> str | None:
    """Refuse what is not a language tag."""
    if tag is None:
        return None
    from wordclass.reports.wording.languages import is_language_tag

    if not is_language_tag(tag):
        raise click.BadParameter(f"{tag!r} is not a language tag such as fa or zh-Hant (BCP 47)")
    return tag


page_language = click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    help="Language of the page and the figures.",
)

output = file_option(
    "-o", "--output", default="-", show_default=False, help="File to write; stdout by default."
)

counts = file_option(
    "--counts", help="Counts that the model was fitted to; adds perplexity, bigrams and sentences."
)

reporting = _all(
    output,
    output_format(REPORTS),
    click.option(
        "--words",
        "n_words",
        type=click.IntRange(1),
        default=10,
        help="Number of words to show for each class.",
    ),
    page_language,
    click.option(
        "--width",
        metavar="SIZE",
        default="174mm",
        callback=_millimetres,
        help="Width of figures and LaTeX tables: 84mm fits one column of most journals, 174mm two.",
    ),
    click.option(
        "--corpus-language",
        metavar="TAG",
        callback=_language_tag,
        help="Language of the text, e.g. fa or zh-Hant, for fonts and screen readers; by "
        "default, its script.",
    ),
    click.option(
        "--gold", metavar="CORPUS", help="Tagged text; adds a table of classes and gold tags."
    ),
)

REPORTING = _names(reporting)
