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
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, BinaryIO, NamedTuple, TextIO

import numpy as np
import scipy.sparse as sp

from wordclass.adapters.files.ngrams import write_arpa, write_srilm_classes
from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.wording import quantity
from wordclass.errors import InputError, check_choice, check_type
from wordclass.files import replacing
from wordclass.models.arrays import (
    SIDES,
    FloatArray,
    IntArray,
    Side,
    check_side,
    largest_entries,
)
from wordclass.models.fitted.classes import word_labels
from wordclass.models.fitted.frames import columns, table
from wordclass.models.fitted.model import WordClassModel
from wordclass.reports.wording.escaping import json_text, tsv_cell, tsv_word, write_word

_log = logging.getLogger("wordclass")

_ONE_CLASS = ("brown", "mkcls", "clustercat", "srilm-classes")  # formats with one class per word
_SAME = 1e-6  # difference of two probabilities that are written with six digits


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
        - ``jsonl``, ``parquet``: the same columns, ``left_posterior`` and ``right_posterior``, the
          probabilities of all classes, and ``tied``;
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
    if isinstance(model, WordClassModel):
        _warn_of_losses(model, format, side)
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
    for i, row in enumerate(_rows(found), start=1):
        record: dict[str, Any] = dict(zip(found, row, strict=False))
        for role in SIDES:
            classes, p = _row_entries(model.rows(role), i)
            order = np.argsort(-p, kind="stable")
            record[f"{role}_posterior"] = dict(
                zip(classes[order].tolist(), p[order].tolist(), strict=True)
            )
        record["tied"] = model.tied
        _line(stream, json_text(record))


def _row_entries(rows: sp.csr_array, i: int) -> tuple[IntArray, FloatArray]:
    """The columns and the values of what a sparse row holds."""
    entries = slice(rows.indptr[i], rows.indptr[i + 1])
    return rows.indices[entries], rows.data[entries]


def _write_parquet(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    found = table(model)
    for role in SIDES:
        rows = model.rows(role)[1:]
        classes, p = pa.array(rows.indices.astype(np.int64)), pa.array(rows.data)
        posterior = pa.MapArray.from_arrays(rows.indptr.astype(np.int32), classes, p)
        found = found.append_column(f"{role}_posterior", posterior)
    found = found.append_column("tied", pa.array([model.tied] * len(found)))
    parquet.write_table(found, stream)


def _one_class(model: WordClassModel, side: Side) -> Iterator[tuple[str, int]]:
    """Every word, as it is written, and its class; the most frequent word first."""
    labels = word_labels(model, side)[1:].tolist()
    return zip(map(write_word, model.vocabulary.spellings[1:]), labels, strict=True)


def _write_brown(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    from wordclass.models.fitted.hierarchy import class_paths

    paths, counts = class_paths(model, side), model.word_counts[1:].tolist()
    words = zip(_one_class(model, side), counts, strict=True)
    # A single class is the root of its tree, whose bit string is empty.
    rows = [(paths[c] or "0", word, n) for (word, c), n in words]
    for row in sorted(rows, key=itemgetter(0)):
        _line(stream, *row)


def _write_mkcls(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    for word, c in sorted(_one_class(model, side)):
        _line(stream, word, c + 1)


def _write_clustercat(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    for word, c in sorted(_one_class(model, side), key=itemgetter(1)):
        _line(stream, word, c - 1)


def _write_word2vec(model: WordClassModel, stream: BinaryIO, side: Side) -> None:
    sides = [model.tied_rows] if model.tied else [model.left_rows, model.right_rows]
    vectors = sp.csr_array(sp.hstack([rows[:, 1:] for rows in sides]))
    _line(stream, len(model.vocabulary) - 1, vectors.shape[1], separator=" ")
    for i, word in enumerate(model.vocabulary.spellings[1:], start=1):
        values = (f"{value:.6g}" for value in vectors[[i]].toarray()[0].tolist())
        _line(stream, write_word(word), *values, separator=" ")


def _warn_of_losses(model: WordClassModel, format: str, side: Side) -> None:
    """Warn of what a format cannot hold: words in several classes, and classes without words."""
    n_of_role = {"left": model.prev_counts, "right": model.next_counts}
    roles: Sequence[Side] = [side] if format in _ONE_CLASS and not model.tied else SIDES
    n, kept = 0, ""
    if format == "word2vec" and model.tied:
        apart = abs(model.left_rows - model.right_rows).max(axis=1).toarray().ravel() > _SAME
        n = int(np.count_nonzero(apart & (model.prev_counts > 0) & (model.next_counts > 0)))
        kept = "%s has the mean over both roles of %s with other classes in each"
    elif format in ("tsv", *_ONE_CLASS):
        several = [
            (largest_entries(model.rows(role))[1] < 1 - _SAME) & (n_of_role[role] > 0)
            for role in roles
        ]
        n = int(np.count_nonzero(np.any(several, axis=0)))
        kept = "%s has the most probable class alone of %s with several"
    if n:
        _log.warning(f"{kept}; jsonl and parquet have all classes", format, quantity(n, "word"))
    if format in ("word2vec", "arpa"):  # which have all classes, be there words in them or not
        return
    listed: Sequence[Side] = [side] if format in _ONE_CLASS else SIDES
    for of, sides in [("", listed)] if model.tied else [(f"{role} ", [role]) for role in listed]:
        n_listed, n_classes = _n_listed(model, format, sides), model.n_classes(sides[0])
        if n_listed < n_classes:
            _log.warning(
                "%s lists %d of %d %sclasses; the others are the most probable class of no word",
                format, n_listed, n_classes, of,
            )  # fmt: skip


def _n_listed(model: WordClassModel, format: str, sides: Sequence[Side]) -> int:
    """How many classes of these sides some row of a file has."""
    if format in ("jsonl", "parquet"):
        found = [model.rows(side)[1:].indices for side in sides]
    else:
        found = [(model.labels(side) if format == "tsv" else word_labels(model, side))[1:]
                 for side in sides]  # fmt: skip
    return int(np.count_nonzero(np.unique(np.concatenate(found))))


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
