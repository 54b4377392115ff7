"""Plain text that the counters split into words themselves: chunks of UTF-8, cut between words."""

from collections.abc import Iterator

from wordclass.counting.text.decoding import (
    MAX_LINE,
    bad_bytes,
    check_encoding,
    check_is_text,
    nul,
)
from wordclass.counting.text.sentences import Reading
from wordclass.counting.text.streams import ByteReader
from wordclass.counting.tokens.tokenizers import TokenizerSettings, unicode_normalized
from wordclass.errors import InputError

_LINES = 1 << 14  # lines in a chunk
_SPACES = b" \t\x0b\x0c\x1c\x1d\x1e\x1f"


def is_plain(reading: Reading, tokenizer: TokenizerSettings) -> bool:
    """Whether the counters can split a text into words themselves."""
    text = reading.text
    return (
        tokenizer.tokenizer == "whitespace"
        and text.is_file
        and reading.settings.sentences == "line"
        and reading.settings.column is None
        and text.format(reading.settings.input_format) == "text"
    )


def plain_text(
    reading: Reading, unicode_form: str | None, start: int
) -> Iterator[tuple[bytes, int, bool]]:
    """Yield the chunks from byte ``start`` on, each with its end and whether it ends a line."""
    done = 0
    for chunk, ends in _utf8(reading, unicode_form):
        done += len(chunk)
        if done > start:
            yield chunk[max(start - done, -len(chunk)) :], done, ends


def _utf8(reading: Reading, form: str | None) -> Iterator[tuple[bytes, bool]]:
    """Yield a text in chunks of UTF-8, each with whether it ends a line."""
    settings = reading.settings
    utf8 = check_encoding(settings.encoding, settings.errors) == "utf-8"
    if form is None and settings.errors == "strict" and utf8:
        reading.reader = ByteReader(reading.text)
        yield from plain_chunks(reading.reader.chunks(), reading.text.name)
    elif form is None and settings.errors != "skip":
        encoded = (chunk.encode() for chunk in reading.chunks())
        yield from plain_chunks(encoded, reading.text.name)
    else:
        lines: list[str] = []
        for line in reading.lines():
            lines.append(unicode_normalized(line, form))
            if len(lines) == _LINES:
                yield "\n".join(lines).encode() + b"\n", True
                lines = []
        yield "\n".join(lines).encode() + b"\n", True


def plain_chunks(chunks: Iterator[bytes], name: str) -> Iterator[tuple[bytes, bool]]:
    """Cut UTF-8 text at line ends, or within a long line at a space; end the last line.

    Yield chunks of valid UTF-8 without a BOM, each with whether it ends at the end of a line.
    """
    rest, offset, line, first, ends = b"", 0, 1, True, True
    for chunk in chunks:
        if first:
            first = False
            check_is_text(chunk, name)
            if chunk.startswith(b"\xef\xbb\xbf"):
                chunk, offset = chunk[3:], 3
        chunk = rest + chunk if rest else chunk
        cut = max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) + 1
        ends = cut > 0
        if not ends:
            cut = max(chunk.rfind(bytes([space])) for space in _SPACES) + 1
        whole, rest = chunk[:cut], chunk[cut:]
        if len(rest) > MAX_LINE:
            raise InputError(
                f"{name}, line {line + whole.count(10)}, byte offset {offset + cut}: a word of "
                f"more than {MAX_LINE:,} bytes; is this text? Specify the {{encoding}}, or choose "
                "a tokenizer",
                "encoding",
            )
        if whole:
            _check_utf8(whole, name, offset, line)
            yield whole, ends
            offset += cut
            line += whole.count(b"\n")
    if rest or not ends:
        _check_utf8(rest, name, offset, line)
        yield rest + b"\n", True


def _check_utf8(chunk: bytes, name: str, offset: int, line: int) -> None:
    try:
        chunk.isascii() or chunk.decode()
    except UnicodeDecodeError as error:
        at = error.start
        line += chunk.count(10, 0, at)
        raise bad_bytes(error, name, line, offset + at, "utf-8") from None
    if 0 in chunk:
        raise nul(name, line + chunk.count(10, 0, chunk.index(0)), "utf-8")
