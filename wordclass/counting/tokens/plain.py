"""Plain text that the counters split into words themselves: blocks of UTF-8, cut between words."""

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

_LINES = 1 << 14  # lines in a block
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
    """Yield the blocks from byte ``start`` on, each with its end and whether it ends a line."""
    done = 0
    for block, ends in _utf8(reading, unicode_form):
        done += len(block)
        if done > start:
            yield block[max(start - done, -len(block)) :], done, ends


def _utf8(reading: Reading, form: str | None) -> Iterator[tuple[bytes, bool]]:
    """Yield a text in blocks of UTF-8, each with whether it ends a line."""
    settings = reading.settings
    utf8 = check_encoding(settings.encoding, settings.errors) == "utf-8"
    if form is None and settings.errors == "strict" and utf8:
        reading.reader = ByteReader(reading.text)
        yield from plain_blocks(reading.reader.blocks(), reading.text.name)
    elif form is None and settings.errors != "skip":
        blocks = (chunk.encode() for chunk in reading.chunks())
        yield from plain_blocks(blocks, reading.text.name)
    else:
        lines: list[str] = []
        for line in reading.lines():
            lines.append(unicode_normalized(line, form))
            if len(lines) == _LINES:
                yield "\n".join(lines).encode() + b"\n", True
                lines = []
        yield "\n".join(lines).encode() + b"\n", True


def plain_blocks(blocks: Iterator[bytes], name: str) -> Iterator[tuple[bytes, bool]]:
    """Cut UTF-8 text at line ends, or within a long line at a space; end the last line.

    Yield blocks of valid UTF-8 without a BOM, each with whether it ends at the end of a line.
    """
    rest, offset, line, first, ends = b"", 0, 1, True, True
    for block in blocks:
        if first:
            first = False
            check_is_text(block, name)
            if block.startswith(b"\xef\xbb\xbf"):
                block, offset = block[3:], 3
        block = rest + block if rest else block
        cut = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1
        ends = cut > 0
        if not ends:
            cut = max(block.rfind(bytes([space])) for space in _SPACES) + 1
        whole, rest = block[:cut], block[cut:]
        if len(rest) > MAX_LINE:
            raise InputError(
                f"{name}, line {line + whole.count(10)}, byte offset {offset + cut}: a word of "
                f"more than {MAX_LINE} bytes; is this text? Specify the {{encoding}}, or choose a "
                "tokenizer",
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


def _check_utf8(block: bytes, name: str, offset: int, line: int) -> None:
    try:
        block.isascii() or block.decode()
    except UnicodeDecodeError as error:
        at = error.start
        line += block.count(10, 0, at)
        raise bad_bytes(error, name, line, offset + at, "utf-8") from None
    if 0 in block:
        raise nul(name, line + block.count(10, 0, block.index(0)), "utf-8")
