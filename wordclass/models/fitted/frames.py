"""A model as columns and as an Arrow table, which data frames are made of."""

from typing import Any

import pyarrow as pa

from wordclass.counting.counts.arrow import to_arrow
from wordclass.models.arrays import SIDES, largest_entries
from wordclass.models.fitted.probabilities import ClassProbabilities

COLUMNS = ("word", "left", "right", "count", "p_left", "p_right")
NAME_COLUMNS = ("left_name", "right_name")  # of a model whose classes a user named


def columns(model: ClassProbabilities) -> dict[str, Any]:
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
        for name, side, labels in zip(NAME_COLUMNS, SIDES, (left, right), strict=True):
            found[name] = [model.class_names[side].get(c) for c in labels[1:].tolist()]
    return found


def table(model: ClassProbabilities) -> pa.Table:
    """The columns of :func:`columns`, with lone surrogates escaped, because UTF-8 has none."""
    found = columns(model)
    found["word"] = [w and w.encode("utf-8", "backslashreplace").decode() for w in found["word"]]
    return pa.table(
        {
            name: pa.array(column, pa.string()) if isinstance(column, list) else to_arrow(column)
            for name, column in found.items()
        }
    )
