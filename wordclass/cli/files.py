"""Models and counts in files, where "-" is stdin or stdout."""

from __future__ import annotations

from typing import overload

import wordclass as wc
from wordclass.cli.streams import reading, writing


def load_model(path: str) -> wc.WordClassModel:
    """Load a model."""
    with reading(path) as file:
        return wc.load(file)


@overload
def load_counts(path: str) -> wc.BigramCounts: ...
@overload
def load_counts(path: str | None) -> wc.BigramCounts | None: ...
def load_counts(path: str | None) -> wc.BigramCounts | None:
    """Load counts, if a file is named."""
    if path is None:
        return None
    with reading(path) as file:
        return wc.load_counts(file)


def save(what: wc.WordClassModel | wc.BigramCounts, path: str) -> None:
    """Save a model or counts."""
    with writing(path) as file:
        what.save(file)
