"""How fast the model stage is: beside scikit-learn in the same run, and by K and V.

    NLTK_DATA=... python tests/benchmarks/speed.py iterations   # em and sparse beside NMF
    python tests/benchmarks/speed.py growth                     # how cost grows with K and V
    python tests/benchmarks/speed.py english                    # the 4 M token text, K = 200

Prints tables of Markdown; fails on nothing.
"""

import argparse
import resource
import time
import warnings
from pathlib import Path

import numpy as np
import scipy.sparse as sp

import wordclass as wc

ENGLISH = Path(__file__).parents[3] / "shared" / "bench" / "english-4m.txt.xz"


def seconds_a_step(counts: wc.BigramCounts, method: str, stage: str, classes: int) -> float:
    """Median time between two steps of a fit."""
    times = []

    def note(step):
        if step.stage == stage:
            times.append(time.perf_counter())

    wc.fit(counts, method, classes, progress=note, max_iterations=40)
    return float(np.median(np.diff(times)))


def iterations() -> None:
    """An iteration of em and of sparse on Brown, beside scikit-learn's KL NMF."""
    from sklearn.decomposition import NMF

    counts = wc.count("nltk:brown")
    matrix = sp.csr_matrix(counts.matrix.astype(float))

    def nmf(n: int) -> float:
        began = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            NMF(
                46, beta_loss="kullback-leibler", solver="mu", init="random", tol=0,
                max_iter=n, random_state=0,
            ).fit(matrix)  # fmt: skip
        return time.perf_counter() - began

    theirs = (nmf(23) - nmf(3)) / 20
    print("| method | ms an iteration | times faster than NMF |\n|---|---|---|")
    print(f"| scikit-learn NMF, KL | {1000 * theirs:.0f} | 1.0 |")
    for method, stage in (("em", "em"), ("sparse", "soften")):
        ours = seconds_a_step(counts, method, stage, 45)
        print(f"| {method} | {1000 * ours:.0f} | {theirs / ours:.1f} |", flush=True)


def zipf_counts(n_words: int, n_bigrams: int, seed: int = 0) -> wc.BigramCounts:
    """Counts of word pairs drawn independently, both by Zipf's law."""
    rng = np.random.default_rng(seed)
    p = 1 / (np.arange(1, n_words + 1) + 2.7)
    words = rng.choice(n_words, size=n_bigrams + 1, p=p / p.sum())
    pairs = sp.coo_array(
        (np.ones(n_bigrams, dtype=np.int64), (words[:-1], words[1:])), shape=(n_words, n_words)
    )
    return wc.BigramCounts.from_matrix(pairs, [f"w{i}" for i in range(n_words)])


def growth() -> None:
    """Seconds and memory of a whole fit as K and V grow."""
    print("| method | V | distinct bigrams | K | seconds | peak GB so far |")
    print("|---|---|---|---|---|---|")
    for n_words, n_bigrams, classes in (
        (10_000, 1_000_000, 50), (10_000, 1_000_000, 200),
        (100_000, 4_000_000, 50), (100_000, 4_000_000, 200), (100_000, 4_000_000, 800),
    ):  # fmt: skip
        counts = zipf_counts(n_words, n_bigrams)
        for method in ("exchange", "sparse"):
            began = time.perf_counter()
            wc.fit(counts, method, classes, tied=True)
            taken = time.perf_counter() - began
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
            print(
                f"| {method} | {n_words} | {counts.matrix.nnz} | {classes} "
                f"| {taken:.1f} | {peak:.1f} |",
                flush=True,
            )


def english() -> None:
    """Exchange at K = 200 on the 4 M token text, whose peers took 32, 185 and 275 s."""
    counts = wc.count(ENGLISH, tokenizer="whitespace")
    began = time.perf_counter()
    model = wc.fit(counts, "exchange", 200, tied=True)
    print("| | perplexity | seconds |\n|---|---|---|")
    print(f"| exchange | {np.exp(-model.history[-1]):.1f} | {time.perf_counter() - began:.1f} |")
    for name, perplexity, taken in (
        ("mkcls", 283.1, 185), ("wcluster", 295.4, 275), ("clustercat", 314.8, 32)
    ):  # fmt: skip
        print(f"| {name}, as published beside it | {perplexity} | {taken} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=["iterations", "growth", "english"])
    {"iterations": iterations, "growth": growth, "english": english}[parser.parse_args().what]()
