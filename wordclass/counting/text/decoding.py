"""Bytes to lines of text: encodings and undecodable bytes."""

import codecs
import io
from collections import Counter
from collections.abc import Iterable, Iterator

from wordclass.errors import InputError, check_choice

ERRORS = ("strict", "replace", "skip")
MAX_LINE = 1 << 24  # characters; a longer line is an error
_MARK = "\udcff"  # replaces an undecodable byte; no codec decodes valid bytes to it
_BYTE_ORDER_MARKS = {
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
}  # of the codecs that refuse a text without one


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return _MARK, error.end


codecs.register_error("wordclass.mark", _mark)


def check_encoding(encoding: str, errors: str) -> str:
    """Return the canonical name of an encoding; raise an InputError if a setting is not valid."""
    check_choice("errors", errors, ERRORS)
    try:
        info = codecs.lookup(encoding)
        "".encode(info.name)
    except (LookupError, TypeError):
        raise InputError(
            "{encoding} is not known; try utf-8 or gb18030", encoding=encoding
        ) from None
    return "utf-8" if info.name == "utf-8-sig" else info.name


def decode(
    blocks: Iterable[bytes], name: str, encoding: str, errors: str, skipped: Counter[str]
) -> Iterator[str]:
    r"""Decode a stream of bytes; line ends become ``\n``, and a leading BOM is dropped.

    At an undecodable byte, ``errors`` decides: ``strict`` raises an InputError with the file, line
    and byte offset, ``replace`` writes U+FFFD and counts it in ``skipped``, and ``skip`` marks it
    for :func:`lines`, which skips the line.
    """
    codec = check_encoding(encoding, errors)
    decoder = codecs.getincrementaldecoder(codec)(
        "strict" if errors == "strict" else "wordclass.mark"
    )
    newlines = io.IncrementalNewlineDecoder(None, translate=True)
    offset, line, first, head = 0, 1, True, b""

    def decoded(block: bytes, final: bool) -> str:
        nonlocal offset, line, first, head
        offset += len(block)
        head += block[: 4 - len(head)]
        try:
            text = decoder.decode(block, final)
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
        line += text.count("\n")
        if errors == "replace" and (n_bad := text.count(_MARK)):
            skipped["undecodable bytes replaced"] += n_bad
            text = text.replace(_MARK, "\ufffd")
        return newlines.decode(text, final)

    for block in blocks:
        yield decoded(block, False)
    yield decoded(b"", True)


def bad_bytes(
    error: UnicodeDecodeError, name: str, line: int, byte: int, encoding: str
) -> InputError:
    """Return the error to raise for undecodable bytes."""
    rest = error.object[error.start :]
    if byte == 0 and rest.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        remedy, settings = "it starts like utf-16: use {encoding}", {"encoding": "utf-16"}
    else:
        remedy = "specify the right encoding, or use {errors}"
        settings = {"errors": "replace"}
    bad = rest[: error.end - error.start][:8].hex(" ")
    return InputError(
        f"{name}, line {line}, byte {byte}: {bad} is not {encoding}; {remedy}", **settings
    )


def lines(texts: Iterable[str], name: str, skipped: Counter[str]) -> Iterator[str]:
    """Split decoded text into lines without their ends; skip lines with an undecodable byte.

    A line longer than ``MAX_LINE`` characters raises an InputError.
    """
    rest, number = "", 1
    for text in texts:
        *whole, rest = (rest + text).split("\n")
        yield from _decoded(whole, skipped)
        number += len(whole)
        if len(rest) > MAX_LINE:
            raise InputError(
                f"{name}, line {number} is longer than {MAX_LINE} characters; put each "
                "sentence on its own line, or use {sentences} or {tokenizer}",
                sentences="prose",
                tokenizer="whitespace",
            )
    if rest:
        yield from _decoded([rest], skipped)


def _decoded(found: list[str], skipped: Counter[str]) -> Iterator[str]:
    for line in found:
        if _MARK in line:
            skipped["undecodable lines"] += 1
        else:
            yield line
