"""Score word classes against gold tags; every token has the class of its type."""

import os
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wordclass.counting.text.tagsets import tagset, tagset_of
from wordclass.counting.tokens.tokenizers import spelling
from wordclass.errors import InputError, check_type
from wordclass.evaluation import metrics
from wordclass.models.arrays import Side
from wordclass.models.fitted.classes import Classes, class_by_word
from wordclass.models.fitted.model import WordClassModel

Class = Hashable
TaggedSentences = Iterable[Iterable[tuple[str, str]]]
WordTags = Mapping[str, str | Mapping[str, int]]

NO_CLASS = "(no class)"  # the row of words without a class


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
    n_tokens, n_classes, n_tags : int
        The tokens scored, and the classes and tags that occur among them.
    n_unknown, n_dropped : int
        Tokens of words without a class, scored as the unknown word or, if it has no class
        either, as a class of their own; tokens excluded because their tag does not mark a
        word (traces).
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
    n_tokens: int
    n_classes: int
    n_tags: int
    n_unknown: int
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
        def line(name: str, value: float, unit: str = "") -> str:
            return f"{name:<32}{value:>8.4f}{unit}"

        lines = [
            line("many-to-one accuracy", self.many_to_one),
            line("one-to-one accuracy", self.one_to_one),
            line("ceiling: one tag per type", self.one_tag_per_type),
            line("V-measure", self.v_measure),
            line("  homogeneity", self.homogeneity),
            line("  completeness", self.completeness),
            line("variation of information", self.variation_of_information, " bits"),
            line("normalized mutual information", self.normalized_mutual_information),
            line("adjusted Rand index", self.adjusted_rand),
            f"{self.n_tokens:,} tokens, {self.n_classes} classes ({self.side}), "
            f"{self.n_tags} tags ({self.tagset})",
        ]
        if self.n_unknown:
            lines.append(f"{self.n_unknown:,} tokens are of words without a class")
        if self.n_dropped:
            lines.append(
                f"{self.n_dropped:,} tokens were excluded, as their tag does not mark a word"
            )
        return "\n".join(lines)


def evaluate(
    classes: Classes,
    gold: TaggedSentences | WordTags | str | os.PathLike[str],
    side: Side = "left",
    tags: str | None = None,
) -> Evaluation:
    """Score word classes against gold tags.

    Parameters
    ----------
    classes : WordClassModel, or mapping of word to class
        A fitted model, each word being assigned its most probable class and gold words being
        normalised like the text it was fitted to; or any clustering, such as another tool's
        class file read by :mod:`wordclass.adapters.readers`. In a mapping, the key ``None``
        is the unknown word.
    gold : tagged sentences, mapping, corpus name or path
        Sentences of (word, tag) pairs; or a mapping of each word to its tag (each word
        counts once) or to the frequency of each of its tags; or a tagged corpus, such as
        ``"nltk:brown"`` or a CoNLL-U file.
    side : "left" or "right"
        Which classes of a two-sided model are scored.
    tags : str, optional
        How tags are simplified: a name in
        :data:`wordclass.counting.text.tagsets.TAGSETS`. By default, the one for the named
        corpus, or ``full``.

    Returns
    -------
    Evaluation
        All scores, and the contingency table they are computed from.

    Raises
    ------
    InputError
        When there is no token to score, ``gold`` does not consist of (word, tag) pairs, or
        the side or tag set is unknown.

    Examples
    --------
    >>> gold = [[("the", "DT"), ("cat", "NN"), ("sat", "VB")], [("the", "DT"), ("dog", "NN")]]
    >>> result = evaluate({"the": 1, "cat": 2, "dog": 2, "sat": 2}, gold)
    >>> result.many_to_one, result.n_classes, result.n_tags
    (0.8, 2, 3)
    """
    name = os.fspath(gold) if isinstance(gold, str | os.PathLike) else ""
    tags = tags or tagset_of(name)
    read = tagset(tags)
    raw = _word_tags(gold)
    occurrences: Counter[tuple[str, str]] = Counter()
    for (word, raw_tag), n in raw.items():
        tag = read(raw_tag)
        if tag is not None:
            occurrences[word, tag] += n
    n_tokens, n_raw = sum(occurrences.values()), sum(raw.values())
    if n_tokens == 0:
        raise InputError(
            f"the gold standard has no token to score ({n_raw:,} were read); it must consist "
            "of tagged sentences: [[(word, tag), ...], ...]"
        )
    class_of = class_by_word(classes, side)
    unknown = class_of.pop(None, NO_CLASS)
    respell = (
        spelling(classes.provenance.tokenizer) if isinstance(classes, WordClassModel) else None
    )
    occurrences = _respelt(occurrences, respell) if respell else occurrences
    known = [class_of.get(word, unknown) for word, _ in occurrences]
    weights = np.fromiter(occurrences.values(), dtype=np.int64, count=len(occurrences))
    row_names, rows = _by_frequency(known, weights)
    column_names, columns = _by_frequency([tag for _, tag in occurrences], weights)
    table = metrics.contingency(rows, columns, weights)
    return Evaluation(
        many_to_one=metrics.many_to_one(table),
        one_to_one=metrics.one_to_one(table),
        one_tag_per_type=_one_tag_per_type(occurrences),
        homogeneity=metrics.homogeneity(table),
        completeness=metrics.completeness(table),
        v_measure=metrics.v_measure(table),
        variation_of_information=metrics.variation_of_information(table),
        normalized_mutual_information=metrics.normalized_mutual_information(table),
        adjusted_rand=metrics.adjusted_rand(table),
        n_tokens=n_tokens,
        n_classes=len(row_names),
        n_tags=len(column_names),
        n_unknown=sum(n for (word, _), n in occurrences.items() if word not in class_of),
        n_dropped=n_raw - n_tokens,
        side=side,
        tagset=tags,
        classes=row_names,
        tags=column_names,
        contingency=table,
    )


def _word_tags(gold: Any) -> Counter[tuple[str, str]]:
    """Frequency of each word with each of the corpus's own tags."""
    if isinstance(gold, str | os.PathLike):
        from wordclass.counting.text.sentences import tagged_sentences

        gold = tagged_sentences(os.fspath(gold), full_tags=True)
    check_type("gold", gold, Iterable, "tagged sentences, a mapping of words to tags, or a path")
    found: Counter[tuple[str, str]] = Counter()
    if isinstance(gold, Mapping):
        for word, tags in gold.items():
            for tag, n in tags.items() if isinstance(tags, Mapping) else [(tags, 1)]:
                found[word, tag] += n
        return found
    for number, sentence in enumerate(gold, start=1):
        try:
            found.update((word, tag) for word, tag in sentence)
        except (TypeError, ValueError):
            raise InputError(
                f"gold sentence {number} is not a list of (word, tag) pairs: {str(sentence)[:80]!r}"
            ) from None
    return found


def _one_tag_per_type(occurrences: Counter[tuple[str, str]]) -> float:
    most: Counter[str] = Counter()
    for (word, _), n in occurrences.items():
        most[word] = max(most[word], n)
    return most.total() / occurrences.total()


def _respelt(
    occurrences: Counter[tuple[str, str]], spelt: Callable[[str], str]
) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for (word, tag), n in occurrences.items():
        found[spelt(word), tag] += n
    return found


def _by_frequency(
    labels: list[Any], weights: np.ndarray[Any, Any]
) -> tuple[tuple[Any, ...], list[int]]:
    """Distinct labels by descending weight (ties by their text), and each item's position."""
    mass: Counter[Any] = Counter()
    for label, n in zip(labels, weights.tolist(), strict=True):
        mass[label] += n
    names = sorted(mass, key=lambda label: (-mass[label], str(label)))
    place = {label: i for i, label in enumerate(names)}
    return tuple(names), [place[label] for label in labels]
