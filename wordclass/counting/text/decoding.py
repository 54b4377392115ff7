"""Bytes to lines of text: encodings and undecodable bytes."""

import codecs
import io
from collections import Counter
from collections.abc import Iterable, Iterator

from wordclass.errors import InputError, check_choice

ERRORS = ("strict", "replace", "skip")
MAX_LINE = 1 << 24  # characters; a longer line is an error
MARK = "\udcff"  # in place of an undecodable byte; no codec decodes valid bytes to it
MARKED = "wordclass.mark"  # the error handler that puts it there
_BYTE_ORDER_MARKS = {
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
}  # of the codecs that refuse a text without one; utf-16's are the beginning of utf-32's
_DOCUMENTS = {
    b"PK\x03\x04": "a ZIP archive, as Word and OpenDocument files are",
    b"%PDF-": "a PDF document",
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "a document of an old version of Office",
}  # what a file is that begins so


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return MARK, error.end


codecs.register_error(MARKED, _mark)


def check_encoding(encoding: str, errors: str) -> str:
    """Return the canonical name of an encoding; raise an InputError if a setting is not valid."""
    check_choice("errors", errors, ERRORS)
    try:
        info = codecs.lookup(encoding)
        "".encode(info.name)
    except (LookupError, TypeError, ValueError):
        raise InputError(
            "{encoding} is not known; try utf-8 or gb18030", encoding=encoding
        ) from None
    return "utf-8" if info.name == "utf-8-sig" else info.name


def decode(
    chunks: Iterable[bytes], name: str, encoding: str, errors: str, skipped: Counter[str]
) -> Iterator[str]:
    r"""Decode a stream of bytes; line ends become ``\n``, and a leading BOM is dropped.

    At an undecodable byte or a NUL character, ``errors`` decides: ``strict`` raises an InputError
    with the file, line and byte offset, ``replace`` writes U+FFFD and counts it in ``skipped``, and
    ``skip`` marks it for :func:`lines`, which skips the line.
    """
    codec = check_encoding(encoding, errors)
    decoder = codecs.getincrementaldecoder(codec)("strict" if errors == "strict" else MARKED)
    newlines = io.IncrementalNewlineDecoder(None, translate=True)
    offset, line, first, head = 0, 1, True, b""

    def decoded(chunk: bytes, final: bool) -> str:
        nonlocal offset, line, first, head
        offset += len(chunk)
        if len(head) < 8:
            head += chunk[: 8 - len(head)]
            check_is_text(head, name)
        try:
            text = decoder.decode(chunk, final)
        except UnicodeError as error:
            if codec in _BYTE_ORDER_MARKS and not head.startswith(_BYTE_ORDER_MARKS[codec]):
                raise InputError(
                    f"{name} is not {encoding}: it does not start with a byte-order mark; specify "
                    "the right encoding, such as {encoding}",
                    encoding=f"{codec}-le",
                ) from None
            if not isinstance(error, UnicodeDecodeError):
                raise InputError(
                    f"{name}, line {line}: not valid {encoding}: {error}; "
                    "specify the right {encoding}",
                    "encoding",
                ) from None
            good = error.object[: error.start].decode(codec, "replace")
            at = offset - len(error.object) + error.start
            raise bad_bytes(error, name, line + good.count("\n"), at, encoding) from None
        if first and text:
            text, first = text.removeprefix("\ufeff"), False
        if "\0" in text:
            if errors == "strict":
                raise nul(name, line + text.count("\n", 0, text.index("\0")), encoding)
            text = text.replace("\0", MARK)
        line += text.count("\n")
        if errors == "replace":
            text = replaced(text, skipped)
        return newlines.decode(text, final)

    for chunk in chunks:
        yield decoded(chunk, False)
    yield decoded(b"", True)


def replaced(text: str, skipped: Counter[str]) -> str:
    """Replace the marks of undecodable bytes by U+FFFD, and count them."""
    if n_bad := text.count(MARK):
        skipped["undecodable bytes replaced"] += n_bad
        text = text.replace(MARK, "\ufffd")
    return text


def check_is_text(head: bytes, name: str) -> None:
    """Raise an InputError if a file begins as a document that is not plain text."""
    for beginning, kind in _DOCUMENTS.items():
        if head.startswith(beginning):
            raise InputError(f"{name} is {kind}; save its text as plain text in UTF-8")


def nul(name: str, line: int, encoding: str) -> InputError:
    """Return the error to raise for a NUL character, which shows another encoding or no text."""
    return InputError(
        f"{name}, line {line}: there is a NUL character, so it is not text in {encoding}; specify "
        "the right encoding, such as {encoding}, or use {errors}",
        encoding="utf-16-le",
        errors="replace",
    )


def bad_bytes(
    error: UnicodeDecodeError, name: str, line: int, offset: int, encoding: str
) -> InputError:
    """Return the error to raise for undecodable bytes."""
    rest = error.object[error.start :]
    looks, remedy = "", "specify its {encoding}, or replace what cannot be decoded by {errors}"
    settings = {"errors": "replace"}
    if offset == 0:
        for codec, marks in _BYTE_ORDER_MARKS.items():
            if rest.startswith(marks):
                looks, remedy = f"it starts like {codec}: ", "use {encoding}"
                settings = {"encoding": codec}
                break
    bad = rest[: error.end - error.start][:8].hex(" ")
    return InputError(
        f"{name}, line {line}, byte offset {offset}: {bad} is not {encoding}; {looks}save it in "
        f"UTF-8, or {remedy}",
        *{"encoding"} - settings.keys(),
        **settings,
    )


class Arrivals:
    """Lines of a pipe that are passed on before more is written.

    Attributes
    ----------
    waiting : int
        How many more lines have arrived, each of which is a sentence.
    """

    waiting = 0

    def passed_on(self, lines: list[str]) -> Iterator[str]:
        """Iterate over lines that have arrived, keeping count."""
        for i, line in enumerate(lines, start=1):
            self.waiting = len(lines) - i
            yield line


def lines(
    texts: Iterable[str], name: str, skipped: Counter[str], arrivals: Arrivals | None = None
) -> Iterator[str]:
    """Split decoded text into lines without their ends; skip lines with an undecodable byte.

    ``arrivals`` counts those that are still to come from the same piece of text. A line longer
    than ``MAX_LINE`` characters raises an InputError.
    """
    rest, number = "", 1
    for text in texts:
        *whole, rest = (rest + text).split("\n")
        found = unmarked(whole, skipped)
        yield from arrivals.passed_on(list(found)) if arrivals else found
        number += len(whole)
        if len(rest) > MAX_LINE:
            raise InputError(
                f"{name}, line {number} is longer than {MAX_LINE:,} characters; put each "
                "sentence on its own line, or use {sentences} or {tokenizer}",
                sentences="prose",
                tokenizer="whitespace",
            )
    if rest:
        yield from unmarked([rest], skipped)


def unmarked(found: Iterable[str], skipped: Counter[str]) -> Iterator[str]:
    """Yield the lines without an undecodable byte, and count the others."""
    for line in found:
        if MARK in line:
            skipped["undecodable lines"] += 1
        else:
            yield line
