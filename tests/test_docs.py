"""The documentation is built without a warning from notebooks that run, and needs no network."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest

import wordclass as wc
from tests.printed import is_the_readmes_text

ROOT = Path(__file__).parents[1]


NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@contextmanager
def on_one_core() -> Iterator[None]:
    """The other tests need the other core: threads and processes would only cost more."""
    if not hasattr(os, "sched_setaffinity"):  # macOS
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The documentation by page, built with the notebooks executed; a warning fails the build."""
    folder = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-d", str(folder / "doctrees")]
    with on_one_core():
        done = subprocess.run(
            [*command, "docs", str(folder / "html")], cwd=ROOT, capture_output=True, text=True
        )
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_text() for path in (folder / "html").rglob("*.html")}


@pytest.mark.slow
def test_the_documentation_is_complete_and_needs_no_network(pages):
    assert {"report-english.html", "report-chinese.html", "report-python.html"} <= set(pages)
    assert all(f'id="wordclass.{name}"' in pages["api.html"] for name in wc.__all__)
    assert "<math" in pages["1-why-svd-means-clustering.html"]
    for name, page in pages.items():
        assert not re.search(r'<(script|link|img)[^>]+(src|href)="(https?:)?//', page), name


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_its_pictures_are_shown(path, pages):
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "clear the outputs"
    page = pages[f"{path.stem}.html"]
    assert re.search(r'<img[^>]+src="[^"]+\.svg"', page)
    assert page.count('class="cell_output') >= 4


def test_there_are_notebooks():
    assert len(NOTEBOOKS) == 5


def test_the_page_on_r_shows_what_its_code_prints(tmp_path):
    rscript = shutil.which("Rscript") or pytest.skip("needs R: apt-get install r-base-core")
    page = (ROOT / "docs" / "r.md").read_text()
    code, shown = (
        "".join(re.findall(f"```{kind}\n(.*?)```", page, re.S)) for kind in ("r", "text")
    )
    code = f"""
    if (!requireNamespace("reticulate", quietly = TRUE)) quit(status = 77)
    if (!reticulate::py_available(initialize = TRUE)) quit(status = 78)
    {code}
    """
    environment = {**os.environ, "RETICULATE_PYTHON": sys.executable}
    done = subprocess.run(
        [rscript, "-e", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    if done.returncode == 77:
        pytest.skip("needs reticulate: apt-get install r-cran-reticulate")
    if done.returncode == 78:
        pytest.skip("needs a reticulate that can start this Python: a newer one is on CRAN")
    assert done.returncode == 0, done.stderr
    if is_the_readmes_text(wc.count("stdlib:pydoc", tokenizer="unicode", samples=0)):
        assert done.stdout == shown
    else:
        assert done.stdout
