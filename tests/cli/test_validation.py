"""The commands stability and select, run with resamples, and how they and compare resume."""

import json

import pytest

from tests.cli.running import run
from wordclass.cli.fits import kept_fits
from wordclass.evaluation import refits
from wordclass.models import fit
from wordclass.reports import compare

FAST = ["--method", "exchange", "--tied", "--threads", "1"]


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    lines = [
        f"{a} {n} {v} {b}" for a in ("the", "a", "one") for n in ("cat", "dog", "cow", "pig")
        for v in ("ran", "sat", "ate", "hid", "fled") for b in ("here", "there")
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("text") / "text.txt"
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def test_stability_writes_a_model_whose_reports_show_it(text, tmp_path, capsys):
    model = str(tmp_path / "m.safetensors")
    assert run("stability", text, "--classes", "4", "--resamples", "3", "-o", model, *FAST) == 0
    assert "found again in at least 80 % of 3 resamples" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["m.safetensors"]
    assert run("report", model) == 0
    report = capsys.readouterr().out
    assert "3/3" in report and "95 % interval" in report
    assert run("report", model, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["stability"]["n_resamples"] == 3
    assert run("report", model, "--format", "tsv") == 0
    assert "found again\tboth\t1\tof 3\t1\t\t3" in capsys.readouterr().out


def test_run_with_resamples_and_an_automatic_number_of_classes(text, capsys):
    assert run("run", text, "--classes", "auto", "--resamples", "2", *FAST) == 0
    shown = capsys.readouterr()
    assert "choosing the number of classes by about 10 fits: 5, 10 classes" in shown.err
    assert "2/2" in shown.out


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("run", ["--classes", "auto"]),
        ("run", ["--classes", "4", "--resamples", "4"]),
        ("stability", ["--classes", "4", "--resamples", "4"]),
        ("select", ["--classes", "2,4"]),
    ],
)
def test_an_interrupted_command_resumes_from_the_fits_that_are_done(
    command, options, text, tmp_path, capsys, monkeypatch
):
    output, factorise, fitted = tmp_path / "o.txt", refits.factorise, []

    def interrupted_once(*counts, **settings):
        fitted.append(1)
        if len(fitted) == 4:
            raise KeyboardInterrupt
        return factorise(*counts, **settings)

    for module in (fit, refits):
        monkeypatch.setattr(module, "factorise", interrupted_once)
    assert run(command, text, *options, *FAST, "-o", str(output)) == 130
    (folder,) = tmp_path.iterdir()
    assert f"resumes from the fits in {folder}" in capsys.readouterr().err
    kept = len(list(folder.glob("*.*")))  # all but the lock
    assert kept == 3
    assert run(command, text, *options, *FAST, "-o", str(output)) == 0
    assert list(tmp_path.iterdir()) == [output]
    resumed = len(fitted) - 4
    assert run(command, text, *options, *FAST, "-o", str(output)) == 0
    assert len(fitted) - 4 - resumed == kept + resumed


def test_two_runs_cannot_write_to_one_file(text, tmp_path, capsys):
    output = str(tmp_path / "o.txt")
    with kept_fits(output):
        assert run("select", text, "--classes", "2,4", *FAST, "-o", output) == 3
    assert "another run is using" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_stability_of_classes_like_those_of_an_earlier_model_says_how_well_they_match(
    text, tmp_path, capsys
):
    """As many classes as the earlier model has, in the refits too."""
    first, second = str(tmp_path / "first.safetensors"), str(tmp_path / "second.safetensors")
    options = ["--resamples", "2", *FAST]
    assert run("stability", text, "--classes", "4", *options, "-o", first) == 0
    assert run("stability", text, "--like", first, *options, "-o", second) == 0
    assert "the classes are like an earlier model: 4 of 4 classes match" in capsys.readouterr().err


def test_an_interrupted_comparison_resumes_from_the_fitted_model(text, tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    output = tmp_path / "o.txt"
    command = ["compare", text, text, "--name", "one", "--name", "other", "--classes", "4"]
    command += ["--method", "exchange", "--threads", "1", "-o", str(output)]
    with monkeypatch.context() as patched:
        patched.setattr(compare, "differences", interrupted)
        assert run(*command) == 130
    with monkeypatch.context() as patched:
        patched.setattr(refits, "fit", interrupted)
        assert run(*command) == 0
    resumed = output.read_text()
    assert list(tmp_path.iterdir()) == [output]
    assert run(*command) == 0 and output.read_text() == resumed


def test_select_reads_counts_and_writes_the_table(text, tmp_path, capsys):
    counts, output = str(tmp_path / "c.parquet"), tmp_path / "k.tsv"
    assert run("count", text, "--blocks", "-o", counts) == 0
    arguments = ["--classes", "2,4,3x4", "--folds", "2", "--method", "exchange", "--threads", "1"]
    assert run("select", counts, *arguments, "-o", str(output)) == 0
    assert [line.split("\t")[0] for line in output.read_text().splitlines()] == [
        "classes", "2", "3x4", "4",
    ]  # fmt: skip
    capsys.readouterr()
    assert run("select", counts, *arguments, "--format", "json") == 0
    assert len(json.loads(capsys.readouterr().out)["candidates"]) == 3


def test_bad_input(text, tmp_path, capsys):
    counts = str(tmp_path / "c.parquet")
    assert run("count", text, "-o", counts) == 0
    assert run("stability", counts, "-o", str(tmp_path / "m.safetensors")) == 3
    assert "count the text again with --blocks" in capsys.readouterr().err
    assert run("select", text, "--classes", "two") == 2
    assert "'two' is not a number of classes" in capsys.readouterr().err
    assert run("select", text, "-o", str(tmp_path / "k.pdf")) == 2
    assert "use a suffix out of .txt, .tsv, .json, .html, .svg, or" in capsys.readouterr().err


def test_one_set_of_classes_has_one_number(text, capsys):
    assert run("select", text, "--tied", "--classes", "2,3x4", *FAST) == 2
    assert "name one number with --classes" in capsys.readouterr().err
