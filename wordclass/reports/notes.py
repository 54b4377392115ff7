"""What a reader must know before trusting the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wordclass.models.model import WordClassModel
from wordclass.reports.strings import say, strings

if TYPE_CHECKING:
    from wordclass.reports.summary import Summary


def notes_on(
    fitted: WordClassModel | Summary, of_another_text: bool, language: str = "en"
) -> tuple[str, ...]:
    """Give the notes on a model, as sentences.

    Parameters
    ----------
    fitted : WordClassModel or Summary
    of_another_text : bool
        Whether the counts given are not those it was fitted to.
    language : "en" or "zh"
    """
    keys = {
        "note.unfinished": not fitted.finished,
        "note.em": fitted.method == "em",
        "note.another text": of_another_text,
    }
    return (
        *(say(language, key) for key, holds in keys.items() if holds),
        *(
            say(language, "note.skipped", n=n, what=_skipped(what, n, language))
            for what, n in fitted.provenance.skipped.items()
            if n
        ),
    )


def _skipped(what: str, n: int, language: str) -> str:
    key = f"skipped.{what}"
    return say(language, key, n=n) if key in strings()[language] else what
