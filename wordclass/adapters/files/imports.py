"""import_classes(): the classes of another tool as a model, given counts of its text."""

import logging
import os
from collections.abc import Mapping, Sequence
from itertools import compress
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from wordclass.adapters.files.readers import format_of, read_classes
from wordclass.adapters.files.tables import TABLES, TableRow, is_tied, read_rows, renumbered
from wordclass.adapters.files.vectors import as_memberships, read_vectors, with_boundary
from wordclass.counting.counts.bigrams import BigramCounts, check_counts
from wordclass.counting.counts.wording import quantity
from wordclass.errors import InputError, check_path, check_whole
from wordclass.models.arrays import (
    SIDES,
    IntArray,
    Side,
    one_hot,
    rows_to_unit_length,
    sparse_rows_to_one,
    to_distribution,
)
from wordclass.models.fit import DEFAULT_CLASSES
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.memberships import model_of_memberships
from wordclass.models.methods.exchange import Role
from wordclass.models.methods.start import cluster

_log = logging.getLogger("wordclass")

ClassByWord = Mapping[str | None, Any]  # classes can be hashed and sorted


def import_classes(
    source: str | os.PathLike[str] | ClassByWord,
    counts: BigramCounts,
    format: str | None = None,
    *,
    classes: int | None = None,
) -> WordClassModel:
    """Make a model of word classes that another tool induced, for reports, scores and exports.

    The probabilities are the relative frequencies in ``counts`` under the given classes; of words
    in several classes, those of highest likelihood.
    Classes keep their numbers if those are from 1 to the number of words (in class files one is
    added to numbers from 0, and one subtracted from numbers from 2); others are numbered in
    order, wcluster's by their bit strings. Words of the counts that have no class become the
    unknown word, which has the class of ``<unk>`` in the file or, without one, the class that
    explains its neighbours best.

    Parameters
    ----------
    source : path or mapping
        A class file (:func:`wordclass.adapters.files.readers.read_classes`), a word2vec file, or a
        mapping of words to classes, in which ``None`` is the unknown word.
    counts : BigramCounts
        Of the text that the classes were induced from, or of any other.
    format : str, optional
        ``brown``, ``mkcls``, ``clustercat``, ``srilm-classes``, ``tsv``, ``jsonl``, ``parquet`` or
        ``word2vec``; by default, depends on the file name.
    classes : int, optional
        Only for word vectors that are not memberships: the number of classes to cluster them
        into, by default 40. Vectors are memberships if they are non-negative and each sums to
        1, or to 1 in each of two parts, as our own exports are.

    Returns
    -------
    WordClassModel
        Tied, unless the file says otherwise or has left and right classes that differ.
        ``settings`` names the file it was made of. A model written as JSON Lines or Parquet comes
        back with all its memberships; TSV has the most probable class of each word and role alone,
        and a warning says how many words had others.

    Raises
    ------
    InputError
        When the file is not of the format, or shares no word with the counts.

    Examples
    --------
    >>> counts = BigramCounts.from_pairs([("the", "cat", 2), ("the", "dog", 1), ("cat", "ran", 1)])
    >>> model = import_classes({"the": "DET", "cat": "NOUN", "dog": "NOUN"}, counts)
    >>> model.top_words("left", 2), model.vocabulary.words
    ([('cat', 1.0)], ('', 'the', 'cat', '<unk>', 'dog'))
    """
    check_counts(counts)
    if isinstance(source, Mapping):
        return _hard_model(source, source, counts, {})
    check_path("source", source)
    path = Path(source)
    format = format or format_of(path)
    settings: dict[str, Any] = {"file": path.name, "format": format}
    if format == "word2vec":
        return _vector_model(path, counts, classes, settings)
    if classes is not None:
        raise InputError("{classes} is for word vectors; class files have their own", "classes")
    if format in TABLES:
        return _table_model(read_rows(path, format), counts, settings)
    classes_of_file = read_classes(path, format)
    return _hard_model(classes_of_file, classes_of_file, counts, settings)


def _table_model(
    rows: list[TableRow], counts: BigramCounts, settings: dict[str, Any]
) -> WordClassModel:
    """The model of a table that we exported, with the names of its classes."""
    tied = is_tied(rows)
    roles: list[tuple[Side, ...]] = [SIDES] if tied else [("left",), ("right",)]
    n_classes = [renumbered(rows, role) for role in roles]
    of_word = {row.word: row for row in rows}
    counts = _restricted(counts, of_word)
    found = [of_word.get(word) for word in counts.vocabulary.spellings[1:]]
    # (2, V-1), by role; a word never seen in a role has no class of its own there.
    seen = np.array([counts.prev_counts[1:], counts.next_counts[1:]]) > 0
    soft = [[row is not None and row.is_soft(side) for row in found] for side in SIDES]
    n_soft = int((seen & soft).any(axis=0).sum())
    if n_soft and settings["format"] != "tsv":
        left = _memberships_of(found, "left", n_classes[0])
        right = _memberships_of(found, "right", n_classes[-1])
        model = model_of_memberships(counts, left, right, tied, settings)
    else:
        if n_soft:
            _log.warning(
                "%s of %s in several classes, of which a tsv file has the most probable alone, and "
                "does not say whether the sides have the same classes: read as %s, the model is "
                "not the one that was exported; jsonl and parquet files are complete",
                quantity(n_soft, "word"), settings["file"], "tied" if tied else "two-sided",
            )  # fmt: skip
        # A word never seen in a role may have class 0 there: which it gets makes no difference.
        of_left, of_right = ({row.word: row.classes[side] or 1 for row in rows} for side in SIDES)
        if tied:
            of_left |= {row.word: of_right[row.word] for row in compress(found, ~seen[0]) if row}
            of_right = of_left
        model = _hard_model(of_left, of_right, counts, settings, tied, n_classes)
    names: dict[str, dict[int, str]] = {
        side: {row.classes[s]: name for row in rows for s in role if (name := row.names[s])}
        for side, role in zip(model.sides, roles, strict=True)
    }
    return model.with_names(names)


def _hard_model(
    left: ClassByWord,
    right: ClassByWord,
    counts: BigramCounts,
    settings: dict[str, Any],
    tied: bool = True,
    at_least: Sequence[int] = (1,),
) -> WordClassModel:
    """The model of one class for each word in each role; ``at_least`` are numbers of classes."""
    counts = _restricted(counts, left)
    ids, labels = _numbered(left, counts, at_least[0])
    transpose = sp.csr_array(counts.matrix.T)
    roles = [Role(counts.matrix, transpose if tied else None, ids, len(labels))]
    if not tied:
        right_ids, right_labels = _numbered(right, counts, at_least[-1])
        roles.append(Role(transpose, None, right_ids, len(right_labels)))
    if settings.get("format") == "brown":
        settings = {**settings, "paths": labels}
    unplaced = np.flatnonzero(ids > len(labels))
    if len(unplaced):
        for role, other in zip(roles, roles[::-1], strict=True):
            role.sweep(other, unplaced)
    left_rows, right_rows = (
        one_hot(role.labels, role.n_classes + 1) for role in (roles[0], roles[-1])
    )
    return model_of_memberships(counts, left_rows, right_rows, tied, settings)


def _numbered(
    classes: ClassByWord, counts: BigramCounts, at_least: int
) -> tuple[IntArray, list[Any]]:
    """(V,) class of each word from 1, and the label of each class.

    Labels that are numbers stay as they are if the model can have that many classes, be they of
    words of the counts or not. The unknown word has the next number if it has no class.
    """
    words = counts.vocabulary.spellings[1:]
    for label in classes.values():
        if not isinstance(label, str | Real):
            raise InputError(f"a class must be a number or a string, not {label!r:.80}")
    in_order: list[Any]
    if all(type(label) is int and 1 <= label <= len(classes) for label in classes.values()):
        in_order = list(range(1, max([at_least, *classes.values()]) + 1))
    else:
        found = {classes[word] for word in words if word in classes}
        in_order = sorted(found, key=lambda label: (type(label).__name__, label))
    number = {label: i for i, label in enumerate(in_order, start=1)}
    ids = [number[classes[word]] if word in classes else len(number) + 1 for word in words]
    return np.array([0, *ids], dtype=np.int64), in_order


def _restricted(counts: BigramCounts, classes: Any) -> BigramCounts:
    """The counts, all words without a class replaced by the unknown word."""
    words = [
        word for word in counts.vocabulary.spellings[1:] if word is not None and word in classes
    ]
    if not words:
        raise InputError(
            "the classes and the counts share no word; count the text that the classes were "
            "induced from"
        )
    kept = counts.keep(words)
    if kept is not counts:
        _log.info(
            "%s of the counts without a class became the unknown word, %.1f %% of the tokens",
            quantity(len(counts.vocabulary) - 1 - len(words), "word"),
            100 * kept.word_counts[kept.vocabulary.unknown] / kept.word_counts[1:].sum(),
        )
    return kept


def _vector_model(
    path: Path, counts: BigramCounts, classes: int | None, settings: dict[str, Any]
) -> WordClassModel:
    """The model of vectors that are memberships, or of clusters of them."""
    words, vectors = read_vectors(path, {*counts.vocabulary.spellings[1:], None})
    row = {word: i for i, word in enumerate(words)}
    counts = _restricted(counts, row)
    order = [row.get(word, -1) for word in counts.vocabulary.spellings[1:]]  # -1: the unknown word
    known = np.array(order) >= 0
    n = np.where(known, counts.prev_counts[1:], 0), np.where(known, counts.next_counts[1:], 0)
    points = vectors[order]
    split = as_memberships(points, *n) if classes is None else None
    if split is not None:
        points[~known] = points[known].mean(axis=0)
        left, right = points[:, :split], points[:, split:]
        tied = right.shape[1] == 0
        found = [with_boundary(part) for part in ((left, left) if tied else (left, right))]
        return model_of_memberships(counts, found[0], found[1], tied, settings)
    at_most = int(known.sum())
    n_classes = min(DEFAULT_CLASSES, at_most) if classes is None else classes
    check_whole("classes", n_classes, 1, at_most)
    frequency = counts.word_counts[1:][known]
    with threadpool_limits(1, "blas"):
        labels = cluster(rows_to_unit_length(points[known]), frequency, n_classes).tolist()
    of_word = dict(
        zip(np.array(counts.vocabulary.spellings[1:], dtype=object)[known], labels, strict=True)
    )
    return _hard_model(of_word, of_word, counts, {**settings, "classes": n_classes})


def _memberships_of(rows: list[TableRow | None], side: Side, n_classes: int) -> sp.csr_array:
    """(V, classes + 1) of the words' rows, the boundary in class 0; None has the mean of all."""
    found = [row.memberships[side] if row else {} for row in rows]
    p = [1.0, *(p for of_word in found for p in of_word.values())]
    classes = [0, *(c for of_word in found for c in of_word)]
    indptr = np.cumsum([0, 1, *map(len, found)])
    memberships = sp.csr_array((p, classes, indptr), shape=(len(found) + 1, n_classes + 1))
    return sparse_rows_to_one(memberships, to_distribution(memberships[1:].sum(axis=0)))
