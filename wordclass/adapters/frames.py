"""A model as columns, for data frames: ``pandas.DataFrame(columns(model))``, polars alike."""

from typing import Any

import numpy as np

from wordclass.adapters.classes import COLUMNS, rows
from wordclass.adapters.tokens import sides_of
from wordclass.models.fitted.model import WordClassModel
from wordclass.reports.data.memberships import membership_blocks


def columns(model: WordClassModel) -> dict[str, Any]:
    """Give every word with its most probable classes, the most frequent first.

    Returns
    -------
    dict
        ``word`` (list of str, None for the unknown word), ``left``, ``right``, ``count``
        (int64), ``p_left``, ``p_right`` (float64): the columns of ``export --format tsv``.

    Examples
    --------
    >>> import wordclass as wc
    >>> counts = wc.count([["the", "cat"], ["the", "dog"], ["a", "cat"], ["a", "dog"]])
    >>> found = columns(wc.fit(counts, "exchange", classes=2, tied=True))
    >>> found["word"], found["left"].tolist()
    (['a', 'cat', 'dog', 'the'], [1, 2, 2, 1])
    """
    words, *numbers = zip(*rows(model), strict=True)
    kinds = (np.int64, np.int64, np.int64, np.float64, np.float64)
    return {
        "word": list(words),
        **{
            name: np.array(values, dtype=kind)
            for name, values, kind in zip(COLUMNS[1:], numbers, kinds, strict=True)
        },
    }


def membership_columns(model: WordClassModel, least: float = 0.001) -> dict[str, Any]:
    """Give every class a word belongs to: a row a word, class set and class.

    Parameters
    ----------
    model : WordClassModel
    least : float
        Memberships less probable than this are left out.

    Returns
    -------
    dict
        ``word`` (list of str, None for the unknown word), ``side`` (list of ``class`` when
        tied, else ``left`` and ``right``), ``class`` (int64), ``p`` (float64).
    """
    label = [
        None if i == model.vocabulary.unknown else w for i, w in enumerate(model.vocabulary.words)
    ]
    found: dict[str, list[Any]] = {"word": [], "side": [], "class": [], "p": []}
    for name, side in sides_of(model).items():
        for start, _, block in membership_blocks(model, side):
            entries = block.tocoo()
            kept = (entries.data >= least) & (entries.row + start > 0)
            found["word"] += [label[i] for i in (entries.row[kept] + start).tolist()]
            found["side"] += [name] * int(kept.sum())
            found["class"].append(entries.col[kept])
            found["p"].append(entries.data[kept])
    return {
        **found,
        "class": np.concatenate(found["class"]).astype(np.int64),
        "p": np.concatenate(found["p"]),
    }
