"""The sentences of reports: headline, strongest findings, caveats, and how it was made."""

from functools import partial
from typing import Any

from wordclass.reports.data.summary import Summary, findings_of
from wordclass.reports.wording.labels import transition
from wordclass.reports.wording.strings import say, strings

_NAMED = 20  # classes listed in a caveat


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


def findings(summary: Summary, language: str = "en") -> list[str]:
    """The strongest findings, the strongest first; words not yet escaped."""
    return [
        say(
            language,
            "finding." + ("start" if not found.left else "follows" if found.right else "end"),
            left=f"{summary.left[found.left].name} ({found.left})",
            right=f"{summary.following[found.right].name} ({found.right})",
            p=transition(summary, found.left, found.right, language),
            lift=f"{found.lift:.1f}",
        )
        for found in findings_of(summary)
    ]


def notes_on(summary: Summary, language: str = "en") -> tuple[str, ...]:
    """The caveats that apply to a summary, as sentences."""
    keys = {
        "note.unfinished": not summary.finished,
        "note.em": summary.method == "em",
        "note.another text": summary.of_another_text,
    }
    unstable = {} if summary.stability is None else summary.stability.unstable
    by_side = {
        "note.undetermined": summary.undetermined,
        "note.uninformative": summary.uninformative,
        "note.unstable": unstable,
    }
    notes = [say(language, key) for key, holds in keys.items() if holds]
    for key, sides in by_side.items():
        for side, classes in sides.items():
            listed, more = ", ".join(map(str, classes[:_NAMED])), len(classes) - _NAMED
            if more > 0:
                listed += say(language, "note.more", n=more)
            if classes:
                of = say(language, "side." + ("tied" if summary.tied else side))
                notes.append(say(language, key, n=len(classes), side=of, classes=listed))
    for what, n in summary.provenance.skipped.items():
        if n:
            key = f"skipped.{what}"
            said = say(language, key, n=n) if key in strings()[language] else what
            notes.append(say(language, "note.skipped", n=n, what=said))
    return tuple(notes)


def facts(summary: Summary, language: str = "en") -> dict[str, str]:
    """The text counted and the settings of the model: label -> value, not yet escaped.

    A label is the part after ``fact.`` of a key of the strings; several texts are numbered.
    """
    counted, history, gold = summary.provenance, summary.history, summary.contingency
    words, said = strings()[language], partial(say, language)
    found: dict[str, Any] = {}
    for i, source in enumerate(counted.sources):
        label = "text" if len(counted.sources) == 1 else f"text {i + 1}"
        size = f", {said('say.bytes', n=source.bytes)}" if source.bytes else ""
        digest = f", SHA-256 {source.sha256}" if source.sha256 else ""
        found[label] = f"{source.name}{size}{digest}"
    n_classes = {"left": len(summary.left) - 1, "right": len(summary.following) - 1}
    found |= {
        "counted": counted.tokens
        and said("say.counted", tokens=counted.tokens, sentences=counted.sentences),
        "vocabulary": said("say.vocabulary", n=summary.n_types),
        "tokenizer": counted.tokenizer and _tokenizer(counted.tokenizer, words),
        "classes": said("say.tied" if summary.tied else "say.two-sided", **n_classes),
        "method": said("say.method", method=summary.method, seed=str(summary.seed)),
        "settings": _settings(summary.settings),
        "fit": history
        and said("say.fit", n=len(history), last=f"{history[-1]:.4f}")
        + words["say.interrupted"] * (not summary.finished),
        "stability": summary.stability and said("say.resamples", n=summary.stability.n_resamples),
        "perplexity": summary.perplexity and f"{summary.perplexity:.1f}",
        "gold tags": gold
        and said(
            "say.gold",
            m1=f"{gold.scores['many_to_one']:.3f}",
            ceiling=f"{gold.scores['one_tag_per_type']:.3f}",
            v=f"{gold.scores['v_measure']:.3f}",
            h=f"{gold.scores['homogeneity']:.3f}",
            c=f"{gold.scores['completeness']:.3f}",
            n=len(gold.tags),
            side=words[gold.side].lower(),
        ),
        "command": summary.command,
        "wordclass": summary.version,
    }
    if counted.version not in ("", summary.version):
        found["wordclass"] += said("say.counted by", version=counted.version)
    return {label: value for label, value in found.items() if value}


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
    said = []
    for name, value in settings.items():
        if isinstance(value, bool):
            said.append(name if value else f"{name} no")
        elif value is not None and not isinstance(value, list):  # a path for each class
            said.append(f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}")
    return ", ".join(said)
