"""The commands label and edit, which change a model by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wordclass.cli import effects, files, options

if TYPE_CHECKING:
    from wordclass.models.arrays import Side


@click.command()
@options.model
@options.file_argument("names")
@options.file_option("-o", "--output", help="The model file to write; MODEL itself by default.")
def label(model: str, names: str, output: str | None) -> None:
    """Name the classes of a model.

    Reports, exports and tagged text then show the names. NAMES is the class-names.json that
    the page saves, or a tab-separated table: class and name if the classes are tied, side
    (left or right), class and name otherwise. It replaces all names that the model had.

    \b
    Example:
      wordclass label model.safetensors class-names.json
    """
    from wordclass.adapters.files.names import with_names_in

    output = output or model
    files.check_output(output, inputs=[names])
    fitted = files.load_model(model)
    with files.reading(names) as path:
        named = with_names_in(fitted, path)
    files.save(named, output)


@click.command()
@options.model
@options.file_option("--counts", required=True, help="Counts that the model was fitted to.")
@click.option(
    "--move",
    type=(str, int),
    multiple=True,
    metavar="WORD CLASS",
    help="Move a word to a class; like --merge and --split, may be repeated.",
)
@click.option(
    "--merge", type=(int, int), multiple=True, metavar="CLASS CLASS", help="Merge two classes."
)
@click.option("--split", type=int, multiple=True, metavar="CLASS", help="Split a class in two.")
@options.side("Which classes of a two-sided model to change.")
@options.file_option("-o", "--output", help="The model file to write, if any.")
def edit(
    model: str,
    counts: str,
    move: tuple[tuple[str, int], ...],
    merge: tuple[tuple[int, int], ...],
    split: tuple[int, ...],
    side: Side,
    output: str | None,
) -> None:
    """Move words between classes, and merge and split classes.

    The cost of each change is printed: the training log-likelihood gained or lost, in nats.
    Words are moved first, then classes are merged, then split where that gains most; all
    numbers are those of MODEL. A class that is more than half the same as before keeps its
    number and name. Without -o nothing is written.

    \b
    Example:
      wordclass edit model.safetensors --counts counts.parquet --merge 3 7 --split 12
    """
    from wordclass.models.edit import edit as edited

    if not (move or merge or split):
        raise click.UsageError("there is nothing to do: add --move, --merge or --split")
    files.check_output(output, inputs=[counts])
    fitted = files.load_model(model)
    effects.check_side(fitted)
    loaded = files.load_counts(counts)
    new, edits = edited(fitted, loaded, move=move, merge=merge, split=split, side=side)
    files.print_text("".join(f"{change}\n" for change in edits))
    if output is not None:
        files.save(new, output)
