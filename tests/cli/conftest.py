"""A folder to work in, and a model in it."""

from pathlib import Path

import pytest

from tests.cli.running import TEXT, run


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to work in, with a text that is good."""
    monkeypatch.chdir(tmp_path)
    Path("good.txt").write_text(TEXT)
    return tmp_path


@pytest.fixture
def model(folder, capsys):
    counts = ["--counts", "c.parquet"]
    assert run("run", "good.txt", "--classes", "2", "--model", "m", *counts, "-o", "r.txt") == 0
    capsys.readouterr()
    return "m"
