"""What a user points at, as a list of texts to read: files, streams, named corpora, iterables."""

import glob
import hashlib
import io
import lzma
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from wordclass.counting.text.corpora import is_corpus_name
from wordclass.errors import InputError, check_choice

FORMAT_OF_SUFFIX = {
    ".txt": "text", ".text": "text", "": "text",
    ".conllu": "conllu",
    ".vert": "vert", ".vrt": "vert",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".csv": "csv", ".tsv": "tsv",
    ".parquet": "parquet",
}  # fmt: skip
FORMATS = ("text", "conllu", "vert", "jsonl", "csv", "tsv", "parquet", "tagged")
COMPRESSED = (".gz", ".bz2", ".xz", ".zst")


@dataclass(frozen=True)
class Text:
    """One text to read.

    Parameters
    ----------
    name : str
        How messages and provenance call it.
    path : Path, optional
        The file, where it is one.
    stream : binary or text file, optional
        The open file, where it is one (``-`` is the standard input).
    pipe : bool
        Whether the stream is ours to close: of a path that is no file, and is read only once.
    items : iterable, optional
        Sentences from the caller: strings, or lists of tokens.
    corpus : bool
        Whether ``name`` is that of a named corpus.
    """

    name: str
    path: Path | None = None
    stream: IO[Any] | None = None
    pipe: bool = False
    items: Iterable[Any] | None = None
    corpus: bool = False

    def format(self, input_format: str | None) -> str:
        """Format of a file: as said, else by its name; text where the name says nothing."""
        if input_format is not None:
            check_choice("input_format", input_format, FORMATS)
            return input_format
        return FORMAT_OF_SUFFIX.get(suffix(self.name), "text")


def suffix(name: str) -> str:
    """Suffix of a file's name that tells its format, that of the compression aside."""
    path = Path(name.lower())
    return Path(path.stem).suffix if path.suffix in COMPRESSED else path.suffix


def find_texts(source: Any, input_format: str | None = None) -> list[Text]:
    """List the texts that a source names.

    Parameters
    ----------
    source : path, glob, directory, ``"-"``, open file, corpus name, iterable, or a list of these
        A list of strings is one of paths when each names a file, a folder, a glob or a corpus
        (or ends as the name of a text file does), and one of sentences when none does.

    Raises
    ------
    InputError
        When there is no such file, or a folder or a glob holds no text.
    """
    if isinstance(source, Text):
        return [source]
    if isinstance(source, bytes):
        raise InputError("the source is bytes; give a path, an open file or sentences")
    if source == "":
        raise InputError("the source is an empty name; give a path, or '.' for this folder")
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
                raise InputError(f"no such file: {missing!r}; every source of the list must exist")
    if isinstance(source, Iterable):
        return [Text("sentences", items=source)]
    raise InputError(
        f"the corpus must be a path, an open file or sentences, not {type(source).__name__}"
    )


def _names_a_text(name: str) -> bool:
    if name == "-" or is_corpus_name(name):
        return True
    if "\0" in name or "\n" in name or len(name) > 4096:
        return False
    if len(name.split()) == 1 and suffix(name) and suffix(name) in FORMAT_OF_SUFFIX:
        return True  # meant as a file, even where there is none
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
    if "\0" in name:
        raise InputError(f"{name!r} is no file name: it holds a NUL")
    path = Path(name)
    try:
        if path.is_dir():
            return _in_folder(path, input_format)
        if path.is_file():
            return [Text(name, path=path)]
        if path.exists():  # a pipe, as a shell's <(command) is
            return [Text(name, stream=path.open("rb"), pipe=True)]
    except OSError as error:
        raise InputError(f"cannot read {name[:200]}: {error.strerror}") from None
    if _is_glob(name):
        found = sorted(glob.glob(name, recursive=True))
        texts = [text for one in found for text in _named(one, input_format)]
        if texts:
            return texts
        raise InputError(f"no file matches {name}; check the pattern (quoted in a shell?)")
    raise InputError(f"no such file: {name[:200]}; check the path, or name a corpus such as "
                     "stdlib:pydoc")  # fmt: skip


def _in_folder(folder: Path, input_format: str | None) -> list[Text]:
    """Every file below a folder whose name says text, in the order of the names."""
    texts = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts) or not path.is_file():
            continue
        if input_format is not None or suffix(path.name) in FORMAT_OF_SUFFIX:
            texts.append(Text(str(path), path=path))
    if not texts:
        raise InputError(
            f"no text in the folder {folder}: no file ends in "
            f"{', '.join(s for s in FORMAT_OF_SUFFIX if s)} (or with .gz, .bz2, .xz, .zst behind); "
            "name the files, or their format with {input_format}",
            "input_format",
        )
    return texts


class Hashed(io.RawIOBase):
    """A binary stream that counts and hashes the bytes read through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.sha256 = hashlib.sha256()
        self.bytes = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read as many bytes as are there, up to the buffer's length."""
        data: Any = self._stream.read(len(buffer) // 4)  # a character is at most four bytes
        if isinstance(data, str):
            data = data.encode("utf-8", "surrogatepass")
        self.sha256.update(data)
        self.bytes += len(data)
        buffer[: len(data)] = data
        return len(data)


# What the decompressors raise at damaged or truncated data.
_DAMAGE: tuple[type[Exception], ...] = (EOFError, OSError, zlib.error, lzma.LZMAError, ValueError)


class ByteReader:
    """Blocks of a text's bytes, decompressed; knows the hash of the file as it lies there.

    Raises
    ------
    InputError
        When the file cannot be read, or its compression is damaged or cut short.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        self._hashed: Hashed | None = None
        self._buffered: io.BufferedReader | None = None

    @property
    def bytes_read(self) -> int:
        """How many bytes of the file have been read."""
        return self._hashed.bytes if self._hashed else 0

    @property
    def sha256(self) -> str:
        """Hash of those bytes, as hexadecimal digits."""
        return self._hashed.sha256.hexdigest() if self._hashed else ""

    def blocks(self, size: int = 1 << 22) -> Iterator[bytes]:
        """Give the decompressed bytes, at most ``size`` at a time."""
        from xopen import xopen

        name = self.text.name
        try:
            raw = self.text.stream if self.text.path is None else open(self.text.path, "rb")  # noqa: SIM115
        except OSError as error:
            raise InputError(f"cannot read {name}: {error.strerror}") from None
        assert raw is not None
        try:
            self._hashed = Hashed(raw)
            buffered = io.BufferedReader(self._hashed, 1 << 20)
            try:
                if buffered.peek(1):
                    with xopen(buffered, "rb", threads=0) as stream:
                        while block := stream.read(size):
                            yield block
                while self._hashed.read(1 << 20):
                    pass  # what a decompressor leaves behind the end belongs to the hash
            except _DAMAGE as error:
                if isinstance(error, InputError):
                    raise
                raise InputError(
                    f"{name}: cannot read on after byte {self._hashed.bytes}: "
                    f"{str(error) or type(error).__name__}; the file is damaged or cut short"
                ) from None
        finally:
            if self.text.path is not None or self.text.pipe:
                raw.close()
