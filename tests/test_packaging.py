"""What is installed is what is imported: a wheel holds the page's parts and the types' marker."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import wordclass

ROOT = Path(__file__).parents[1]


def test_a_wheel_contains_exactly_what_the_package_needs(tmp_path):
    pytest.importorskip("hatchling", reason="hatchling builds the wheel: pip install hatchling")
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "-w", str(tmp_path), str(ROOT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    templates = ROOT / "wordclass" / "reports" / "formats" / "templates"
    parts = {path.name for path in templates.rglob("*.*")}
    assert {name.split("/")[-1] for name in names if "/templates/" in name} == parts
    assert {"wordclass/py.typed", "wordclass/counting/text/datasheets.toml"} <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    information = f"{wheel.name.split('-py3')[0]}.dist-info"
    assert {name.split("/")[0] for name in names} == {"wordclass", information}


def test_the_citation_has_the_version_of_the_package():
    assert f"version: {wordclass.__version__}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"## {wordclass.__version__} " in (ROOT / "CHANGELOG.md").read_text()


def test_the_version_is_defined_once():
    version = f'"{wordclass.__version__}"'
    modules = (ROOT / "wordclass").rglob("*.py")
    assert [path.name for path in modules if version in path.read_text()] == ["__init__.py"]
    assert f"version = {version}" not in (ROOT / "pyproject.toml").read_text()


SCRIPT = """
import wordclass as wc
from wordclass.adapters.crf import ClassFeatures
from wordclass.adapters.sklearn import WordClassVectorizer

counts: wc.BigramCounts = wc.count(["the cat sat", "the dog ran"]).prune(min_count=1)
model: wc.WordClassModel = wc.fit(counts, classes=2, tied=True)
tags: list[list[int]] = model.tag([["the", "cat"]], shape=True, counts=counts)
words: list[tuple[str, float]] = model.top_words("left", 1)
features: dict[str, str] = ClassFeatures(model)([["the", "cat"]])[0][1]
text: str = wc.summarize(model, counts).to_text()
score: float = wc.evaluate(model, [[("the", "DET")]]).many_to_one
vectorizer = WordClassVectorizer(model)
"""


@pytest.mark.slow
def test_a_users_script_passes_mypy_strict(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    cache = f"--cache-dir={ROOT / '.mypy_cache'}"
    mypy = [sys.executable, "-m", "mypy", "--strict", "--config-file=", cache, str(script)]
    found = subprocess.run(mypy, check=False, capture_output=True, text=True, cwd=ROOT)
    assert found.stdout == "Success: no issues found in 1 source file\n"
