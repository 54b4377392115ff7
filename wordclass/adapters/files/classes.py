"""Class files: a model's classes in the formats of other tools.

The boundary is not a word and is left out. The unknown word is ``<unk>`` in line-based files,
``null`` in JSON and NULL in Parquet. In line-based files, words that would break a line or be
interpreted are quoted; read these files without a quote character (``quoting=csv.QUOTE_NONE``),
because a word may be ``"``. Words that a spreadsheet would evaluate (``=1+1``) are quoted in
``tsv`` only: the files of other tools, clustercat's ``.tsv`` included, have them as they are, since
those tools know no quotes. In JSON and Parquet, only lone surrogates are escaped. A format with one
class per word holds the classes of one side.
"""

import io
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple, TextIO

import numpy as np

from wordclass.adapters.files.ngrams import write_arpa, write_srilm_classes
from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.errors import InputError, check_choice, check_type
from wordclass.files import replacing
from wordclass.models.arrays import Side, check_side
from wordclass.models.fitted.frames import columns, table
from wordclass.models.fitted.model import WordClassModel
from wordclass.reports.wording.escaping import json_text, tsv_cell, tsv_word, write_word


def export(
    model: WordClassModel | BigramCounts,
    destination: str | os.PathLike[str] | TextIO | BinaryIO,
    format: str = "tsv",
    side: Side = "left",
) -> None:
    """Write a model's classes in a format that other tools read.

    Parameters
    ----------
    model : WordClassModel, or BigramCounts for ``arpa``
        The model to write.
    destination : path or open file
        A path is written atomically.
    format : str
        - ``tsv``: a header, then ``word left right count p_left p_right`` and, if a user named
          the classes, ``left_name right_name``; safe to open in a spreadsheet;
        - ``jsonl``: the same columns, one object per line, with ``left_posterior`` and
          ``right_posterior``, all classes of 0.1 % or more; ``parquet``: the same columns;
        - ``brown``: wcluster's paths, ``bit string, word, count``, from the class tree;
        - ``mkcls``: ``word, class`` by code point, classes numbered from 2 (mkcls reserves
          0 and 1);
        - ``clustercat``: ``word, class`` by class and frequency, numbered from 0;
        - ``srilm-classes``: ``class probability word``, SRILM's classes-format;
        - ``arpa``: a Kneser-Ney bigram model of the classes; or, of counts, of the words;
        - ``word2vec``: text embeddings whose dimensions are the classes: p(c|w) of the
          left classes and then, unless tied, p(d|w) of the right classes.
    side : "left" or "right"
        Which classes to write in a format with one class per word.

    Raises
    ------
    InputError
        When the format or side is unknown, or the destination cannot be written.
    """
    check_choice("format", format, WRITERS)
    check_side(side)
    check_type("model", model, (WordClassModel, BigramCounts), "a WordClassModel")
    if isinstance(model, BigramCounts) and format != "arpa":
        raise InputError(f"{format} is a format of models, not of counts; fit a model to them")
    write = WRITERS[format]
    if isinstance(destination, str | os.PathLike):
        with replacing(destination) as partial, partial.open("wb") as stream:
            write(model, stream, side)
    elif isinstance(destination, io.TextIOBase) and not hasattr(destination, "buffer"):
        if format == "parquet":
            raise InputError("parquet is binary; use a path or a file opened with 'wb'")
        buffer = io.BytesIO()
        write(model, buffer, side)
        destination.write(buffer.getvalue().decode("utf-8"))
    else:
        destination.flush()
        binary: BinaryIO = getattr(destination, "buffer", destination)  # type: ignore[arg-type]
        write(model, binary, side)


Writer = Callable[[Any, BinaryIO, Side], None]


def _line(stream: BinaryIO, *fields: object, separator: str = "\t") -> None:
    stream.write((separator.join(map(str, fields)) + "\n").encode("utf-8"))


class _Row(NamedTuple):
    """A word with its most probable classes, their probabilities and names, and its frequency."""

    word: str | None  # None: the unknown word
    left: int
    right: int
    n: int
    p_left: float
    p_right: float
    left_name: str | None = None
    right_name: str | None = None


def _rows(found: Mapping[str, Any]) -> Iterator[_Row]:
    return map(_Row, *(c if isinstance(c, list) else c.tolist() for c in found.values()))


def _write_tsv(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    found = columns(model)
    _line(stream, *found)
    for row in _rows(found):
        names = (tsv_cell(str(name or "")) for name in row[6 : len(found)])
        _line(
            stream, tsv_word(row.word), *row[1:4], f"{row.p_left:.6g}", f"{row.p_right:.6g}", *names
        )


def _write_jsonl(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    found = columns(model)
    posteriors = {"left": model.p_left_given_prev, "right": model.p_right_given_next}
    for i, row in enumerate(_rows(found), start=1):
        record: dict[str, Any] = dict(zip(found, row, strict=False))
        for name, p in posteriors.items():
            classes = [c for c in np.argsort(-p[i], kind="stable") if p[i, c] >= 0.001]
            record[f"{name}_posterior"] = {str(c): round(float(p[i, c]), 6) for c in classes}
        _line(stream, json_text(record))


def _write_parquet(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    from pyarrow import parquet

    parquet.write_table(table(model), stream)


def _write_brown(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    from wordclass.models.fitted.hierarchy import class_paths

    paths = class_paths(model, side)
    by_path = sorted(_rows(columns(model)), key=lambda row: paths[getattr(row, side)])
    for row in by_path:
        _line(stream, paths[getattr(row, side)], write_word(row.word), row.n)


def _write_mkcls(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    for row in sorted(_rows(columns(model)), key=lambda row: write_word(row.word)):
        _line(stream, write_word(row.word), getattr(row, side) + 1)


def _write_clustercat(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    for row in sorted(_rows(columns(model)), key=lambda row: getattr(row, side)):
        _line(stream, write_word(row.word), getattr(row, side) - 1)


def _write_word2vec(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    sides = [model.p_left_given_prev] if model.tied else [
        model.p_left_given_prev, model.p_right_given_next
    ]  # fmt: skip
    _line(stream, len(model.vocabulary) - 1, sum(p.shape[1] - 1 for p in sides), separator=" ")
    for i, row in enumerate(_rows(columns(model)), start=1):
        values = (f"{value:.6g}" for p in sides for value in p[i, 1:].tolist())
        _line(stream, write_word(row.word), *values, separator=" ")


WRITERS: dict[str, Writer] = {
    "tsv": _write_tsv,
    "jsonl": _write_jsonl,
    "parquet": _write_parquet,
    "brown": _write_brown,
    "mkcls": _write_mkcls,
    "clustercat": _write_clustercat,
    "word2vec": _write_word2vec,
    "srilm-classes": write_srilm_classes,
    "arpa": write_arpa,
}
