"""Word vectors from the text format of word2vec, which may be memberships."""

import os
from collections.abc import Container
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from wordclass.adapters.files.lines import numbered_lines
from wordclass.errors import InputError
from wordclass.models.arrays import FloatArray, IntArray, rows_to_one
from wordclass.reports.wording.escaping import read_word

TOLERANCE = 1e-4  # of a sum of 1, since memberships are written with six digits


def read_vectors(
    path: str | os.PathLike[str], words: Container[str | None]
) -> tuple[list[str | None], FloatArray]:
    """Read the vectors of some words from a text file of word2vec.

    The first line states the number of words and of dimensions; each other line is a word and its
    vector, separated by spaces. ``words`` are those to keep, ``None`` being the unknown word.
    Return the words found, in the order of the file, and their (n, dimensions) vectors.
    """
    path = Path(path)
    lines = numbered_lines(path)
    header = next(lines, (0, ""))[1].split()
    if len(header) != 2 or not all(field.isascii() and field.isdecimal() for field in header):
        raise InputError(
            f"{path}, line 1: {' '.join(header)[:80]!r} is not the number of words and of "
            "dimensions, which a word2vec file starts with; add that line"
        )
    n_words, n_dimensions = map(int, header)
    if n_dimensions == 0:
        raise InputError(f"{path}, line 1 states 0 dimensions; vectors need at least one")
    found: list[str | None] = []
    vectors = []
    seen = set()
    number = 1
    for number, line in lines:
        fields = line.rstrip(" ").split(" ")  # word2vec itself ends a line with a space
        if len(fields) != n_dimensions + 1:
            raise InputError(
                f"{path}, line {number}: {len(fields) - 1} numbers after the word, but line 1 "
                f"states {n_dimensions} dimensions"
            )
        word = read_word(fields[0])
        if word in seen:
            raise InputError(f"{path}, line {number}: the word {word!r:.80} already has a vector")
        seen.add(word)
        if word not in words:
            continue
        try:
            vector = np.array(fields[1:], dtype=np.float64)
        except ValueError:
            vector = np.array([np.nan])
        if not np.isfinite(vector).all():
            raise InputError(
                f"{path}, line {number}: the vector of {word!r:.80} is not all numbers"
            )
        found.append(word)
        vectors.append(vector)
    if number - 1 != n_words:
        raise InputError(
            f"{path} has {number - 1} words, but line 1 states {n_words}; the file is truncated "
            "or was put together: correct line 1, or make the file again"
        )
    return found, np.array(vectors).reshape(len(found), n_dimensions)


def as_memberships(points: FloatArray, n_prev: IntArray, n_next: IntArray) -> int | None:
    """How many of the dimensions are left classes, if the vectors are memberships.

    A word never seen in a role has no membership of its own there and is not checked.
    """
    if (points < 0).any():
        return None
    sums = np.cumsum(points, axis=1)

    def near(n: IntArray, target: float) -> Any:
        return (np.abs(sums[n > 0] - target) < TOLERANCE).all(axis=0)

    if near(n_prev, 1)[-1]:
        return points.shape[1]
    splits = np.flatnonzero(near(n_prev, 1))
    if len(splits) and near(np.minimum(n_prev, n_next), 2)[-1]:
        return int(splits[-1]) + 1
    return None


def with_boundary(memberships: FloatArray) -> sp.csr_array:
    """(V, classes + 1) of the words' memberships, the boundary in a class of its own."""
    padded = np.zeros((memberships.shape[0] + 1, memberships.shape[1] + 1))
    padded[0, 0] = 1
    padded[1:, 1:] = rows_to_one(memberships)
    return sp.csr_array(padded)
