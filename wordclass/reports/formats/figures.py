"""The report for a paper: figures as SVG, PNG and PDF, tables as TSV, LaTeX and XLSX."""

import os
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from wordclass.errors import InputError, check_choice
from wordclass.files import replacing
from wordclass.reports.data.classes import ClassSummary
from wordclass.reports.data.summary import Summary
from wordclass.reports.formats.drawing import charts
from wordclass.reports.formats.drawing.vega import CHINESE_FONTS, FONTS
from wordclass.reports.formats.latex import Cell, Rows, latex_table
from wordclass.reports.formats.tables import CLASS_COLUMNS, tsv_table
from wordclass.reports.wording.escaping import visible
from wordclass.reports.wording.labels import class_label
from wordclass.reports.wording.strings import LANGUAGES, strings

_REFERENCES = re.compile(rb"(?:^ +/\w+ \d+ 0 R\n)+", re.MULTILINE)
MIN_WIDTH, MAX_WIDTH = 40, 600  # mm


def to_figures(
    summary: Summary, folder: str | os.PathLike[str], language: str = "en", width: float = 174.0
) -> list[Path]:
    """Write every figure and table; see :meth:`Summary.to_figures`."""
    check_choice("language", language, LANGUAGES)
    if not MIN_WIDTH <= width <= MAX_WIDTH:
        raise InputError(
            f"{{width}} must be from {MIN_WIDTH} to {MAX_WIDTH} mm, not {width:g}", "width"
        )
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot create the folder {target}: {error.strerror}") from error
    written = []
    is_chinese = language == "zh" or summary.language.startswith(("zh", "yue"))
    for name, figure in charts.figures(summary).items():
        spec = figure.spec(strings()[language], width, CHINESE_FONTS if is_chinese else FONTS)
        for suffix, content in _drawn(spec):
            written.append(_write(target / f"{name}.{suffix}", content))
    found = tables(summary)
    for name, rows in found.items():
        written.append(_write(target / f"{name}.tsv", tsv_table(rows[0], rows[1:]).encode()))
        written.append(_write(target / f"{name}.tex", latex_table(rows, width).encode()))
    with replacing(target / "tables.xlsx") as partial:
        _write_workbook(found, partial)
    return [*written, target / "tables.xlsx"]


def _write(path: Path, content: bytes) -> Path:
    with replacing(path) as partial:
        partial.write_bytes(content)
    return path


def _drawn(spec: dict[str, object]) -> Iterator[tuple[str, bytes]]:
    import vl_convert

    white = {**spec, "background": "white"}
    yield "svg", vl_convert.vegalite_to_svg(spec).encode()
    yield "png", vl_convert.vegalite_to_png(white, ppi=300)
    yield "pdf", _in_order(vl_convert.vegalite_to_pdf(spec))


def _in_order(pdf: bytes) -> bytes:
    """Sort the references of each dictionary of a PDF, which vl-convert writes in random order.

    A dictionary has no order, and nothing else in the file moves.
    """
    return _REFERENCES.sub(lambda found: b"".join(sorted(found[0].splitlines(True))), pdf)


def tables(summary: Summary) -> dict[str, Rows]:
    """The report's tables by name, each with its header first."""
    found: dict[str, Rows] = {"settings": [("item", "value"), *summary.facts().items()]}
    for side, classes in summary.classes.items():
        name = "classes" if summary.tied else f"classes-{side}"
        found[name] = _classes(classes, summary.n_shown)
    labels = (class_label(entry, "</s>", 300) for entry in summary.following)
    columns: tuple[Cell, ...] = ("class", *labels)
    for name, table in (("transitions", summary.transitions), ("lift", summary.lift)):
        found[name] = [columns]
        for entry, row in zip(summary.left, table, strict=True):
            found[name].append((class_label(entry, "<s>", 300), *row))
    if summary.contingency is not None:
        gold = summary.contingency
        found["gold-tags"] = [("class", *gold.tags)]
        for c, counts in zip(gold.classes, gold.table, strict=True):
            found["gold-tags"].append((c, *counts))
    return found


def _classes(classes: Sequence[ClassSummary], n_shown: int) -> Rows:
    return [
        CLASS_COLUMNS,
        *(
            (
                entry.id,
                entry.name,
                entry.share,
                entry.n_words,
                entry.ambiguity,
                " ".join(word.word for word in entry.by_probability[:n_shown]),
                " ".join(word.word for word in entry.by_lift[:n_shown]),
            )
            for entry in classes
        ),
    ]


def _write_workbook(found: dict[str, Rows], path: Path) -> None:
    """Write one sheet per table; every word is a string, whatever it begins with."""
    import xlsxwriter

    options = {
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "in_memory": True,
    }  # fmt: skip
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # the same bytes whenever written
        bold = book.add_format({"bold": True})
        for name, rows in found.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 1)
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    style = bold if i == 0 else None
                    if isinstance(cell, str):
                        sheet.write_string(i, j, visible(cell, 1000), style)
                    else:
                        sheet.write_number(i, j, cell, style)
            sheet.autofit()
