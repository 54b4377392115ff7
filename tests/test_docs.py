"""The documentation is built without a warning, and needs no network to be read."""

import re
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
