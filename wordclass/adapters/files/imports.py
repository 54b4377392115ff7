"""import_classes(): the classes of another tool as a model, given counts of its text."""

import logging
import os
from collections.abc import Mapping
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from wordclass.adapters.files.readers import format_of, read_classes
from wordclass.adapters.files.vectors import read_vectors
from wordclass.counting.counts.bigrams import BigramCounts, check_counts
from wordclass.counting.counts.wording import quantity
from wordclass.errors import InputError, check_path, check_whole
from wordclass.models.arrays import FloatArray, IntArray, one_hot, rows_to_one, rows_to_unit_length
from wordclass.models.fit import DEFAULT_CLASSES
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.prediction.smoothing import interpolate
from wordclass.models.methods.exchange import Role
from wordclass.models.methods.start import cluster
from wordclass.models.problem import State, to_model

_log = logging.getLogger("wordclass")

ClassByWord = Mapping[str | None, Any]  # classes can be hashed and sorted

_TOLERANCE = 1e-4  # of a sum of 1, since memberships are written with six digits


def import_classes(
    source: str | os.PathLike[str] | ClassByWord,
    counts: BigramCounts,
    format: str | None = None,
    *,
    classes: int | None = None,
) -> WordClassModel:
    """Make a model of word classes that another tool induced, for reports, scores and exports.

    The probabilities are the relative frequencies in ``counts`` under the given classes.
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
        ``brown``, ``mkcls``, ``clustercat``, ``tsv`` or ``word2vec``; by default, depends on
        the file name.
    classes : int, optional
        Only for word vectors that are not memberships: the number of classes to cluster them
        into, by default 40. Vectors are memberships if they are non-negative and each sums to
        1, or to 1 in each of two parts, as our own exports are.

    Returns
    -------
    WordClassModel
        Tied, unless the file has left and right classes that differ. ``settings`` names the
        file it was made of.

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
    left = read_classes(path, format)
    right = read_classes(path, format, "right") if format == "tsv" else left
    return _hard_model(left, right, counts, settings)


def _hard_model(
    left: ClassByWord, right: ClassByWord, counts: BigramCounts, settings: dict[str, Any]
) -> WordClassModel:
    """The model of one class for each word; tied if they are the same on both sides."""
    counts = _restricted(counts, left)
    tied = left == right
    ids, labels = _numbered(left, counts)
    transpose = sp.csr_array(counts.matrix.T)
    roles = [Role(counts.matrix, transpose if tied else None, ids, len(labels))]
    if not tied:
        right_ids, right_labels = _numbered(right, counts)
        roles.append(Role(transpose, None, right_ids, len(right_labels)))
    if settings.get("format") == "brown":
        settings = {**settings, "paths": labels}
    unplaced = np.flatnonzero(ids > len(labels))
    if len(unplaced):
        for role, other in zip(roles, roles[::-1], strict=True):
            role.sweep(other, unplaced)
    memberships = [one_hot(role.labels, role.n_classes + 1) for role in (roles[0], roles[-1])]
    return _membership_model(counts, memberships[0], memberships[1], tied, settings)


def _numbered(classes: ClassByWord, counts: BigramCounts) -> tuple[IntArray, list[Any]]:
    """(V,) class of each word from 1, and the label of each class.

    Labels that are numbers stay as they are if the model can have that many classes. The
    unknown word has the next number if it has no class.
    """
    words = counts.vocabulary.spellings[1:]
    found = [classes[word] for word in words if word in classes]
    for label in found:
        if not isinstance(label, str | Real):
            raise InputError(f"a class must be a number or a string, not {label!r:.80}")
    labels = set(found)
    if all(type(label) is int and 1 <= label <= len(words) for label in labels):
        in_order = list(range(1, max(labels) + 1))
    else:
        in_order = sorted(labels, key=lambda label: (type(label).__name__, label))
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


def _membership_model(
    counts: BigramCounts, left: sp.csr_array, right: sp.csr_array, tied: bool, settings: Any
) -> WordClassModel:
    """The model of given memberships, (V, L+1) and (V, K+1): all else is counted."""
    matrix = counts.matrix.astype(np.float64)
    state = State(
        0.0,
        prev=sp.diags_array(counts.prev_counts.astype(np.float64)) @ left,
        pairs=(left.T @ matrix @ right).toarray(),
        next=sp.diags_array(counts.next_counts.astype(np.float64)) @ right,
    )
    model = to_model(state, counts, tied, by_mass=False, method="import", settings=settings)
    return interpolate(model, counts)


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
    split = _as_memberships(points, *n) if classes is None else None
    if split is not None:
        points[~known] = points[known].mean(axis=0)
        left, right = points[:, :split], points[:, split:]
        tied = right.shape[1] == 0
        found = [_with_boundary(part) for part in ((left, left) if tied else (left, right))]
        return _membership_model(counts, found[0], found[1], tied, settings)
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


def _as_memberships(points: FloatArray, n_prev: IntArray, n_next: IntArray) -> int | None:
    """How many of the dimensions are left classes, if the vectors are memberships.

    A word never seen in a role has no membership of its own there and is not checked.
    """
    if (points < 0).any():
        return None
    sums = np.cumsum(points, axis=1)

    def near(n: IntArray, target: float) -> Any:
        return (np.abs(sums[n > 0] - target) < _TOLERANCE).all(axis=0)

    if near(n_prev, 1)[-1]:
        return points.shape[1]
    splits = np.flatnonzero(near(n_prev, 1))
    if len(splits) and near(np.minimum(n_prev, n_next), 2)[-1]:
        return int(splits[-1]) + 1
    return None


def _with_boundary(memberships: FloatArray) -> sp.csr_array:
    """(V, classes + 1) of the words' memberships, the boundary in a class of its own."""
    padded = np.zeros((memberships.shape[0] + 1, memberships.shape[1] + 1))
    padded[0, 0] = 1
    padded[1:, 1:] = rows_to_one(memberships)
    return sp.csr_array(padded)
