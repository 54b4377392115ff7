"""The program, called in this process, and a text that is good."""

from pathlib import Path

import pytest

from wordclass.cli import main

TEXT = "the cat sees a dog\nthe dog sees a cat\na cat runs\nthe dog runs\n"


def run(*arguments: object) -> int:
    """Run it; return its exit status."""
    with pytest.raises(SystemExit) as exit_:
        main(list(map(str, arguments)))
    return exit_.value.code


def write(name: str, content: bytes | str) -> str:
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return name
