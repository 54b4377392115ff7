"""What the command line says to input it cannot work with: status 3, why, and what to do."""

import gzip
import os
import pickle
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import wordclass as wc
from tests.cli.running import TEXT, run, write
from wordclass.cli import wordclass
from wordclass.cli.main import options_of


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
    "broken UTF-8": (
        lambda: write("bad.txt", b"good\nbad \xff\n"), [], "bad.txt, line 2, byte offset 9",
    ),
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
        ["--encoding", "utf-16"], "bad.txt, line 2, byte offset 8",
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
        (["evaluate", "bad", "nltk:brown"], "tagged text goes to --gold"),
        (["report", "."], ".: a folder, not a model file"),
        (["report", "counts"], "counts is a Parquet file, as counts are, not a model"),
        (["evaluate", "counts", "--gold", "good.txt"], "counts is a Parquet file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_damaged_and_missing_files_are_named(arguments, says, folder, capsys):
    write("bad", b"\x08\0\0\0\0\0\0\0{garbage")
    wc.count(["a b"]).save("counts")
    assert run(*arguments) == 3
    said = capsys.readouterr()
    assert says in said.err
    assert "Traceback" not in said.err
    assert sorted(os.listdir()) == ["bad", "counts", "good.txt"]


def test_a_word_unknown_to_the_model_is_named(folder, capsys):
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
    assert done.stderr.startswith(b"wordclass: stdin: not a counts file")
    assert b"/tmp" not in done.stderr


def test_a_gold_text_without_tags_is_named_with_its_line(folder, capsys):
    assert run("run", "good.txt", "--classes", "2", "--model", "m", "-o", "r.txt") == 0
    write("gold.txt", "the\tD\ncat\n")
    assert run("evaluate", "m", "--gold", "gold.txt") == 3
    assert "gold.txt, line 2: the token 'cat' has no column 2" in capsys.readouterr().err


def test_counts_of_another_text_are_noted_on_stderr_and_in_the_report(folder, capsys):
    assert run("run", "good.txt", "--classes", "2", "--model", "m", "-o", "r.txt") == 0
    write("other.txt", TEXT * 2)
    assert run("count", "other.txt", "-o", "other.parquet") == 0
    capsys.readouterr()
    assert run("report", "m", "--counts", "other.parquet") == 0
    said = capsys.readouterr()
    assert "come from a different text" in said.err
    assert "different text" in said.out


def test_a_missing_gold_standard_is_reported_before_the_work(folder, capsys):
    assert run("run", "good.txt", "--classes", "2", "--gold", "nothing", "--model", "m") == 3
    assert "no such file: nothing" in capsys.readouterr().err
    assert os.listdir() == ["good.txt"]


def test_classes_that_lack_words_of_the_counts_are_named(folder, capsys):
    write("a.classes", b"the\t1\n")
    assert run("run", "good.txt", "--classes", "2", "--counts", "c.parquet", "-o", "r.txt") == 0
    assert run("evaluate", "a.classes", "--counts", "c.parquet") == 3
    assert "a.classes: the counts have" in capsys.readouterr().err
