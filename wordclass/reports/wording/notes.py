"""Caveats that a reader must know before relying on the numbers."""

from wordclass.reports.data.summary import Summary
from wordclass.reports.wording.strings import say, strings

_NAMED = 20  # classes listed in a note


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
    return (
        *(say(language, key) for key, holds in keys.items() if holds),
        *(
            say(
                language,
                key,
                n=len(classes),
                side=say(language, "side." + ("tied" if summary.tied else side)),
                classes=", ".join(map(str, classes[:_NAMED]))
                + (
                    say(language, "note.more", n=len(classes) - _NAMED)
                    if len(classes) > _NAMED
                    else ""
                ),
            )
            for key, sides in by_side.items()
            for side, classes in sides.items()
            if classes
        ),
        *(
            say(language, "note.skipped", n=n, what=_skipped(what, n, language))
            for what, n in summary.provenance.skipped.items()
            if n
        ),
    )


def _skipped(what: str, n: int, language: str) -> str:
    key = f"skipped.{what}"
    return say(language, key, n=n) if key in strings()[language] else what
