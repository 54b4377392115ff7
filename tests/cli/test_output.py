"""Where the command line writes: what cannot be written is said, and nothing is lost."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

import wordclass as wc
from tests.cli.running import run
from wordclass.cli.files import check_output


@pytest.mark.parametrize(
    "output", ["nowhere/report.txt", "taken.txt"], ids=["no such folder", "a folder of that name"]
)
def test_an_unwritable_output_is_rejected_before_any_work(output, folder, capsys):
    Path("taken.txt").mkdir()
    for command in (["run", "nltk:nonsense"], ["count", "nltk:nonsense"], ["fit", "nothing"]):
        options = ["--format", "text"] if command[0] == "run" else []
        assert run(*command, "-o", output, *options) == 3
        assert "cannot write" in capsys.readouterr().err


def test_a_closed_pipe_is_quiet(model):
    """`wordclass ... | head -1` ends without complaint."""
    command = f"{sys.executable} -m wordclass report m --format json"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{command} | head -c 1"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "{"
    assert "Broken" not in done.stderr
    assert "Traceback" not in done.stderr


def test_an_output_replaces_no_pipe_and_no_link(folder, capsys):
    os.mkfifo("pipe")
    command = ("run", "good.txt", "--classes", "2", "--format", "text", "-o")
    assert run(*command, "pipe") == 3
    assert "pipe: it is not a regular file; '-' is standard output" in capsys.readouterr().err
    os.symlink("real.txt", "link.txt")
    assert run(*command, "link.txt") == 0
    assert os.readlink("link.txt") == "real.txt" and "word classes" in Path("real.txt").read_text()


def test_links_are_followed_before_any_work_is_done(folder):
    os.symlink("nowhere/real.txt", "dangling")
    with pytest.raises(wc.InputError, match="cannot write dangling: there is no folder .*/nowhere"):
        check_output("dangling")
    os.symlink("itself", "itself")
    with pytest.raises(wc.InputError, match="cannot write itself: it is a link to itself"):
        check_output("itself")
    os.mkfifo("pipe")
    with pytest.raises(wc.InputError, match="it is not a regular file$"):
        wc.count(["a b"]).save("pipe")


def test_data_goes_to_stdout_and_messages_to_stderr(folder, capsys):
    assert run("run", "good.txt", "--classes", "2", "--format", "json") == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["method"] == "sparse"
    assert "tokenizer" in said.err
    assert run("-q", "run", "good.txt", "--classes", "2", "--format", "json") == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("name", "is_remarked"), [("c.txt", True), ("c.CSV", True), ("c.parquet", False), ("c", False)]
)
def test_a_binary_file_that_is_named_like_a_text_is_remarked_on(name, is_remarked, folder, capsys):
    assert run("count", "good.txt", "-o", name) == 0
    assert (f"{name} will be a binary file" in capsys.readouterr().err) == is_remarked
    assert wc.load_counts(name).n_tokens == 16


def test_dash_is_stdin_and_stdout(folder):
    """The three stages in one pipe, nothing on disk."""
    here = f"{sys.executable} -m wordclass -q"
    done = subprocess.run(
        f"{here} count - -o - < good.txt | {here} fit - -o - --classes 2 | {here} report -",
        shell=True, capture_output=True, check=True,
    )  # fmt: skip
    assert b"Left classes" in done.stdout
    assert done.stderr == b""
    assert os.listdir() == ["good.txt"]


@pytest.mark.parametrize(
    "command",
    [
        ["tag", "m", "good.txt", "-o", "good.txt"],
        ["tag", "m", "good.txt", "-o", "m"],
        ["export", "m", "--format", "tsv", "-o", "m"],
        ["report", "m", "--format", "html", "-o", "m"],
        ["report", "m", "--counts", "c.parquet", "--format", "html", "-o", "c.parquet"],
        ["report", "m", "--gold", "good.txt", "-o", "good.txt"],
        ["run", "good.txt", "--counts", "x", "--model", "./x", "-o", "r.txt"],
        ["run", "good.txt", "--model", "r.txt", "-o", "r.txt"],
        ["run", "good.txt", "--counts", "-"],
        ["merge", "c.parquet", "c.parquet", "--allow-repeats", "-o", "c.parquet"],
        ["report", "m", "--format", "figures"],
    ],
    ids=" ".join,
)
def test_no_output_destroys_an_input_or_another_output(command, model, capsys):
    before = {path: path.read_bytes() for path in Path().iterdir()}
    assert run(*command) == 2
    assert "Error" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in Path().iterdir()} == before


@pytest.mark.parametrize("command", ["report m", "export m --format parquet"])
def test_a_stdout_that_cannot_be_written_to_is_named(command, model):
    for where, says in (">&-", "stdout is closed"), (">/dev/full", "No space left"):
        shell = f"{sys.executable} -m wordclass -q {command} {where}"
        done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True)
        assert done.returncode in (1, 2)
        assert says in done.stderr
        assert "Error:" in done.stderr or done.stderr.startswith("wordclass: cannot write")


@pytest.mark.parametrize(
    "command",
    ["report m -o r.html", "export m --format tsv -o e.tsv", "tag m good.txt -o t.vert",
     "fit c.parquet --classes 2 -o n", "count good.txt -o n"],
)  # fmt: skip
def test_a_full_disk_is_named_and_leaves_the_old_file(command, model, capsys):
    """A limit on the size of files stands for the disk: the same error, of another number."""
    assert run("-q", *command.split()) == 0, "whatever it compiles is now in numba's cache"
    output = Path(command.split()[-1])
    output.write_text("old")
    names = set(os.listdir())
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        status = run("-q", *command.split())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert status == 1
    assert capsys.readouterr().err.startswith(f"wordclass: cannot write {output}: File too large")
    assert output.read_text() == "old"
    assert set(os.listdir()) == names


def test_a_message_is_on_a_line_of_its_own_beside_a_progress_bar(tmp_path):
    terminal, stderr = os.openpty()
    text = tmp_path / "text.txt"
    text.write_text("a cat\n")
    counted = [sys.executable, "-m", "wordclass", "count", text, "-o", tmp_path / "c.parquet"]
    done = subprocess.run(counted, stderr=stderr, env={**os.environ, "TERM": "xterm"})
    os.close(stderr)
    printed = os.read(terminal, 100_000).decode()
    os.close(terminal)
    assert done.returncode == 0, printed
    before, _ = printed.split("wordclass: tokenizer")
    assert "counting" in before  # the bar
    assert "counting" not in re.split(r"\n|\x1b\[2K", before)[-1]
