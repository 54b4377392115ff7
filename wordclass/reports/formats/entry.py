"""A word's entry as text for a terminal."""

from collections.abc import Iterator

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.models.arrays import Side
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.why import Reason
from wordclass.reports.wording.escaping import visible
from wordclass.reports.wording.labels import percent
from wordclass.reports.wording.strings import say

_MIN_SHOWN = 0.005
_DECISIVE = 6  # classes of neighbours shown
_CONTEXT = 6  # words quoted before and after


def to_text(model: WordClassModel, word: str, counts: BigramCounts | None = None) -> str:
    """A word's frequency, its classes with their first words, and its nearest words.

    With counts, also why it is in its classes.
    """
    entry = model.lookup(word)
    lines = [f"{visible(word)}  {say('en', 'lookup.frequency', n=entry.count)}"]
    for side in model.sides:
        classes = entry.left if side == "left" else entry.right
        n = entry.prev_count if side == "left" else entry.next_count
        label = "class" if model.tied else f"{side} class"
        if n == 0:
            lines.append(f"  not observed in the {side} role; the marginal distribution is:")
        for c, p in classes:
            if p >= _MIN_SHOWN:
                words = " ".join(visible(w, 24) for w, _ in model.top_words(side, c, 6))
                if c in model.class_names[side]:
                    words = f"{visible(model.class_names[side][c], 80)}: {words}"
                lines.append(f"  {label} {c:>3}  {percent(p):>5}  {words}")
    nearest = " ".join(visible(w, 24) for w, _ in entry.nearest)
    lines.append(f"  nearest: {nearest or say('en', 'lookup.alone')}")
    for reason in model.why(word, counts) if counts is not None else ():
        lines += _why(model, reason)
    return "\n".join(lines) + "\n"


def _why(model: WordClassModel, reason: Reason) -> Iterator[str]:
    """The most decisive classes of neighbours, the sum of the others, and sample sentences."""
    role = "class" if model.tied else f"{reason.side} class"
    against = f" (in favour of {reason.rival})" if reason.nats < 0 else ""
    yield (
        f"  why {role} {_class(model, reason.side, reason.chosen)}, not "
        f"{_class(model, reason.side, reason.rival)}: {reason.nats:+,.1f} nats{against}, of which"
    )
    for found in reason.contributions[:_DECISIVE]:
        other: Side = "right" if found.side == "left" else "left"
        where = "before" if found.side == "left" else "after"
        neighbours = ", ".join(f"{visible(word, 24)} {n:,}" for word, n, _ in found.examples)
        neighbour_class = _class(model, other, found.neighbour_class)
        yield f"    {found.nats:>+9,.1f}  {where} {neighbour_class}: {neighbours}"
    others = reason.contributions[_DECISIVE:]
    if others:
        yield f"    {sum(found.nats for found in others):>+9,.1f}  {len(others)} other classes"
    for sentence, place in reason.sentences:
        first, last = max(place - _CONTEXT, 0), place + _CONTEXT + 1
        words = " ".join(visible(word, 24) for word in sentence[first:last])
        yield f"    “{'… ' * (first > 0)}{words}{' …' * (last < len(sentence))}”"


def _class(model: WordClassModel, side: Side, c: int) -> str:
    """A class's number, with its name or most probable word in brackets."""
    if c == 0:
        return "sentence end" if side == "right" else "sentence start"
    name = model.class_names[side].get(c) or next(iter(model.top_words(side, c, 1)), ("–",))[0]
    return f"{c} ({visible(name, 80)})"
