"""Read the class files of other tools as word -> class, e.g. for :func:`wordclass.evaluate`."""

import os
from collections.abc import Callable
from pathlib import Path

from wordclass.adapters.files.lines import numbered_lines
from wordclass.adapters.files.tables import TABLES, is_tied, read_rows
from wordclass.counting.parquet.read import is_counts
from wordclass.errors import InputError, check_choice
from wordclass.models.arrays import SIDES, Side, check_side
from wordclass.models.fitted.classes import RoleClasses
from wordclass.models.fitted.model import WordClassModel, load
from wordclass.models.fitted.storage import check_not_parquet
from wordclass.reports.wording.escaping import read_word

ClassByWord = dict[str | None, int | str]  # None: the unknown word


def read_classes(
    path: str | os.PathLike[str], format: str | None = None, side: Side = "left"
) -> ClassByWord:
    """Read a class file.

    Parameters
    ----------
    path : path
        UTF-8 text.
    format : str, optional
        ``brown``, ``mkcls``, ``clustercat``, ``srilm-classes``, ``tsv``, ``jsonl`` or ``parquet``.
        By default, depends on the file name: ``paths`` means wcluster, ``.classes`` mkcls,
        ``.jsonl`` and ``.parquet`` our own exports, and ``.tsv`` clustercat, or our own if it has
        its header.
    side : "left" or "right"
        Which classes of our own tables to read; the other formats have one for each word.

    Returns
    -------
    dict
        Class by word, with ``None`` for the unknown word. Brown classes are bit strings,
        all others numbers from 1, as in a model.

    Raises
    ------
    InputError
        When the file cannot be read as text, or a line does not fit the format.
    """
    path = Path(path)
    if format is None:
        format = format_of(path)
    check_choice("format", format, [*_READERS, *TABLES])
    check_side(side)
    if format in TABLES:
        return {row.word: row.classes[side] for row in read_rows(path, format)}
    n_columns, entry = _READERS[format]
    separator = " " if format == "srilm-classes" else "\t"
    classes: ClassByWord = {}
    for number, line in numbered_lines(path):
        fields = line.split(separator)
        try:
            if len(fields) not in n_columns:
                raise ValueError
            word, label = entry(fields)
        except ValueError:
            raise InputError(
                f"{path}, line {number}: {line[:80]!r} is not a line of a {format} class file "
                f"({n_columns[0]} columns, separated by {'tabs' if separator != ' ' else 'spaces'})"
            ) from None
        if word == "":  # clustercat's sentence boundaries
            continue
        if word in classes:
            raise InputError(f"{path}, line {number}: the word {word!r:.80} already has a class")
        classes[word] = label
    if not classes:
        raise InputError(f"{path} contains no class; is it a {format} class file?")
    return classes


def load_classes(path: str | os.PathLike[str]) -> WordClassModel | RoleClasses | ClassByWord:
    """Load a model, the classes of both roles in a table of ours, or another tool's classes."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            head, size = file.read(9), path.stat().st_size
        # safetensors: the header's length, then JSON; as a length, text is more than any file has
        is_model = head[8:] == b"{" and int.from_bytes(head[:8], "little") < size
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    if is_counts(path):
        check_not_parquet(path, head)
    if is_model or path.suffix == ".safetensors":
        return load(path)
    format = format_of(path)
    if format == "word2vec":
        raise InputError(f"{path} has vectors, not classes; wordclass import makes classes of them")
    if format not in TABLES:
        return read_classes(path, format)
    rows = read_rows(path, format)
    left, right = ({row.word: row.classes[side] for row in rows} for side in SIDES)
    return RoleClasses(left, right, is_tied(rows))


def format_of(path: Path) -> str:
    """The format that a file name implies."""
    if path.name.endswith("paths"):
        return "brown"
    if path.suffix == ".classes":
        return "mkcls"
    if path.suffix == ".tsv":
        first = next(numbered_lines(path), (0, ""))[1]
        return "tsv" if first.startswith("word\tleft\tright\t") else "clustercat"
    if path.suffix in (".jsonl", ".parquet"):
        return path.suffix.removeprefix(".")
    if path.suffix in (".vec", ".word2vec"):
        return "word2vec"
    raise InputError(
        f"{path} is not named as class files are: rename it to paths (wcluster), NAME.classes "
        "(mkcls), NAME.tsv (clustercat), NAME.vec (word2vec), NAME.jsonl or NAME.parquet "
        "(wordclass export), or import it with its {format}",
        "format",
    )


def _brown(fields: list[str]) -> tuple[str | None, str]:
    path, word, *_ = fields
    if not path or path.strip("01"):
        raise ValueError
    return read_word(word), path


def _clustercat(fields: list[str]) -> tuple[str | None, int]:
    word = "" if fields[0] in ("<s>", "</s>") else read_word(fields[0])
    return word, int(fields[1]) + 1


def _srilm(fields: list[str]) -> tuple[str | None, int | str]:
    """Read a class, the probability of a word in it, and the word, as SRILM's ngram-class does."""
    label, p, word = fields
    float(p)
    number = label.removeprefix("CLASS-")
    return read_word(word), int(number) if label != number and number.isdecimal() else label


# format -> number of columns, and how they are read as word and class
_READERS: dict[str, tuple[tuple[int, ...], Callable[[list[str]], tuple[str | None, int | str]]]] = {
    "brown": ((3, 2), _brown),  # some files leave out the count
    "mkcls": ((2,), lambda fields: (read_word(fields[0]), int(fields[1]) - 1)),
    "clustercat": ((2,), _clustercat),
    "srilm-classes": ((3,), _srilm),
}
