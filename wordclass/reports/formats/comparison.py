"""A comparison of corpora as text and as a tab-separated table."""

from collections.abc import Iterable, Iterator

from wordclass.reports.data.comparison import CorpusComparison, Finding
from wordclass.reports.formats.tables import tsv_table
from wordclass.reports.wording.escaping import visible
from wordclass.reports.wording.labels import class_label, percent

SHOWN = 20  # findings of each kind and contrast in the text report
SECTIONS = {
    "class": "Classes: shares of all tokens",
    "transition": "Transitions: share of the second class after the first",
    "changing": "Words that change class: share of a class among their neighbours",
    "word": "Words in other company: share of a class among their neighbours",
}
COLUMNS = (
    *("kind", "first", "second", "what", "left", "right", "word", "class_first", "class_second"),
    *("n_first", "total_first", "n_second", "total_second", "ratio", "low", "high"),
    *("log2_ratio", "g2", "dispersion", "p", "q", "finding", "examples"),
)


def to_text(compared: CorpusComparison) -> str:
    """The findings, the largest differences first; see :meth:`CorpusComparison.to_text`."""
    lines = [headline(compared), "", *_about(compared)]
    for number, (first, second) in enumerate(compared.contrasts):
        if len(compared.contrasts) > 1:
            lines += ["", f"== {visible(first)} against {visible(second)}"]
        for title, found in sections(compared, number):
            more = f", {SHOWN} of {len(found)}" if len(found) > SHOWN else ""
            lines += ["", f"{title}{more}", ""]
            heads = [visible(name, 14) for name in (first, second)]
            lines.append(f"{heads[0]:>14} {heads[1]:>14}   ratio (interval)        G²")
            lines += [_line(compared, one) for one in found[:SHOWN]]
    return "\n".join(lines) + "\n"


def sections(compared: CorpusComparison, contrast: int) -> Iterator[tuple[str, list[Finding]]]:
    """The findings of one contrast, by what differs, with a title."""
    found: dict[str, list[Finding]] = {kind: [] for kind in SECTIONS}
    for one in compared.findings:
        if one.contrast == contrast:
            found["changing" if one.changes_class else one.kind].append(one)
    for kind, rows in found.items():
        if rows:
            yield SECTIONS[kind], rows


def headline(compared: CorpusComparison) -> str:
    """The result in one sentence."""
    n, tested = len(compared.findings), len(compared.differences)
    names = ", ".join(visible(corpus.name) for corpus in compared.corpora)
    if n == 0:
        return f"{names}: none of the {tested:,} shares tested differs at level {compared.level:g}."
    return f"{names}: {n:,} of the {tested:,} shares tested differ at level {compared.level:g}."


def _about(compared: CorpusComparison) -> Iterator[str]:
    for corpus in compared.corpora:
        yield (
            f"{visible(corpus.name)}: {corpus.tokens:,} tokens in {corpus.sentences:,} sentences, "
            f"{corpus.blocks} {corpus.unit}"
        )
    yield (
        f"Intervals at {1 - compared.level:.0%} and tests are over these; p-values are adjusted "
        "together (Benjamini and Hochberg)."
    )


def _line(compared: CorpusComparison, found: Finding) -> str:
    first, second = map(percent, found.shares)
    interval = f"{times(found.ratio)} ({times(found.low)} to {times(found.high)})"
    examples = "  ".join(visible(example, 30) for example in found.examples)
    what = f"{what_differs(compared, found)}{': ' if examples else ''}{examples}"
    return f"{first:>14} {second:>14}   {interval:<22} {found.g2:>8,.0f}   {what}"


def times(ratio: float) -> str:
    """A ratio with two significant figures, or three digits.

    Examples
    --------
    >>> times(0.0123), times(1.234), times(123.4)
    ('0.012', '1.2', '123')
    """
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.2g}"


def what_differs(compared: CorpusComparison, found: Finding) -> str:
    """The classes or the word whose share it is."""
    left, right = found.left, found.right
    before = None if left is None else class_label(compared.left[left], "<s>")
    after = None if right is None else class_label(compared.following[right], "</s>")
    if found.word is None:
        if before is not None and after is not None:
            return f"{before} → {after}"
        side = "" if compared.tied else f" ({'left' if after is None else 'right'})"
        return f"{after if before is None else before}{side}"
    word = visible(found.word)
    where = f"“{word}” before {after}" if before is None else f"“{word}” after {before}"
    if found.classes is not None and found.changes_class:
        names = [class_label(compared.left[c], "<s>") for c in found.classes]
        where += f" [like {names[0]} / like {names[1]}]"
    return where


def to_tsv(compared: CorpusComparison) -> str:
    """All tests, one a line; see :meth:`CorpusComparison.to_tsv`."""
    return tsv_table(COLUMNS, _records(compared))


def _records(compared: CorpusComparison) -> Iterable[tuple[object, ...]]:
    for found in compared.differences:
        first, second = compared.contrasts[found.contrast]
        ids = [found.left, found.right, found.word, *(found.classes or (None, None))]
        yield (
            *(found.kind, first, second, what_differs(compared, found)),
            *("" if one is None else one for one in ids),
            *(found.n[0], found.totals[0], found.n[1], found.totals[1]),
            *(found.ratio, found.low, found.high, found.log_ratio),
            *(found.g2, found.dispersion, found.p, found.q),
            *("yes" if found.significant else "no", " | ".join(found.examples)),
        )
