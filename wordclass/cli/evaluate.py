"""The command evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

import wordclass as wc
from wordclass.cli import options
from wordclass.cli.streams import print_text, reading

if TYPE_CHECKING:
    from wordclass.adapters.readers import Classes
    from wordclass.models.arrays import Side


@click.command()
@click.argument("model", type=click.Path())
@click.option(
    "--gold",
    required=True,
    metavar="CORPUS",
    help="Tagged text, e.g. nltk:brown, a CoNLL-U file, or lines of word, tab, tag.",
)
@options.side("Which classes of a two-sided model to score.")
@click.option(
    "--tags",
    metavar="TAGSET",
    help="How to simplify the tags: brown, sinica, cess or full; by default, depends on CORPUS.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, including the table of classes and tags."
)
def evaluate(model: str, gold: str, side: Side, tags: str | None, as_json: bool) -> None:
    """Score a model's classes against gold tags, over all tokens.

    MODEL may also be a class file of wcluster (.paths), mkcls or clustercat.

    \b
    Example:
      wordclass evaluate model.safetensors --gold nltk:brown
    """
    from wordclass.reports.wording.escaping import json_text

    with reading(model) as path:
        result = wc.evaluate(_classes(path), gold, side, tags)
    print_text(f"{json_text(result.to_dict()) if as_json else result}\n")


def _classes(path: Path) -> wc.WordClassModel | Classes:
    """Load a model, or another tool's classes if the file is not a model."""
    with path.open("rb") as file:
        is_model = file.read(9)[8:] == b"{"  # safetensors: the header's length, then JSON
    if is_model or path.suffix == ".safetensors":
        return wc.load(path)
    from wordclass.adapters.readers import read_classes

    return read_classes(path)
