"""The command line itself: its help, its start, its exit statuses."""

import importlib
import inspect
import re
import subprocess
import sys

import click
import pytest

from tests.cli.running import run
from wordclass.cli import wordclass

HEAVY = "numpy scipy numba pyarrow nltk jieba altair rich jinja2 safetensors vl_convert regex"


@pytest.mark.parametrize("name", sorted(wordclass.commands))
def test_every_command_has_help_options_and_an_example(name):
    command = wordclass.commands[name]
    assert command.help
    assert f"Example:\n  wordclass {name}" in inspect.cleandoc(command.help)
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts[0]} is undocumented"


@pytest.mark.parametrize("name", sorted(wordclass.commands))
def test_help_of_a_command_is_printed(name, capsys):
    assert run(name, "--help") == 0
    assert "Usage: wordclass" in capsys.readouterr().out


@pytest.mark.parametrize(
    "start", ["import wordclass", "from wordclass.cli import main; main(['--help'])"]
)
def test_starting_loads_nothing_heavy(start):
    code = f"""
import atexit, sys
atexit.register(lambda: print(*(set({HEAVY!r}.split()) & set(sys.modules)), file=sys.stderr))
{start}
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["count", "x.txt"],
        ["fit", "counts.parquet", "-o", "m", "--classes", "0"],
        ["fit", "counts.parquet", "-o", "m", "--method", "magic"],
        ["report", "m.safetensors", "-o", "report.docx"],
        ["report", "m.safetensors", "-o", "report.html", "--corpus-language", "!!"],
    ],
    ids=[
        *("no such command", "no output", "no class", "no such method", "no such format"),
        "no language",
    ],
)
def test_wrong_usage_is_status_2_with_a_hint(arguments, capsys):
    assert run(*arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Usage:" in said.err or "Error:" in said.err


def test_an_unknown_method_is_answered_with_the_known_ones(capsys):
    run("fit", "c", "-o", "m", "--method", "magic")
    assert "exchange" in capsys.readouterr().err


def test_an_unexpected_failure_is_status_1_without_a_traceback(capsys, monkeypatch):
    # Its package has a command of the same name.
    report = importlib.import_module("wordclass.cli.reports")

    def broken(*_: object) -> None:
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(report, "format_of", broken)
    assert run("report", "m.safetensors") == 1
    said = capsys.readouterr().err
    assert "the disk is on fire" in said
    assert "Traceback" not in said


def test_the_version_is_printed(capsys):
    import wordclass as wc

    assert run("--version") == 0
    assert wc.__version__ in capsys.readouterr().out


def test_the_names_in_the_help_are_those_the_library_knows():
    """The command line lists them itself: to import them would cost a second."""
    from wordclass.adapters.files.classes import WRITERS
    from wordclass.cli import options
    from wordclass.evaluation.selection import CANDIDATES
    from wordclass.models.fit import METHODS

    assert options.METHODS == tuple(METHODS)
    assert options.EXPORTS == tuple(WRITERS)
    assert options.SIZES == CANDIDATES


def test_the_documentation_of_a_setting_names_all_its_choices():
    from wordclass.counting.settings import summaries
    from wordclass.counting.text.settings import FORMATS
    from wordclass.counting.tokens.tokenizers import TOKENIZERS

    for setting, choices in (("tokenizer", TOKENIZERS), ("input_format", FORMATS)):
        assert set(choices) <= set(re.findall(r"[\w-]+", summaries()[setting]))
