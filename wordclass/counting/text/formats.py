"""Parsers of the file formats: lines to sentences, as strings or as lists of tokens."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from wordclass.errors import InputError
from wordclass.files import reading_parquet

Sentence = str | list[str]
Tagged = list[tuple[str, str]]

CONLLU_COLUMNS = (
    "id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc",
)  # fmt: skip
_TAG_LINE = re.compile(r"<(/?)([A-Za-z_][\w.-]*)[^<>]*>\s*")
_QUOTED = re.compile(r'"[^"]*"')
_SRT_TIMES = re.compile(r"\s*\d+:\d\d:\d\d[,.]\d+\s*-->\s*\d+:\d\d:\d\d[,.]\d+(\s.*)?")
_SRT_TAG = re.compile(r"</?(?:[bisu]|font)\b[^<>]*>|\{\\[^{}]*\}", re.IGNORECASE)
_SRT_SPEAKER = re.compile(r"\n(?=\s*[-‐–—])")
_REMARK = re.compile(r"(<!--.*-->|<\?.*\?>)\s*")  # comments and instructions of XML, on one line
_OPEN_REMARK = re.compile(r"<!-- [^\t]*")  # a comment of several lines; a token has no space
# The structures of a vertical file that end a sentence; others (<g/>, <ner>) occur within one.
_VERT_BREAKS = frozenset("s p doc text head div file body chapter article corpus".split())


def srt_lines(lines: Iterable[str], name: str, skipped: Counter[str]) -> Iterator[str]:
    r"""Yield what is said in subtitles (SubRip), a line for each subtitle and speaker.

    A subtitle is its number, its times and a few lines of text; a dash begins what another speaker
    says. Numbers, times and tags (``<i>``, ``{\an8}``) are left out, and counted in ``skipped``.
    """
    held: list[str] = []  # lines that are the text of a subtitle, or else the number of the next
    begun = False
    for number, line in enumerate(lines, start=1):
        if _SRT_TIMES.fullmatch(line):
            if held and held[-1].strip().isdecimal():
                held.pop()
            yield from _speeches(held, skipped)
            held, begun = [], True
            skipped["times of subtitles"] += 1
        elif text := line.strip():
            # Before the first times, there is at most a number.
            if "-->" in text or not begun and (held or not text.isdecimal()):
                raise InputError(
                    f"{name}, line {number}: {line[:60]!r} is not the times of a subtitle "
                    "(00:00:01,000 --> 00:00:02,000); correct it or choose another {input_format}",
                    "input_format",
                )
            held.append(line)
        elif len(held) > 1 or not "".join(held).strip().isdecimal():
            yield from _speeches(held, skipped)
            held = []
    yield from _speeches(held, skipped)


def _speeches(text: list[str], skipped: Counter[str]) -> Iterator[str]:
    """Join the lines of a subtitle, but for those that begin with a dash."""
    plain, n_tags = _SRT_TAG.subn("", "\n".join(text))
    if n_tags:
        skipped["tags of subtitles"] += n_tags
    for speech in _SRT_SPEAKER.split(plain):
        if words := " ".join(speech.split()):
            yield words


def conllu_rows(lines: Iterable[str], name: str) -> Iterator[list[list[str]]]:
    """Yield the sentences of a CoNLL-U file, each word as its ten columns.

    Multiword ranges (``1-2``) and empty nodes (``1.1``) are skipped.
    """
    for rows in conllu_sentences(lines, name):
        if words := [columns for columns in rows if columns[0].isdecimal()]:
            yield words


def conllu_sentences(lines: Iterable[str], name: str) -> Iterator[list[list[str]]]:
    """Yield the sentences of a CoNLL-U file with all lines; a comment is a single column."""
    rows: list[list[str]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            if rows:
                yield rows
                rows = []
            continue
        if line.startswith("#"):
            rows.append([line])
            continue
        columns = line.split("\t")
        if len(columns) != len(CONLLU_COLUMNS):
            raise InputError(
                f"{name}, line {number}: {len(columns)} columns, but CoNLL-U has 10, separated "
                "by tabs; correct the line or choose another {input_format}",
                "input_format",
            )
        if columns[0].isdecimal():
            if not columns[1]:
                raise InputError(f"{name}, line {number}: the word has no form; add it")
        elif not re.fullmatch(r"\d+[-.]\d+", columns[0]):
            raise InputError(f"{name}, line {number}: {columns[0][:40]!r} is not a CoNLL-U id")
        rows.append(columns)
    if rows:
        yield rows


def conllu_column(column: str | None, default: str = "form") -> int:
    """Return the index of a CoNLL-U column, given its name."""
    column = (column or default).lower()
    if column not in CONLLU_COLUMNS:
        raise InputError(
            f"{{column}} is not a CoNLL-U column; choose from {', '.join(CONLLU_COLUMNS)}",
            column=column,
        )
    return CONLLU_COLUMNS.index(column)


def token_rows(
    lines: Iterable[str], name: str, *places: int, structures: bool
) -> Iterator[list[list[str]]]:
    """Yield the sentences of a file with one token per line, each token as its columns.

    Each token must have a value in the columns at ``places``. A sentence ends at a blank line
    and, in a vertical file (``structures``), at ``<s>``, ``</s>`` and the other structures that
    hold sentences (``<p>``, ``<doc>``, ...); other structures are skipped.
    """
    rows: list[list[str]] = []
    open_since = 0  # the line at which an XML comment begins
    for number, line in enumerate(lines, start=1):
        if open_since:
            open_since = 0 if "-->" in line else open_since
            continue
        structure = _TAG_LINE.fullmatch(line) if structures else None
        if structure and structure[2].lower() not in _VERT_BREAKS:
            continue
        if structure or not line.strip():
            if rows:
                yield rows
                rows = []
        elif structures and _REMARK.fullmatch(line):
            continue
        elif structures and _OPEN_REMARK.fullmatch(line):
            open_since = number
        else:
            rows.append(_columns(line, places, f"{name}, line {number}"))
    if open_since:
        raise InputError(f"{name}, line {open_since}: the comment is not closed; add -->")
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
    """Return the index of a column of a vertical file, given its number, which starts at 1."""
    if column is None:
        return default - 1
    if not str(column).isdecimal() or int(column) < 1:
        raise InputError(
            "{column}: the columns of a vertical file are numbers; the words are column 1",
            column=column,
        )
    return int(column) - 1


def jsonl_values(lines: Iterable[str], name: str, column: str | None) -> Iterator[Any]:
    """Yield one field of the JSON object on each line; a line may also be a string or a list."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{name}, line {number}: not valid JSON: {error}") from None
        if isinstance(value, dict):
            field = _the_column(column, list(value), f"{name}, line {number}")
            value = value[field]
        yield value


def csv_values(
    lines: Iterable[str], name: str, column: str | None, delimiters: str
) -> Iterator[Any]:
    """Yield one column of a CSV file with a header line.

    The columns are separated by the first of the delimiters that the first line has outside
    quotes: where the comma is the decimal sign, spreadsheets write semicolons.
    """
    csv.field_size_limit(1 << 24)
    lines = iter(lines)
    first = next(lines, None)
    if first is None:
        return
    unquoted = _QUOTED.sub("", first)
    delimiter = next((sign for sign in delimiters if sign in unquoted), delimiters[0])
    rows = csv.reader(
        (line + "\n" for line in chain([first], lines)), delimiter=delimiter, strict=True
    )
    try:
        header = next(rows)
        place = header.index(_the_column(column, header, name))
        for row in rows:
            if not row:
                continue
            if place >= len(row):
                raise InputError(
                    f"{name}, line {rows.line_num}: {len(row)} columns, but the header has "
                    f"{len(header)}; correct the line"
                )
            yield row[place]
    except csv.Error as error:
        raise InputError(f"{name}, line {rows.line_num}: not valid CSV: {error}") from None


def parquet_values(path: Path, column: str | None) -> Iterator[Any]:
    """Yield one column of a Parquet file: strings, or lists of tokens."""
    with reading_parquet(path) as file:
        column = _the_column(column, file.schema_arrow.names, str(path))
        for batch in file.iter_batches(columns=[column]):
            yield from batch.column(0).to_pylist()


def frame_values(frame: Any, column: str | None) -> Iterator[Any]:
    """Yield one column of a table, or a column by itself, of any library that speaks Arrow."""
    import pyarrow as pa

    try:
        try:
            table = pa.RecordBatchReader.from_stream(frame)
        except pa.ArrowInvalid:  # a column by itself, such as a pandas or polars series
            if column is not None:
                raise InputError(
                    "the source is a column by itself; leave out {column}", column=column
                ) from None
            for chunk in pa.chunked_array(frame).chunks:
                yield from chunk.to_pylist()
            return
        place = table.schema.names.index(_the_column(column, table.schema.names, "the table"))
        for batch in table:
            yield from batch.column(place).to_pylist()
    except pa.ArrowException as error:
        reason = ": ".join(map(str, error.args))
        raise InputError(
            f"the table cannot be read ({reason}); supply one column that holds only text"
        ) from None


def _the_column(column: str | None, columns: list[str], where: str) -> str:
    """Return the column with the text: the one specified, or ``text``, or the only one."""
    if column is not None and column in columns:
        return column
    if column is None and "text" in columns:
        return "text"
    if column is None and len(columns) == 1:
        return columns[0]
    problem = f"no column {column!r}" if column is not None else "no column 'text'"
    raise InputError(f"{where}: {problem}; the columns are {', '.join(map(repr, columns[:40]))}; "
                     "choose one with {column}", "column")  # fmt: skip


def value_sentences(values: Iterable[Any], name: str, skipped: Counter[str]) -> Iterator[Sentence]:
    """Yield the texts of a column, strings or lists of tokens; count the rows without text."""
    for number, value in enumerate(values, start=1):
        if value is None:
            skipped["rows without text"] += 1
        elif isinstance(value, str) or (
            isinstance(value, list) and all(isinstance(token, str) for token in value)
        ):
            yield value
        else:
            raise InputError(
                f"{name}, row {number}: expected text or a list of tokens, found "
                f"{type(value).__name__}; choose another {{column}}",
                "column",
            )
