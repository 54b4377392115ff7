"""The opening of a report: its headline and its strongest findings, as sentences."""

from wordclass.reports.data.findings import findings_of
from wordclass.reports.data.summary import Summary
from wordclass.reports.wording.labels import interval, percent
from wordclass.reports.wording.strings import say


def headline(summary: Summary, language: str = "en") -> str:
    """One sentence: how many classes, of which text."""
    counted = summary.provenance
    names = [source.name for source in counted.sources]
    text = names[0] if len(names) == 1 else say(language, "headline.texts", n=len(names))
    return say(
        language,
        "headline.tied" if summary.tied else "headline.two-sided",
        left=len(summary.left) - 1,
        right=len(summary.following) - 1,
        size=say(language, "headline.of", tokens=counted.tokens, text=text)
        if counted.tokens and names
        else "",
    )


def findings(summary: Summary, language: str = "en", n: int = 10) -> list[str]:
    """The strongest findings, the strongest first; words not yet escaped."""
    return [
        say(
            language,
            finding_key(found.left, found.right),
            left=f"{summary.left[found.left].name} ({found.left})",
            right=f"{summary.following[found.right].name} ({found.right})",
            p=percent(found.p)
            if summary.stability is None
            else interval(
                found.p,
                summary.stability.low[found.left][found.right],
                summary.stability.high[found.left][found.right],
            ),
            lift=f"{found.lift:.1f}",
        )
        for found in findings_of(summary, n)
    ]


def finding_key(left: int, right: int) -> str:
    """The string that words a transition: one of classes, or a sentence's start or end."""
    return "finding.start" if left == 0 else "finding.end" if right == 0 else "finding.follows"
