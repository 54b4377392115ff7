"""What a reader must know before trusting the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wordclass.models.fitted.model import WordClassModel
from wordclass.reports.wording.strings import say, strings

if TYPE_CHECKING:
    from wordclass.reports.data.summary import Summary

_NAMED = 20  # classes in a note


def notes_on(
    fitted: WordClassModel | Summary,
    of_another_text: bool,
    undetermined: dict[str, tuple[int, ...]],
    language: str = "en",
) -> tuple[str, ...]:
    """Give the notes on a model, as sentences.

    Parameters
    ----------
    fitted : WordClassModel or Summary
    of_another_text : bool
        Whether the counts given are not those it was fitted to.
    undetermined : dict
        Side to classes, as in :class:`Summary`.
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
            say(
                language,
                "note.undetermined",
                n=len(classes),
                side=say(language, "side." + ("tied" if fitted.tied else side)),
                classes=", ".join(map(str, classes[:_NAMED]))
                + (", …" if len(classes) > _NAMED else ""),
            )
            for side, classes in undetermined.items()
            if classes
        ),
        *(
            say(language, "note.skipped", n=n, what=_skipped(what, n, language))
            for what, n in fitted.provenance.skipped.items()
            if n
        ),
    )


def _skipped(what: str, n: int, language: str) -> str:
    key = f"skipped.{what}"
    return say(language, key, n=n) if key in strings()[language] else what
