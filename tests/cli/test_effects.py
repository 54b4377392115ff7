"""An option that has no effect is warned of."""

import pytest

import wordclass as wc
from tests.cli.running import TEXT, run
from wordclass.adapters.files.classes import export
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
        model = wc.fit(counts, classes=3, tied=name == "tied")
        model.save(folder / name)
        for format_ in ("tsv", "jsonl", "parquet", "mkcls"):
            export(model, folder / f"{name}.{format_.replace('mkcls', 'classes')}", format_)
    # One set of classes, but some words have another most probable class in each role.
    soft = wc.fit(wc.count("stdlib:pydoc").prune(max_vocabulary=100), "em", classes=5, tied=True)
    assert (soft.left_labels != soft.right_labels).any()
    soft.save(folder / "soft")
    export(soft, folder / "soft.tsv")
    return folder


@pytest.fixture
def written(models, monkeypatch, capsys):
    """The output of a command, but for the lines that hold the command, and its messages."""
    monkeypatch.chdir(models)

    def written(*arguments):
        assert run(*arguments) == 0
        out, err = capsys.readouterr()
        lines = out.replace(", ", "\n").splitlines()
        return [line for line in lines if "wordclass" not in line and 'id="data"' not in line], err

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
def test_an_option_changes_the_output_or_is_warned_of(command, option, written):
    without, with_option = written(*command), written(*command, *option)
    assert "has no effect" not in without[1]
    assert (with_option[0] != without[0]) != (f"{option[0]} has no effect" in with_option[1])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("run text.txt --width 84mm", "--width has no effect on the format text, only on figures"),
        ("tag two text.txt --format jsonl --confidence", "--confidence has no effect on"),
        ("tag tied text.txt --side right", "--side has no effect here: the left and the right"),
        ("replace tied text.txt --side right", "--side has no effect"),
        ("edit tied --counts c.parquet --split 1 --side right -o split", "--side has no effect"),
        ("export tied --format brown --side right", "--side has no effect"),
        ("export two --format tsv --side right", "--side has no effect on the format tsv"),
        ("export two --format parquet --side left -o new", "--side has no effect on the format"),
        ("evaluate tied tied --side right", "--side has no effect"),
        ("evaluate two --counts c.parquet --side right", "--side has no effect on perplexity"),
        ("evaluate two tied --tags brown", "--tags has no effect without --gold"),
        ("run c.parquet --lowercase", "--lowercase has no effect on c.parquet, whose text"),
        (
            "select c.parquet --classes 2 --tokenizer jieba",
            "--tokenizer has no effect on c.par",
        ),
        ("stability c.parquet -o m --column lemma", "--column has no effect on c.parquet"),
        ("compare text.txt c.parquet --language zh", "--language has no effect on the format text"),
        (
            "run corpus.conllu --sentences prose",
            "--sentences has no effect on text in",
        ),
        (
            "count stdlib:pydoc --encoding latin-1 -o c",
            "--encoding has no effect on Par",
        ),
        ("select text.parquet --errors skip", "--errors has no effect on Parquet files and named"),
        ("tag two ud:no --sentences prose", "--sentences has no effect on text in which"),
        (
            "replace two gold.txt --input-format tagged --sentences prose",
            "--sentences has no effect",
        ),
        (
            "count nltk:brown --input-format text -o c",
            "--input-format has no effect on named",
        ),
        ("compare text.txt c.parquet --model tied --classes 9", "--classes has no effect"),
    ],
)
def test_an_option_without_effect_is_named(arguments, says, models, monkeypatch, capsys):
    monkeypatch.chdir(models)
    run(*arguments.split())
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "has_sides"),
    [
        *((f"two{suffix}", True) for suffix in ("", ".tsv", ".jsonl", ".parquet")),
        *((f"tied{suffix}", False) for suffix in ("", ".tsv", ".jsonl", ".parquet", ".classes")),
        *[("soft", True), ("soft.tsv", True), ("two.classes", False)],
    ],
)
def test_a_side_is_warned_of_where_every_word_has_the_same_class_on_both(name, has_sides, written):
    commands = [["evaluate", name, "--gold", "gold.tsv"], ["evaluate", name, "two.classes"]]
    if "." not in name:
        commands += [["replace", name, "text.txt"], ["export", name, "--format", "mkcls"]]
    for command in commands:
        left, right = written(*command), written(*command, "--side", "right")
        assert ("--side has no effect" in right[1]) != has_sides, command
        assert has_sides or [x for x in left[0] if "(left)" not in x] == [
            x for x in right[0] if "(right)" not in x
        ]


def test_how_text_is_read_is_not_warned_of_where_some_text_is_read_so(models, monkeypatch, capsys):
    monkeypatch.chdir(models)
    assert run("count", "text.txt", "gold.vert", "--sentences", "prose", "-o", "c") == 3
    assert run("count", "text.txt", "--sentences", "prose", "--encoding", "ascii", "-o", "c") == 0
    assert "has no effect" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("run text.txt --classes auto --left 3", "--classes auto chooses both numbers"),
        ("corpora stdlib:pydoc --fetch nltk:brown", "--fetch takes one corpus"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    arguments, says, models, monkeypatch, capsys
):
    monkeypatch.chdir(models)
    assert run(*arguments.split()) == 2
    assert says in capsys.readouterr().err
