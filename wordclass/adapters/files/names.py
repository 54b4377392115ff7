"""Read what a user writes about classes: their names, and the seed words of each."""

import json
import os
from pathlib import Path
from typing import Any

from wordclass.adapters.files.lines import numbered_lines
from wordclass.errors import InputError, located
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.names import check_names
from wordclass.reports.wording.escaping import read_cell


def with_names_in(model: WordClassModel, path: str | os.PathLike[str]) -> WordClassModel:
    """Return the model with the class names in a file; see :meth:`WordClassModel.with_names`.

    Parameters
    ----------
    model : WordClassModel
    path : path
        ``.json``, as the page saves it: ``{"left": {"1": "noun"}, "right": {"2": "verb"}}``,
        under ``left`` alone for tied classes. Or a table, tab-separated: ``class, name`` for
        tied classes, ``side, class, name`` otherwise, with these words as an optional header.

    Raises
    ------
    InputError
        When the file has another form, or the model cannot have such names; with the line of a
        table.
    """
    path = Path(path)
    names = _json(path) if path.suffix.lower() == ".json" else _table(path, model)
    with located(path):
        return model.with_names(names)


def _json(path: Path) -> dict[str, dict[str, Any]]:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("a key occurs twice")
        return found

    try:
        names = json.loads(path.read_bytes(), object_pairs_hook=unique)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not a JSON file of class names: {error}") from None
    if not isinstance(names, dict):
        raise InputError(f'{path} must hold names by side and class: {{"left": {{"1": "noun"}}}}')
    return names


def _table(path: Path, model: WordClassModel) -> dict[str, dict[str, Any]]:
    names: dict[str, dict[str, Any]] = {}
    for number, line in numbered_lines(path):
        fields = line.split("\t")
        if not line.strip() or (number == 1 and fields[-2:] == ["class", "name"]):
            continue
        if len(fields) not in (2, 3):
            raise InputError(
                f"{path}, line {number}: {line[:80]!r} is not a line of class names "
                "(class and name, or side, class and name, tab-separated)"
            )
        side, c, name = ["left", *fields][-3:]
        of_side = names.setdefault(side, {})
        if c in of_side:
            raise InputError(f"{path}, line {number}: class {c[:40]} already has a name")
        with located(f"{path}, line {number}"):
            check_names({side: {c: name}}, model.n_left, model.n_right, model.tied)
        of_side[c] = name
    if not names:
        raise InputError(f"{path} has no class names; to remove all, use a .json file of {{}}")
    return names


def read_seed_words(path: str | os.PathLike[str]) -> list[list[str]]:
    """Read groups of seed words, for :func:`wordclass.fit`.

    Each line is a group, its words separated by spaces or tabs; one that begins with ``# `` is a
    comment.
    """
    groups = [
        [read_cell(word) for word in line.split()]
        for _, line in numbered_lines(Path(path))
        if line.strip() and not line.startswith("# ")
    ]
    if not groups:
        raise InputError(f"{path} contains no seed words; write one group of words on each line")
    return groups
