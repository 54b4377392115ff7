"""A comparison of corpora as a page: the differences first, with sentences of both corpora."""

from collections.abc import Sequence
from math import log
from typing import Any

from wordclass.errors import check_choice
from wordclass.reports.data.comparison import Concordance, CorpusComparison, Finding
from wordclass.reports.formats.comparison import headline, sections, times, what_differs
from wordclass.reports.formats.templating import fill_page
from wordclass.reports.wording.escaping import visible
from wordclass.reports.wording.labels import percent
from wordclass.reports.wording.strings import LANGUAGES, say

SHOWN = 100  # findings of each kind and contrast
_LARGEST = 16  # ratio that is drawn to scale, at 48


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
                "rows": [_row(compared, one, (first, second), language) for one in rows[:SHOWN]],
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
    return {name: _joined(tokens) for name, tokens in pieces.items()}


def _joined(tokens: Sequence[str]) -> str:
    return " ".join(visible(token, 80) for token in tokens)
