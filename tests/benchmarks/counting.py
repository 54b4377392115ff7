"""How fast and how big counting is: beside wc, a plain dict, NLTK and scikit-learn.

    python tests/benchmarks/counting.py            every table; some 20 minutes
    python tests/benchmarks/counting.py speed [--millions 1,10,100]
    python tests/benchmarks/counting.py memory [--millions 50]
    python tests/benchmarks/counting.py load [--millions 50]
    python tests/benchmarks/counting.py pool

Every figure is of a process of its own, in one run; prints tables of Markdown, fails on
nothing. Text is drawn from a Zipf law with a realistic tail, and kept in a temporary folder.
A contender in Python is left out where its memory at the size before, grown as the text has
grown, is more than half of the machine's.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

PEERS = {
    "plain dict": """
import collections, sys
counts = collections.Counter()
for line in open(sys.argv[1], encoding="utf-8"):
    words = ["", *line.split(), ""]
    counts.update(zip(words, words[1:]))
print(len(counts))
""",
    "nltk FreqDist(bigrams)": """
import sys
from nltk import FreqDist, bigrams
counts = FreqDist()
for line in open(sys.argv[1], encoding="utf-8"):
    counts.update(bigrams(line.split()))
print(len(counts))
""",
    "sklearn CountVectorizer": """
import sys
from sklearn.feature_extraction.text import CountVectorizer
vectorizer = CountVectorizer(ngram_range=(2, 2), tokenizer=str.split, token_pattern=None,
                             lowercase=False)
print(vectorizer.fit_transform(open(sys.argv[1], encoding="utf-8")).shape[1])
""",
}
MEMORY = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6  # megabytes


@dataclass(frozen=True)
class Run:
    seconds: float
    megabytes: float
    output: str
    processor: float  # seconds of it, by the process and all it started


def run(*command: str) -> Run:
    """Run a command; its time, and the most memory it held, as the system counts it."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    output = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)[:80]} ended with {process.returncode}")
    return Run(
        time.perf_counter() - start, usage.ru_maxrss / 1000, output.strip(),
        usage.ru_utime + usage.ru_stime,
    )  # fmt: skip


def count(text: Path, output: Path, *options: str) -> Run:
    return run(
        str(Path(sys.executable).parent / "wordclass"), "count", str(text), "-o", str(output),
        "--tokenizer", "whitespace", "--samples", "0", *options,
    )  # fmt: skip


def generate(path: Path, n_tokens: int, seed: int = 0) -> Path:
    """Write text of about real proportions.

    Words by rank with p proportional to 1 / (rank + 2.7), the vocabulary growing as Heaps
    has it (24 n^0.6 types offered in n tokens); longer words are rarer; sentence lengths are
    gamma distributed around 22. Words are drawn independently, so that there are more
    different bigrams than in real text of the same length: the hard case for counting.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    n_types = int(24 * n_tokens**0.6)
    letters = np.array(list("etaoinshrdlucmfwypvbgkjqxz"))
    lengths = 1 + rng.poisson(1.5 + 0.45 * np.log(np.arange(n_types) + 1.0))
    signs = letters[rng.zipf(1.35, lengths.sum()) % len(letters)]
    ends = np.cumsum(lengths).tolist()
    joined, starts = "".join(signs.tolist()), [0, *ends[:-1]]
    words = np.array(
        [f"{joined[a:b]}{i if i > 20_000 else ''}" for i, (a, b) in
         enumerate(zip(starts, ends, strict=True))],
        dtype=object,
    )  # fmt: skip
    cumulative = np.cumsum(1 / (np.arange(n_types) + 2.7))
    with path.open("w") as file:
        for start in range(0, n_tokens, 1_000_000):
            n = min(1_000_000, n_tokens - start)
            ids = np.searchsorted(cumulative, rng.random(n) * cumulative[-1])
            spaces = np.full(n, " ", dtype=object)
            stops = np.cumsum(1 + rng.gamma(2.0, 10.5, n // 5).astype(int))
            spaces[stops[stops < n]] = "\n"
            spaces[-1] = "\n"
            file.write("".join((words[ids] + spaces).tolist()))
    return path


def text_of(folder: Path, n_tokens: int) -> Path:
    """Generate in another process: what this one holds, its children are said to have held."""
    path = folder / f"{n_tokens}.txt"
    run(sys.executable, __file__, "generate", "--output", str(path), "--tokens", str(n_tokens))
    return path


def speed(folder: Path, millions: list[int]) -> None:
    """Text to sorted Parquet, beside what else counts words or bigrams."""
    peers = " | ".join(f"times as fast as {peer}" for peer in PEERS)
    print(
        "| M tokens | what | s | M tokens/s | times wc -w | the same by processor time "
        f"| {peers} | peak MB | bigram types |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    warm = text_of(folder, 2_000_000)  # so large that every kernel is compiled
    for threads in ("1", "2"):
        count(warm, folder / "warm.parquet", "--threads", threads)
    megabytes: dict[str, float] = {}
    for n, before in zip(millions, [0, *millions], strict=False):
        text = text_of(folder, n * 1_000_000)
        repeats = 3 if n <= 10 else 1
        rows = {"wc -w": best(repeats, partial(run, "wc", "-w", str(text)))}
        for threads in ("1", "2"):
            measure = partial(count, text, folder / "out.parquet", "--threads", threads)
            rows[f"wordclass, {threads} thread(s)"] = best(repeats, measure)
        found = n_rows(folder / "out.parquet")
        for name, code in PEERS.items():
            if before and megabytes.get(name, MEMORY) * n / before > MEMORY / 2:
                continue
            rows[name] = run(sys.executable, "-c", code, str(text))
            megabytes[name] = rows[name].megabytes
        for name, done in rows.items():
            faster = " | ".join(
                f"{rows[peer].seconds / done.seconds:.1f}" if peer in rows else "left out"
                for peer in PEERS
            )
            counted = {"wc -w": ""}.get(name, done.output if name in PEERS else str(found))
            print(
                f"| {n} | {name} | {done.seconds:.2f} | {n / done.seconds:.2f} "
                f"| {done.seconds / rows['wc -w'].seconds:.1f} "
                f"| {done.processor / rows['wc -w'].processor:.1f} | {faster} "
                f"| {done.megabytes:.0f} | {counted} |",
                flush=True,
            )
        text.unlink()


def best(repeats: int, measure: Callable[[], Run]) -> Run:
    """Return the quickest of several runs."""
    return min((measure() for _ in range(repeats)), key=lambda run: run.seconds)


def n_rows(path: Path) -> int:
    code = "import sys, pyarrow.parquet as pq; print(pq.read_metadata(sys.argv[1]).num_rows)"
    return int(run(sys.executable, "-c", code, str(path)).output)


def memory(folder: Path, millions: list[int]) -> None:
    """Peak memory under a limit, and that the limit does not show in the bytes."""
    print("| tokens | --memory | s | peak MB | of the limit | same bytes |")
    print("|---|---|---|---|---|---|")
    for n in millions:
        text = text_of(folder, n * 1_000_000)
        count(text, folder / "free.parquet")
        expected = (folder / "free.parquet").read_bytes()
        for limit in (500, 1000, 2000):
            done = count(text, folder / "out.parquet", "--memory", f"{limit}MB")
            same = (folder / "out.parquet").read_bytes() == expected
            print(
                f"| {n} M | {limit} MB | {done.seconds:.1f} | {done.megabytes:.0f} "
                f"| {done.megabytes / limit:.2f} | {same} |",
                flush=True,
            )
    print("\nOne line of 2 GB without a newline:\n")
    endless = folder / "endless.txt"
    with endless.open("wb") as file:
        for _ in range(2000):
            file.write(b"to be or not to be " * 52_632)
    for tokenizer in ("whitespace", "unicode"):
        try:
            done = count(
                endless, folder / "out.parquet", "--memory", "1GB", "--tokenizer", tokenizer
            )
            print(f"- {tokenizer}: {done.seconds:.1f} s, {done.megabytes:.0f} MB")
        except RuntimeError as error:
            print(f"- {tokenizer}: {error}")


def load(folder: Path, millions: list[int]) -> None:
    print("| bigrams | what | s | M bigrams/s | peak MB |")
    print("|---|---|---|---|---|")
    code = "import sys, time, wordclass as wc; wc.count([['warm']]); t = time.perf_counter(); " \
        "wc.load_counts(sys.argv[1], {}); print(time.perf_counter() - t)"  # fmt: skip
    for n in millions:
        text = text_of(folder, n * 1_000_000)
        count(text, folder / "out.parquet")
        rows = n_rows(folder / "out.parquet") / 1e6
        for pruning in ("", "min_count=5", "max_vocabulary=20_000"):
            done = run(sys.executable, "-c", code.format(pruning), str(folder / "out.parquet"))
            seconds = float(done.output)
            print(
                f"| {rows:.1f} M | load_counts({pruning}) | {seconds:.2f} | {rows / seconds:.1f} "
                f"| {done.megabytes:.0f} |",
                flush=True,
            )


def pool(folder: Path, _: list[int]) -> None:
    """jieba over raw Chinese (the People's Daily of January 1998), alone and in processes."""
    raw = (
        "import sys\nfrom wordclass.counting.text.corpora import corpus_sentences\n"
        "lines = [''.join(sentence) for sentence in corpus_sentences('pfr:')]\n"
        "open(sys.argv[1], 'w').write(('\\n'.join(lines) + '\\n') * int(sys.argv[2]))"
    )
    alone = (
        "import sys, time\nfrom wordclass.counting.tokens.tokenizers import TokenizerSettings\n"
        "t = time.perf_counter()\ncut = TokenizerSettings('jieba').function()\n"
        "for line in open(sys.argv[1], encoding='utf-8'): cut(line)\n"
        "print(time.perf_counter() - t)"
    )
    print("| times the text | jieba alone, s | speed of two jiebas | wordclass, 1 process, s "
          "| times jieba alone | 2 processes, s | times as fast as 1 | of what two jiebas reach "
          "| processor s, 1 | 2 |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|")
    for times in (3, 12):
        text = folder / "chinese.txt"
        run(sys.executable, "-c", raw, str(text), str(times))
        jieba = [sys.executable, "-c", alone, str(text)]

        def counted(threads: str, text: Path = text) -> Run:
            return count(text, folder / "out.parquet", "--tokenizer", "jieba", "--threads", threads)

        # Each beside the others in turn, so that whatever else the machine does meets them all.
        tokenizer, at_once, one, two = [], [], [], []
        for _ in range(2):
            tokenizer.append(float(run(*jieba).output))
            both = [subprocess.Popen(jieba, stdout=subprocess.PIPE) for _ in range(2)]
            at_once.append(max(float(process.communicate()[0]) for process in both))
            one.append(counted("1"))
            two.append(counted("2"))
        ceiling = 2 * min(tokenizer) / min(at_once)
        quick, quicker = (best(2, iter(runs).__next__) for runs in (one, two))
        faster = quick.seconds / quicker.seconds
        print(
            f"| {times} | {min(tokenizer):.1f} | {ceiling:.2f} | {quick.seconds:.1f} "
            f"| {quick.seconds / min(tokenizer):.2f} | {quicker.seconds:.1f} | {faster:.2f} "
            f"| {faster / ceiling:.2f} | {quick.processor:.1f} | {quicker.processor:.1f} |",
            flush=True,
        )


TABLES: dict[str, tuple[Callable[..., None], str]] = {
    "speed": (speed, "1,10,100"),
    "memory": (memory, "50"),
    "load": (load, "50"),
    "pool": (pool, "1"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="?", choices=["all", *TABLES, "generate"], default="all")
    parser.add_argument("--millions", help="sizes in millions of tokens")
    parser.add_argument("--output", type=Path, help="of generate: the text to write")
    parser.add_argument("--tokens", type=int, help="of generate: how many")
    arguments = parser.parse_args()
    if arguments.what == "generate":
        generate(arguments.output, arguments.tokens)
        return
    for name, (table, sizes) in TABLES.items():
        if arguments.what in ("all", name):
            millions = [int(n) for n in (arguments.millions or sizes).split(",")]
            print(f"\n{name}: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before\n")
            with tempfile.TemporaryDirectory(prefix="wordclass-bench-") as folder:
                table(Path(folder), millions)
            print(f"\nload {os.getloadavg()[0]:.1f} after", flush=True)


if __name__ == "__main__":
    main()
