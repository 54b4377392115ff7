"""An option that would have no effect is refused, with status 2."""

from pathlib import Path

import pytest

import wordclass as wc
from tests.cli.running import TEXT, run
from wordclass.cli import options


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """A folder with a text, its counts, its tags, and a tied and a two-sided model."""
    folder = tmp_path_factory.mktemp("effects")
    (folder / "text.txt").write_text(TEXT * 30)
    (folder / "gold.tsv").write_text("the\tD\ncat\tN\nsees\tV\n")
    counts = wc.count(folder / "text.txt", blocks=True)
    counts.save(folder / "c.parquet")
    for name in ("tied", "two"):
        wc.fit(counts, classes=3, tied=name == "tied").save(folder / name)
    return folder


@pytest.fixture
def written(models, monkeypatch, capsys):
    """The status and the output of a command, but for the line that quotes the command."""
    monkeypatch.chdir(models)

    def written(*arguments):
        status = run("-q", *arguments)
        lines = capsys.readouterr().out.replace(", ", "\n").splitlines()
        return status, [line for line in lines if "wordclass" not in line]

    return written


OF_REPORTS = (
    ["--words", 2],
    ["--width", "84mm"],
    ["--language", "zh"],
    ["--corpus-language", "fa"],
    ["--gold", "gold.tsv"],
    ["--counts", "c.parquet"],
)
CASES = [
    *(
        (["report", "two", "--format", format_], option)
        for format_ in options.REPORTS
        if format_ != "figures"
        for option in OF_REPORTS
    ),
    *(
        (["export", "two", "--format", format_], ["--side", "right"])
        for format_ in options.EXPORTS
        if format_ != "parquet"  # is binary
    ),
    *(
        (["tag", "two", "text.txt", "--format", format_], option)
        for format_ in options.TAGGED
        for option in (["--side", "right"], ["--confidence"], ["--shape"])
    ),
]


@pytest.mark.parametrize(("command", "option"), CASES, ids=str)
def test_an_option_changes_the_output_or_is_refused(command, option, written):
    assert written(*command)[0] == 0
    status, output = written(*command, *option)
    assert (status, output) == (2, []) or (status == 0 and output != written(*command)[1])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("run text.txt --width 84mm", "--width has no effect on the format text, only on figures"),
        ("tag two text.txt --format jsonl --confidence", "--confidence has no effect on"),
        ("tag tied text.txt --side right", "--side has no effect here: there are no separate"),
        ("replace tied text.txt --side right", "--side has no effect"),
        ("edit tied --counts c.parquet --split 1 --side right", "--side has no effect"),
        ("export tied --format brown --side right", "--side has no effect"),
        ("export two --format tsv --side right", "--side has no effect on the format tsv"),
        ("export two --format parquet --side left -o new", "--side has no effect on the format"),
        ("evaluate tied tied --side right", "--side has no effect"),
        ("evaluate two tied --tags brown", "--tags has no effect without --gold"),
        ("run c.parquet --lowercase", "--lowercase has no effect on counts files"),
        ("select c.parquet --tokenizer jieba", "--tokenizer has no effect on counts files"),
        ("stability c.parquet -o m --column lemma", "--column has no effect on counts files"),
        ("compare c.parquet c.parquet --name a --name b --samples 9 -o c.html", "--samples has no"),
        ("compare text.txt c.parquet --language zh", "--language has no effect on the format text"),
        ("compare text.txt c.parquet --model tied --classes 9", "--classes has no effect"),
        ("run text.txt --classes auto --left 3", "--classes auto chooses both numbers"),
        ("corpora --fetch nltk:brown --format json", "--format has no effect"),
        ("corpora stdlib:pydoc --fetch nltk:brown", "--fetch takes one corpus"),
        ("serve --language zh", "--language has no effect without MODEL"),
        ("count text.txt --engine spark -o new --threads 2", "--threads has no effect"),
    ],
)
def test_an_option_without_effect_is_named(arguments, says, models, monkeypatch, capsys):
    monkeypatch.chdir(models)
    before = sorted(Path().iterdir())
    assert run(*arguments.split()) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err
    assert sorted(Path().iterdir()) == before
