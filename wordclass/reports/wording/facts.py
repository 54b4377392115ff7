"""Settings and provenance, worded once for every report."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

from wordclass.reports.wording.strings import say, strings

if TYPE_CHECKING:
    from wordclass.reports.data.summary import Summary


def facts(summary: Summary, language: str = "en") -> dict[str, str]:
    """Give what stands on top of a report: label -> value, words of the text not yet escaped.

    The labels are those of ``fact.`` in the page's strings, the texts' numbered.
    """
    words = strings()[language]
    tell = partial(say, language)
    counted = summary.provenance
    found = {}
    for i, source in enumerate(counted.sources):
        label = "text" if len(counted.sources) == 1 else f"text {i + 1}"
        size = f", {tell('say.bytes', n=source.bytes)}" if source.bytes else ""
        digest = f", sha256 {source.sha256}" if source.sha256 else ""
        found[label] = f"{source.name}{size}{digest}"
    if counted.tokens:
        found["counted"] = tell("say.counted", tokens=counted.tokens, sentences=counted.sentences)
    found["vocabulary"] = tell("say.vocabulary", n=summary.n_types)
    if counted.tokenizer:
        found["tokenizer"] = _tokenizer(counted.tokenizer, words)
    n_left, n_following = len(summary.left) - 1, len(summary.following) - 1
    found["classes"] = tell(
        "say.tied" if summary.tied else "say.two-sided", left=n_left, right=n_following
    )
    found["method"] = tell("say.method", method=summary.method, seed=str(summary.seed))
    if summary.settings:
        found["settings"] = _settings(summary.settings)
    if summary.history:
        found["fit"] = tell(
            "say.fit",
            n=len(summary.history),
            first=f"{summary.history[0]:.4f}",
            last=f"{summary.history[-1]:.4f}",
        )
        if not summary.finished:
            found["fit"] += tell("say.interrupted")
    if summary.perplexity is not None:
        found["perplexity"] = f"{summary.perplexity:.1f}"
    if summary.contingency is not None:
        gold = summary.contingency
        found["gold tags"] = tell(
            "say.gold",
            m1=f"{gold.scores['many_to_one']:.3f}",
            v=f"{gold.scores['v_measure']:.3f}",
            n=len(gold.tags),
            side=words[gold.side].lower(),
        )
    if summary.command:
        found["command"] = summary.command
    found["wordclass"] = summary.version
    if counted.version not in ("", summary.version):
        found["wordclass"] += tell("say.counted by", version=counted.version)
    return found


def fact_label(label: str, language: str) -> str:
    """Give what a key of :func:`facts` is called: ``text 2`` is the second text."""
    name, _, number = label.partition(" ") if label.startswith("text ") else (label, "", "")
    return " ".join(filter(None, [strings()[language][f"fact.{name}"], number]))


def _tokenizer(settings: dict[str, Any], words: dict[str, str]) -> str:
    """Name the tokenizer, and what was asked of it besides."""
    asked = {k: v for k, v in settings.items() if k != "name" and v not in (None, False)}
    name = settings.get("name", "auto")
    shown = words["say.tokenized"] if name == "auto" else str(name)
    return ", ".join([shown, *([_settings(asked)] if asked else [])])


def _settings(settings: dict[str, object]) -> str:
    return ", ".join(
        name if value is True else f"{name} {_value(value)}"
        for name, value in settings.items()
        if value is not None
    )


def _value(value: object) -> str:
    if value is False:
        return "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def percent(p: float) -> str:
    """Show a probability to two figures, as per cent.

    Examples
    --------
    >>> percent(0.4567), percent(0.00123), percent(0), percent(1.0)
    ('46%', '0.12%', '0%', '100%')
    """
    if p <= 0:
        return "0%"
    return f"{100 * p:.{max(0, 1 - math.floor(math.log10(100 * p)))}f}%"
