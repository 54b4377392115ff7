"""Figures and tables for a paper, read back by other programs."""

import csv
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from io import StringIO

import openpyxl
import pytest

import wordclass as wc
from tests.reports.texts import HOSTILE, counted, of_letters, sentences
from wordclass.reports.formats.latex import latex_table


@pytest.fixture(scope="module")
def english():
    counts = counted(sentences("english"))
    model = of_letters(counts)
    tags = {word: word[-1] for word in counts.vocabulary.words[1:]}
    return wc.summarize(model, counts, evaluation=wc.evaluate(model, tags))


@pytest.fixture(scope="module")
def folder(english, tmp_path_factory):
    target = tmp_path_factory.mktemp("paper") / "figures"
    written = english.to_figures(target)
    assert sorted(written) == sorted(target.iterdir())
    return target


def test_figures_and_tables_have_the_same_bytes_whenever_written(english, folder, tmp_path):
    english.to_figures(tmp_path)
    for path in folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
    for path in folder.glob("*.pdf"):  # its table of contents still has the place of each object
        pdf = path.read_bytes()
        places = re.findall(rb"^(\d{10}) 00000 n", pdf, re.MULTILINE)
        assert all(re.match(rb"\d+ 0 obj", pdf[int(place) :]) for place in places)


def test_every_figure_is_svg_png_and_pdf(folder):
    names = {"convergence", "transitions", "pairing", "tree-left", "tree-right", "contingency"}
    assert {path.stem for path in folder.glob("*.svg")} == names
    for name in names:
        assert ET.parse(folder / f"{name}.svg").getroot().tag.endswith("svg")
        assert (folder / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert (folder / f"{name}.pdf").read_bytes().startswith(b"%PDF")


def test_figures_bear_class_names_and_titles(folder):
    drawn = "".join(ET.parse(folder / "transitions.svg").getroot().itertext())
    assert "Next class" in drawn
    assert "</s>" in drawn
    assert "chart." not in drawn


def test_figures_have_the_width_asked_for_and_text_of_one_size(english, tmp_path):
    english.to_figures(tmp_path, width=84)
    for path in tmp_path.glob("*.svg"):
        root = ET.parse(path).getroot()
        assert float(root.get("width")) == pytest.approx(84 * 96 / 25.4, rel=0.02), path.name
        sizes = {node.get("font-size") for node in root.iter() if node.tag.endswith("}text")}
        assert sizes == {"9px"}, path.name
        assert b"/Font" in path.with_suffix(".pdf").read_bytes()  # text, not outlines
    with pytest.raises(wc.InputError, match="^width must be from 40 to 600 mm, not 5"):
        english.to_figures(tmp_path, width=5)


@pytest.mark.parametrize("language", ["english", "chinese"])
def test_no_text_is_cut_off_in_a_column(language, browser, tmp_path):
    counts = counted(sentences(language))
    model = of_letters(counts)
    evaluation = wc.evaluate(model, {word: word[-1] for word in counts.vocabulary.words[1:]})
    wc.summarize(model, counts, evaluation=evaluation).to_figures(tmp_path, width=84)
    page = browser.new_page()
    for path in sorted(tmp_path.glob("*.svg")):
        page.goto(path.as_uri())
        cut = page.evaluate("""() => {
            const { width, height } = document.documentElement.getBoundingClientRect();
            return [...document.querySelectorAll("text")].filter((text) => {
                const { left, top, right, bottom } = text.getBoundingClientRect();
                return left < -1 || top < -1 || right > width + 1 || bottom > height + 1;
            }).map((text) => text.textContent);
        }""")
        assert cut == [], path.name
    page.close()


DOCUMENT = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage[textwidth=174mm]{geometry}
\IfFileExists{booktabs.sty}{\usepackage{booktabs}}
  {\let\toprule\hline \let\midrule\hline \let\bottomrule\hline}
\begin{document}
%s
\end{document}
"""


def test_the_tables_compile_and_fit_on_a_page(folder, tmp_path):
    if shutil.which("pdflatex") is None and not os.environ.get("CI"):
        pytest.skip("no LaTeX here: apt-get install texlive-latex-base")
    counts = counted([["a", word, "b"] for word in HOSTILE if word.isascii()])
    hostile = tmp_path / "hostile"
    wc.summarize(of_letters(counts), counts).to_figures(hostile)
    tables = [*sorted(folder.glob("*.tex")), *sorted(hostile.glob("*.tex"))]
    wide = [
        ("class", *map(str, range(60))),
        *((f"{c} the/his/a", *[0.123] * 60) for c in range(60)),
    ]
    inputs = "\n\n".join([*(path.read_text() for path in tables), latex_table(wide, 174)])
    (tmp_path / "paper.tex").write_text(DOCUMENT % inputs)
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")
    assert "Overfull" not in done.stdout


@pytest.mark.parametrize(
    ("word", "package"),
    [("naïve", None), ("İstanbul’da", None), ("שלום", "LuaLaTeX"), ("词", "CJK")],
)
def test_what_latex_needs_for_a_script_is_noted(word, package):
    comment = latex_table([("word", "n"), (word, 1)], 84).split("\n")[0]
    assert ("XeLaTeX" in comment) == (package is not None)
    assert (package or "booktabs") in comment


def test_chinese_cells_count_as_twice_as_wide_in_tables():
    assert latex_table([("词", "n"), ("词" * 13, "a")], 84).count(r"begin{tabular}{p{") == 1
    columns = [("词" * 10,) * 3] * 2  # 98 pt each, of 239
    assert latex_table(columns, 84).count(r"begin{tabular}") == 2
    long = [("n",), *[("词" * 60,)] * 20]  # three lines each, of 48 on a page
    assert latex_table(long, 84).count(r"begin{tabular}") == 2


def test_a_table_may_have_a_header_alone():
    assert r"word & n \tabularnewline" in latex_table([("word", "n")], 84)


def test_titles_are_in_the_language_asked_for(tiny, tmp_path):
    summary = wc.summarize(tiny)
    summary.to_figures(tmp_path, language="zh")
    assert "后接词类" in "".join(ET.parse(tmp_path / "transitions.svg").getroot().itertext())
    with pytest.raises(wc.InputError, match="en, zh"):
        summary.to_figures(tmp_path, language="tlh")


def test_the_tables_agree_in_every_format(english, folder):
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    rows = list(csv.reader(StringIO((folder / "transitions.tsv").read_text()), delimiter="\t"))
    sheet = [[cell.value for cell in row] for row in book["transitions"].iter_rows()]
    assert [row[0] for row in rows] == [row[0] for row in sheet]
    for c, table_row in enumerate(english.transitions, start=1):
        assert sheet[c][1:] == pytest.approx(table_row)
        assert [float(cell) for cell in rows[c][1:]] == pytest.approx(table_row, abs=1e-5)
    latex = (folder / "transitions.tex").read_text()
    assert latex.count(r"\tabularnewline") == len(rows)
    assert r"\begin{tabular}{lrr" in latex


def test_a_workbook_does_not_say_when_it_was_written(folder):
    assert openpyxl.load_workbook(folder / "tables.xlsx").properties.created.year == 2000


def test_hostile_words_stay_words(tmp_path):
    counts = counted([["a", word, "b"] for word in HOSTILE])
    wc.summarize(of_letters(counts), counts).to_figures(tmp_path)
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}  # never "f", a formula
    assert any("=HYPERLINK" in str(cell.value) for cell in cells)
    assert not any(cell.hyperlink for cell in cells)
    latex = (tmp_path / "classes-left.tex").read_text()
    assert not re.search(r"(?<!\\)[&%$#_](?![ ])", latex.split(r"\midrule")[1])
    for path in tmp_path.glob("*.svg"):
        root = ET.parse(path).getroot()
        assert not [node for node in root.iter() if node.tag.endswith(("script", "image", "}a"))]


def test_a_folder_that_cannot_be_made_is_refused(english, tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(wc.InputError, match="taken"):
        english.to_figures(tmp_path / "taken" / "figures")
