"""Settings and provenance, worded once for every report."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wordclass.reports.summary import Summary


def facts(summary: Summary) -> dict[str, str]:
    """Give what stands on top of a report: label -> value, words of the text not yet escaped."""
    counted = summary.provenance
    found = {}
    for i, source in enumerate(counted.sources):
        label = "text" if len(counted.sources) == 1 else f"text {i + 1}"
        size = f", {source.bytes:,} bytes" if source.bytes else ""
        digest = f", sha256 {source.sha256}" if source.sha256 else ""
        found[label] = f"{source.name}{size}{digest}"
    if counted.tokens:
        found["counted"] = f"{counted.tokens:,} tokens in {counted.sentences:,} sentences"
    found["vocabulary"] = f"{summary.n_types:,} words"
    if counted.tokenizer:
        found["tokenizer"] = _settings(counted.tokenizer)
    n_left, n_following = len(summary.left) - 1, len(summary.following) - 1
    found["classes"] = (
        f"{n_left}, one set for both roles (tied)"
        if summary.tied
        else f"{n_left} left (what a word lets follow), {n_following} right (what it follows)"
    )
    found["method"] = f"{summary.method}, seed {summary.seed}"
    if summary.settings:
        found["settings"] = _settings(summary.settings)
    if summary.history:
        first, last = summary.history[0], summary.history[-1]
        found["fit"] = f"{len(summary.history)} steps, objective {first:.4f} to {last:.4f}"
        if not summary.finished:
            found["fit"] += ", interrupted"
    if summary.perplexity is not None:
        found["perplexity"] = f"{summary.perplexity:.1f}"
    if summary.contingency is not None:
        gold = summary.contingency
        found["gold tags"] = (
            f"many-to-one {gold.scores['many_to_one']:.3f}, V-measure "
            f"{gold.scores['v_measure']:.3f} ({len(gold.tags)} tags, {gold.side} classes)"
        )
    if summary.command:
        found["command"] = summary.command
    found["wordclass"] = summary.version
    if counted.version not in ("", summary.version):
        found["wordclass"] += f" (counted by {counted.version})"
    return found


def _settings(settings: dict[str, object]) -> str:
    return ", ".join(
        f"{name} {_value(value)}" for name, value in settings.items() if value is not None
    )


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
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
