"""A model as columns and as Arrow tables, which data frames are made of."""

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

import pyarrow as pa

from wordclass.models.arrays import Side, largest_entries
from wordclass.models.fitted.model import WordClassModel

COLUMNS = ("word", "left", "right", "count", "p_left", "p_right")
NAME_COLUMNS = ("left_name", "right_name")  # of a model whose classes a user named


class ClassRow(NamedTuple):
    """A word with its most probable classes, their probabilities and names, and its frequency."""

    word: str | None  # None: the unknown word
    left: int
    right: int
    n: int
    p_left: float
    p_right: float
    left_name: str | None = None
    right_name: str | None = None


def columns(model: WordClassModel) -> dict[str, Any]:
    """Return every word with its most probable classes, the most frequent word first.

    Returns
    -------
    dict
        ``word`` (list of str, None for the unknown word), ``left``, ``right``, ``count``
        (int64), ``p_left``, ``p_right`` (float64): the columns of ``export --format tsv``. If
        the classes have names, also ``left_name`` and ``right_name`` (list of str, None for a
        class without one).

    Examples
    --------
    >>> import wordclass as wc
    >>> counts = wc.count([["the", "cat"], ["the", "dog"], ["a", "cat"], ["a", "dog"]])
    >>> found = columns(wc.fit(counts, "exchange", classes=2, tied=True))
    >>> found["word"], found["left"].tolist()
    (['a', 'cat', 'dog', 'the'], [1, 2, 2, 1])
    """
    left, p_left = largest_entries(model.left_rows)
    right, p_right = largest_entries(model.right_rows)
    numbers = (left, right, model.word_counts, p_left, p_right)
    found: dict[str, Any] = {"word": model.vocabulary.spellings[1:]}
    found |= {name: n[1:].copy() for name, n in zip(COLUMNS[1:], numbers, strict=True)}
    if any(model.class_names.values()):
        for name, side, labels in zip(NAME_COLUMNS, get_args(Side), (left, right), strict=True):
            found[name] = [model.class_names[side].get(c) for c in labels[1:].tolist()]
    return found


def table(model: WordClassModel) -> pa.Table:
    """Return the columns of :func:`columns` as an Arrow table, which other libraries read as it is.

    ``polars.DataFrame(table(model))``, ``duckdb.sql("from words")`` with ``words = table(model)``,
    ``table(model).to_pandas()``, and ``as.data.frame`` in R by reticulate and arrow.

    Examples
    --------
    >>> import wordclass as wc
    >>> counts = wc.count([["the", "cat"], ["the", "dog"], ["a", "cat"], ["a", "dog"]])
    >>> table(wc.fit(counts, "exchange", classes=2, tied=True)).column_names
    ['word', 'left', 'right', 'count', 'p_left', 'p_right']
    """
    found = columns(model)
    # Lone surrogates are escaped, because UTF-8 has none.
    words = [word and word.encode("utf-8", "backslashreplace").decode() for word in found["word"]]
    return pa.table({**found, "word": pa.array(words, pa.string())})


def rows(model: WordClassModel) -> Iterator[ClassRow]:
    """Iterate over the rows of :func:`columns`."""
    found = columns(model).values()
    return map(ClassRow, *(c if isinstance(c, list) else c.tolist() for c in found))
