"""Counting without what only Linux has: the same counts, checkpoints and workers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import wordclass as wc

ROOT = Path(__file__).parents[2]
CORPORA = ROOT / "corpora"
ENGLISH, CHINESE = CORPORA / "english.txt", CORPORA / "chinese.txt"
ELSEWHERE = """
import os, sys, tests.elsewhere
for name in ("getuid", "geteuid", "fork"):
    delattr(os, name)
for name in ("termios", "pwd", "grp"):
    sys.modules[name] = None
"""
COUNT = """
import wordclass as wc
from wordclass.counting.engine import count_to_file
from wordclass.counting.settings import CountSettings
from wordclass.counting.tokens import chunks

chunks.SERIAL = 0
settings = CountSettings(tokenizer="unicode", threads=2, checkpoint_seconds=0)
text, more, output = sys.argv[1:]
count_to_file(text, output, settings)
count_to_file(more, output, settings, update=True)
assert (wc.load_counts(output).matrix != wc.count([text, more], "unicode").matrix).nnz == 0
"""


def test_counts_are_the_same_without_linux_functions(tmp_path):
    more = tmp_path / "more.txt"
    more.write_text("The cat sees the dog.\n")
    output = tmp_path / "counts.parquet"
    subprocess.run(
        [sys.executable, "-c", ELSEWHERE + COUNT, ENGLISH, more, output],
        check=True,
        timeout=300,
        cwd=ROOT,
    )
    counts, expected = wc.load_counts(output), wc.count([ENGLISH, more], "unicode", threads=1)
    assert counts.vocabulary == expected.vocabulary
    assert (counts.matrix != expected.matrix).nnz == 0


def test_a_report_is_written_without_linux_functions(tmp_path):
    run = "from wordclass.cli import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE + run, "run", CHINESE, "--classes", "3"]
        + ["--method", "exchange", "-o", tmp_path / "report.txt"],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "report.txt").stat().st_size > 1000


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_the_name_of_a_text_does_not_depend_on_the_locale(tmp_path, locale):
    text = tmp_path / "türkçe.txt"
    text.write_text("bir iki\n", encoding="utf-8")
    name = "import sys, wordclass as wc; print(ascii(wc.count(sys.argv[1]).provenance.sources))"
    done = subprocess.run(
        [sys.executable, "-c", name, text],
        env={**os.environ, "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert ascii("türkçe.txt") in done.stdout, done.stderr
