"""Files of class names, and where the names are shown."""

import json

import pytest

import wordclass as wc
from tests.cli.running import run
from wordclass import InputError
from wordclass.adapters.files.classes import export
from wordclass.adapters.files.names import with_names_in
from wordclass.adapters.files.readers import read_classes
from wordclass.models.fitted.frames import columns


@pytest.mark.parametrize(
    "name, content, expected",
    [
        ("n.json", '{"left": {"1": "noun"}, "right": {}}', {"left": {"1": "noun"}, "right": {}}),
        ("n.tsv", "1\tnoun\r\n\n2\tverb\n", {"left": {"1": "noun", "2": "verb"}}),
        ("n.tsv", "\ufeffclass\tname\n1\tnoun\n", {"left": {"1": "noun"}}),
        ("n.txt", "side\tclass\tname\nright\t2\tverb\n", {"right": {"2": "verb"}}),
    ],
)
def test_names_are_read(tmp_path, name, content, expected, draw):
    path = tmp_path / name
    path.write_bytes(content.encode())
    model, _ = draw(n_left=3, n_right=3)
    assert with_names_in(model, path).class_names == model.with_names(expected).class_names


@pytest.mark.parametrize(
    "name, content, complaint",
    [
        ("n.json", b'{"left": {"1": "a", "1": "b"}}', "a key occurs twice"),
        ("n.json", b"[" * 100_000, "not a JSON file of class names"),
        ("n.json", b"\xff\xfe\xff", "not a JSON file of class names"),
        ("n.json", b"[1]", "by side and class"),
        ("n.tsv", b"1\tnoun\n1\tverb\n", "line 2: class 1 already has a name"),
        ("n.tsv", b"noun\n", "line 1: 'noun' is not a line"),
        ("n.tsv", b"\xff", "not UTF-8"),
        ("n.tsv", b"\n", "n.tsv has no class names; to remove all"),
        ("n.tsv", b"1\tnoun\n99\tverb\n", "n.tsv, line 2: there is no left class '99'"),
        ("n.tsv", b"1\tnoun\nmiddle\t1\tverb\n", "n.tsv, line 2: 'middle' is not a side"),
        ("n.tsv", b"\n1\t\n", "n.tsv, line 2: the name of left class 1 is empty"),
        ("n.tsv", b"1\tnoun\n2\tnoun\n", "n.tsv: left class 1 and left class 2 are both named"),
        ("n.json", b'{"left": {"99": "verb"}}', "n.json: there is no left class '99'"),
    ],
)
def test_a_bad_file_is_refused(tmp_path, name, content, complaint, draw):
    path = tmp_path / name
    path.write_bytes(content)
    model, _ = draw(n_left=3, n_right=3)
    with pytest.raises(InputError, match=complaint):
        with_names_in(model, path)
    with pytest.raises(InputError, match="cannot read"):
        with_names_in(model, tmp_path / f"absent.{name}")


@pytest.fixture
def named(draw):
    model, counts = draw(n_left=3, n_right=3, hard=True, tied=True)
    return model.with_names({"left": {1: "=noun <b>", 3: "verb"}}), counts


def test_every_report_shows_them(named, tmp_path):
    model, counts = named
    summary = wc.summarize(model, counts)
    assert [entry.name for entry in summary.left][1::2] == ["=noun <b>", "verb"]
    assert summary.to_dict()["left"][1]["derived_name"] != "=noun <b>"
    assert "=noun <b>:" in summary.to_text()
    assert "| =noun &lt;b&gt; |" in summary.to_markdown()
    assert 'class\tboth\t1\t"\\u003dnoun <b>"' in summary.to_tsv()
    assert "1 =noun &lt;b&gt;</b>" in summary._repr_html_()
    summary.to_figures(tmp_path)
    assert '"\\u003dnoun <b>"' in (tmp_path / "classes.tsv").read_text()
    assert "1 =noun &lt;b&gt;" in (tmp_path / "transitions.svg").read_text()


def test_exports_have_a_column_for_them(named, tmp_path):
    model, _ = named
    table = columns(model)
    expected = [model.class_names["left"].get(c) for c in table["left"].tolist()]
    assert table["left_name"] == expected and {"verb", None} <= set(expected)
    export(model, tmp_path / "c.tsv")
    header, *lines = (tmp_path / "c.tsv").read_text().splitlines()
    assert header.endswith("\tp_left\tp_right\tleft_name\tright_name")
    assert all(len(line.split("\t")) == 8 for line in lines)
    assert read_classes(tmp_path / "c.tsv") == dict(
        zip(table["word"], table["left"].tolist(), strict=True)
    )
    export(model, tmp_path / "c.jsonl", "jsonl")
    records = [json.loads(line) for line in (tmp_path / "c.jsonl").read_text().splitlines()]
    assert [record["left_name"] for record in records] == expected


def test_label_names_the_model_in_place_and_tag_shows_the_names(named, tmp_path, capsys):
    model, _ = named
    path, names, text = (tmp_path / name for name in ("m.safetensors", "names.tsv", "t.txt"))
    model.with_names({}).save(path)
    names.write_text("1\tone\n2\ttwo\n3\tthree\n")
    text.write_text("w1 w2\n")

    assert run("label", path, names) == 0
    shown = wc.load(path).class_names["left"]
    assert shown == {1: "one", 2: "two", 3: "three"}
    assert run("tag", path, text) == 0
    lines = capsys.readouterr().out.split("\n")
    assert [line.split("\t")[2] for line in lines[:2]] == [
        shown[c] for c in wc.load(path).tag([["w1", "w2"]])[0]
    ]
    before = path.read_bytes()
    names.write_text("7\tseven\n")
    assert run("label", path, names) == 3
    assert "classes 1 to 3" in capsys.readouterr().err
    assert path.read_bytes() == before
