"""The fitting of models, as several commands do it: settings, files to start from, progress."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

import wordclass as wc
from wordclass.cli import options, progress
from wordclass.cli.files import check_output, reading
from wordclass.errors import FitInterrupted
from wordclass.files import LOCK, lock_folder

_log = logging.getLogger("wordclass")

_AUTO_FOLDS = 3  # of --classes auto


def take_fit_settings(
    settings: dict[str, Any], output: str | None, inputs: Iterable[str | None]
) -> dict[str, Any]:
    """Take the settings of a fit out of those of a command, and check them and the model's file.

    The number of threads stays, as a count needs it too.
    The files to start from (--like, --init, --seed-words) are replaced by what they contain.
    """
    from wordclass.adapters.files.names import read_seed_words
    from wordclass.adapters.files.readers import load_classes

    readers = {"like": wc.load, "init": load_classes, "seed_words": read_seed_words}
    taken = {name: settings.pop(name) for name in options.FITTING}
    check_output(output, inputs=[*inputs, *(taken[name] for name in readers)])
    left, right = taken["left_classes"], taken["right_classes"]
    check_tied(taken["tied"], left, right)
    if taken["classes"] == "auto" and (left or right):
        raise click.UsageError(
            "--classes auto chooses both numbers of classes; use it without --left and --right"
        )
    if None not in (taken["classes"], left, right):
        raise click.UsageError(
            "--classes has no effect together with --left and --right; drop one of the three"
        )
    for name, read in readers.items():
        if taken[name] is not None:
            with reading(taken[name]) as path:
                taken[name] = read(path)
    return taken | {"threads": settings["threads"]}


def check_tied(tied: bool, left: int | None, right: int | None) -> None:
    """Refuse different numbers of left and right classes if there is one set of classes."""
    if tied and left != right:
        raise click.UsageError(
            "--tied makes one set of classes, so left and right cannot differ: name one number "
            "with --classes"
        )


def _chosen_classes(
    counts: wc.BigramCounts, settings: dict[str, Any], keep: Path | None
) -> dict[str, int]:
    """Choose the number of classes by cross-validation if it is ``auto``; log the choice."""
    if settings["classes"] != "auto":
        return {}
    from wordclass.reports.formats.selection import conclusion

    sizes = [k for k in options.SIZES if k < len(counts.vocabulary)] or [1]
    _log.info(
        "choosing the number of classes by about %d fits: %s classes, in %d folds",
        (_AUTO_FOLDS + 2) * len(sizes), ", ".join(map(str, sizes)), _AUTO_FOLDS,
    )  # fmt: skip
    fixed = {name: settings[name] for name in ("method", "tied", "seed", "threads")}
    with progress.refitting() as show:
        found = wc.select(counts, sizes, folds=_AUTO_FOLDS, keep=keep, progress=show, **fixed)
    _log.info("%s", conclusion(found))
    return {"classes": found.chosen.left}


def fit_with_progress(
    counts: wc.BigramCounts,
    settings: dict[str, Any],
    then: str,
    resamples: int | None = None,
    keep: Path | None = None,
) -> tuple[wc.WordClassModel, FitInterrupted | None]:
    """Fit with a progress bar; after an interruption, return the unfinished model as well.

    ``then`` describes what happens to that model. With ``resamples``, stability is measured as
    well; an interruption ends it. Fits that this or ``--classes auto`` takes are kept in the
    folder ``keep``.
    """
    from wordclass.counting.counts.sums import filled_blocks

    if resamples:
        filled_blocks(counts)
    settings = settings | _chosen_classes(counts, settings, keep)
    if resamples:
        with progress.refitting() as show:
            model = wc.stability(counts, resamples=resamples, progress=show, keep=keep, **settings)
    else:
        try:
            with progress.fitting() as show:
                model = wc.fit(counts, progress=show, **settings)
        except FitInterrupted as interrupted:
            click.echo(
                f"wordclass: interrupted; the unfinished model will be {then} "
                "(press Ctrl-C again to stop at once)",
                err=True,
            )
            return interrupted.model, interrupted
    if "like" in model.settings:
        _log.info("the classes are like %s", model.settings["like"])
    return model, None


@contextmanager
def kept_fits(output: str | None) -> Iterator[Path | None]:
    """Provide a folder beside an output file, in which fits are kept until that is written.

    It is locked: a second run that would write the same file is refused.
    """
    if output is None or output == "-":
        yield None
        return
    target = Path(os.path.realpath(output))
    folder = target.parent / f".{target.name}.fits"
    with lock_folder(folder):
        try:
            yield folder
        except BaseException:
            if any(path.name != LOCK for path in folder.iterdir()):
                _log.info("the same command resumes from the fits in %s", folder)
            else:
                shutil.rmtree(folder)
            raise
        shutil.rmtree(folder)
