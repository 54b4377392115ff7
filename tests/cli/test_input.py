"""What the command line says to input it cannot work with: status 3, why, and what to do."""

import gzip
import json
import os
import pickle
import resource
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import wordclass as wc
from wordclass.cli import main, wordclass
from wordclass.cli.files import check_output
from wordclass.cli.main import options_of

TEXT = "the cat sees a dog\nthe dog sees a cat\na cat runs\nthe dog runs\n"


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    return exit_.value.code


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to work in, with a text that is good."""
    monkeypatch.chdir(tmp_path)
    Path("good.txt").write_text(TEXT)
    return tmp_path


def write(name: str, content: bytes | str) -> str:
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


def a_parquet_without_text() -> str:
    duckdb.sql("copy (select 'x y' as body) to 'body.parquet' (format parquet)")
    return "body.parquet"


def a_folder_without_text() -> str:
    Path("inner").mkdir()
    return "inner"


BAD_TEXTS = {
    "no such file": (lambda: "missing.txt", [], "no such file: missing.txt"),
    "an empty corpus": (lambda: write("empty.txt", ""), [], "no words in empty.txt"),
    "one word": (lambda: write("one.txt", "word\n"), [], "only 1 word"),
    "blank lines": (lambda: write("blank.txt", "\n\n  \n\t\n"), [], "no words in blank.txt"),
    "broken UTF-8": (lambda: write("bad.txt", b"good\nbad \xff\n"), [], "bad.txt, line 2, byte 9"),
    "a folder without text": (a_folder_without_text, [], "no text in the folder"),
    "every word rare": (
        lambda: "good.txt", ["--min-count", "99"],
        "--min-count 99 leaves no word: the highest count is 3; lower it",
    ),
    "more classes than words": (
        lambda: "good.txt", ["--classes", "500"], "--classes 500, but only",
    ),
    "nine columns": (
        lambda: write("nine.conllu", "\t".join("123456789") + "\n"), [],
        "nine.conllu, line 1: 9 columns, but CoNLL-U has 10",
    ),
    "a truncated gz": (
        lambda: write("cut.txt.gz", gzip.compress(TEXT.encode() * 99)[:40]), [], "cut.txt.gz",
    ),
    "a Parquet without that column": (
        a_parquet_without_text, ["--column", "text"], "no column 'text'; the columns are 'body'",
    ),
    "UTF-16 without its mark": (
        lambda: "good.txt", ["--encoding", "utf-16"],
        "good.txt is not utf-16: it does not start with a byte-order mark; specify the right "
        "encoding, such as --encoding 'utf-16-le'",
    ),
    "broken UTF-16": (
        lambda: write("bad.txt", "猫\n狗".encode("utf-16") + b"\0\xd8\0\0"),
        ["--encoding", "utf-16"], "bad.txt, line 2, byte 8",
    ),
    "an unknown encoding": (lambda: "good.txt", ["--encoding", "klingon"], "klingon"),
    "an unknown tokenizer": (lambda: "good.txt", ["--tokenizer", "magic"], "whitespace"),
    "a corpus that is not here": (lambda: "nltk:nonsense", [], "'nonsense'"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_TEXTS)
def test_bad_text_is_refused_with_its_place_and_nothing_is_written(case, folder, capsys):
    make, options, says = BAD_TEXTS[case]
    corpus = make()
    before = sorted(os.listdir())
    assert run("run", corpus, "--classes", "2", *options, "-o", "report.txt") == 3
    said = capsys.readouterr()
    assert says in said.err
    assert "Traceback" not in said.err
    assert said.out == ""
    assert sorted(os.listdir()) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["report", "bad"], "bad is not a wordclass model"),
        (["report", "missing"], "missing"),
        (["lookup", "bad", "word"], "bad is not a wordclass model"),
        (["tag", "bad", "good.txt"], "bad is not a wordclass model"),
        (["export", "bad", "--format", "tsv"], "bad is not a wordclass model"),
        (["fit", "bad", "-o", "m"], "bad"),
        (["fit", "missing", "-o", "m"], "missing"),
        (["evaluate", "missing", "--gold", "good.txt"], "missing"),
        (["evaluate", "bad", "--gold", "good.txt"], "bad"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_damaged_and_missing_files_are_named(arguments, says, folder, capsys):
    write("bad", b"\x08\0\0\0\0\0\0\0{garbage")
    assert run(*arguments) == 3
    said = capsys.readouterr()
    assert says in said.err
    assert "Traceback" not in said.err
    assert sorted(os.listdir()) == ["bad", "good.txt"]


@pytest.mark.parametrize(
    "output", ["nowhere/report.txt", "taken.txt"], ids=["no such folder", "a folder of that name"]
)
def test_an_unwritable_output_is_rejected_before_any_work(output, folder, capsys):
    Path("taken.txt").mkdir()
    for command in (["run", "nltk:nonsense"], ["count", "nltk:nonsense"], ["fit", "nothing"]):
        options = ["--format", "text"] if command[0] == "run" else []
        assert run(*command, "-o", output, *options) == 3
        assert "cannot write" in capsys.readouterr().err


def test_a_word_nobody_knows_is_said_to_be(folder, capsys):
    assert run("run", "good.txt", "--classes", "2", "--model", "m", "-o", "r.txt") == 0
    assert run("lookup", "m", "zebra") == 3
    assert "'zebra'" in capsys.readouterr().err


def test_one_class_is_a_class(folder, capsys):
    assert run("run", "good.txt", "--classes", "1") == 0
    assert "1 left" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["<s>", "</s>", "<unk>", "x" * 100_000], ids=lambda word: word[:5])
def test_words_that_look_like_something_else_are_words(word, folder, capsys):
    write("odd.txt", f"a {word} b\nb a {word}\na b\n" * 5)
    assert run("run", "odd.txt", "--tokenizer", "whitespace", "--classes", "2", "--model", "m") == 0
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 100
    assert set(wc.load("m").vocabulary.words) == {"", "a", "b", word}


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


@pytest.mark.parametrize(
    ("command", "setting", "named"),
    [("fit", "left_classes", "--left"), ("export", "format", "--format"), ("fit", "samples", None)],
)
def test_the_command_line_names_a_parameter_as_its_own_option(command, setting, named):
    error = wc.InputError(f"{{{setting}}} is wrong; see {{{setting}}} in {{seed}}", **{setting: 5})
    shown = error.in_terms_of(options_of(wordclass.commands[command]))
    assert shown.split(" is")[0] == (f"{named} 5" if named else f"{setting}=5")
    assert shown.endswith("in {seed}")
    assert str(pickle.loads(pickle.dumps(error))).startswith(f"{setting}=5 is wrong")


def test_standard_input_is_named_stdin(folder):
    done = subprocess.run(
        [sys.executable, "-m", "wordclass", "fit", "-", "-o", "m"],
        input=b"no counts", capture_output=True,
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr.startswith(b"wordclass: stdin: not a readable counts file")
    assert b"/tmp" not in done.stderr


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


def test_a_gold_text_without_tags_is_named_with_its_line(folder, capsys):
    assert run("run", "good.txt", "--classes", "2", "--model", "m", "-o", "r.txt") == 0
    write("gold.txt", "the\tD\ncat\n")
    assert run("evaluate", "m", "--gold", "gold.txt") == 3
    assert "gold.txt, line 2: the token 'cat' has no column 2" in capsys.readouterr().err


def test_counts_of_another_text_are_said_to_be_on_stderr_and_in_the_report(folder, capsys):
    assert run("run", "good.txt", "--classes", "2", "--model", "m", "-o", "r.txt") == 0
    write("other.txt", TEXT * 2)
    assert run("count", "other.txt", "-o", "other.parquet") == 0
    capsys.readouterr()
    assert run("report", "m", "--counts", "other.parquet") == 0
    said = capsys.readouterr()
    assert "come from a different text" in said.err
    assert "different text" in said.out


def test_data_goes_to_stdout_and_messages_to_stderr(folder, capsys):
    assert run("run", "good.txt", "--classes", "2", "--format", "json") == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["method"] == "sparse"
    assert "tokenizer" in said.err
    assert run("-q", "run", "good.txt", "--classes", "2", "--format", "json") == 0
    assert capsys.readouterr().err == ""


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


@pytest.fixture
def model(folder, capsys):
    counts = ["--counts", "c.parquet"]
    assert run("run", "good.txt", "--classes", "2", "--model", "m", *counts, "-o", "r.txt") == 0
    capsys.readouterr()
    return "m"


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
        ["report", "m", "--format", "figures"],
    ],
    ids=" ".join,
)
def test_no_output_destroys_an_input_or_another_output(command, model, capsys):
    before = {path: path.read_bytes() for path in Path().iterdir()}
    assert run(*command) == 2
    assert "Error" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in Path().iterdir()} == before


def test_a_missing_gold_standard_is_said_before_the_work(folder, capsys):
    assert run("run", "good.txt", "--classes", "2", "--gold", "nothing", "--model", "m") == 3
    assert "no such file: nothing" in capsys.readouterr().err
    assert os.listdir() == ["good.txt"]


@pytest.mark.parametrize("command", ["report m", "export m --format parquet"])
def test_a_stdout_that_cannot_be_written_to_is_said(command, model):
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
