"""Perplexity of the class bigram model under a hard clustering."""

from collections.abc import Hashable, Mapping

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.wording import quantity
from wordclass.errors import InputError
from wordclass.models.arrays import xlogx
from wordclass.models.fitted.classes import Classes, RoleClasses, class_by_word, is_two_sided
from wordclass.models.fitted.model import WordClassModel


def class_perplexity(
    counts: BigramCounts,
    left: npt.ArrayLike | Classes,
    right: npt.ArrayLike | Classes | None = None,
) -> float:
    """Training perplexity of a hard class bigram model, maximum likelihood under the classes.

    exp(-(1/N) sum n(a,b) log p(b|a)), p(b|a) = N(c(a),d(b)) / N(c(a)) * n(b) / N(d(b))
    (Brown et al. 1992). The boundary always has a class of its own on both sides, and N is
    tokens + sentences.

    Parameters
    ----------
    counts : BigramCounts
        V words.
    left : (V,) int, mapping of word to class, WordClassModel or RoleClasses
        Class of each preceding word. In a mapping, the key ``None`` is the unknown word,
        and the boundary may be missing. Of a model or a table, the left classes.
    right : the same, optional
        Class of each following word; of a model or a table, the right classes, unless they are
        tied. By default, of the same classes as ``left``.

    Returns
    -------
    float

    Raises
    ------
    InputError
        When there is no bigram, or a word of the counts has no class.

    Examples
    --------
    >>> counts = BigramCounts.from_pairs([("a", "b", 2), ("b", "a", 2)])
    >>> class_perplexity(counts, {"a": 1, "b": 2}), class_perplexity(counts, {"a": 1, "b": 1})
    (1.0, 2.0)
    """
    if counts.n_bigrams == 0:
        raise InputError("there is no bigram to score: the counts are empty")
    if right is None:
        right = left
    if isinstance(left, WordClassModel | RoleClasses):
        left = class_by_word(left, "left")
    if isinstance(right, WordClassModel | RoleClasses):
        right = class_by_word(right, "right" if is_two_sided(right) else "left")
    left_ids, right_ids = _class_ids(counts, left), _class_ids(counts, right)
    entries = counts.matrix.tocoo()
    shape = (int(left_ids.max()) + 1, int(right_ids.max()) + 1)
    table = sp.coo_array((entries.data, (left_ids[entries.row], right_ids[entries.col])), shape)
    joint = table.tocsr()
    joint.sum_duplicates()

    positive, negative = (joint.data, counts.next_counts), (joint.sum(axis=1), joint.sum(axis=0))
    log_likelihood = sum(xlogx(n).sum() for n in positive) - sum(xlogx(n).sum() for n in negative)
    return float(np.exp(-log_likelihood / counts.n_bigrams))


def _class_ids(
    counts: BigramCounts, classes: npt.ArrayLike | Mapping[str | None, Hashable]
) -> npt.NDArray[np.int64]:
    """(V,) classes numbered from 1; the boundary has class 0."""
    vocabulary = counts.vocabulary
    if isinstance(classes, Mapping):
        keys = counts.vocabulary.spellings[1:]
        missing = [key for key in keys if key not in classes and None not in classes]
        if missing:
            raise InputError(
                f"the counts have {quantity(len(missing), 'word')} without a class, such as "
                f"{missing[0]!r}; assign every word a class, or one to the unknown word (<unk> in "
                "a file, None in a mapping)"
            )
        labels = [classes[key] if key in classes else classes[None] for key in keys]
        number = {label: i for i, label in enumerate(dict.fromkeys(labels), start=1)}
        ids = np.array([0, *(number[label] for label in labels)], dtype=np.int64)
    else:
        given = np.asarray(classes)
        if given.shape != (len(vocabulary),):
            raise InputError(
                f"classes have shape {given.shape}; there must be one class for each of the "
                f"{len(vocabulary)} words"
            )
        ids = np.unique(given, return_inverse=True)[1].astype(np.int64) + 1
        ids[0] = 0
    return ids
