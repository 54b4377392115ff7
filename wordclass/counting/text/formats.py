"""The formats of text files: lines to sentences, as strings to tokenize or as lists of tokens."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from wordclass.errors import InputError

Sentence = str | list[str]
Tagged = list[tuple[str, str]]

CONLLU_COLUMNS = (
    "id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc",
)  # fmt: skip
_TAG_LINE = re.compile(r"<(/?)([A-Za-z_][\w.-]*)[^<>]*>\s*")
# Structures of a vertical file that a sentence does not cross; others (<g/>, <ner>) are inside.
_VERT_BREAKS = frozenset("s p doc text head div file body chapter article corpus".split())


def conllu_rows(lines: Iterable[str], name: str) -> Iterator[list[list[str]]]:
    """Give the ten columns of every word of every CoNLL-U sentence.

    Multiword ranges (``1-2``) and empty nodes (``1.1``) are left out, as they are no words
    of the sentence's own.

    Raises
    ------
    InputError
        At a line without ten columns or with an id that is none.
    """
    rows: list[list[str]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            if rows:
                yield rows
                rows = []
            continue
        if line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != len(CONLLU_COLUMNS):
            raise InputError(
                f"{name}, line {number}: {len(columns)} columns where CoNLL-U has 10, separated "
                "by tabs; correct the line or choose another {input_format}",
                "input_format",
            )
        if columns[0].isdecimal():
            if not columns[1]:
                raise InputError(f"{name}, line {number}: a word without a form")
            rows.append(columns)
        elif not re.fullmatch(r"\d+[-.]\d+", columns[0]):
            raise InputError(f"{name}, line {number}: {columns[0][:40]!r} is no CoNLL-U id")
    if rows:
        yield rows


def conllu_column(column: str | None, default: str = "form") -> int:
    """Place of a CoNLL-U column by its name."""
    column = (column or default).lower()
    if column not in CONLLU_COLUMNS:
        raise InputError(
            f"{{column}} is not a CoNLL-U column; choose from {', '.join(CONLLU_COLUMNS)}",
            column=column,
        )
    return CONLLU_COLUMNS.index(column)


def vert_rows(lines: Iterable[str], name: str, *places: int) -> Iterator[list[list[str]]]:
    """Give the columns of every token of every sentence of a vertical file.

    Every token has something in the columns at ``places``, or InputError says where not.

    A sentence ends at ``<s>``, ``</s>``, at the other structures that hold sentences
    (``<p>``, ``<doc>``, ...) and at a blank line; structures inside a sentence are passed over.
    """
    rows: list[list[str]] = []
    for number, line in enumerate(lines, start=1):
        structure = _TAG_LINE.fullmatch(line)
        if structure and structure[2].lower() not in _VERT_BREAKS:
            continue
        if structure or not line.strip():
            if rows:
                yield rows
                rows = []
        elif not line.startswith(("<!--", "<?")):
            rows.append(_columns(line, places, f"{name}, line {number}"))
    if rows:
        yield rows


def tabbed_rows(lines: Iterable[str], name: str, *places: int) -> Iterator[list[list[str]]]:
    """Give the columns of every token; a token a line, a blank line between sentences.

    Every token has something in the columns at ``places``, or InputError says where not.
    """
    rows: list[list[str]] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            rows.append(_columns(line, places, f"{name}, line {number}"))
        elif rows:
            yield rows
            rows = []
    if rows:
        yield rows


def _columns(line: str, places: tuple[int, ...], where: str) -> list[str]:
    row = line.split("\t")
    for place in places:
        if place >= len(row) or not row[place].strip():
            raise InputError(
                f"{where}: the token {' '.join(row)[:60]!r} has no column {place + 1}; "
                "choose another {column} or correct the file",
                "column",
            )
    return row


def vert_column(column: str | None, default: int = 1) -> int:
    """Place of a vertical file's column by its number, which starts at 1."""
    if column is None:
        return default - 1
    if not str(column).isdecimal() or int(column) < 1:
        raise InputError(
            "{column}: the columns of a vertical file are numbered from 1, the word's",
            column=column,
        )
    return int(column) - 1


def jsonl_values(lines: Iterable[str], name: str, column: str | None) -> Iterator[Any]:
    """Give one field of the JSON object on each line; a line may also be a string or a list."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{name}, line {number}: no JSON: {error}") from None
        if isinstance(value, dict):
            field = _the_column(column, list(value), f"{name}, line {number}")
            value = value[field]
        yield value


def csv_values(
    lines: Iterable[str], name: str, column: str | None, delimiter: str
) -> Iterator[Any]:
    """Give one column of a CSV file with a header line."""
    csv.field_size_limit(1 << 24)
    rows = csv.reader((line + "\n" for line in lines), delimiter=delimiter, strict=True)
    try:
        header = next(rows, None)
        if header is None:
            return
        place = header.index(_the_column(column, header, name))
        for row in rows:
            if not row:
                continue
            if place >= len(row):
                raise InputError(
                    f"{name}, line {rows.line_num}: {len(row)} columns where the header has "
                    f"{len(header)}; mend the line"
                )
            yield row[place]
    except csv.Error as error:
        raise InputError(f"{name}, line {rows.line_num}: no CSV: {error}") from None


def parquet_values(path: Path, column: str | None) -> Iterator[Any]:
    """Read one column of a Parquet file: strings, or lists of tokens."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            column = _the_column(column, file.schema_arrow.names, str(path))
            for batch in file.iter_batches(columns=[column]):
                yield from batch.column(0).to_pylist()
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: not a readable Parquet file: {error}; write or copy it again"
        ) from None


def _the_column(column: str | None, columns: list[str], where: str) -> str:
    """Choose the column with the text: the one named, else ``text``, else the only one."""
    if column is not None and column in columns:
        return column
    if column is None and "text" in columns:
        return "text"
    if column is None and len(columns) == 1:
        return columns[0]
    said = f"no column {column!r}" if column is not None else "which column holds the text?"
    raise InputError(f"{where}: {said}; there are {', '.join(map(repr, columns[:40]))}; "
                     "choose one with {column}", "column")  # fmt: skip


def value_sentences(values: Iterable[Any], name: str, skipped: Counter[str]) -> Iterator[Sentence]:
    """Give the texts of a column: a string's lines, or a list of tokens as it is."""
    for number, value in enumerate(values, start=1):
        if value is None:
            skipped["rows without text"] += 1
        elif isinstance(value, str):
            yield value
        elif isinstance(value, list) and all(isinstance(token, str) for token in value):
            yield value
        else:
            raise InputError(
                f"{name}, row {number}: {type(value).__name__} is neither text nor a list of "
                "tokens; choose another {column}",
                "column",
            )
