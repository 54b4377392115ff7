"""Do class features help? Chunking and tagging with a CRF, by the number of training sentences.

    python tests/benchmarks/features.py chunking --model MODEL [--paths FILE] [--sizes 50 200]
    python tests/benchmarks/features.py tagging --model MODEL [--paths FILE] [--sizes 50 200]

CoNLL-2000 chunking (F1 of chunks) or Brown tagging (accuracy), with the mean and the standard
error over random subsets of the training sentences. The baseline has the words, endings and
shapes of a token and its neighbours; beside it stand the features of a model, with each setting
of :class:`wordclass.adapters.crf.ClassFeatures` that is compared, and class files of other tools
(wcluster's paths, clustercat's and mkcls's classes). A model and files are comparable if they
were made from the same text. The data are NLTK's: set NLTK_DATA.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nltk
import numpy as np
import sklearn_crfsuite

import wordclass as wc
from wordclass.adapters.crf import ClassFeatures
from wordclass.adapters.files.readers import read_classes
from wordclass.counting.text.sentences import tagged_sentences

Sentence = list[tuple[str, str]]  # (word, label)
Features = list[list[dict[str, Any]]]
Task = tuple[list[Sentence], list[Sentence], Callable[[list[Sentence], list[list[str]]], float]]
_BROWN_STEP = 10
_PREFIXES = (4, 6, 10, 20)
_MIN_POSTERIOR = 0.05  # posterior


def main() -> None:
    """Print a table: a row for each kind of feature, a column for each number of sentences."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=list(_TASKS))
    parser.add_argument("--model", required=True, help="a model of unannotated English")
    parser.add_argument("--paths", nargs="*", default=[], help="class files of other tools")
    parser.add_argument("--sizes", nargs="*", type=int, default=[50, 200, 1000])
    parser.add_argument("--subsets", type=int, default=5)
    parser.add_argument("--test", type=int, default=500, help="number of test sentences")
    parser.add_argument("--iterations", type=int, default=100, help="of L-BFGS")
    options = parser.parse_args()
    model = wc.load(options.model)
    extractors: dict[str, Callable[[list[list[str]]], Features]] = {
        "no classes": lambda sentences: [[{} for _ in words] for words in sentences],
        "class": ClassFeatures(model, prefixes=(), window=0, shape=False),
        "class, prefixes": (own := ClassFeatures(model, prefixes=_PREFIXES, window=0, shape=False)),
        "class, prefixes, posteriors": _with_posteriors(model, own),
        "class, prefixes, neighbours": ClassFeatures(model, prefixes=_PREFIXES, shape=False),
        "the default, with shape": ClassFeatures(model),
    }
    for path in map(Path, options.paths):
        extractors[path.stem] = _of_file(path)
    train, test, score = _TASKS[options.task](options.test)
    print(f"{options.task}, {len(test)} test sentences", flush=True)
    print(f"{'':32}" + "".join(f"{n:>16}" for n in options.sizes))
    for name, extract in extractors.items():
        print(f"{name:32}", end="", flush=True)
        x_test = _features(extract, test)
        for n in options.sizes:
            found = [
                score(test, _fit(extract, subset, options.iterations).predict(x_test))
                for subset in _subsets(train, n, options.subsets)
            ]
            error = f" ±{np.std(found, ddof=1) / len(found) ** 0.5:.4f}" if len(found) > 1 else ""
            print(f"{np.mean(found):>9.4f}{error:7}", end="", flush=True)
        print()


def _chunking(n_test: int) -> Task:
    train, test = (
        [
            [(word, label) for word, _, label in nltk.chunk.tree2conlltags(tree)]
            for tree in nltk.corpus.conll2000.chunked_sents(name)
        ]
        for name in ("train.txt", "test.txt")
    )
    return train, test[:n_test], _chunk_f1


def _tagging(n_test: int) -> Task:
    brown = list(tagged_sentences("nltk:brown"))
    held_out = brown[::_BROWN_STEP]
    rest = [sentence for i, sentence in enumerate(brown) if i % _BROWN_STEP]
    return rest, held_out[:: max(len(held_out) // n_test, 1)], _accuracy


def _subsets(train: list[Sentence], n: int, times: int) -> Iterator[list[Sentence]]:
    if n >= len(train):
        yield train
        return
    rng = np.random.default_rng(n)
    for _ in range(times):
        yield [train[i] for i in rng.choice(len(train), n, replace=False)]


def _fit(
    extract: Callable[[list[list[str]]], Features], train: list[Sentence], iterations: int
) -> sklearn_crfsuite.CRF:
    crf = sklearn_crfsuite.CRF(algorithm="lbfgs", c1=0, c2=1, max_iterations=iterations)
    return crf.fit(_features(extract, train), [[label for _, label in s] for s in train])


def _features(
    extract: Callable[[list[list[str]]], Features], sentences: list[Sentence]
) -> Features:
    words = [[word for word, _ in sentence] for sentence in sentences]
    return [
        [{**_word_features(tokens, i), **classes} for i, classes in enumerate(of_sentence)]
        for tokens, of_sentence in zip(words, extract(words), strict=True)
    ]


def _word_features(words: list[str], i: int) -> dict[str, str]:
    word = words[i]
    shape = f"{word.istitle()}{word.isupper()}{any(c.isdigit() for c in word)}{'-' in word}"
    return {
        "word": word.lower(), "-3": word[-3:].lower(), "-2": word[-2:].lower(), "shape": shape,
        "-1:word": words[i - 1].lower() if i else "<s>",
        "+1:word": words[i + 1].lower() if i + 1 < len(words) else "</s>",
    }  # fmt: skip


def _with_posteriors(
    model: wc.WordClassModel, others: Callable[[list[list[str]]], Features]
) -> Callable[[list[list[str]]], Features]:
    """Add the posterior of every class that is at all probable, as a weight."""

    def features(sentences: list[list[str]]) -> Features:
        return [
            [
                {**token, **{f"p({c})": float(p[c]) for c in np.flatnonzero(p > _MIN_POSTERIOR)}}
                for token, p in zip(tokens, posterior, strict=True)
            ]
            for tokens, posterior in zip(
                others(sentences), model.posteriors(sentences), strict=True
            )
        ]

    return features


def _of_file(path: Path) -> Callable[[list[list[str]]], Features]:
    """Features of another tool's classes: the class, and prefixes where it is a bit string."""
    class_of = {word: str(c) for word, c in read_classes(path).items()}
    is_path = path.suffix == ".paths"

    def features(word: str) -> dict[str, str]:
        c = class_of.get(word)
        if c is None:
            return {}
        return {"class": c, **({f"class[:{n}]": c[:n] for n in _PREFIXES} if is_path else {})}

    return lambda sentences: [[features(word) for word in words] for words in sentences]


def _accuracy(test: list[Sentence], predicted: list[list[str]]) -> float:
    pairs = [
        (label, p)
        for sentence, labels in zip(test, predicted, strict=True)
        for (_, label), p in zip(sentence, labels, strict=True)
    ]
    return float(np.mean([gold == p for gold, p in pairs]))


def _chunk_f1(test: list[Sentence], predicted: list[list[str]]) -> float:
    right = n_gold = n_predicted = 0
    for sentence, labels in zip(test, predicted, strict=True):
        gold, found = _chunks([label for _, label in sentence]), _chunks(labels)
        right, n_gold = right + len(gold & found), n_gold + len(gold)
        n_predicted += len(found)
    return 2 * right / max(n_gold + n_predicted, 1)


def _chunks(labels: list[str]) -> set[tuple[int, int, str]]:
    """(start, stop, kind) of each chunk of IOB2 labels; an I that continues nothing begins one."""
    found, start, kind = set(), 0, ""
    for i, label in enumerate([*labels, "O"]):
        if kind and label != f"I-{kind}":
            found.add((start, i, kind))
            kind = ""
        if label != "O" and not kind:
            start, kind = i, label[2:]
    return found


_TASKS: dict[str, Callable[[int], Task]] = {"chunking": _chunking, "tagging": _tagging}


if __name__ == "__main__":
    main()
