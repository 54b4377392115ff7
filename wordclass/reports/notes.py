"""What a reader must know before trusting the numbers."""

from wordclass.models.model import WordClassModel

EM_CAVEAT = (
    "Method 'em' maximises the likelihood alone, which does not determine the transition "
    "table: another seed gives another table. Do not interpret it; fit with method 'sparse'."
)


def notes_on(model: WordClassModel) -> tuple[str, ...]:
    """Give the notes on a model, as sentences."""
    notes = []
    if not model.finished:
        notes.append("Fitting was interrupted: this is the best model until then, unfinished.")
    if model.method == "em":
        notes.append(EM_CAVEAT)
    notes += [
        f"Left out while counting: {n:,} {what}."
        for what, n in model.provenance.skipped.items()
        if n
    ]
    return tuple(notes)
