"""How fast the model stage and --help are: beside scikit-learn in the same run, and by K and V.

    NLTK_DATA=... python tests/benchmarks/speed.py iterations   # em and sparse beside NMF
    python tests/benchmarks/speed.py growth                     # how cost grows with K and V
    python tests/benchmarks/speed.py english                    # the 4 M token text, K = 200
    python tests/benchmarks/speed.py large                      # V = 1 M, 50 M distinct bigrams
    python tests/benchmarks/speed.py help                       # import and --help
    python tests/benchmarks/speed.py use                        # loading, tagging, spaCy
    python tests/benchmarks/speed.py first                      # the first run, which compiles

Prints tables of Markdown; fails on nothing.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import scipy.sparse as sp
import spacy
from spacy.tokens import Doc

import wordclass as wc
from wordclass.counting.text.corpora import corpus_sentences

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
    for method, stage in (("em", "em"), ("sparse", "em")):
        ours = seconds_a_step(counts, method, stage, 45)
        print(f"| {method} | {1000 * ours:.0f} | {theirs / ours:.1f} |", flush=True)


def class_bigrams(n_words: int, n_distinct: int, classes: int = 50, seed: int = 0):
    """Counts of a class bigram model, words by Zipf's law: drawn until so many are distinct."""
    rng = np.random.default_rng(seed)
    p = 1 / (np.arange(1, n_words + 1) + 2.7)
    label = rng.integers(classes, size=n_words)
    table = rng.dirichlet(np.full(classes, 0.3), size=classes)
    of_class = [np.flatnonzero(label == c) for c in range(classes)]
    counts = sp.csr_array((n_words, n_words), dtype=np.int64)
    while counts.nnz < n_distinct:
        prev = rng.choice(n_words, size=min(n_distinct, 20_000_000), p=p / p.sum())
        following = np.empty_like(prev)
        for c in range(classes):
            here = np.flatnonzero(label[prev] == c)
            d = rng.choice(classes, size=len(here), p=table[c])
            for k in range(classes):
                among = of_class[k]
                place = here[d == k]
                following[place] = rng.choice(among, size=len(place), p=p[among] / p[among].sum())
        ones = np.ones(len(prev), dtype=np.int64)
        counts = counts + sp.csr_array(sp.coo_array((ones, (prev, following)), counts.shape))
    return wc.BigramCounts.from_matrix(counts, [f"w{i}" for i in range(n_words)])


def growth() -> None:
    """Seconds and memory of a whole fit as K and V grow."""
    header()
    for n_words, n_distinct, classes in (
        (10_000, 500_000, 25), (10_000, 500_000, 50), (10_000, 500_000, 100),
        (100_000, 500_000, 50), (100_000, 2_000_000, 50), (100_000, 8_000_000, 50),
        (100_000, 2_000_000, 200), (100_000, 2_000_000, 800),
    ):  # fmt: skip
        counts = class_bigrams(n_words, n_distinct)
        for method in ("exchange", "sparse"):
            whole_fit(counts, method, classes)


def header() -> None:
    print("| method | V | distinct bigrams | K | seconds | peak GB so far |")
    print("|---|---|---|---|---|---|")


def whole_fit(counts: wc.BigramCounts, method: str, classes: int) -> None:
    began = time.perf_counter()
    wc.fit(counts, method, classes, tied=True)
    taken = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"| {method} | {len(counts.vocabulary) - 1} | {counts.matrix.nnz} | {classes} "
        f"| {taken:.1f} | {peak:.1f} |",
        flush=True,
    )


def large() -> None:
    """A million words with 50 M distinct bigrams: seconds and memory of a whole fit."""
    counts = class_bigrams(1_000_000, 50_000_000)
    header()
    for method in ("exchange", "sparse"):
        whole_fit(counts, method, 50)


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


def help_() -> None:
    """Processor time of an import and of --help, the best of nine, beside that of a bare start."""
    for name, code in (
        ("python -c pass", "pass"),
        ("import wordclass", "import wordclass"),
        ("wordclass --help", "from wordclass.cli import main; main(['--help'])"),
    ):
        times = []
        for _ in range(9):
            start = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
            end = resource.getrusage(resource.RUSAGE_CHILDREN)
            times.append(end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime)
        print(f"{name}: {min(times) * 1000:.0f} ms")


def least(call: Callable[[], object], times: int = 7) -> float:
    """Seconds of processor time of a call, the least of several."""
    found = []
    for _ in range(times):
        began = time.process_time()
        call()
        found.append(time.process_time() - began)
    return min(found)


def use() -> None:
    """Processor time of loading a model, beside reading its file, and of tagging with one."""
    print("| | |\n|---|---|")
    for n_words in (50_000, 1_000_000):
        counts = class_bigrams(n_words, 2 * n_words)
        words = counts.vocabulary.words[1:]
        model = wc.import_classes({word: i % 50 + 1 for i, word in enumerate(words)}, counts)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.safetensors"
            model.save(path)
            load, read = least(lambda p=path: wc.load(p)), least(path.read_bytes)
        print(f"| load {n_words:,} words | {load * 1000:.0f} ms, its bytes {read * 1000:.0f} ms |")
    counts = wc.count("stdlib:pydoc")
    model = wc.fit(counts, classes=45, tied=True)
    sentences = [line.split() for line in corpus_sentences("stdlib:pydoc")] * 5
    n_tokens = sum(map(len, sentences))
    print(f"| tag | {n_tokens / least(lambda: model.tag(sentences)):,.0f} tokens/s |")
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(model.tag, [sentences] * 8)
        print(f"| 8 threads agree | {all(tags == model.tag(sentences) for tags in found)} |")
    nlp = spacy.blank("en")
    docs = [Doc(nlp.vocab, words=words) for words in sentences]
    nlp.add_pipe("wordclass").word_classes = model
    added = least(lambda: list(nlp.get_pipe("wordclass").pipe(docs)))
    print(f"| added to spaCy | {n_tokens / added:,.0f} tokens/s |")


RUN = """
import sys
from numba.core import event
from wordclass.cli import main
with event.install_recorder("numba:compile") as recorder:
    try:
        main(["-q", "run", "stdlib:pydoc", "-o", sys.argv[1]])
    except SystemExit:
        pass
waiting = []  # a kernel compiles the functions it calls: only the outermost are printed
for at, compiled in recorder.buffer:
    if compiled.is_start:
        waiting.append(at)
    else:
        seconds = at - waiting.pop()
        if not waiting:
            print(f"| {compiled.data['dispatcher'].py_func.__name__} | {seconds:.2f} |")
"""


def first() -> None:
    """Seconds by the clock of a run with an empty cache of kernels, in it each compiled, and again.

    A second process compiles the rest meanwhile.
    """
    print("| | seconds |\n|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
        for name in ("the first run", "the second"):
            began = time.perf_counter()
            report = str(Path(folder) / "report.html")
            subprocess.run([sys.executable, "-c", RUN, report], check=True, env=environment)
            print(f"| {name} | {time.perf_counter() - began:.1f} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    tables = {
        "iterations": iterations,
        "growth": growth,
        "english": english,
        "large": large,
        "help": help_,
        "first": first,
        "use": use,
    }
    parser.add_argument("what", choices=tables)
    tables[parser.parse_args().what]()
