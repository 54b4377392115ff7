"""No report shows where its author keeps files."""

import base64
import gzip
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import wordclass as wc
from tests.cli.running import run
from tests.reports.texts import sentences
from wordclass.cli.main import without_folders
from wordclass.counting.counts.provenance import Provenance, Source


def contents(path: Path) -> str:
    """Everything in a file: decompressed where it is packed."""
    if path.suffix == ".xlsx":
        book = zipfile.ZipFile(path)
        return "".join(book.read(name).decode() for name in book.namelist())
    text = path.read_bytes().decode(errors="replace")
    for packed in re.findall(r'<script type="text/plain" id="data">(.*?)</script>', text):
        text += gzip.decompress(base64.b64decode(packed)).decode()
    return text


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home") / "jane.doe" / "field notes"
    folder.mkdir(parents=True)
    text = "\n".join(" ".join(line) for line in sentences("english"))
    (folder / "novel.txt").write_text(text)
    return folder


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.tsv", "a.json", "a.html", "figures/"])
def test_no_report_shows_a_folder_of_its_author(home, name):
    output = f"{home}/{name}"
    corpus = f"{home}/novel.txt"
    options = ["--method", "svd", "--classes", "3", "-o", output]
    assert run("-q", "run", corpus, *options) == 0
    written = Path(output).iterdir() if name == "figures/" else [Path(output)]
    shown = "".join(map(contents, written))
    assert "novel" in shown
    assert "jane.doe" not in shown
    assert "field notes" not in shown


@pytest.mark.parametrize(
    "name",
    ["/home/jane.doe/novel.txt", r"C:\Users\jane.doe\novel.txt", "../jane.doe/novel.txt"],
)
def test_models_made_when_paths_were_kept_are_reported_by_file_name(tiny, name):
    model = replace(tiny, provenance=Provenance(sources=(Source(name, "ab" * 32, 1),)))
    summary = wc.summarize(model)
    assert summary.facts()["text"].startswith("novel.txt, 1 byte, SHA-256 abab")
    assert "jane.doe" not in summary.to_json()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("/home/jane.doe/novel.txt", "novel.txt"),
        ("--counts=/home/jane.doe/counts.parquet", "--counts=counts.parquet"),
        ("-o/home/jane.doe/report.html", "-oreport.html"),
        ("/home/jane.doe/figures/", "figures/"),
        ("ud:/home/jane.doe/UD_Latin-PROIEL", "UD_Latin-PROIEL"),
        (str(Path.home()), "~"),
        ("nltk:brown/ca*", "nltk:brown/ca*"),
        ("--classes", "--classes"),
        ("-", "-"),
    ],
)
def test_the_command_is_quoted_with_file_names_only(given, shown):
    assert without_folders(given) == shown
