"""Class files: writing a model's classes for other tools, and reading theirs.

What a file cannot hold is decided here once. The boundary is no word and is left out. The
unknown word is ``<unk>`` in files of lines, ``null`` in JSON and NULL in Parquet; a reader
gives it the key ``None``. Hostile words are quoted as :mod:`wordclass.adapters.words` says;
JSON and Parquet need no policy (a lone surrogate, which is no Unicode text, is JSON-escaped).
A format with one class a word holds those of one side. Read the files of lines without a
quote character (``quoting=csv.QUOTE_NONE``): a word may be ``"``.
"""

import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TextIO

import numpy as np

from wordclass.adapters.words import write_word
from wordclass.counting.counts.vocabulary import UNKNOWN_LABEL
from wordclass.errors import InputError, check_choice
from wordclass.files import replacing
from wordclass.models.arrays import Side, check_side
from wordclass.models.fitted.model import WordClassModel
from wordclass.reports.data.memberships import most_probable
from wordclass.reports.wording.escaping import json_text

COLUMNS = ("word", "left", "right", "count", "p_left", "p_right")


class ClassRow(NamedTuple):
    """A word's most probable classes, how probable they are, and how often it was seen."""

    word: str | None  # None: the unknown word
    left: int
    right: int
    n: int
    p_left: float
    p_right: float


def rows(model: WordClassModel) -> Iterator[ClassRow]:
    """Give every word of a model with its classes, by falling frequency."""
    counts = np.maximum(model.prev_counts, model.next_counts).tolist()
    left, p_left = most_probable(model, "left")
    right, p_right = most_probable(model, "right")
    words = model.vocabulary.words
    columns = zip(
        words, left.tolist(), right.tolist(), counts, p_left.tolist(), p_right.tolist(), strict=True
    )
    for i, (word, *numbers) in enumerate(columns):
        if i > 0:
            yield ClassRow(None if i == model.vocabulary.unknown else word, *numbers)


def export(
    model: WordClassModel,
    destination: str | os.PathLike[str] | TextIO | BinaryIO,
    format: str = "tsv",
    side: Side = "left",
) -> None:
    """Write a model's classes in a format other tools read.

    Parameters
    ----------
    model : WordClassModel
        Whose words to write.
    destination : path or open file
        A path is replaced whole or not at all.
    format : str
        - ``tsv``: a header, then ``word left right count p_left p_right``;
        - ``jsonl``: the same, an object a line, and ``left_posterior`` and
          ``right_posterior``, every class of 0.1 % or more; ``parquet``: the same columns;
        - ``brown``: wcluster's paths, ``bit string, word, count``, from the class tree;
        - ``mkcls``: ``word, class`` by code point, classes numbered from 2 (mkcls keeps
          0 and 1 for itself);
        - ``clustercat``: ``word, class`` by class and frequency, numbered from 0;
        - ``word2vec``: a text embedding whose dimensions are the classes: p(c|w) of the
          left classes, then, unless tied, p(d|w) of the right ones.
    side : "left" or "right"
        The side of the class where the format holds one.

    Raises
    ------
    InputError
        When the format or side is unknown, or nothing can be written there.
    """
    check_choice("format", format, WRITERS)
    check_side(side)
    write = WRITERS[format]
    if isinstance(destination, str | os.PathLike):
        with replacing(destination) as partial, partial.open("wb") as stream:
            write(model, stream, side)
    elif isinstance(destination, io.TextIOBase) and not hasattr(destination, "buffer"):
        if format == "parquet":
            raise InputError("parquet is binary; give a path or a file opened with 'wb'")
        buffer = io.BytesIO()
        write(model, buffer, side)
        destination.write(buffer.getvalue().decode("utf-8"))
    else:
        destination.flush()
        binary: BinaryIO = getattr(destination, "buffer", destination)  # type: ignore[arg-type]
        write(model, binary, side)


Writer = Callable[[WordClassModel, BinaryIO, Side], None]


def _written(word: str | None, spaces: bool = False) -> str:
    return UNKNOWN_LABEL if word is None else write_word(word, spaces)


def _line(stream: BinaryIO, *fields: object, separator: str = "\t") -> None:
    stream.write((separator.join(map(str, fields)) + "\n").encode("utf-8"))


def _write_tsv(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    _line(stream, *COLUMNS)
    for row in rows(model):
        word = _written(row.word, spaces=True)
        _line(stream, word, *row[1:4], f"{row.p_left:.6g}", f"{row.p_right:.6g}")


def _write_jsonl(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    posteriors = {"left": model.p_left_given_prev, "right": model.p_right_given_next}
    for i, row in enumerate(rows(model), start=1):
        record: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
        for name, p in posteriors.items():
            classes = [c for c in np.argsort(-p[i], kind="stable") if p[i, c] >= 0.001]
            record[f"{name}_posterior"] = {str(c): round(float(p[i, c]), 6) for c in classes}
        _line(stream, json_text(record))


def _write_parquet(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    from wordclass.counting.parquet.schema import connect, quoted

    columns = dict(zip(COLUMNS, zip(*rows(model), strict=True), strict=True)) or dict.fromkeys(
        COLUMNS, ()
    )
    words = np.array(
        [word and word.encode("utf-8", "backslashreplace").decode() for word in columns["word"]],
        dtype=object,
    )
    kinds = (np.int64, np.int64, np.int64, np.float64, np.float64)
    numbers = {
        name: np.array(columns[name], dtype=kind)
        for name, kind in zip(COLUMNS[1:], kinds, strict=True)
    }
    with tempfile.TemporaryDirectory() as folder, connect() as database:
        database.register("classes", {"word": words, **numbers})
        path = Path(folder) / "classes.parquet"
        database.execute(f"COPY classes TO {quoted(str(path))} (FORMAT parquet)")
        with path.open("rb") as written:
            shutil.copyfileobj(written, stream)


def _write_brown(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    from wordclass.models.fitted.hierarchy import class_tree

    paths = class_tree(model, side).paths
    by_path = sorted(rows(model), key=lambda row: paths[getattr(row, side)])
    for row in by_path:
        _line(stream, paths[getattr(row, side)], _written(row.word), row.n)


def _write_mkcls(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    for row in sorted(rows(model), key=lambda row: _written(row.word)):
        _line(stream, _written(row.word), getattr(row, side) + 1)


def _write_clustercat(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    for row in sorted(rows(model), key=lambda row: getattr(row, side)):
        _line(stream, _written(row.word), getattr(row, side) - 1)


def _write_word2vec(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    sides = [model.p_left_given_prev] if model.tied else [
        model.p_left_given_prev, model.p_right_given_next
    ]  # fmt: skip
    _line(stream, len(model.vocabulary) - 1, sum(p.shape[1] - 1 for p in sides), separator=" ")
    for i, row in enumerate(rows(model), start=1):
        values = (f"{value:.6g}" for p in sides for value in p[i, 1:].tolist())
        _line(stream, _written(row.word), *values, separator=" ")


WRITERS: dict[str, Writer] = {
    "tsv": _write_tsv,
    "jsonl": _write_jsonl,
    "parquet": _write_parquet,
    "brown": _write_brown,
    "mkcls": _write_mkcls,
    "clustercat": _write_clustercat,
    "word2vec": _write_word2vec,
}
