"""Shared by the tests of counting into files: random texts, and the rows of a file."""

import random

import duckdb

from wordclass.counting.settings import CountSettings

WHITESPACE = CountSettings(tokenizer="whitespace")


def write_texts(folder, n_texts, n_sentences=2000, seed=0):
    rng = random.Random(seed)
    folder.mkdir()
    for i in range(n_texts):
        sentences = (
            " ".join(f"w{int(rng.paretovariate(0.6)) % 100_000}" for _ in range(rng.randint(1, 20)))
            for _ in range(n_sentences)
        )
        (folder / f"{i:03}.txt").write_text("\n".join(sentences) + "\n")
    return folder


def rows(path):
    return duckdb.execute("SELECT prev, next, count FROM read_parquet(?)", [str(path)]).fetchall()
