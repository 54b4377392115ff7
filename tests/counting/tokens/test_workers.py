"""Tokenizing in several processes gives the same counts and errors."""

import os
import subprocess
import sys
import textwrap
import threading
from contextlib import closing
from pathlib import Path

import pytest

import wordclass as wc
from wordclass.counting.tokens import chunks as tokenizing
from wordclass.counting.tokens.workers import WorkerPool

CORPORA = Path(__file__).parents[3] / "corpora"


@pytest.mark.parametrize("tokenizer", ["jieba", "unicode"])
def test_several_processes_give_the_same_counts_as_one(monkeypatch, tokenizer):
    monkeypatch.setattr(tokenizing, "SERIAL", tokenizing.BATCH)
    name = "chinese.txt" if tokenizer == "jieba" else "english.txt"
    text = (CORPORA / name).read_text()
    sentences = text.splitlines() * (4 * tokenizing.BATCH // len(text))
    one = wc.count(iter(sentences), tokenizer=tokenizer, threads=1)
    two = wc.count(iter(sentences), tokenizer=tokenizer, threads=2)
    assert one.vocabulary == two.vocabulary and (one.matrix != two.matrix).nnz == 0
    assert one.provenance == two.provenance


def test_an_error_in_a_process_names_the_sentence(monkeypatch):
    monkeypatch.setattr(tokenizing, "SERIAL", tokenizing.BATCH)
    sentences = ["a good sentence"] * 60_000 + ["a bad \ud800 one"]
    with pytest.raises(wc.InputError, match="sentence 60001: .* lone surrogate"):
        wc.count(iter(sentences), tokenizer="unicode", threads=2)


def test_a_function_that_cannot_be_pickled_runs_in_this_process(monkeypatch, caplog):
    monkeypatch.setattr(tokenizing, "SERIAL", tokenizing.BATCH)
    lock = threading.Lock()  # which cannot be pickled

    def cut(text):
        with lock:
            return text.split()

    counts = wc.count(iter(["a b"] * 100_000), tokenizer=cut, threads=2)
    assert counts.n_tokens == 200_000 and "cannot be pickled" in caplog.text


def test_a_script_needs_no_guard_and_its_own_tokenizer_uses_several_processes(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent("""
        import os
        import wordclass as wc
        def cut(text):
            return [*text.split(), str(os.getpid() == MAIN)]
        MAIN = os.getpid()
        for tokenizer in ("unicode", cut):
            sentences = iter(["a sentence of words"] * 100_000)
            counts = wc.count(sentences, tokenizer=tokenizer, threads=2)
            print(counts.n_tokens, "False" in counts.vocabulary.words)
        """)
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120)
    assert done.stdout == "400000 False\n500000 True\n"
    assert "cannot be pickled" not in done.stderr and done.returncode == 0


def die(batch):
    os._exit(9)


def test_a_process_that_is_killed_is_an_error():
    with (
        closing(WorkerPool(die, 2)) as pool,
        pytest.raises(wc.InputError, match="process was killed"),
    ):
        list(pool.in_order(range(10)))


def test_a_tokenizer_may_print():
    with closing(WorkerPool(print, 2)) as pool:
        assert list(pool.in_order(["this goes to stderr"] * 5)) == [None] * 5
