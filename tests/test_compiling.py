"""The first run after an installation says that it compiles, and says it once."""

import os
import subprocess
import sys

import pytest

FIT = """
import logging, wordclass as wc
logging.basicConfig(level=logging.INFO)
counts = wc.BigramCounts.from_pairs([("a", "b", 3), ("b", "a", 2), ("a", "c", 1), ("c", "a", 1)])
wc.count(["a b"])
wc.fit(counts, "exchange", classes=2, tied=True)
"""


@pytest.mark.slow
def test_only_the_first_run_announces_compilation(tmp_path):
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    said = [
        subprocess.run(
            [sys.executable, "-c", FIT],
            env=environment, capture_output=True, text=True, check=True,
        ).stderr.count("compiling")
        for _ in range(2)
    ]  # fmt: skip
    assert said == [1, 0]


WARM = """
import wordclass as wc
from wordclass.models.fitted.hierarchy import class_tree
from wordclass.models.kernels import merging, mixtures, posteriors
from wordclass.models.warm_up import warm_up
kernels = [merging.merge_losses, mixtures.choose_classes, posteriors.sparse_rows,
           posteriors.sparse_columns]
warm_up()
compiled = [kernel.signatures for kernel in kernels]
model = wc.fit(wc.count(["the cat sat on the mat", "a dog sat on a cat"] * 9), classes=3)
class_tree(model, "left"), class_tree(model, "right")
assert all(compiled) and compiled == [kernel.signatures for kernel in kernels]
"""


def test_warming_up_compiles_what_a_fit_needs_last_and_its_tree():
    subprocess.run([sys.executable, "-c", WARM], check=True)
