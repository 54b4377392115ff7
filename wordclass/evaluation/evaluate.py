"""Score word classes against gold tags; every token has the class of its type."""

import logging
import os
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wordclass.counting.counts.numbering import N_BLOCKS
from wordclass.counting.text.tagsets import check_tagset, tagset, tagset_of
from wordclass.counting.tokens.tokenizers import normalizer
from wordclass.errors import InputError
from wordclass.evaluation import metrics
from wordclass.evaluation.bootstrap import Intervals, intervals
from wordclass.evaluation.gold import TaggedWords, tagged_words
from wordclass.models.arrays import IntArray, Side, one_hot
from wordclass.models.fitted.classes import Classes, class_by_word
from wordclass.models.fitted.model import WordClassModel

_log = logging.getLogger("wordclass")

Class = Hashable
TaggedSentences = Iterable[Iterable[tuple[str, str]]]
WordTags = Mapping[str, str | Mapping[str, int]]

NO_CLASS = "(no class)"  # the row of words without a class
SCORES = {
    "many_to_one": "many-to-one accuracy",
    "one_to_one": "one-to-one accuracy",
    "v_measure": "V-measure",
    "homogeneity": "  homogeneity",
    "completeness": "  completeness",
    "variation_of_information": "variation of information, bits",
    "normalized_mutual_information": "normalized mutual information",
    "adjusted_rand": "adjusted Rand index",
}


@dataclass(frozen=True)
class Evaluation:
    """How well classes agree with gold tags, over all tokens.

    Parameters
    ----------
    many_to_one, one_to_one : float
        Accuracy when each class is read as its most frequent tag, and under the best
        matching of each tag to at most one class.
    one_tag_per_type : float
        Accuracy when each word is read as its most frequent tag: the ceiling of any
        clustering of words.
    homogeneity, completeness, v_measure : float
        Rosenberg & Hirschberg 2007.
    variation_of_information : float
        In bits; 0 is best.
    normalized_mutual_information, adjusted_rand : float
        Normalized by the arithmetic mean; corrected for chance.
    intervals : dict of str to (float, float)
        95 % intervals of the scores but the ceiling, by bootstrap over blocks of sentences;
        empty where the text is too short for two blocks.
    n_tokens, n_classes, n_tags : int
        The tokens scored, and the classes and tags that occur among them.
    n_unknown, n_dropped : int
        Tokens of words without a class, scored as the unknown word or, if it has no class
        either, as a class of their own; tokens excluded because their tag does not mark a
        word (traces).
    first_unknown : str
        The first word without a class, and its sentence; empty if there is none.
    side, tagset : str
        Which classes were scored, and how tags were simplified.
    classes, tags : tuple
        The rows and columns of the table, most frequent first.
    contingency : ndarray, (n_classes, n_tags), int64
        Number of tokens for each class and tag.
    """

    many_to_one: float
    one_to_one: float
    one_tag_per_type: float
    homogeneity: float
    completeness: float
    v_measure: float
    variation_of_information: float
    normalized_mutual_information: float
    adjusted_rand: float
    intervals: Intervals
    n_tokens: int
    n_classes: int
    n_tags: int
    n_unknown: int
    first_unknown: str
    n_dropped: int
    side: str
    tagset: str
    classes: tuple[Class, ...] = field(repr=False)
    tags: tuple[str, ...] = field(repr=False)
    contingency: metrics.Table = field(repr=False, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {**vars(self), "contingency": self.contingency.tolist(),
                "classes": list(self.classes), "tags": list(self.tags)}  # fmt: skip

    def __str__(self) -> str:
        lines = [_line(self, name, label) for name, label in SCORES.items()]
        lines.insert(2, _line(self, "one_tag_per_type", "ceiling: one tag per type"))
        lines.append(
            f"{self.n_tokens:,} tokens, {self.n_classes} classes ({self.side}), "
            f"{self.n_tags} tags ({self.tagset})"
        )
        if self.n_unknown:
            scored = "; they are scored as one more class" if NO_CLASS in self.classes else ""
            lines.append(
                f"{self.n_unknown:,} tokens are of words without a class, the first "
                f"{self.first_unknown}{scored}"
            )
        if self.n_dropped:
            lines.append(
                f"{self.n_dropped:,} tokens were excluded, as their tag does not mark a word"
            )
        return "\n".join(lines)


def _line(scores: Evaluation, name: str, label: str) -> str:
    line = f"{label:<32}{getattr(scores, name):>8.4f}"
    if name in scores.intervals:
        line += "  ({:.4f} to {:.4f})".format(*scores.intervals[name])
    return line


def evaluate(
    classes: Classes,
    gold: TaggedSentences | WordTags | str | os.PathLike[str],
    side: Side = "left",
    tags: str | None = None,
) -> Evaluation:
    """Score word classes against gold tags.

    Parameters
    ----------
    classes : WordClassModel, RoleClasses, or mapping of word to class
        A fitted model, each word being assigned its most probable class and gold words being
        normalised like the text it was fitted to; or any clustering, such as a class file read
        by :mod:`wordclass.adapters.files.readers`. In a mapping, the key ``None`` is the unknown
        word.
    gold : tagged sentences, mapping, corpus name or path
        Sentences of (word, tag) pairs; or a mapping of each word to its tag (each word
        counts once) or to the frequency of each of its tags; or a tagged corpus, such as
        ``"nltk:brown"`` or a CoNLL-U file.
    side : "left" or "right"
        Which classes are scored, if a word may have others on the other side.
    tags : str, optional
        How tags are simplified: a name in
        :data:`wordclass.counting.text.tagsets.TAGSETS`. By default, the one for the named
        corpus, or ``full``. A named corpus has no other than these two.

    Returns
    -------
    Evaluation
        All scores, and the contingency table they are computed from.

    Raises
    ------
    InputError
        When there is no token to score, no gold word has a class, ``gold`` does not consist of
        (word, tag) pairs, or the side or tag set is unknown or that of another corpus.

    Examples
    --------
    >>> gold = [[("the", "DT"), ("cat", "NN"), ("sat", "VB")], [("the", "DT"), ("dog", "NN")]]
    >>> result = evaluate({"the": 1, "cat": 2, "dog": 2, "sat": 2}, gold)
    >>> result.many_to_one, result.n_classes, result.n_tags
    (0.8, 2, 3)
    """
    name = os.fspath(gold) if isinstance(gold, str | os.PathLike) else ""
    tags = tagset_of(name) if tags is None else tags
    read = tagset(tags)
    check_tagset(tags, name)
    raw = tagged_words(gold)
    normalize = (
        normalizer(classes.provenance.tokenizer) if isinstance(classes, WordClassModel) else None
    )

    def scored(word: str, raw_tag: str) -> tuple[str, str] | None:
        tag = read(raw_tag)
        return None if tag is None else (normalize(word) if normalize else word, tag)

    occurrences = raw.mapped(scored)
    weights = occurrences.n
    n_tokens, n_raw = int(weights.sum()), int(raw.n.sum())
    if n_tokens == 0:
        raise InputError(
            f"the gold standard has no token to score ({n_raw:,} were read); it must consist "
            "of tagged sentences: [[(word, tag), ...], ...]"
        )
    class_of = class_by_word(classes, side)
    unknown = class_of.pop(None, NO_CLASS)
    words, gold_tags = zip(*occurrences.pairs, strict=True)
    is_known = [word in class_of for word in words]
    n_unknown = int(weights[~np.array(is_known)].sum())
    first_unknown = _first_unknown(occurrences, is_known)
    _check_alignment(n_tokens, n_unknown, first_unknown)
    row_names, rows = _by_frequency((class_of.get(word, unknown) for word in words), weights)
    column_names, columns = _by_frequency(gold_tags, weights)
    shape = N_BLOCKS, len(row_names), len(column_names)
    cell_of = one_hot(rows * shape[2] + columns, shape[1] * shape[2])
    tables = (occurrences.counts @ cell_of).toarray().astype(np.int64).reshape(shape)
    table = tables.sum(axis=0)
    functions = {name: getattr(metrics, name) for name in SCORES}
    return Evaluation(
        **{name: function(table) for name, function in functions.items()},
        one_tag_per_type=_one_tag_per_type(occurrences),
        intervals=intervals(tables, functions),
        n_tokens=n_tokens,
        n_classes=len(row_names),
        n_tags=len(column_names),
        n_unknown=n_unknown,
        first_unknown=first_unknown,
        n_dropped=n_raw - n_tokens,
        side=side,
        tagset=tags,
        classes=row_names,
        tags=column_names,
        contingency=table,
    )


def _one_tag_per_type(gold: TaggedWords) -> float:
    most: Counter[str] = Counter()
    for (word, _), n in zip(gold.pairs, gold.n.tolist(), strict=True):
        most[word] = max(most[word], n)
    return most.total() / int(gold.n.sum())


def _first_unknown(gold: TaggedWords, is_known: list[bool]) -> str:
    """Where the gold standard departs from the text of the classes, if it does."""
    if all(is_known):
        return ""
    first = is_known.index(False)
    where = f" in sentence {gold.sentences[first]}" if gold.sentences[first] else ""
    return f"{gold.pairs[first][0]!r}{where}"


def _check_alignment(n_tokens: int, n_unknown: int, first_unknown: str) -> None:
    """Refuse or warn of gold tags of another text."""
    if n_unknown <= n_tokens / 2:
        return
    message = (
        f"{n_unknown:,} of {n_tokens:,} gold tokens are of words without a class, the first "
        f"{first_unknown}; are they tokenized and spelled like the text of the classes?"
    )
    if n_unknown == n_tokens:
        raise InputError(message)
    _log.warning("%s", message)


def _by_frequency(labels: Iterable[Any], n: IntArray) -> tuple[tuple[Any, ...], IntArray]:
    """Distinct labels by descending frequency (ties by their text), and each item's position."""
    first: dict[Any, int] = {}
    ids = np.array([first.setdefault(label, len(first)) for label in labels])
    names, total = list(first), np.bincount(ids, n)
    order = sorted(range(len(names)), key=lambda i: (-total[i], str(names[i])))
    return tuple(names[i] for i in order), np.argsort(order)[ids]
