"""Reading other tools' class files into word -> class, ready for :func:`wordclass.evaluate`."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from wordclass.counting.counts.vocabulary import UNKNOWN_LABEL
from wordclass.errors import InputError, check_choice
from wordclass.reports.wording.escaping import read_cell

Classes = dict[str | None, int | str]  # None: the unknown word

_LONGEST_LINE = 1 << 20  # characters; a file whose line is longer is no class file


def read_classes(path: str | os.PathLike[str], format: str | None = None) -> Classes:
    """Read a class file.

    Parameters
    ----------
    path : path
        UTF-8 text.
    format : "brown", "mkcls", "clustercat" or "tsv", optional
        By default told from the name: ``paths`` is wcluster's, ``.classes`` is mkcls's,
        ``.tsv`` is clustercat's, or our own export where its header says so (the left
        classes are read).

    Returns
    -------
    dict
        Class by word; the unknown word's under ``None``. Brown classes are bit strings;
        the others numbers, from 1 as in a model.

    Raises
    ------
    InputError
        When the file is absent, is no text, or a line is not what the format has.
    """
    path = Path(path)
    if format is None:
        format = _told_by_name(path)
    check_choice("format", format, _READERS)
    n_columns, entry = _READERS[format]
    classes: Classes = {}
    for number, line in _lines(path):
        fields = line.split("\t")
        if format == "tsv" and number == 1:
            continue
        try:
            if len(fields) != n_columns:
                raise ValueError
            word, label = entry(fields)
        except ValueError:
            raise InputError(
                f"{path}, line {number}: {line[:80]!r} is no line of a {format} class file "
                f"({n_columns} columns, tab-separated)"
            ) from None
        if word == "":  # clustercat's sentence boundaries
            continue
        if word in classes:
            raise InputError(f"{path}, line {number}: the word {word!r} has a class already")
        classes[word] = label
    if not classes:
        raise InputError(f"{path} holds no class; give a {format} class file")
    return classes


def _told_by_name(path: Path) -> str:
    if path.name.endswith("paths"):
        return "brown"
    if path.suffix == ".classes":
        return "mkcls"
    if path.suffix == ".tsv":
        first = next(_lines(path), (0, ""))[1]
        return "tsv" if first.startswith("word\tleft\tright\t") else "clustercat"
    raise InputError(
        f"{path} is no model, and its name tells no format of classes: call it paths (wcluster), "
        "NAME.classes (mkcls) or NAME.tsv (clustercat), or give read_classes() the format"
    )


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines without their end, numbered from 1."""
    try:
        with path.open(encoding="utf-8", newline="\n") as stream:
            for number, line in enumerate(iter(lambda: stream.readline(_LONGEST_LINE), ""), 1):
                if len(line) == _LONGEST_LINE:
                    raise InputError(
                        f"{path}, line {number} is longer than {_LONGEST_LINE:,} characters"
                    )
                yield number, line.removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is no UTF-8 text: {error.reason}") from None
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error


def _word(field: str) -> str | None:
    return None if field == UNKNOWN_LABEL else read_cell(field)


def _brown(fields: list[str]) -> tuple[str | None, str]:
    path, word, _ = fields
    if not path or path.strip("01"):
        raise ValueError
    return _word(word), path


def _mkcls(fields: list[str]) -> tuple[str | None, int]:
    return _word(fields[0]), int(fields[1]) - 1


def _clustercat(fields: list[str]) -> tuple[str | None, int]:
    word = "" if fields[0] in ("<s>", "</s>") else _word(fields[0])
    return word, int(fields[1]) + 1


def _tsv(fields: list[str]) -> tuple[str | None, int]:
    return _word(fields[0]), int(fields[1])


# format -> columns, and what a line's fields say of a word
_READERS: dict[str, tuple[int, Callable[[list[str]], tuple[str | None, int | str]]]] = {
    "brown": (3, _brown),
    "mkcls": (2, _mkcls),
    "clustercat": (2, _clustercat),
    "tsv": (6, _tsv),
}
