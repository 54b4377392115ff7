"""The documentation is built without a warning, and needs no network to be read."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_documentation_is_built_and_complete(tmp_path):
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-d", str(tmp_path / "doctrees")]
    done = subprocess.run(
        [*command, "docs", str(tmp_path / "html")], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    pages = {path.name: path.read_text() for path in (tmp_path / "html").rglob("*.html")}
    assert {f"{path.stem}.html" for path in (ROOT / "notebooks").iterdir()} <= set(pages)
    assert {"report-english.html", "report-chinese.html", "report-python.html"} <= set(pages)
    assert "<math" in pages["1-why-svd-means-clustering.html"]
    for name, page in pages.items():
        assert not re.search(r'<(script|link|img)[^>]+(src|href)="(https?:)?//', page), name


def test_the_page_on_r_shows_what_its_code_prints(tmp_path):
    rscript = shutil.which("Rscript")
    if not rscript or subprocess.run([rscript, "-e", "library(reticulate)"]).returncode:
        pytest.skip("needs R with reticulate: apt-get install r-base-core r-cran-reticulate")
    page = (ROOT / "docs" / "r.md").read_text()
    code, shown = (
        "".join(re.findall(f"```{kind}\n(.*?)```", page, re.S)) for kind in ("r", "text")
    )
    environment = {**os.environ, "RETICULATE_PYTHON": sys.executable}
    done = subprocess.run(
        [rscript, "-e", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.stdout == shown, done.stderr
