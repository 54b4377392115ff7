"""The report for other programs: Markdown, TSV and JSON."""

from collections.abc import Iterable, Iterator, Sequence

from wordclass.reports.data.report import Report
from wordclass.reports.data.stability import StabilitySummary
from wordclass.reports.data.summary import Summary
from wordclass.reports.wording.escaping import json_text, markdown_cell, tsv_cell
from wordclass.reports.wording.labels import found_again, percent
from wordclass.reports.wording.sentences import findings, headline
from wordclass.reports.wording.strings import say

CLASS_COLUMNS = (
    *("class", "name", "share", "words", "ambiguity"),
    *("by probability", "by distinctiveness"),
)
TSV_COLUMNS = ("record", "side", "class", "item", "value", "lift", "count")


def to_json(report: Report) -> str:
    """All data; see :meth:`Report.to_json`."""
    return json_text(report.to_dict()) + "\n"


def to_tsv(summary: Summary) -> str:
    """A single table of records under a header line.

    ======================  ======  =====  ==========  ================  ====  =======
    record                  side    class  item        value             lift  count
    ======================  ======  =====  ==========  ================  ====  =======
    setting, note                          label       text
    class                   left..  c      name        share of tokens         words
    word, distinctive word  left..  c      word        p(word | class)   lift  frequency
    transition                      c      d           p(d | c)          lift
    interval low, high              c      d           of p(d | c)
    found again             left..  c      of N        share of N              number
    word found again        left..         word        share of N
    ======================  ======  =====  ==========  ================  ====  =======

    Sentence boundaries count as tokens. The last three are there if the model's stability was
    measured.

    Words are escaped by :func:`wordclass.reports.wording.escaping.tsv_cell`.
    """
    return tsv_table(TSV_COLUMNS, _records(summary))


def tsv_table(columns: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """Rows under a header line, words escaped and numbers rounded to six digits."""
    return "".join("\t".join(map(_field, row)) + "\n" for row in [columns, *rows])


def _field(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return tsv_cell(value) if isinstance(value, str) else str(value)


def _records(summary: Summary) -> Iterator[tuple[object, ...]]:
    for label, value in summary.facts().items():
        yield "setting", "", "", label, value, "", ""
    for note in summary.notes:
        yield "note", "", "", "", note, "", ""
    for name, classes in summary.classes.items():
        side = "both" if summary.tied else name
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
    if summary.stability is not None:
        yield from _stability_records(summary.stability, summary.tied)


def _stability_records(stability: StabilitySummary, tied: bool) -> Iterator[tuple[object, ...]]:
    n = stability.n_resamples
    for side, found in stability.found.items():
        shown = "both" if tied else side
        for c, times in enumerate(found):
            yield "found again", shown, c, f"of {n}", times / n, "", times
        for word, share in stability.words[side].items():
            yield "word found again", shown, "", word, share, "", ""
    for end, table in (("low", stability.low), ("high", stability.high)):
        for c, row in enumerate(table):
            for d, p in enumerate(row):
                yield f"interval {end}", "", c, d, p, "", ""


def to_markdown(summary: Summary) -> str:
    """The report in GitHub's Markdown, with the whole transition table."""
    lines = ["# Word classes", "", markdown_cell(headline(summary), 300), ""]
    for note in summary.notes:
        lines += [f"> {markdown_cell(note, 1000)}", ""]
    lines += [f"## {say('en', 'findings')}", ""]
    lines += [f"1. {markdown_cell(sentence, 200)}" for sentence in findings(summary)] + [""]
    measured = summary.stability
    for side, classes in summary.classes.items():
        lines += [f"## {say('en', 'classes' if summary.tied else f'classes.{side}')}", ""]
        rows = [
            [
                str(entry.id),
                markdown_cell(entry.name, 80),
                percent(entry.share),
                f"{entry.n_words:,}",
                f"{entry.ambiguity:.2f} bits",
                *(
                    ", ".join(markdown_cell(word.word) for word in words[: summary.n_shown])
                    for words in (entry.by_probability, entry.by_lift)
                ),
            ]
            for entry in classes
        ]
        if measured is None:
            lines += _table([*CLASS_COLUMNS], rows)
            continue
        for row, n in zip(rows, measured.found[side], strict=True):
            row.append(found_again(n, measured.n_resamples))
        lines += _table([*CLASS_COLUMNS, "found again"], rows)
    lines += ["## Transitions between classes: p(column | row)", ""]
    lines += _table(
        ["", *(f"{entry.id}" for entry in summary.following)],
        (
            [f"**{c}** {markdown_cell(summary.left[c].name)}", *(f"{p:.3f}" for p in row)]
            for c, row in enumerate(summary.transitions)
        ),
    )
    lines += [f"## {say('en', 'summary')}", ""]
    lines += _table(
        ["", ""], ([label, markdown_cell(value, 300)] for label, value in summary.facts().items())
    )
    return "\n".join(lines)


def _table(header: list[str], rows: Iterable[list[str]]) -> list[str]:
    drawn = [f"| {' | '.join(row)} |" for row in [header, ["---"] * len(header), *rows]]
    return [*drawn, ""]
