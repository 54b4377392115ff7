"""The main job through the command line, as a person would do it."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.cells import cell_len

import wordclass as wc
from tests.cli.running import run


@pytest.fixture(scope="module")
def pydoc(tmp_path_factory):
    """Counts and model of text that is on every machine."""
    folder = tmp_path_factory.mktemp("pydoc")
    counts, model = str(folder / "counts.parquet"), str(folder / "model.safetensors")
    assert run("count", "stdlib:pydoc", "-o", counts) == 0
    options = ["--method", "exchange", "--classes", "20", "--tied"]
    assert run("fit", counts, "-o", model, *options) == 0
    return counts, model


def test_run_is_count_fit_and_report(pydoc, tmp_path):
    counts, model = pydoc
    whole, staged = tmp_path / "whole.json", tmp_path / "staged.json"
    options = ["--method", "exchange", "--classes", "20", "--tied"]
    assert run("run", "stdlib:pydoc", *options, "-o", str(whole)) == 0
    assert run("report", model, "--counts", counts, "-o", str(staged)) == 0
    first, second = json.loads(whole.read_text()), json.loads(staged.read_text())
    assert first.pop("command").startswith("wordclass run stdlib:pydoc")
    assert second.pop("command").startswith("wordclass report")
    assert first == second


def test_a_model_of_pruned_counts_is_reported_with_the_whole_counts(pydoc, tmp_path):
    counts, _ = pydoc
    options = ["--method", "exchange", "--classes", "20", "--tied", "--min-count", "3"]
    model, whole, staged = (str(tmp_path / name) for name in ("m", "whole.json", "staged.json"))
    assert run("run", "stdlib:pydoc", *options, "--model", model, "-o", whole) == 0
    assert run("report", model, "--counts", counts, "-o", staged) == 0
    first, second = (json.loads(Path(name).read_text()) for name in (whole, staged))
    assert first["evidence"]["bigrams"] == second["evidence"]["bigrams"]
    assert first["evidence"]["sample"] == second["evidence"]["sample"]


def test_counts_of_another_text_are_refused(pydoc, tmp_path, capsys):
    text = tmp_path / "other.txt"
    text.write_text("猫 看见 狗\n" * 3)
    other = str(tmp_path / "other.parquet")
    assert run("count", str(text), "-o", other, "--tokenizer", "whitespace") == 0
    assert run("report", pydoc[1], "--counts", other, "-o", str(tmp_path / "r.html")) == 3
    assert "share no word with the model" in capsys.readouterr().err


def test_the_modals_of_the_language_reference_are_one_class(pydoc):
    """No model of English can miss them: can, will, may, must, should."""
    model = wc.load(pydoc[1])
    modals = [model.vocabulary.id(word) for word in "can will may must should".split()]
    assert len(set(model.left_labels[modals])) == 1


@pytest.mark.parametrize(
    ("suffix", "starts"),
    [
        (".txt", "20 word classes of "),
        (".md", "# Word classes"),
        (".tsv", "record\t"),
        (".json", "{"),
        (".html", "<!doctype html>"),
    ],
)
def test_the_outputs_name_tells_the_format(suffix, starts, pydoc, tmp_path):
    output = tmp_path / f"report{suffix}"
    assert run("report", pydoc[1], "-o", str(output)) == 0
    assert output.read_text().startswith(starts)


def test_lookup_shows_the_classes_and_neighbours_of_a_word(pydoc, capsys):
    assert run("lookup", pydoc[1], "can", "the") == 0
    said = capsys.readouterr().out
    assert re.search(r"^can  \d+ times$", said, re.MULTILINE)
    assert "will" in said.split("the  ")[0]


def test_tag_assigns_a_class_to_every_token(pydoc, tmp_path, capsys):
    text = tmp_path / "text.txt"
    text.write_text("The zebra can run.\nIt must.\n")
    assert run("tag", pydoc[1], str(text)) == 0
    sentences = [block.splitlines() for block in capsys.readouterr().out.strip().split("\n\n")]
    words = [[line.split("\t")[0] for line in sentence] for sentence in sentences]
    assert words == [["The", "zebra", "can", "run", "."], ["It", "must", "."]]
    classes = {line.split("\t")[0]: line.split("\t")[1] for line in sum(sentences, [])}
    assert classes["can"] == classes["must"]


def test_evaluate_scores_a_model_and_prints_json(pydoc, tmp_path, capsys):
    gold = tmp_path / "gold.tsv"
    gold.write_text("the\tD\nobject\tN\n\nthe\tD\nmethod\tN\n")
    assert run("evaluate", pydoc[1], "--gold", str(gold)) == 0
    assert "many-to-one accuracy" in capsys.readouterr().out
    assert run("evaluate", pydoc[1], "--gold", str(gold), "--json") == 0
    assert json.loads(capsys.readouterr().out)["many_to_one"] == 1


def test_corpora_are_listed_with_licence_and_presence(capsys):
    assert run("corpora") == 0
    said = capsys.readouterr().out
    assert "stdlib:pydoc  (English; no tags; installed)" in said
    assert "licence: PSF-2.0" in said


def in_a_terminal(arguments: list[str], columns: int, **environment: str) -> str:
    """Run the program with a terminal for stdout and stderr; give what it shows."""
    ours, theirs = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    process = subprocess.Popen(
        [sys.executable, "-m", "wordclass", *arguments],
        stdout=theirs, stderr=theirs, env={**kept, "TERM": "xterm-256color", **environment},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the terminal is closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    assert process.wait() == 0
    return shown.decode()


def test_a_terminal_gets_colour_and_its_own_width_and_no_color_is_honoured(pydoc):
    coloured = in_a_terminal(["report", pydoc[1]], 120)
    assert "\x1b[1m" in coloured
    plain = in_a_terminal(["report", pydoc[1]], 120, NO_COLOR="1")
    assert "\x1b" not in plain
    assert 100 < max(map(cell_len, plain.replace("\r", "").splitlines())) <= 120


@pytest.fixture
def interrupted():
    """Give a function that starts the program, waits for a sight, sends SIGINT, and again.

    Nobody reads its standard output: a long report there cannot end before the last SIGINT.
    """

    def until(arguments: list[str], *sights: str) -> tuple[int, str]:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "wordclass", *arguments],
            stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm-256color"},
        )  # fmt: skip
        os.close(theirs)
        shown, deadline, waiting = "", time.monotonic() + 120, list(sights)
        while True:
            assert time.monotonic() < deadline, shown
            if waiting and re.search(waiting[0], shown):
                waiting.pop(0)
                process.send_signal(signal.SIGINT)
            if select.select([ours], [], [], 0.2)[0]:
                try:
                    shown += os.read(ours, 65536).decode()
                except OSError:
                    break
            elif process.poll() is not None:
                break
        os.close(ours)
        process.stdout.close()
        return process.wait(), shown

    return until


SLOW_FIT = ["--method", "em", "--classes", "60"]


def test_ctrl_c_saves_the_unfinished_model(pydoc, tmp_path, interrupted):
    output = tmp_path / "model.safetensors"
    status, shown = interrupted(["fit", pydoc[0], "-o", str(output), *SLOW_FIT], "step [1-9]")
    assert status == 130
    assert "the unfinished model will be saved (press Ctrl-C again to stop at once)" in shown
    assert not wc.load(output).finished
    assert [path.name for path in tmp_path.iterdir()] == [output.name]


def test_ctrl_c_ends_the_fit_of_run_and_its_report_says_so(tmp_path, interrupted):
    output, model = tmp_path / "report.txt", tmp_path / "model"
    status, shown = interrupted(
        ["run", "stdlib:pydoc", *SLOW_FIT, "-o", str(output), "--model", str(model)], "step [1-9]"
    )
    assert status == 130
    assert "the unfinished model will be reported (press Ctrl-C again to stop at once)" in shown
    assert "Traceback" not in shown
    assert "Fitting was interrupted" in output.read_text()
    assert not wc.load(model).finished
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "report.txt"]


def test_ctrl_c_twice_stops_run_at_once(interrupted):
    status, shown = interrupted(
        ["run", "stdlib:pydoc", *SLOW_FIT, "--format", "html"], "step [1-9]", "Ctrl-C again"
    )
    # `python -m` ends by the signal itself, which a shell shows as 130 too, if the signal arrives
    # within exec(): in a dataclass that is being imported.
    assert status in (130, -signal.SIGINT), shown
    assert "Traceback" not in shown


def test_inputs_are_never_overwritten(tmp_path, capsys):
    text = tmp_path / "text.txt"
    text.write_text("a cat sees a dog\n" * 5)
    for command in (
        ["run", str(text), "-o", str(text)],
        ["run", str(text), "--model", str(text)],
        ["count", str(text), "-o", str(text)],
        ["fit", str(text), "-o", str(text)],
    ):
        assert run(*command) == 2
        assert "name another file" in capsys.readouterr().err
    assert text.read_text() == "a cat sees a dog\n" * 5


@pytest.mark.parametrize(
    "options, says",
    [
        (["--left", "2", "--tied"], "--tied"),
        (["--classes", "2", "--left", "3", "--right", "2"], "--classes"),
    ],
)
def test_contradictory_numbers_of_classes_are_a_usage_error(options, says, capsys):
    assert run("run", "stdlib:pydoc", *options) == 2
    assert says in capsys.readouterr().err


def test_an_empty_name_is_not_the_working_directory(capsys):
    assert run("run", "") == 2
    assert "empty name" in capsys.readouterr().err


def test_lookup_shows_the_words_it_knows_and_names_the_others(tmp_path, capsys):
    text, model = tmp_path / "text.txt", tmp_path / "m.safetensors"
    text.write_text("a cat sees a dog\n" * 5)
    assert run("-q", "run", text, "--classes", 2, "--model", model) == 0
    capsys.readouterr()
    assert run("lookup", model, "cat", "zebra", "dog", "yak") == 3
    out, err = capsys.readouterr()
    assert "cat  5 times" in out and "dog  5 times" in out
    assert [line.split(" is not")[0] for line in err.splitlines()] == [
        "wordclass: 'zebra'", "wordclass: 'yak'",
    ]  # fmt: skip


def test_sigterm_removes_temporary_files(tmp_path):
    """What is read from stdin lies in a temporary file meanwhile."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "wordclass", "fit", "-", "-o", str(tmp_path / "m")],
        stdin=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(temporary)},
    )  # fmt: skip
    while process.poll() is None and not any(temporary.glob("*/stdin")):
        time.sleep(0.02)
    process.terminate()
    _, said = process.communicate()
    assert process.returncode == 143
    assert said == b"wordclass: terminated\n"
    assert list(tmp_path.iterdir()) == [temporary]
    assert list(temporary.iterdir()) == []
