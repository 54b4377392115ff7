"""How sure, how many classes, how corpora differ: calibration, and figures of real corpora.

    python tests/benchmarks/evidence.py intervals [--models 5]
    python tests/benchmarks/evidence.py noise [--models 5]
    python tests/benchmarks/evidence.py number [--models 10]
    NLTK_DATA=... python tests/benchmarks/evidence.py corpora
    NLTK_DATA=... python tests/benchmarks/evidence.py halves [--by document] [--corpus nltk:brown]
    NLTK_DATA=... python tests/benchmarks/evidence.py compare

Intervals are compared with the planted table, and with the table that the same fit finds in
twenty times as much text of the same language: where the text is rough, no amount of it gives the
planted table back, and an interval describes what more text would change.
"""

import argparse
import time

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linear_sum_assignment

import wordclass as wc
from tests.evaluation.blocks import in_blocks
from tests.planted import Planted, distances, planted
from wordclass.counting.documents import count_in_blocks
from wordclass.counting.text.corpora import corpus_files, corpus_sentences
from wordclass.evaluation.contrast.corpora import contrasts
from wordclass.evaluation.contrast.differences import differences
from wordclass.reports.compare import compare

SIGMAS = (0.0, 0.45, 1.2)
WRONG = 0.1  # distance of a table from the planted one beyond which classes were confused
CORPORA = {  # number of classes as the gold tags have
    "nltk:brown": 45, "nltk:treebank": 45, "nltk:cess_esp": 45, "nltk:sinica_treebank": 15,
    "nltk:alpino": 17,
}  # fmt: skip

LEVEL = 0.05
WORKED = {  # names -> corpora
    ("press", "fiction"): ("nltk:brown/c[abc]*", "nltk:brown/c[k-p]*"),
    ("before 1900", "after 1900"): ("nltk:inaugural/1[78]*", "nltk:inaugural/[12][09]*"),
    ("spoken Cantonese", "written Chinese"): ("hkcancor:", "pfr:"),
}


def order_of(model: wc.WordClassModel, truth: Planted) -> tuple[np.ndarray, np.ndarray]:
    """The classes that match the planted left and right ones, by tokens in common."""
    ids = [model.vocabulary.id(f"w{i}") for i in range(len(truth.p))]
    joint = truth.emission * ((truth.p @ truth.left) @ truth.table)
    sides = [
        (truth.left * truth.p[:, None]).T @ model.p_left_given_prev[ids, 1:],
        joint.T @ model.p_right_given_next[ids, 1:],
    ]
    if model.tied:
        sides = [sides[0] + sides[1]] * 2
    left, right = (linear_sum_assignment(-overlap)[1] + 1 for overlap in sides)
    return left, right


def intervals(n_models: int) -> None:
    """Share of cells whose interval contains the true one, also without fits that are wrong."""
    print("| sigma | tied | documents | wrong fits | covers the planted | without wrong fits "
          "| covers that of 20 x the text | without | median width | classes found again |\n"
          "|---|---|---|---|---|---|---|---|---|---|")  # fmt: skip
    for sigma, documents in (*((sigma, 0) for sigma in SIGMAS), (0.0, 64)):
        for tied in (True, False):
            found = np.array([_intervals(seed, sigma, tied, documents) for seed in range(n_models)])
            right = found[:, 0] < WRONG
            means, without = found.mean(axis=0), found[right].mean(axis=0)
            shown = (means[1], without[1], means[2], without[2], *means[3:])
            print(f"| {sigma} | {tied} | {documents} | {n_models - right.sum()} | "
                  f"{' | '.join(f'{x:.3f}' for x in shown)} |", flush=True)  # fmt: skip


def _intervals(seed: int, sigma: float, tied: bool, documents: int) -> tuple[float, ...]:
    settings = {"tied": tied, "n_words": 300, "sigma": sigma}
    text, more = (
        planted(5, 5, seed, n_bigrams=50_000 * times, bursts=documents * times, **settings)
        for times in (1, 20)
    )
    reference = wc.fit(more.counts, classes=5, tied=tied)
    counts = text.documents or in_blocks(text.counts, seed)
    model = wc.stability(counts, classes=5, tied=tied)
    cells = np.ix_(*order_of(model, text))
    low, high = model.stability.low[cells], model.stability.high[cells]
    limit = reference.p_right_given_left[np.ix_(*order_of(reference, more))]
    return (
        distances(model, text)[0],
        float(((low <= text.table) & (text.table <= high)).mean()),
        float(((low <= limit) & (limit <= high)).mean()),
        float(np.median(high - low)),
        float(model.stability.found["left"][1:].mean() / model.stability.n_resamples),
    )


def noise(n_models: int) -> None:
    """Classes of words that follow anything are to be called unstable, all others stable."""
    print("| sigma | tied | of noise: unstable | true: stable |\n|---|---|---|---|")
    for sigma in SIGMAS:
        for tied in (True, False):
            called = {True: [], False: []}  # noise -> unstable
            for seed in range(n_models):
                text = planted(
                    5, 5, seed, tied=tied, n_bigrams=60_000, n_words=400, sigma=sigma,
                    noise_words=0.15,
                )  # fmt: skip
                model = wc.stability(in_blocks(text.counts, seed), classes=6, tied=tied)
                unknown = ~text.known[[int(word[1:]) for word in model.vocabulary.words[1:]]]
                for side in ("left",) if tied else ("left", "right"):
                    labels = model.left_labels if side == "left" else model.right_labels
                    n = model.prev_counts if side == "left" else model.next_counts
                    tokens = np.bincount(labels[1:], n[1:], minlength=7)[1:]
                    of_noise = np.bincount(labels[1:], n[1:] * unknown, minlength=7)[1:]
                    stable = model.stability.stable(side)[1:]
                    for is_noise, found in zip(of_noise > tokens / 2, stable, strict=True):
                        called[bool(is_noise)].append(not found)
            unstable = f"{sum(called[True])} of {len(called[True])}"
            stable = f"{called[False].count(False)} of {len(called[False])}"
            print(f"| {sigma} | {tied} | {unstable} | {stable} |", flush=True)


def number(n_models: int) -> None:
    """How far the number chosen is from the planted one."""
    print("| sigma | tied | true: chosen | both within 1 |\n|---|---|---|---|")
    for sigma in SIGMAS:
        for tied, shapes in (
            (True, ((5, 5), (6, 6), (8, 8))),
            (False, ((5, 5), (6, 6), (8, 8))),
            (False, ((8, 6), (5, 7), (6, 4))),
        ):
            near, shown = 0, []
            for seed in range(n_models):
                left, right = shapes[seed % 3]
                truth = planted(
                    left, right, seed, tied=tied, n_bigrams=100_000, n_words=300, sigma=sigma
                )
                sizes = [(left + i, right + i) for i in (-2, -1, 0, 1, 2)]
                if left == right:
                    sizes += [(2 * left, 2 * left)]
                else:
                    sizes += [(left + i, right + j) for i, j in ((-1, 0), (0, -1), (1, 0), (0, 1))]
                    sizes += [(min(left, right),) * 2, (max(left, right),) * 2]
                found = wc.select(truth.counts, sizes, tied=tied).chosen
                near += max(abs(found.left - left), abs(found.right - right)) <= 1
                shown.append(f"{left}x{right}: {found.name}")
            print(f"| {sigma} | {tied} | {', '.join(shown)} | {near} of {n_models} |", flush=True)


def corpora() -> None:
    """The number chosen, the stability of the classes, and the width of the intervals."""
    print("| corpus | K chosen | s | classes | stable | mean Jaccard | median width | s |")
    print("|---|---|---|---|---|---|---|---|")
    for name, k in CORPORA.items():
        counts = wc.count(name, blocks=True)
        begun = time.monotonic()
        chosen = wc.select(counts, tied=True).chosen.name
        middle = time.monotonic()
        found = wc.stability(counts, classes=k, tied=True).stability
        print(
            f"| {name} | {chosen} | {middle - begun:.0f} | {k} | "
            f"{sum(found.stable('left')) - 1} | {found.jaccard['left'][1:].mean():.2f} | "
            f"{np.median(found.high - found.low):.4f} | {time.monotonic() - middle:.0f} |",
            flush=True,
        )


def halves(n_splits: int, by: str, corpus: str) -> None:
    """Random halves of a corpus, by sentence or by document: how often anything is found."""
    model = wc.fit(wc.count(corpus).prune(min_count=5), classes=15, tied=True)
    vocabulary = model.vocabulary
    ids, unit = [], []
    for document, name in enumerate(corpus_files(corpus)):
        for sentence in corpus_sentences(name):
            ids.append([0, *(vocabulary.id(word) for word in sentence), 0])
            unit.append(document if by == "document" else len(unit))
    prev = np.concatenate([one[:-1] for one in ids])
    following = np.concatenate([one[1:] for one in ids])
    unit = np.repeat(unit, [len(one) - 1 for one in ids])
    rng = np.random.default_rng(0)
    shape = (len(vocabulary), len(vocabulary))
    n_units = int(unit.max()) + 1
    n_blocks = min(128, n_units)
    with_findings, p = 0, {}
    for split in range(n_splits):
        block = (rng.permutation(n_units) % n_blocks)[unit]
        order = np.argsort(block, kind="stable")
        blocks = []
        for here in np.split(order, np.searchsorted(block[order], np.arange(1, n_blocks))):
            ones = np.ones(len(here), dtype=np.int64)
            matrix = sp.csr_array((ones, (prev[here], following[here])), shape=shape)
            matrix.sum_duplicates()
            blocks.append(wc.BigramCounts(matrix, vocabulary))
        halved = [blocks[: n_blocks // 2], blocks[n_blocks // 2 :]]
        found = differences(model, halved, contrasts(2, None), LEVEL, split)
        with_findings += any(one.q <= LEVEL for one in found)
        for one in found:
            p.setdefault(one.kind, []).append(one.p)
    print(f"{corpus}: {with_findings} of {n_splits} halvings by {by} have a finding\n")
    print("| p-values of | tests | below .05 | below .001 |\n|---|---|---|---|")
    for kind, values in p.items():
        below = [np.mean(np.array(values) < level) for level in (0.05, 0.001)]
        print(f"| {kind} | {len(values):,} | {below[0]:.4f} | {below[1]:.5f} |", flush=True)


def worked_examples() -> None:
    """Three pairs of corpora, with the largest differences of each kind."""
    for names, sources in WORKED.items():
        corpora = [count_in_blocks(source, samples=0) for source in sources]
        print(compare(*corpora, names=names, classes=40).to_text(), flush=True)


TABLES = {
    "intervals": lambda given: intervals(given.models),
    "noise": lambda given: noise(given.models),
    "number": lambda given: number(given.models),
    "corpora": lambda given: corpora(),
    "halves": lambda given: halves(given.splits, given.by, given.corpus),
    "compare": lambda given: worked_examples(),
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", choices=TABLES)
    parser.add_argument("--models", type=int, default=5)
    parser.add_argument("--splits", type=int, default=100)
    parser.add_argument("--by", choices=["sentence", "document"], default="sentence")
    parser.add_argument("--corpus", default="nltk:brown")
    arguments = parser.parse_args()
    TABLES[arguments.table](arguments)
