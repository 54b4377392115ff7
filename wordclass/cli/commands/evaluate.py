"""The command evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

import wordclass as wc
from wordclass.cli import effects, files, options
from wordclass.errors import located

if TYPE_CHECKING:
    from wordclass.models.arrays import Side


@click.command()
@options.model
@options.file_argument("other", required=False)
@click.option(
    "--gold",
    metavar="CORPUS",
    help="Tagged text in UTF-8, e.g. nltk:brown, a CoNLL-U file, or lines of word, tab, tag.",
)
@options.file_option(
    "--counts",
    help="Counts of a text: adds the perplexity of the classes on it, and weights OTHER by them.",
)
@options.side("Which classes to score, if words have others on each side.")
@click.option(
    "--tags",
    metavar="TAGSET",
    help="How to simplify the tags: brown, sinica, cess or full; by default, depends on CORPUS.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, including the table of classes and tags."
)
def evaluate(
    model: str,
    other: str | None,
    gold: str | None,
    counts: str | None,
    side: Side,
    tags: str | None,
    as_json: bool,
) -> None:
    """Score classes against gold tags, or against other classes.

    MODEL and OTHER may also be class files: those of wcluster (.paths), mkcls (.classes) or
    clustercat (.tsv), or what wordclass export wrote as tsv, jsonl or parquet. Other class files,
    such as srilm-classes, become models by wordclass import. With --counts, also print the
    training perplexity of the class bigram model under the classes, every word in its most
    probable class, which compares tools on one text.

    \b
    Example:
      wordclass evaluate model.safetensors --gold nltk:brown
      wordclass evaluate model.safetensors mkcls.classes --counts counts.parquet
    """
    from wordclass.adapters.files.readers import load_classes
    from wordclass.evaluation.agreement import compare_classes
    from wordclass.evaluation.perplexity import class_perplexity
    from wordclass.reports.wording.escaping import json_text

    if gold is None and other is None and counts is None:
        raise click.UsageError("there is nothing to score against: add --gold, OTHER or --counts")
    if gold is not None and other is not None:
        raise click.UsageError("--gold scores one model; drop it or OTHER")
    if gold is None:
        effects.warn(["tags"], "without --gold")
        if other is None:
            effects.warn(["side"], "on perplexity, which takes the classes of both sides")
    if other not in (None, "-") and not Path(other).exists():
        raise wc.InputError(
            f"no such file: {other}; OTHER is a model or a class file, tagged text goes to --gold"
        )
    loaded = files.load_counts(counts)
    scored = {}
    for name in filter(None, (model, other)):
        with files.reading(name) as path:
            scored[name] = load_classes(path)
    effects.check_side(*scored.values(), by_word=True)
    data: dict[str, object] = {}
    lines: list[str] = []
    if gold is not None or other is not None:
        result = (
            wc.evaluate(scored[model], gold, side, tags)
            if gold is not None
            else compare_classes(scored[model], scored[other or model], loaded, side)
        )
        data, lines = result.to_dict(), [str(result)]
    if loaded is not None:
        found = []
        for name, classes in scored.items():
            with located(name):
                found.append(class_perplexity(loaded, classes))
        data["perplexity"] = found
        names = scored if other is not None else ["classes"]
        lines += [
            f"{f'perplexity of {Path(name).name}':<36}{p:>10.1f}"
            for name, p in zip(names, found, strict=True)
        ]
    files.print_text((json_text(data) if as_json else "\n".join(lines)) + "\n")
