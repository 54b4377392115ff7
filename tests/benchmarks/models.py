"""How good the classes are: beside the peers, on held-out text, and from seed to seed.

    NLTK_DATA=... python tests/benchmarks/models.py quality [--methods exchange,sparse]
    NLTK_DATA=... python tests/benchmarks/models.py few --methods sparse,exchange
    NLTK_DATA=... python tests/benchmarks/models.py held-out
    NLTK_DATA=... python tests/benchmarks/models.py stability
    NLTK_DATA=... python tests/benchmarks/models.py halves --methods sparse,exchange
    NLTK_DATA=... python tests/benchmarks/models.py cost --methods sparse
    python tests/benchmarks/models.py planted --methods sparse,exchange

Defaults only, seed 0. Prints tables of Markdown; fails on nothing.
"""

import argparse
import time
from itertools import combinations, product
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

import wordclass as wc
from tests.benchmarks.kneser_ney import KneserNey
from tests.planted import distances, error_knowing_the_classes, planted
from wordclass.adapters.files.readers import read_classes
from wordclass.counting.text.corpora import corpus_sentences, corpus_tagged
from wordclass.evaluation.metrics import adjusted_rand, contingency
from wordclass.evaluation.perplexity import class_perplexity
from wordclass.models.fit import METHODS
from wordclass.models.fitted.prediction.perplexity import probability

PEERS = Path(__file__).parents[3] / "shared" / "peers"

# corpus -> its NLTK corpora, K, and the peers' (training perplexity, many-to-one, V-measure),
# measured on the same sentences with wcluster, clustercat --min-count 1, mkcls -n1.
CORPORA = {
    "Brown": (["brown"], 45, (421.3, 0.669, 0.691), (452.3, 0.691, 0.680), (393.6, 0.692, 0.675)),
    "WSJ": (
        ["treebank", "conll2000"], 45,
        (384.8, 0.661, 0.615), (439.9, 0.682, 0.616), (350.2, 0.702, 0.628),
    ),
    "CESS-ESP": (
        ["cess_esp"], 45, (293.7, 0.746, 0.615), (329.1, 0.729, 0.613), (276.3, 0.726, 0.603)
    ),
    "Sinica": (
        ["sinica_treebank"], 15,
        (916.0, 0.699, 0.286), (1224.0, 0.589, 0.164), (834.8, 0.630, 0.213),
    ),
    "Alpino": (
        ["alpino"], 17, (444.3, 0.665, 0.466), (516.6, 0.683, 0.478), (399.9, 0.688, 0.467)
    ),
}  # fmt: skip
FEW = (8, 12, 15, 20, 30)
PEER_NAMES = ("wcluster", "clustercat", "mkcls")
PEER_FILES = ("wcluster.paths", "clustercat.tsv", "mkcls.classes")


def tagged(name: str) -> list[list[tuple[str, str]]]:
    return [s for corpus in CORPORA[name][0] for s in corpus_tagged(f"nltk:{corpus}")]


def words(sentences: list[list[tuple[str, str]]]) -> list[list[str]]:
    return [[word for word, _ in sentence] for sentence in sentences]


def quality(methods: list[str]) -> None:
    """Tied classes of every method and peer, scored on the text they were fitted to."""
    print("| corpus, K | clusterer | ppl | M1 | V | 1-1 | VI (bits) | s |")
    print("|---|---|---|---|---|---|---|---|")
    for name, (_, k, *peers) in CORPORA.items():
        gold = tagged(name)
        counts = wc.count(words(gold))
        for peer, file, published in zip(PEER_NAMES, PEER_FILES, peers, strict=True):
            path = PEERS / f"{name.lower()}.{k}" / file
            if path.exists():
                row(f"{name}, {k}", f"{peer}, its file", counts, gold, read_classes(path))
            ppl, m1, v = published
            print(f"| {name}, {k} | {peer}, published | {ppl} | {m1:.3f} | {v:.3f} | | | |")
        for method in methods:
            started = time.perf_counter()
            try:
                model = wc.fit(counts, method=method, classes=k, tied=True)
            except wc.InputError as error:  # a method without a tied form
                print(f"| {name}, {k} | {method}: {error} | | | | | | |")
                continue
            seconds = time.perf_counter() - started
            row(f"{name}, {k}", method, counts, gold, model, seconds)


def few(methods: list[str]) -> None:
    """Many-to-one accuracy and V-measure with few classes, tied."""
    print("| corpus | method | " + " | ".join(f"K = {k}" for k in FEW) + " |")
    print("|---|---|" + "---|" * len(FEW))
    for name in CORPORA:
        gold = tagged(name)
        counts = wc.count(words(gold))
        for method in methods:
            found = [wc.evaluate(wc.fit(counts, method, classes=k, tied=True), gold) for k in FEW]
            cells = [f"{result.many_to_one:.3f} / {result.v_measure:.3f}" for result in found]
            print(f"| {name} | {method} | " + " | ".join(cells) + " |", flush=True)


def row(corpus, clusterer, counts, gold, classes, seconds=None):
    result = wc.evaluate(classes, gold)
    time_taken = "" if seconds is None else f"{seconds:.1f}"
    labels = classes.left_labels if isinstance(classes, wc.WordClassModel) else classes
    print(
        f"| {corpus} | {clusterer} | {class_perplexity(counts, labels):.1f} "
        f"| {result.many_to_one:.3f} | {result.v_measure:.3f} | {result.one_to_one:.3f} "
        f"| {result.variation_of_information:.2f} | {time_taken} |",
        flush=True,
    )


def held_out(methods: list[str], classes: list[int]) -> None:
    """Every tenth sentence of Brown, vocabulary of the rest, against Kneser-Ney.

    Unknown words are not predicted (each model is renormalised over the known ones), but
    they do precede. The mixture is half and half, so that nothing is tuned on the text.
    """
    sentences = list(words(tagged("Brown")))
    held = sentences[9::10]
    kept = [sentence for i, sentence in enumerate(sentences) if i % 10 != 9]
    counts = wc.count(kept)
    v = len(counts.vocabulary)
    prev, following = ids(counts.vocabulary, held)
    known = following < v
    prev, following = prev[known], following[known]
    baseline = KneserNey(counts.matrix).probability(prev, following)
    print(f"{len(following):,} of {len(known):,} held-out bigrams end in a known word\n")
    print("| model | perplexity | mixed with Kneser-Ney | gain |")
    print("|---|---|---|---|")
    print(f"| interpolated Kneser-Ney bigrams | {perplexity(baseline):.1f} | | |")
    for method in methods:
        for tied in (True, False):
            for k in classes:
                try:
                    model = wc.fit(counts, method=method, classes=k, tied=tied)
                except wc.InputError:
                    continue
                unknown = probability(model, prev, np.full(len(prev), v))
                p = probability(model, prev, following) / (1 - unknown)
                mixed = perplexity((p + baseline) / 2)
                print(
                    f"| {method}, {'tied' if tied else 'two-sided'}, K = {k} "
                    f"| {perplexity(p):.1f} | {mixed:.1f} "
                    f"| {100 * (1 - mixed / perplexity(baseline)):.1f} % |",
                    flush=True,
                )


def ids(vocabulary, sentences):
    """The preceding and following word of every bigram; V for a word not in the vocabulary."""
    v = len(vocabulary)
    rows = [[0, *(vocabulary.id(w) if w in vocabulary else v for w in s), 0] for s in sentences]
    prev = np.concatenate([row[:-1] for row in rows])
    return prev, np.concatenate([row[1:] for row in rows])


def perplexity(p):
    return float(np.exp(-np.log(p).mean()))


def seeds(methods: list[str]) -> None:
    """Adjusted Rand index between seeds, every token counted: Brown, tied, K = 45."""
    counts = wc.count(words(tagged("Brown")))
    print("| method | lowest of 3 pairs | mean |")
    print("|---|---|---|")
    for method in methods:
        try:
            labels = [
                wc.fit(counts, method, 45, seed=seed, tied=True).left_labels[1:]
                for seed in range(3)
            ]
        except wc.InputError:
            continue
        weights = counts.word_counts[1:]
        found = [adjusted_rand(contingency(a, b, weights)) for a, b in combinations(labels, 2)]
        print(f"| {method} | {min(found):.3f} | {np.mean(found):.3f} |", flush=True)


SHAPES = [(8, 8, False), (8, 6, False), (6, 8, False), (12, 12, False), (20, 15, False)]
SHAPES += [(8, 8, True), (20, 20, True)]


def recovery(methods: list[str]) -> None:
    """Planted models, clean (sigma = 0) to rough: how far what is found is from the truth.

    Mean total variation of the table and of memberships, the worse side; median and worst of
    five seeds, 2 M bigrams of 2000 words. Beside it, what the table's would be if the class of
    every token were known.
    """
    roughness = [{"sigma": sigma} for sigma in (0.0, 0.45, 0.6, 0.8, 1.0, 1.2, 1.5)]
    roughness += [{"bursts": 200}, {"noise_words": 0.05}, {"collocations": 500}, {"zipf": 1.0}]
    print("| counts | L, K | method | table | worst | memberships | worst | s |")
    print("|---|---|---|---|---|---|---|---|")
    for how, (n_left, n_right, tied) in product(roughness, SHAPES):
        truths = [planted(n_left, n_right, seed, tied, **how) for seed in range(5)]
        row = f"| {how} | {n_left}, {n_right}{' tied' if tied else ''} |"
        known = [error_knowing_the_classes(truth) for truth in truths]
        print(f"{row} (classes known) | {np.median(known):.3f} | {max(known):.3f} | | | |")
        for method in methods:
            began = time.perf_counter()
            found = np.array(
                [
                    distances(
                        wc.fit(
                            truth.counts, method,
                            left_classes=n_left, right_classes=n_right, tied=tied,
                        ),
                        truth,
                    )
                    for truth in truths
                ]
            )  # fmt: skip
            seconds = (time.perf_counter() - began) / len(found)
            table, memberships = found[:, 0], found[:, 1:].max(axis=1)
            print(
                f"{row} {method} | {np.median(table):.3f} | {table.max():.3f} "
                f"| {np.median(memberships):.3f} | {memberships.max():.3f} | {seconds:.1f} |",
                flush=True,
            )


def halves(methods: list[str]) -> None:
    """Two random halves of the sentences of a corpus: how alike the classes found in them are.

    Adjusted Rand index of the classes of shared words, tokens weighted, K = 45; the mean total
    variation between the rows of the two tables, classes matched. The last row of each is what
    halves leave undecided even if the classes are known: each of their words in its most
    probable class under the model of the whole corpus.
    """
    print("| corpus | sides | method | left | right | table |")
    print("|---|---|---|---|---|---|")
    for corpus in ("nltk:brown", "nltk:treebank,nltk:conll2000", "pfr:"):
        sentences = [list(s) for name in corpus.split(",") for s in corpus_sentences(name)]
        first = np.random.default_rng(0).random(len(sentences)) < 0.5
        parts = [[s for s, i in zip(sentences, first, strict=True) if i == side] for side in (0, 1)]
        counts = [wc.count(part) for part in parts]
        for tied in (True, False):
            for method in methods:
                models = [wc.fit(half, method, classes=45, tied=tied) for half in counts]
                left, right, table = agreement(*models, *counts)
                print(
                    f"| {corpus} | {'tied' if tied else 'two'} | {method} "
                    f"| {left:.3f} | {right:.3f} | {table:.3f} |",
                    flush=True,
                )
            whole = wc.fit(wc.count(sentences), classes=45, tied=tied)
            in_a, in_b, weight = shared_words(*counts)
            known = zip(*(most_probable(whole, half) for half in counts), strict=True)
            rand = [adjusted_rand(contingency(a[in_a], b[in_b], weight)) for a, b in known]
            print(
                f"| {corpus} | {'tied' if tied else 'two'} | classes known "
                f"| {rand[0]:.3f} | {rand[-1]:.3f} | |",
                flush=True,
            )


def agreement(a, b, a_counts, b_counts):
    """Adjusted Rand index per side, and the distance of the tables."""
    in_a, in_b, weight = shared_words(a_counts, b_counts)
    rand, order = [], []
    for side in ("left", "right"):
        labels = a.labels(side)[in_a], b.labels(side)[in_b]
        rand.append(adjusted_rand(contingency(*labels, weight)))
        memberships = [
            m.p_left_given_prev[ids] if side == "left" else m.p_right_given_next[ids]
            for m, ids in ((a, in_a), (b, in_b))
        ]
        overlap = (memberships[0] * weight[:, None]).T @ memberships[1]
        order.append(linear_sum_assignment(-overlap)[1])
    difference = abs(a.p_right_given_left - b.p_right_given_left[np.ix_(*order)])
    return *rand, difference.sum(axis=1).mean() / 2


def shared_words(a, b):
    """Their ids in two counts, and how often they occur in both."""
    in_b = np.array([i for i, word in enumerate(b.vocabulary.words) if i and word in a.vocabulary])
    in_a = np.array([a.vocabulary.id(b.vocabulary.words[i]) for i in in_b])
    return in_a, in_b, a.word_counts[in_a] + b.word_counts[in_b]


def most_probable(model, counts):
    """(V,) for each side of a model, the most probable class of each word by these counts alone."""
    ids = [model.vocabulary.id(word) for word in counts.vocabulary.words]
    tiny = np.finfo(float).tiny
    p_next = model.emission_rows[ids] @ model.p_right_given_left.T  # p(b|c)
    p_right = model.left_rows[ids] @ model.p_right_given_left  # p(d|a)
    follow = counts.matrix @ np.log(np.maximum(p_next, tiny))
    precede = counts.matrix.T @ np.log(np.maximum(p_right / np.maximum(model.p_right, tiny), tiny))
    labels = []
    for side, score in zip(
        model.sides, [follow + precede] if model.tied else [follow, precede], strict=True
    ):
        members = np.bincount(model.labels(side), minlength=score.shape[1])
        score += np.log(np.maximum(members / members.sum(), tiny))
        score[:, 0] = -np.inf  # the boundary's
        labels.append(score.argmax(axis=1))
    return labels


def cost(methods: list[str]) -> None:
    """Processor time by the number of classes: Brown, its 10,000 most frequent words, tied."""
    counts = wc.count(words(tagged("Brown"))).prune(max_vocabulary=10_000)
    print("| K | " + " | ".join(methods) + " |")
    print("|---|" + "---|" * len(methods))
    for k in (25, 50, 100, 200, 400, 800):
        seconds = []
        for method in methods:
            began = time.process_time()
            wc.fit(counts, method, classes=k, tied=True)
            seconds.append(f"{time.process_time() - began:.1f} s")
        print(f"| {k} | " + " | ".join(seconds) + " |", flush=True)


def main() -> None:
    tables = {
        "quality": quality, "few": few, "stability": seeds, "planted": recovery,
        "halves": halves, "cost": cost,
    }  # fmt: skip
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", choices=[*tables, "held-out"])
    parser.add_argument("--methods", default=",".join(METHODS), help="comma-separated")
    parser.add_argument("--classes", default="45,200,800", help="of the held-out table")
    given = parser.parse_args()
    methods = given.methods.split(",")
    if given.table == "held-out":
        held_out(methods, [int(k) for k in given.classes.split(",")])
    else:
        tables[given.table](methods)


if __name__ == "__main__":
    main()
