"""A word's entry as text for a terminal."""

from wordclass.models.arrays import Side
from wordclass.models.fitted.model import WordClassModel
from wordclass.reports.wording.escaping import visible
from wordclass.reports.wording.labels import percent
from wordclass.reports.wording.strings import say

_LEAST = 0.005


def to_text(model: WordClassModel, word: str) -> str:
    """A word's frequency, its classes with their first words, and its nearest words."""
    entry = model.lookup(word)
    lines = [f"{visible(word)}  {say('en', 'lookup.frequency', n=entry.count)}"]
    sides: tuple[Side, ...] = ("left",) if model.tied else ("left", "right")
    for side in sides:
        classes = entry.left if side == "left" else entry.right
        n = entry.prev_count if side == "left" else entry.next_count
        label = "class" if model.tied else f"{side} class"
        if n == 0:
            lines.append(f"  not observed in the {side} role; the marginal distribution is:")
        for c, p in classes:
            if p >= _LEAST:
                words = " ".join(visible(w, 24) for w, _ in model.top_words(side, c, 6))
                if c in model.class_names[side]:
                    words = f"{visible(model.class_names[side][c], 80)}: {words}"
                lines.append(f"  {label} {c:>3}  {percent(p):>5}  {words}")
    lines.append(f"  nearest: {' '.join(visible(w, 24) for w, _ in entry.nearest)}")
    return "\n".join(lines) + "\n"
