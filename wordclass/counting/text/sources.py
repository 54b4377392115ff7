"""A user's source as a list of texts to read: files, streams, named corpora, iterables."""

import glob
import logging
import os
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from wordclass.counting.counts.wording import quantity
from wordclass.counting.text.corpora import is_corpus_name
from wordclass.errors import InputError

_log = logging.getLogger("wordclass")

FORMAT_OF_SUFFIX = {
    ".txt": "text", ".text": "text", "": "text",
    ".conllu": "conllu",
    ".vert": "vert", ".vrt": "vert",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".csv": "csv", ".tsv": "tsv",
    ".parquet": "parquet",
    ".srt": "srt",
}  # fmt: skip
_MARKUP = {".html", ".htm", ".xhtml", ".xml", ".tei", ".json", ".vtt"}
_TREEBANK = "ud:"  # in front of a folder
COMPRESSED = (".gz", ".bz2", ".xz", ".zst")


@dataclass(frozen=True)
class Text:
    """One text to read: a file, an open stream, sentences, a table or a named corpus."""

    name: str  # used in messages and in the provenance
    path: Path | None = None
    stream: IO[Any] | None = None  # binary or text; ``-`` is the standard input
    pipe: bool = False  # whether the stream was opened here, and must be closed here
    items: Iterable[Any] | None = None  # the caller's sentences: strings, or lists of tokens
    frame: Any = None  # a column or table with ``__arrow_c_stream__``: pandas, polars, DuckDB, ...
    corpus: bool = False  # whether ``name`` names a corpus

    @property
    def is_file(self) -> bool:
        """Whether it is read as bytes, of a file or a stream."""
        return self.path is not None or self.stream is not None

    def format(self, input_format: str | None) -> str:
        """Return the specified format, or the one implied by the file name, or text."""
        return input_format or FORMAT_OF_SUFFIX.get(suffix(self.name), "text")


def formats_named(names: Iterable[str], input_format: str | None) -> set[str]:
    """Return the formats of texts, as far as their names tell; ``corpus`` of a named corpus."""
    return {
        "corpus" if is_corpus_name(name)
        else "conllu" if name.startswith(_TREEBANK)
        else Text(name).format(input_format)
        for name in names
    }  # fmt: skip


def suffix(name: str) -> str:
    """Return the suffix of a file name that implies its format, ignoring compression."""
    path = Path(name.lower())
    return Path(path.stem).suffix if path.suffix in COMPRESSED else path.suffix


def find_texts(source: Any, input_format: str | None = None) -> list[Text]:
    """List the texts that a source names, which is any that :func:`wordclass.count` takes.

    ``ud:FOLDER`` stands for the files of a Universal Dependencies treebank. A list of strings is
    taken as paths if each names a file, a folder, a glob or a corpus (or has the suffix of a text
    file), and as sentences if none does.
    """
    if isinstance(source, Text):
        return [source]
    if hasattr(source, "__arrow_c_stream__"):
        return [Text("table", frame=source)]
    if hasattr(source, "__arrow_c_array__"):  # a column in one piece
        import pyarrow as pa

        return [Text("table", frame=pa.chunked_array([pa.array(source)]))]
    if isinstance(source, bytes):
        raise InputError("the source is bytes; it must be a path, an open file or sentences")
    if isinstance(source, str) and not source:
        raise InputError(
            "the source is an empty string; name a path, or '.' for the current folder"
        )
    if isinstance(source, (str, os.PathLike)):
        return _named(os.fspath(source), input_format)
    if hasattr(source, "read"):
        return [Text(str(getattr(source, "name", "stream")), stream=source)]
    if isinstance(source, (list, tuple)) and source:
        if all(isinstance(one, (os.PathLike, Text)) or hasattr(one, "read") for one in source):
            return [text for one in source for text in find_texts(one, input_format)]
        if all(isinstance(one, (str, os.PathLike)) for one in source):
            looks = [isinstance(one, os.PathLike) or _names_a_text(one) for one in source]
            if all(looks):
                return [text for one in source for text in find_texts(one, input_format)]
            if any(looks):
                missing = source[looks.index(False)]
                raise InputError(f"no such file: {missing!r}; every source in the list must exist")
    if isinstance(source, Iterable):
        return [Text("sentences", items=source)]
    raise InputError(
        f"the corpus must be a path, an open file or sentences, not {type(source).__name__}"
    )


def _names_a_text(name: str) -> bool:
    if name == "-" or is_corpus_name(name) or name.startswith(_TREEBANK):
        return True
    if "\0" in name or "\n" in name or len(name) > 4096:
        return False
    if len(name.split()) == 1 and suffix(name) and suffix(name) in FORMAT_OF_SUFFIX:
        return True  # meant as a file, even if it does not exist
    try:
        return os.path.exists(name) or (_is_glob(name) and bool(glob.glob(name, recursive=True)))
    except (OSError, ValueError):
        return False


def _is_glob(name: str) -> bool:
    return any(sign in name for sign in "*?[")


def _named(name: str, input_format: str | None) -> list[Text]:
    if name == "-":
        return [Text("-", stream=sys.stdin.buffer)]
    if is_corpus_name(name):
        return [Text(name, corpus=True)]
    if name.startswith(_TREEBANK):
        return _treebank(Path(name.removeprefix(_TREEBANK)))
    if "\0" in name:
        raise InputError(f"{name!r} is not a file name: it contains a NUL character")
    path = Path(name)
    try:
        if path.is_dir():
            return _in_folder(path, input_format)
        if path.is_file():
            if input_format is None and suffix(name) in _MARKUP:
                raise InputError(
                    f"{name[:200]}: in a {suffix(name)} file, the markup would be counted as "
                    "words; save its text as plain text, or specify its {input_format}: jsonl or "
                    "vert if it is written so, text to count it as it is",
                    "input_format",
                )
            return [Text(name, path=path)]
        if path.exists():  # a pipe, such as <(command) in a shell
            return [Text(name, stream=path.open("rb"), pipe=True)]
    except OSError as error:
        raise InputError(f"cannot read {name[:200]}: {error.strerror}") from None
    if _is_glob(name):
        found = sorted(glob.glob(name, recursive=True))
        texts = [text for one in found for text in _named(one, input_format)]
        if texts:
            return texts
        raise InputError(f"no file matches {name}; check the pattern, or the quotes around it")
    raise InputError(f"no such file: {name[:200]}; check the path, or name a corpus such as "
                     "stdlib:pydoc")  # fmt: skip


def _treebank(folder: Path) -> list[Text]:
    """List the training, development and test file of a Universal Dependencies treebank."""
    found = sorted(folder.glob("*-ud-*.conllu*")) if folder.is_dir() else []
    if not found:
        raise InputError(
            f"ud:{folder}: no file there is named as in a treebank of Universal Dependencies "
            "(LANGUAGE-ud-train.conllu and the like); name the folder of one treebank"
        )
    return [Text(str(path), path=path) for path in found]


def _in_folder(folder: Path, input_format: str | None) -> list[Text]:
    """List the files in a folder and its subfolders with a text file's suffix, sorted by name.

    Others, but hidden ones, are counted in a message.
    """
    texts, others = [], Counter[str]()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts) or not path.is_file():
            continue
        if input_format is not None or suffix(path.name) in FORMAT_OF_SUFFIX:
            texts.append(Text(str(path), path=path))
        else:
            others[suffix(path.name)] += 1
    if not texts:
        raise InputError(
            f"no text in the folder {folder}: no file ends in "
            f"{', '.join(s for s in FORMAT_OF_SUFFIX if s)} (or these plus .gz, .bz2, .xz, .zst); "
            "name the files, or specify their format with {input_format}",
            "input_format",
        )
    if others:
        _log.info(
            "%s: left out %s not named as a text (%s)",
            folder, quantity(others.total(), "file"),
            ", ".join(f"{n:,} {suffix}" for suffix, n in others.most_common(5)),
        )  # fmt: skip
    return texts
