"""The page in a real browser: what it saves, tables, figures and names."""

import csv
import io
import struct
import zlib
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import wordclass as wc
from tests.cli.running import run
from tests.reports.browsing import drawn


def saved_by(page, button: str) -> Path:
    """The file that a button saves, under the name it is given."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    path = Path(download.value.path())
    return path.rename(path.with_name(download.value.suggested_filename))


def test_tables_are_saved_as_tsv_and_csv_with_exact_numbers(opened, any_model):
    words = [f"w{i}" for i in range(40)]
    words[:3] = ["=SUM(A1)", 'say "a, b"', "l'été"]
    model = any_model(words, 3)
    page = opened(wc.summarize(model))
    page.evaluate("location.hash = 'left-2'")
    path = saved_by(page, "Save “Words” as TSV")
    assert path.name == "words.tsv"
    header, *rows = [line.split("\t") for line in path.read_text().splitlines()]
    assert header == ["Word", "p(word | class)", "Lift", "Count"]
    expected = model.top_words("left", 2, 10)
    shown = {'"\\u003dSUM(A1)"': "=SUM(A1)"}  # as data, not as a formula
    assert [shown.get(row[0], row[0]) for row in rows] == [word for word, _ in expected]
    assert [float(row[1]) for row in rows] == pytest.approx([p for _, p in expected], rel=1e-3)
    text = saved_by(page, "Save “Words” as CSV").read_text()
    assert list(csv.reader(io.StringIO(text))) == [header, *rows]

    page.get_by_label("Order").select_option("mass")
    drawn(page, "transitions-chart")  # what is below no longer moves, so that a click meets it
    page.locator("#transitions-tables summary").nth(1).click()
    path = saved_by(page, "Save “Class transitions” as TSV")
    table = np.array([line.split("\t")[1:] for line in path.read_text().splitlines()[1:]], float)
    np.testing.assert_allclose(table, model.p_right_given_left, atol=1e-5)


def test_figures_are_saved_as_svg_and_png(english, opened):
    page = opened(english[2], color_scheme="dark")
    for chart, title in [("network", "What follows what"), ("transitions", "Class transitions")]:
        drawn(page, f"{chart}-chart")
        svg = ElementTree.parse(saved_by(page, f"Save “{title}” as SVG")).getroot()
        labels = [node.text for node in svg.iter("{http://www.w3.org/2000/svg}text")]
        assert labels == page.locator(f"#{chart}-chart text").all_text_contents()
        fills = {node.get("fill") for node in svg.iter("{http://www.w3.org/2000/svg}text")}
        # Dark on white, or white on the darkest cells, whatever the page's colours.
        assert fills <= {"rgb(31, 35, 40)", "rgb(13, 17, 23)", "rgb(255, 255, 255)"}
        png = saved_by(page, f"Save “{title}” as PNG").read_bytes()
        width, height = struct.unpack(">II", png[16:24])
        size = [2 * float(svg.get(name)) for name in ("width", "height")]
        assert [width, height] == pytest.approx(size, abs=2)
        assert len(set(zlib.decompress(data_of(png)))) > 20  # something is drawn


def data_of(png: bytes) -> bytes:
    """The compressed pixels of a PNG."""
    assert png.startswith(b"\x89PNG")
    found, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            found += png[at + 8 : at + 8 + length]
        at += length + 12
    return found


def test_saved_names_are_read_by_label(english, opened, tmp_path):
    _, model, summary = english
    page = opened(summary)
    page.evaluate("location.hash = 'right-2'")
    page.get_by_label("Name of class 2", exact=True).fill("nouns, „Dinge“")
    page.keyboard.press("Tab")
    names = saved_by(page, "Save class names (JSON)")
    model.save(tmp_path / "m.safetensors")
    output = tmp_path / "named.safetensors"
    assert run("label", tmp_path / "m.safetensors", names, "-o", output) == 0
    named = wc.load(output)
    assert named.class_names["right"] == {2: "nouns, „Dinge“"}
