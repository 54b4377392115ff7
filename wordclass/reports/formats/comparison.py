"""A comparison of corpora as text, as a tab-separated table, and as a page with sentences."""

from collections.abc import Iterable, Iterator
from math import log
from typing import Any

from wordclass.errors import check_choice
from wordclass.reports.data.comparison import Concordance, CorpusComparison, Finding
from wordclass.reports.formats.tables import tsv_table
from wordclass.reports.formats.templating import fill_page
from wordclass.reports.wording.escaping import visible
from wordclass.reports.wording.labels import class_label, percent
from wordclass.reports.wording.strings import LANGUAGES, say

SHOWN, SHOWN_ON_PAGE = 20, 100  # findings of each kind and contrast
_LARGEST = 16  # ratio that the page draws to scale, at 48
SECTIONS = ("class", "transition", "changing", "word")
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
        for title, share, found in sections(compared, number):
            more = f", {SHOWN} of {len(found)}" if len(found) > SHOWN else ""
            lines += ["", f"{title}: {share}{more}", ""]
            heads = [visible(name, 18) for name in (first, second)]
            lines.append(f"{heads[0]:>18} {heads[1]:>18}   ratio (interval)        G²")
            lines += [_line(compared, one) for one in found[:SHOWN]]
    return "\n".join(lines) + "\n"


def sections(
    compared: CorpusComparison, contrast: int, language: str = "en"
) -> Iterator[tuple[str, str, list[Finding]]]:
    """The findings of one contrast, by what differs, with a title and what the shares are of."""
    found: dict[str, list[Finding]] = {kind: [] for kind in SECTIONS}
    for one in compared.findings:
        if one.contrast == contrast:
            found["changing" if one.changes_class else one.kind].append(one)
    for kind, rows in found.items():
        if rows:
            share = f"compare.{'word' if kind == 'changing' else kind}.share"
            yield say(language, f"compare.{kind}"), say(language, share), rows


def headline(compared: CorpusComparison, language: str = "en") -> str:
    """The result in one sentence."""
    n = len(compared.findings)
    return say(
        language, "compare.found" if n else "compare.none", n=n,
        tested=len(compared.differences), level=compared.level,
        names=", ".join(visible(corpus.name) for corpus in compared.corpora),
    )  # fmt: skip


def _about(compared: CorpusComparison) -> Iterator[str]:
    for corpus in compared.corpora:
        yield (
            f"{visible(corpus.name)}: {corpus.tokens:,} tokens in {corpus.sentences:,} sentences, "
            f"{corpus.blocks} {corpus.unit}; {percent(corpus.shared)} of the tokens are words of "
            f"{'the other' if len(compared.corpora) == 2 else 'another'} corpus"
        )
    yield (
        f"Intervals ({1 - compared.level:.0%}) and tests are based on how much these vary; "
        "p-values are adjusted together (Benjamini and Hochberg; none is a finding unless one is "
        "at half the level). Shares that surely differ most come first, neighbours of words by G² "
        "(log-likelihood ratio) a token."
    )


def _line(compared: CorpusComparison, found: Finding) -> str:
    first, second = map(percent, found.shares)
    interval = f"{times(found.ratio)} ({times(found.low)} to {times(found.high)})"
    examples = "  ".join(visible(example, 30) for example in found.examples)
    what = f"{what_differs(compared, found)}{': ' if examples else ''}{examples}"
    return f"{first:>18} {second:>18}   {interval:<22} {found.g2:>8,.0f}   {what}"


def times(ratio: float) -> str:
    """A ratio with two significant figures, or in whole numbers from 10 to 1000.

    Examples
    --------
    >>> times(0.0123), times(1.234), times(123.4), times(54321.0), times(1e-5)
    ('0.012', '1.2', '123', '>1000', '<0.001')
    """
    if not 0.001 <= ratio <= 1000:
        return ">1000" if ratio > 1 else "<0.001"
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:#.2g}"


def what_differs(compared: CorpusComparison, found: Finding, language: str = "en") -> str:
    """The classes or the word whose share it is."""
    left, right = found.left, found.right
    before = None if left is None else class_label(compared.left[left], "<s>")
    after = None if right is None else class_label(compared.following[right], "</s>")
    if found.word is None:
        if before is not None and after is not None:
            return f"{before} → {after}"
        side = say(language, "compare.left" if after is None else "compare.right")
        return f"{before or after}" if compared.tied else f"{before or after} ({side})"
    place = "compare.before" if before is None else "compare.after"
    what = say(language, place, word=visible(found.word), **{"class": before or after})
    if found.classes is not None and found.changes_class:
        one, other = map(visible, compared.contrasts[found.contrast])
        first, second = (class_label(compared.left[c], "<s>") for c in found.classes)
        values = {"one": one, "first": first, "other": other, "second": second}
        return say(language, "compare.like", what=what, **values)
    return what


def to_tsv(compared: CorpusComparison) -> str:
    """All tests, one per line; see :meth:`CorpusComparison.to_tsv`."""
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


def to_html(compared: CorpusComparison, language: str = "en") -> str:
    """Render the page; see :meth:`CorpusComparison.to_html`. It has no script."""
    check_choice("language", language, LANGUAGES)
    names, contrasts = {corpus.name for corpus in compared.corpora}, []
    for number, (first, second) in enumerate(compared.contrasts):
        second = second if second in names else say(language, "compare.others")
        found = [
            {
                "title": title,
                "share": share,
                "rows": [
                    _row(compared, one, (first, second), language) for one in rows[:SHOWN_ON_PAGE]
                ],
                "total": len(rows),
            }
            for title, share, rows in sections(compared, number, language)
        ]
        contrasts.append({"first": first, "second": second, "sections": found})
    sides = [("", compared.left)] if compared.tied else [
        (say(language, "compare.left"), compared.left),
        (say(language, "compare.right"), compared.right),
    ]  # fmt: skip
    return fill_page(
        "comparison.html.jinja",
        compared=compared,
        headline=headline(compared, language),
        language=language,
        contrasts=contrasts,
        sides=sides,
        units=say(language, "compare.and").join(
            dict.fromkeys(say(language, f"compare.{corpus.unit}") for corpus in compared.corpora)
        ),
        confidence=f"{1 - compared.level:.0%}",
    )


def _row(
    compared: CorpusComparison, found: Finding, names: tuple[str, str], language: str
) -> dict[str, Any]:
    sides = zip(names, (found.in_first, found.in_second), strict=True)
    quotes = [{"name": name, "sentences": list(map(_quoted, of))} for name, of in sides]
    return {
        "what": what_differs(compared, found, language),
        "examples": ", ".join(visible(example, 40) for example in found.examples),
        "shares": list(map(percent, found.shares)),
        "n": [f"{n:,}" for n in found.n],
        "ratio": f"×{times(found.ratio)}",
        "interval": say(language, "compare.to", low=times(found.low), high=times(found.high)),
        "low": _position(found.low),
        "middle": _position(found.ratio),
        "high": _position(found.high),
        "side": "more" if found.ratio > 1 else "less",
        "g2": f"{found.g2:,.0f}",
        "dispersion": f"{found.dispersion:.1f}",
        "q": f"{found.q:.0e}" if found.q < 0.001 else f"{found.q:.3f}",
        "quotes": quotes if any(quote["sentences"] for quote in quotes) else [],
    }


def _position(ratio: float) -> float:
    """Where a ratio is drawn, within -48 to 48."""
    return round(48 * log(min(max(ratio, 1 / _LARGEST), _LARGEST), _LARGEST), 1)


def _quoted(found: Concordance) -> dict[str, str]:
    end = found.start + found.length
    pieces = {
        "before": found.tokens[: found.start],
        "match": found.tokens[found.start : end],
        "after": found.tokens[end:],
    }
    return {
        name: " ".join(visible(token, 80) for token in tokens) for name, tokens in pieces.items()
    }
