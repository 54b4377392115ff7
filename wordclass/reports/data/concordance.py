"""What stands behind the difference of a share: words, bigrams and sentences of both corpora."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.evaluation.contrast.difference import Difference
from wordclass.models.arrays import FloatArray, reciprocal
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.prediction.renumbering import in_model_ids
from wordclass.reports.data.comparison import Concordance

EXAMPLES = 6
SENTENCES = 3
QUOTATIONS = 3  # of a sentence, after which it is no longer preferred
_LONGEST = 40  # tokens of a sentence quoted

Key = tuple[str, str | int, int]


def key_of(found: Difference) -> Key:
    """What a difference counts: kind, a word or a class, and a class; -1 for any class."""
    if found.word is not None:
        if found.right is not None:
            return "after", found.word, found.right
        return "before", found.word, -1 if found.left is None else found.left
    left, right = (-1 if c is None else c for c in (found.left, found.right))
    return "pair", left, right


class Examples:
    """The words and bigrams by which two corpora differ most within a share."""

    def __init__(self, model: WordClassModel, first: BigramCounts, second: BigramCounts) -> None:
        self.model = model
        self.tables = [in_model_ids(model, counts) for counts in (first, second)]

    def of(self, found: Difference) -> tuple[str, ...]:
        """Words of a class, bigrams of a transition, neighbours of a word."""
        model, vocabulary = self.model, self.model.vocabulary
        kind, word, right = key_of(found)
        left = vocabulary.id(word) if isinstance(word, str) else word
        if kind == "pair" and -1 in (left, right):
            role = 1 if right == -1 else 0
            n = [np.asarray(table.sum(axis=role), dtype=np.float64) for table in self.tables]
            labels, c = (model.left_labels, left) if role else (model.right_labels, right)
            ids = np.flatnonzero(labels == c)
            gain = n[0][ids] / n[0].sum() - n[1][ids] / n[1].sum()
            return self._best(found, gain, [vocabulary.label(i) for i in ids.tolist()])
        if kind == "pair":
            rows = np.flatnonzero(model.left_labels == left)
            columns = np.flatnonzero(model.right_labels == right)
        elif kind == "after":
            rows, columns = np.array([left]), np.flatnonzero(model.right_labels == right)
        else:
            rows, columns = np.flatnonzero(model.left_labels == right), np.array([left])
        cells = [
            table[rows][:, columns] * float(reciprocal(np.array(total)))
            for table, total in zip(self.tables, found.totals, strict=True)
        ]
        difference = sp.coo_array(cells[0] - cells[1])
        names = []
        for a, b in zip(
            rows[difference.row].tolist(), columns[difference.col].tolist(), strict=True
        ):
            before, after = vocabulary.label(a), vocabulary.label(b, following=True)
            names.append(
                after if kind == "after" else before if kind == "before" else f"{before} {after}"
            )
        return self._best(found, difference.data, names)

    def _best(self, found: Difference, gain: FloatArray, names: list[str]) -> tuple[str, ...]:
        sign = 1 if found.log_ratio > 0 else -1
        order = np.argsort(-sign * gain, kind="stable")[:EXAMPLES]
        return tuple(names[i] for i in order.tolist() if sign * gain[i] > 0)


def concordances(
    model: WordClassModel, samples: Iterable[tuple[str, ...]], examples: Mapping[Key, Sequence[str]]
) -> dict[Key, list[Concordance]]:
    """Different sample sentences for every key, each quoted for different words.

    Preferred are sentences that show the examples and have been quoted fewer than three times.
    """
    found: dict[Key, list[Concordance]] = {key: [] for key in examples}
    seen: set[tuple[Key, str]] = set()
    sentences = [one for one in dict.fromkeys(samples) if 2 < len(one) <= _LONGEST]
    n_quoted = [0] * len(sentences)
    for preferred in (True, False):
        for i, sentence in enumerate(sentences):
            for key, word, start, end in _occurrences(model, sentence):
                if key not in found or len(found[key]) == SENTENCES:
                    continue
                if preferred and (n_quoted[i] >= QUOTATIONS or word not in examples[key]):
                    continue
                quoted = " ".join(sentence[start:end])
                used = any(other.tokens is sentence for other in found[key])
                if not used and (key, quoted) not in seen:
                    seen.add((key, quoted))
                    found[key].append(Concordance(sentence, start, end - start))
                    n_quoted[i] += 1
    return found


def _occurrences(
    model: WordClassModel, sentence: tuple[str, ...]
) -> Iterator[tuple[Key, str, int, int]]:
    """Whatever a sentence is an example of: its key, the words as an example, and their place."""
    vocabulary = model.vocabulary
    ids = vocabulary.ids(sentence, vocabulary.unknown or -1)
    for t, (a, b) in enumerate(pairwise([0, *ids, 0])):
        if a < 0 or b < 0:
            continue
        c, d = int(model.left_labels[a]), int(model.right_labels[b])
        before, after = vocabulary.label(a), vocabulary.label(b, following=True)
        start, end = max(t - 1, 0), min(t + 1, len(sentence))
        yield ("pair", c, d), f"{before} {after}", start, end
        yield ("pair", c, -1), before, start, max(t, 1)
        yield ("pair", -1, d), after, min(t, len(sentence) - 1), end
        # Not the boundary or the unknown word, whose labels may also be tokens of the corpus.
        if a and vocabulary.id(before) == a:
            yield ("after", before, d), after, start, end
        if b and vocabulary.id(after) == b:
            yield ("before", after, c), before, start, end
