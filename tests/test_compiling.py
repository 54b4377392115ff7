"""The first run after an installation says that it compiles, and says it once."""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import wordclass as wc
from tests.cli.running import run
from wordclass.cli.commands.corpus import corpora
from wordclass.compiling import kernel

TWO_COUNTS = """
import logging, wordclass as wc
logging.basicConfig(level=logging.INFO)
wc.count(["a b"])
wc.count(["a b"], blocks=True)  # needs further kernels
"""


@pytest.mark.slow
def test_only_the_first_run_announces_compilation(tmp_path):
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    said = [
        subprocess.run(
            [sys.executable, "-c", TWO_COUNTS],
            env=environment, capture_output=True, text=True, check=True,
        ).stderr.count("compiling")
        for _ in range(2)
    ]  # fmt: skip
    assert said == [1, 0]


@pytest.fixture
def installed_read_only(tmp_path):
    """The package where nothing can be written beside it, for a user without a home folder."""
    copy = tmp_path / "wordclass"
    shutil.copytree(Path(wc.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in [copy, *(path for path in copy.rglob("*") if path.is_dir())]:
        (folder / "__pycache__").touch()  # a file; root could write to a read-only folder
    nowhere = dict.fromkeys(["HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"], os.devnull)
    environment = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"}
    return {**environment, **nowhere, "PYTHONPATH": str(tmp_path)}


@pytest.mark.slow
def test_without_a_folder_for_compiled_code_a_run_works_and_says_so(installed_read_only, tmp_path):
    """As in a container whose files are read-only."""
    command = [sys.executable, "-m", "wordclass", "run", "-"]
    command += ["--classes", "2", "--method", "exchange"]
    ran = subprocess.run(
        command, cwd=tmp_path, env=installed_read_only, input="the cat sat on the mat\n" * 9,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "cat" in ran.stdout
    assert ran.stderr.count("no folder for compiled code can be written to") == 1


def test_a_full_disk_under_the_cache_is_named(monkeypatch, capsys):
    """A limit on the size of files stands for the disk, as in the tests of outputs."""
    new_code = kernel(lambda n: n + 1)
    monkeypatch.setattr(corpora, "callback", lambda **_: new_code(1))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        assert run("corpora") == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    said = capsys.readouterr().err
    assert "cannot write the output, a temporary file or numba's cache: File too large" in said


BESIDE = """
import os, time
from pathlib import Path
import numpy as np
from wordclass.compiling import divided
from wordclass.models.kernels.hierarchy import merge_column
with divided("beside", merge_column):
    while not Path("ran").exists():
        time.sleep(0.01)
    merge_column(np.eye(2), np.ones(2), np.ones(2))
with divided("beside", merge_column):
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        print("no child process")
"""


def test_a_module_runs_beside_the_block_from_the_start_unless_its_kernel_is_in_the_cache(tmp_path):
    """The first block waits for the module before it compiles anything."""
    (tmp_path / "beside.py").write_text("from pathlib import Path; Path('ran').touch()")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": path}
    ran = subprocess.run(
        [sys.executable, "-c", BESIDE],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert ran.stdout == "no child process\n"


WARM = """
import wordclass as wc
from wordclass.models.fitted.hierarchy import class_tree
from wordclass.models.kernels import hierarchy, mixtures, sparse_em
from wordclass.models.warm_up import warm_up
kernels = [hierarchy.merge_losses, mixtures.choose_classes, sparse_em.sparse_rows,
           sparse_em.sparse_columns]
warm_up()
compiled = [kernel.signatures for kernel in kernels]
model = wc.fit(wc.count(["the cat sat on the mat", "a dog sat on a cat"] * 9), classes=3)
class_tree(model, "left"), class_tree(model, "right")
assert all(compiled) and compiled == [kernel.signatures for kernel in kernels]
"""


def test_warming_up_compiles_what_a_fit_needs_last_and_its_tree():
    subprocess.run([sys.executable, "-c", WARM], check=True)
