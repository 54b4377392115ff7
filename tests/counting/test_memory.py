"""Counting within a memory limit and in threads: the same bytes."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import wordclass as wc
from wordclass.counting.engine import count_to_file
from wordclass.counting.settings import CountSettings


def zipf_text(path, tokens, types=200_000, seed=0):
    rng = np.random.default_rng(seed)
    p = 1 / (np.arange(types) + 2.7)
    within, last = (np.array([f"w{i}{end}" for i in range(types)], "S8") for end in " \n")
    with open(path, "wb") as file:
        for _ in range(0, tokens, 500_000):
            ids = rng.choice(types, 500_000, p=p / p.sum())
            words = np.where(rng.random(500_000) < 0.05, last[ids], within[ids])
            file.write(words.tobytes().replace(b"\0", b""))
    return path


_WATCH = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


_COUNT = """
import sys
from wordclass.counting.engine import count_to_file
from wordclass.counting.settings import CountSettings
from wordclass.counting.tokens.tokenizers import TokenizerSettings
count_to_file(sys.argv[1], sys.argv[2],
    CountSettings(tokenizer="whitespace", memory=sys.argv[3]))
"""


def peak_memory(code, *arguments):
    """Return the peak resident memory of a Python process, in bytes, as reported by the system."""
    command = ["/usr/bin/env", "python3", "-c", _WATCH, sys.executable, "-c", code]
    done = subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[-1]) * 1024


@pytest.mark.slow
def test_a_memory_limit_is_kept_and_does_not_change_the_bytes(tmp_path):
    text = zipf_text(tmp_path / "text.txt", 8_000_000)
    count_to_file(text, tmp_path / "free.parquet", CountSettings(tokenizer="whitespace"))
    peak = peak_memory(_COUNT, text, tmp_path / "bounded.parquet", "500MB")
    assert (tmp_path / "bounded.parquet").read_bytes() == (tmp_path / "free.parquet").read_bytes()
    assert peak < 1.3 * 500e6
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "bounded.parquet", "free.parquet", "text.txt",
    ]  # fmt: skip


def test_the_number_of_threads_does_not_change_the_bytes(tmp_path):
    text = zipf_text(tmp_path / "text.txt", 1_500_000)
    for threads in (1, 2, 3):
        one = CountSettings(tokenizer="whitespace", threads=threads)
        count_to_file(text, tmp_path / f"{threads}.parquet", one)
    assert (
        (tmp_path / "1.parquet").read_bytes()
        == (tmp_path / "2.parquet").read_bytes()
        == (tmp_path / "3.parquet").read_bytes()
    )
    with text.open() as lines:
        tokens = Counter(token for line in lines for token in line.split())
    counts = wc.load_counts(tmp_path / "1.parquet")
    assert counts.word_counts[1:].tolist() == sorted(tokens.values(), reverse=True)


@pytest.mark.parametrize(("size", "message"), [("much", "is not a size"), ("1MB", "too little")])
def test_an_invalid_memory_limit_is_rejected(size, message):
    with pytest.raises(wc.InputError, match=message):
        wc.count(["a b"], memory=size)


def test_a_limit_beyond_the_memory_of_the_machine_is_no_obstacle():
    assert wc.count(["a b"], memory="1000000000000TB").n_tokens == 2
