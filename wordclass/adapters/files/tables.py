"""Read the tables of words and classes that we export: TSV, JSON Lines and Parquet."""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from wordclass.adapters.files.lines import numbered_lines
from wordclass.errors import InputError
from wordclass.files import reading_parquet
from wordclass.models.arrays import SIDES, Side
from wordclass.models.fitted.frames import NAME_COLUMNS
from wordclass.reports.wording.escaping import read_cell, read_word

_TOLERANCE = 1e-5  # of a sum of 1, since tsv files have six digits


class TableRow(NamedTuple):
    """A word, its most probable classes, their names, and p(class) of all its classes.

    A TSV file has the most probable classes alone, and does not say whether classes are tied.
    """

    word: str | None  # None: the unknown word
    classes: dict[Side, int]
    names: dict[Side, str | None]
    memberships: dict[Side, dict[int, float]]
    tied: bool | None

    def is_soft(self, side: Side) -> bool:
        """Whether the word has several classes in a role."""
        found = self.memberships[side]
        return len(found) > 1 or found[self.classes[side]] < 1 - _TOLERANCE


def read_rows(path: Path, format: str) -> list[TableRow]:
    """Read a table in a format of ``TABLES``.

    Raises
    ------
    InputError
        When a row is not one of the format, or a word has two.
    """
    rows: dict[str | None, TableRow] = {}
    read, record_of = TABLES[format]
    for where, written in read(path):
        try:
            row = _row(record_of(written))
            first = next(iter(rows.values()), row)
            if (row.tied is None) != (format == "tsv") or row.tied is not first.tied:
                raise ValueError
        except (KeyError, TypeError, ValueError, ArithmeticError, RecursionError):
            raise InputError(
                f"{path}, {where} is not a row of a {format} file that wordclass export writes: "
                f"{str(written)[:80]!r}; correct it or export it again"
            ) from None
        if row.word in rows:
            raise InputError(f"{path}, {where}: the word {row.word!r:.80} already has a class")
        rows[row.word] = row
    if not rows:
        raise InputError(f"{path} contains no class; is it a {format} file of wordclass export?")
    return list(rows.values())


def renumbered(rows: list[TableRow], sides: tuple[Side, ...]) -> int:
    """Number the classes of some sides in order, if a number is above that of the words; in place.

    Return the largest number.
    """
    found = [row.memberships[side] for row in rows for side in sides]
    in_order = sorted({c for of_word in found for c in of_word} | {0})
    if in_order[-1] <= len(rows):
        return max(1, in_order[-1])
    number = {c: i for i, c in enumerate(in_order)}
    for row in rows:
        for side in sides:
            row.classes[side] = number[row.classes[side]]
            row.memberships[side] = {number[c]: p for c, p in row.memberships[side].items()}
    return len(in_order) - 1


def is_tied(rows: list[TableRow]) -> bool:
    """Whether the left and the right classes are one set.

    A TSV file does not say so. Tied classes have the same names on both sides. If the words have
    one class in each role, classes are tied if all words have the same in both; otherwise, if the
    roles agree by more than half of what chance leaves to agree (Cohen 1960: kappa).
    """
    if rows[0].tied is not None:
        return rows[0].tied
    names = [{row.classes[side]: row.names[side] for row in rows} for side in SIDES]
    if any(names[0][c] != names[1][c] for c in names[0].keys() & names[1].keys()):
        return False
    # A word never seen in a role has the marginal there, be the model hard or soft.
    if not any(all(map(row.is_soft, SIDES)) for row in rows):
        telling = [row for row in rows if not any(map(row.is_soft, SIDES))]
        return all(row.classes["left"] == row.classes["right"] for row in telling)
    left, right = (Counter(row.classes[side] for row in rows) for side in SIDES)
    observed = sum(row.classes["left"] == row.classes["right"] for row in rows)
    by_chance = sum(n * right[c] for c, n in left.items()) / len(rows)
    return 2 * (observed - by_chance) >= len(rows) - by_chance


def _row(record: Mapping[str, Any]) -> TableRow:
    """Read a row; raise a ValueError, TypeError, KeyError or ArithmeticError if it is none."""
    word, tied = record["word"], record.get("tied")
    if not (isinstance(word, str | None) and word != "" and isinstance(tied, bool | None)):
        raise ValueError
    row = TableRow(word, {}, {}, {}, tied)
    for side in SIDES:
        c = record[side]
        given = {c: record[f"p_{side}"]} if tied is None else dict(record[f"{side}_posterior"])
        row.memberships[side] = found = {int(c): float(p) for c, p in given.items()}
        total = math.fsum(found.values())
        if type(c) is not int or c not in found or min(found) < 0 or min(found.values()) <= 0:
            raise ValueError
        if not (total < 1 + _TOLERANCE and (tied is None or total > 1 - _TOLERANCE)):  # or NaN
            raise ValueError
        row.classes[side], row.names[side] = c, record.get(f"{side}_name")
        if not isinstance(row.names[side], str | None):
            raise ValueError
    return row


def _tsv(path: Path) -> Iterator[tuple[str, Any]]:
    header: list[str] = []
    for number, line in numbered_lines(path):
        fields = line.split("\t")
        if number > 1:
            yield f"line {number}", (header, fields)
        else:
            header = fields


def _tsv_record(header_and_fields: tuple[list[str], list[str]]) -> dict[str, Any]:
    record: dict[str, Any] = dict(zip(*header_and_fields, strict=True))
    record |= {name: int(record[name]) for name in SIDES}
    names = {name: read_cell(record[name]) for name in NAME_COLUMNS if record.get(name)}
    return {**dict.fromkeys(NAME_COLUMNS), **record, **names, "word": read_word(record["word"])}


def _jsonl(path: Path) -> Iterator[tuple[str, Any]]:
    return ((f"line {number}", line) for number, line in numbered_lines(path))


def _parquet(path: Path) -> Iterator[tuple[str, Any]]:
    with reading_parquet(path) as file:
        records = chain.from_iterable(batch.to_pylist() for batch in file.iter_batches())
        for row, record in enumerate(records, start=1):
            yield f"row {row}", record


# format -> the rows of a file, each with its place, and how one is read as values by column
TABLES: dict[str, tuple[Callable[[Path], Iterator[tuple[str, Any]]], Callable[[Any], Any]]] = {
    "tsv": (_tsv, _tsv_record),
    "jsonl": (_jsonl, json.loads),
    "parquet": (_parquet, dict),
}
