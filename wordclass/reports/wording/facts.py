"""Settings and provenance, worded once for every report."""

from typing import Any

from wordclass.reports.data.summary import Summary
from wordclass.reports.wording.strings import say, strings


def facts(summary: Summary, language: str = "en") -> dict[str, str]:
    """The text counted and the settings of the model: label -> value, not yet escaped.

    A label is the part after ``fact.`` of a key of the strings; several texts are numbered.
    """
    words = strings()[language]
    counted = summary.provenance
    found = {}
    for i, source in enumerate(counted.sources):
        label = "text" if len(counted.sources) == 1 else f"text {i + 1}"
        size = f", {say(language, 'say.bytes', n=source.bytes)}" if source.bytes else ""
        digest = f", SHA-256 {source.sha256}" if source.sha256 else ""
        found[label] = f"{source.name}{size}{digest}"
    if counted.tokens:
        found["counted"] = say(
            language, "say.counted", tokens=counted.tokens, sentences=counted.sentences
        )
    found["vocabulary"] = say(language, "say.vocabulary", n=summary.n_types)
    if counted.tokenizer:
        found["tokenizer"] = _tokenizer(counted.tokenizer, words)
    found["classes"] = say(
        language,
        "say.tied" if summary.tied else "say.two-sided",
        left=len(summary.left) - 1,
        right=len(summary.following) - 1,
    )
    found["method"] = say(language, "say.method", method=summary.method, seed=str(summary.seed))
    if settings := _settings(summary.settings):
        found["settings"] = settings
    if summary.history:
        found["fit"] = say(
            language,
            "say.fit",
            n=len(summary.history),
            last=f"{summary.history[-1]:.4f}",
        )
        if not summary.finished:
            found["fit"] += words["say.interrupted"]
    if summary.stability is not None:
        found["stability"] = say(language, "say.resamples", n=summary.stability.n_resamples)
    if summary.perplexity is not None:
        found["perplexity"] = f"{summary.perplexity:.1f}"
    if summary.contingency is not None:
        gold = summary.contingency
        found["gold tags"] = say(
            language,
            "say.gold",
            m1=f"{gold.scores['many_to_one']:.3f}",
            ceiling=f"{gold.scores['one_tag_per_type']:.3f}",
            v=f"{gold.scores['v_measure']:.3f}",
            h=f"{gold.scores['homogeneity']:.3f}",
            c=f"{gold.scores['completeness']:.3f}",
            n=len(gold.tags),
            side=words[gold.side].lower(),
        )
    if summary.command:
        found["command"] = summary.command
    found["wordclass"] = summary.version
    if counted.version not in ("", summary.version):
        found["wordclass"] += say(language, "say.counted by", version=counted.version)
    return found


def fact_label(label: str, language: str) -> str:
    """The heading of a key of :func:`facts`; ``text 2`` is the second text."""
    name, _, number = label.partition(" ") if label.startswith("text ") else (label, "", "")
    return " ".join(filter(None, [strings()[language][f"fact.{name}"], number]))


def _tokenizer(settings: dict[str, Any], words: dict[str, str]) -> str:
    """The tokenizer's name and the settings that were not left at their defaults."""
    asked = {k: v for k, v in settings.items() if k != "name" and v not in (None, False)}
    name = settings.get("name", "auto")
    shown = words["say.tokenized"] if name == "auto" else str(name)
    return ", ".join([shown, *([_settings(asked)] if asked else [])])


def _settings(settings: dict[str, object]) -> str:
    return ", ".join(
        name if value is True else f"{name} {_value(value)}"
        for name, value in settings.items()
        if value is not None and not isinstance(value, list)  # a path for each class
    )


def _value(value: object) -> str:
    if value is False:
        return "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
