"""How far two clusterings of words agree: models, or class files of other tools."""

import logging
from collections.abc import Hashable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from wordclass.counting.counts.bigrams import BigramCounts, check_counts
from wordclass.counting.counts.wording import quantity
from wordclass.errors import InputError
from wordclass.evaluation import metrics
from wordclass.evaluation.contrast.corpora import word_frequencies
from wordclass.models.arrays import Side
from wordclass.models.fitted.classes import Classes, class_by_word
from wordclass.models.fitted.model import WordClassModel

_log = logging.getLogger("wordclass")

_SCORES = {
    "adjusted_rand": "adjusted Rand index",
    "normalized_mutual_information": "normalized mutual information",
    "variation_of_information": "variation of information, bits",
    "v_measure": "V-measure",
    "homogeneity": "  homogeneity (first within second)",
    "completeness": "  completeness (second within first)",
}


@dataclass(frozen=True)
class Agreement:
    """How far two clusterings agree on the words they share.

    Parameters
    ----------
    n_shared, n_only_first, n_only_second : int
        Words that both cluster, and that one alone does; the unknown word is not counted.
    n_tokens : int, optional
        The tokens of the shared words; None without counts.
    by_type, by_token : dict of str to float
        Adjusted Rand index, normalized mutual information, variation of information (bits),
        and V-measure with homogeneity (1 if each class of the first lies within one of the
        second) and completeness (the reverse); each word counted once, and each token.
        ``by_token`` is empty without counts.
    """

    n_shared: int
    n_only_first: int
    n_only_second: int
    n_tokens: int | None
    by_type: dict[str, float]
    by_token: dict[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        columns = [self.by_type, *([self.by_token] if self.by_token else [])]
        heads = ["types", "tokens"][: len(columns)]
        lines = [f"{'':<36}" + "".join(f"{head:>10}" for head in heads)]
        lines += [
            f"{label:<36}" + "".join(f"{column[name]:>10.4f}" for column in columns)
            for name, label in _SCORES.items()
        ]
        tokens = "" if self.n_tokens is None else f" ({self.n_tokens:,} tokens)"
        lines.append(
            f"{quantity(self.n_shared, 'shared word')}{tokens}; "
            f"{self.n_only_first:,} only in the first, {self.n_only_second:,} only in the second"
        )
        return "\n".join(lines)


def compare_classes(
    first: Classes, second: Classes, counts: BigramCounts | None = None, side: Side = "left"
) -> Agreement:
    """Compare two clusterings over the words they share.

    Parameters
    ----------
    first, second : WordClassModel, RoleClasses, or mapping of word to class
        As for :func:`wordclass.evaluate`.
    counts : BigramCounts, optional
        Of the text whose tokens are the weights; by default those of a model among the two.
    side : "left" or "right"
        Which classes, if a word may have others on the other side.

    Returns
    -------
    Agreement

    Raises
    ------
    InputError
        When the two share no word.

    Examples
    --------
    >>> result = compare_classes({"a": 1, "b": 1, "c": 2}, {"a": "x", "b": "x", "d": "y"})
    >>> result.n_shared, result.by_type["adjusted_rand"], result.by_token
    (2, 1.0, {})
    """
    classes = [class_by_word(given, side) for given in (first, second)]
    for of_word in classes:
        of_word.pop(None, None)
    shared = [word for word in classes[0] if word in classes[1]]
    if not shared:
        raise InputError("the two clusterings share no word; were they made of the same language?")
    fewer = min(map(len, classes))
    if len(shared) <= fewer / 2:
        _log.warning(
            "the scores are over %s, of the %s that one of the two clusterings has; were they made "
            "of the same language, tokenized alike?",
            quantity(len(shared), "shared word"), quantity(fewer, "word"),
        )  # fmt: skip
    rows, columns = (_numbered(of_word[word] for word in shared) for of_word in classes)
    if counts is not None:
        check_counts(counts)
    weights = None
    known = [
        one for one in (counts, first, second) if isinstance(one, BigramCounts | WordClassModel)
    ]
    if known:
        frequency = word_frequencies(known[0])
        weights = np.array([frequency.get(word, 0) for word in shared], dtype=np.int64)
        if not weights.any():
            raise InputError(
                "none of the shared words occurs in the counts; are they of the same language, "
                "tokenized alike?"
            )
    return Agreement(
        n_shared=len(shared),
        n_only_first=len(classes[0]) - len(shared),
        n_only_second=len(classes[1]) - len(shared),
        n_tokens=None if weights is None else int(weights.sum()),
        by_type=_scores(metrics.contingency(rows, columns)),
        by_token={} if weights is None else _scores(metrics.contingency(rows, columns, weights)),
    )


def _numbered(labels: Iterable[Hashable]) -> list[int]:
    number: dict[Hashable, int] = {}
    return [number.setdefault(label, len(number)) for label in labels]


def _scores(table: metrics.Table) -> dict[str, float]:
    return {name: getattr(metrics, name)(table) for name in _SCORES}
