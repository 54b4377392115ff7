"""The lines of a file about words and classes."""

from collections.abc import Iterator
from pathlib import Path

from wordclass.errors import InputError

_LONGEST_LINE = 1 << 20  # characters; a class file has no longer lines


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines, from 1, without their line ends."""
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as stream:
            for number, line in enumerate(iter(lambda: stream.readline(_LONGEST_LINE), ""), 1):
                if len(line) == _LONGEST_LINE:
                    raise InputError(
                        f"{path}, line {number} is longer than {_LONGEST_LINE:,} characters"
                    )
                yield number, line.removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text: {error.reason}") from None
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
