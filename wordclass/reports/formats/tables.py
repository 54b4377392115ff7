"""The report as tables to be read by other programs: Markdown and TSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wordclass.reports.data.classes import ClassSummary
from wordclass.reports.wording.escaping import markdown_cell, tsv_cell
from wordclass.reports.wording.facts import percent

if TYPE_CHECKING:
    from wordclass.reports.data.summary import Summary

TSV_COLUMNS = ("record", "side", "class", "item", "value", "lift", "count")


def to_tsv(summary: Summary) -> str:
    """Write one table of records, a header line first.

    ======================  ======  =====  ==========  ================  ====  =======
    record                  side    class  item        value             lift  count
    ======================  ======  =====  ==========  ================  ====  =======
    setting, note                          its label   its text
    class                   left..  c      its name    share of tokens         words
    word, distinctive word  left..  c      the word    p(word | class)   lift  its own
    transition                      c      d           p(d | c)          lift
    ======================  ======  =====  ==========  ================  ====  =======

    Words are escaped by :func:`wordclass.reports.wording.escaping.tsv_cell`.
    """
    return "".join("\t".join(map(_field, row)) + "\n" for row in [TSV_COLUMNS, *_records(summary)])


def _field(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return tsv_cell(value) if isinstance(value, str) else str(value)


def _records(summary: Summary) -> Iterator[tuple[object, ...]]:
    for label, value in summary.facts().items():
        yield "setting", "", "", label, value, "", ""
    for note in summary.notes:
        yield "note", "", "", "", note, "", ""
    for side, classes in _sides(summary):
        for entry in classes:
            yield "class", side, entry.id, entry.name, entry.share, "", entry.n_words
            for record, words in (
                ("word", entry.by_probability),
                ("distinctive word", entry.by_lift),
            ):
                for word in words[: summary.n_shown]:
                    yield record, side, entry.id, word.word, word.p, word.lift, word.count
    for c, (row, lifts) in enumerate(zip(summary.transitions, summary.lift, strict=True)):
        for d, (p, lift) in enumerate(zip(row, lifts, strict=True)):
            yield "transition", "", c, d, p, lift, ""


def _sides(summary: Summary) -> list[tuple[str, tuple[ClassSummary, ...]]]:
    if summary.tied:
        return [("both", summary.left)]
    return [("left", summary.left), ("right", summary.right)]


def to_markdown(summary: Summary) -> str:
    """Write the report in GitHub's Markdown, the whole transition table in it."""
    lines = ["# Word classes", ""]
    lines += _table(
        ["", ""], ([label, markdown_cell(value, 300)] for label, value in summary.facts().items())
    )
    for note in summary.notes:
        lines += [f"> {markdown_cell(note, 1000)}", ""]
    titles = {"both": "Classes", "left": "Left classes", "right": "Right classes"}
    for side, classes in _sides(summary):
        lines += [f"## {titles[side]}", ""]
        lines += _table(
            ["class", "share", "words", "ambiguity", "by probability", "by distinctiveness"],
            (
                [
                    str(entry.id),
                    percent(entry.share),
                    f"{entry.n_words:,}",
                    f"{entry.ambiguity:.2f} bits",
                    ", ".join(
                        markdown_cell(word.word) for word in entry.by_probability[: summary.n_shown]
                    ),
                    ", ".join(
                        markdown_cell(word.word) for word in entry.by_lift[: summary.n_shown]
                    ),
                ]
                for entry in classes
            ),
        )
    lines += ["## What follows what: p(column | row)", ""]
    lines += _table(
        ["", *(f"{entry.id}" for entry in summary.following)],
        (
            [f"**{c}** {markdown_cell(summary.left[c].name)}", *(f"{p:.3f}" for p in row)]
            for c, row in enumerate(summary.transitions)
        ),
    )
    return "\n".join(lines)


def _table(header: list[str], rows: Iterable[list[str]]) -> list[str]:
    drawn = [f"| {' | '.join(row)} |" for row in [header, ["---"] * len(header), *rows]]
    return [*drawn, ""]
