"""The evidence for the difference of a share: words, bigrams and sentences of both corpora."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.evaluation.contrast.difference import Difference
from wordclass.models.arrays import FloatArray, IntArray, reciprocal
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.prediction.renumbering import in_model_ids
from wordclass.reports.data.comparison import Concordance

EXAMPLES = 6
SENTENCES = 3
QUOTATIONS = 3  # of a sentence, after which it is no longer preferred
_LONGEST = 40  # tokens of a sentence quoted

# What a share counts, as a pattern of bigrams: each of the two words itself, or its class, or any.
Pattern = tuple[str | int | None, str | int | None]


def pattern_of(found: Difference) -> Pattern:
    """Return the bigrams whose share differs."""
    if found.word is None:
        return found.left, found.right
    return (found.left, found.word) if found.right is None else (found.word, found.right)


class Examples:
    """The words and bigrams by which two corpora differ most within a share."""

    def __init__(self, model: WordClassModel, first: BigramCounts, second: BigramCounts) -> None:
        self.model = model
        self.tables = [in_model_ids(model, counts) for counts in (first, second)]

    def of(self, found: Difference) -> tuple[str, ...]:
        """Words of a class, bigrams of a transition, neighbours of a word."""
        label = self.model.vocabulary.label
        before, after = pattern_of(found)
        rows = self._ids(before, self.model.left_labels)
        columns = self._ids(after, self.model.right_labels)
        if before is None or after is None:
            ids, others = (columns, 0) if before is None else (rows, 1)
            n = [np.asarray(table.sum(axis=others), dtype=np.float64) for table in self.tables]
            gain = n[0][ids] / n[0].sum() - n[1][ids] / n[1].sum()
            return self._best(found, gain, [label(i) for i in ids.tolist()])
        cells = [
            table[rows][:, columns] * float(reciprocal(np.array(total)))
            for table, total in zip(self.tables, found.totals, strict=True)
        ]
        difference = sp.coo_array(cells[0] - cells[1])
        first = [label(a) for a in rows[difference.row].tolist()]
        second = [label(b, following=True) for b in columns[difference.col].tolist()]
        if isinstance(before, str):
            names = second
        elif isinstance(after, str):
            names = first
        else:
            names = list(map("{} {}".format, first, second))
        return self._best(found, difference.data, names)

    def _ids(self, word_or_class: str | int | None, labels: IntArray) -> IntArray:
        """The ids of the words that one part of a pattern stands for."""
        if isinstance(word_or_class, str):
            return np.array([self.model.vocabulary.id(word_or_class)])
        return np.flatnonzero(labels == word_or_class)

    def _best(self, found: Difference, gain: FloatArray, names: list[str]) -> tuple[str, ...]:
        sign = 1 if found.log_ratio > 0 else -1
        order = np.argsort(-sign * gain, kind="stable")[:EXAMPLES]
        return tuple(names[i] for i in order.tolist() if sign * gain[i] > 0)


def concordances(
    model: WordClassModel,
    samples: Iterable[tuple[str, ...]],
    examples: Mapping[Pattern, Sequence[str]],
) -> dict[Pattern, list[Concordance]]:
    """Different sample sentences for every pattern, each quoted for different words.

    Sentences that show the examples and have been quoted fewer than three times are preferred.
    """
    found: dict[Pattern, list[Concordance]] = {pattern: [] for pattern in examples}
    seen: set[tuple[Pattern, str]] = set()
    sentences = [one for one in dict.fromkeys(samples) if 2 < len(one) <= _LONGEST]
    n_quoted = [0] * len(sentences)
    for preferred in (True, False):
        for i, sentence in enumerate(sentences):
            for pattern, word, start, end in _occurrences(model, sentence):
                if pattern not in found or len(found[pattern]) == SENTENCES:
                    continue
                if preferred and (n_quoted[i] >= QUOTATIONS or word not in examples[pattern]):
                    continue
                quoted = " ".join(sentence[start:end])
                used = any(other.tokens is sentence for other in found[pattern])
                if not used and (pattern, quoted) not in seen:
                    seen.add((pattern, quoted))
                    found[pattern].append(Concordance(sentence, start, end - start))
                    n_quoted[i] += 1
    return found


def _occurrences(
    model: WordClassModel, sentence: tuple[str, ...]
) -> Iterator[tuple[Pattern, str, int, int]]:
    """The patterns that a sentence is an example of, the words as an example, and their place."""
    vocabulary = model.vocabulary
    ids = vocabulary.ids(sentence, vocabulary.unknown or -1)
    for t, (a, b) in enumerate(pairwise([0, *ids, 0])):
        if a < 0 or b < 0:
            continue
        c, d = int(model.left_labels[a]), int(model.right_labels[b])
        before, after = vocabulary.label(a), vocabulary.label(b, following=True)
        start, end = max(t - 1, 0), min(t + 1, len(sentence))
        yield (c, d), f"{before} {after}", start, end
        yield (c, None), before, start, max(t, 1)
        yield (None, d), after, min(t, len(sentence) - 1), end
        # Not the boundary or the unknown word, whose labels may also be tokens of the corpus.
        if a and vocabulary.id(before) == a:
            yield (before, d), after, start, end
        if b and vocabulary.id(after) == b:
            yield (c, after), before, start, end
