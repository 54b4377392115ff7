"""Read a file of seed words: the words of a line share a class, those of two lines do not."""

import os
from pathlib import Path

from wordclass.adapters.files.readers import numbered_lines
from wordclass.errors import InputError
from wordclass.reports.wording.escaping import read_cell


def read_seed_words(path: str | os.PathLike[str]) -> list[list[str]]:
    """Read groups of seed words, for :func:`wordclass.fit`.

    Each line is a group, its words separated by spaces or tabs; one that begins with ``# `` is a
    comment.
    """
    groups = [
        [read_cell(word) for word in line.split()]
        for _, line in numbered_lines(Path(path))
        if line.strip() and not line.startswith("# ")
    ]
    if not groups:
        raise InputError(f"{path} contains no seed words; write one group of words a line")
    return groups
