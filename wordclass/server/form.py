"""The form for users without a terminal: choose a text and settings, wait, read the report."""

import logging
import re
import tempfile
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import wordclass as wc
from wordclass.errors import InputError, check_whole
from wordclass.reports.formats.templating import fill_page, part
from wordclass.server.report import ServedReport

MAX_CLASSES = 800
_LABELS = {  # of the fields, by which errors name them, too
    "classes": "Number of classes",
    "encoding": "Encoding",
    "min_count": "Lowest count of a word",
    "sentences": "Layout",
}

_log = logging.getLogger("wordclass")


class Form:
    """One report at a time, made from an uploaded text in a thread of its own."""

    def __init__(self) -> None:
        self.report: ServedReport | None = None
        self._stage, self._error = "", ""

    def page(self) -> str:
        """The form."""
        return fill_page(
            "form.html.jinja", script=part("form.js"), served=True,
            labels=_LABELS, most_classes=MAX_CLASSES,
        )  # fmt: skip

    def progress(self) -> dict[str, Any]:
        """What is being done, an error, or that a report is ready."""
        done = self.report is not None and not self._stage and not self._error
        return {"stage": self._stage, "error": self._error, "done": done}

    async def receive(self, text: AsyncIterator[bytes], settings: dict[str, str]) -> None:
        """Save the text in a temporary file, and start making its report.

        Raises
        ------
        InputError
            If another text is being read.
        """
        if self._stage:
            raise InputError("another text is being read; wait for its report")
        self._stage, self._error = "receiving the text", ""
        folder = tempfile.TemporaryDirectory(prefix="wordclass-")
        # The name ends as the user's does, since that tells the format; 60 characters are at most
        # 240 bytes, and file systems allow 255.
        name = re.sub(r"[^\w .()-]", "_", settings.get("name", ""))[-60:]
        path = Path(folder.name) / (name.lstrip(". ") or "text.txt")
        try:
            with path.open("wb") as file:
                async for piece in text:
                    file.write(piece)
        except Exception as error:  # the disk is full, or the page was closed
            folder.cleanup()
            self._fail(error, folder.name)
            return
        threading.Thread(target=self._run, args=(folder, path, settings), daemon=True).start()

    def _run(
        self, folder: tempfile.TemporaryDirectory[str], path: Path, settings: dict[str, str]
    ) -> None:
        try:
            with folder:
                self._stage = "counting"
                counts = wc.count(
                    path,
                    sentences=settings.get("sentences", "line"),
                    encoding=settings.get("encoding", "utf-8"),
                )
                counts = counts.prune(min_count=_whole(settings, "min_count", 1))
            self._stage = "finding the classes"
            model = wc.fit(
                counts,
                classes=min(_whole(settings, "classes", 30), MAX_CLASSES),
                tied=settings.get("tied") == "true",
            )
            self._stage = "writing the report"
            report = ServedReport(model, counts, settings.get("language", "en"))
            _ = report.page  # rendered before it is asked for
            self.report, self._stage = report, ""
        except Exception as error:
            self._fail(error, folder.name)

    def _fail(self, error: Exception, folder: str) -> None:
        """Report what went wrong, and be ready for another text."""
        if isinstance(error, InputError):
            message = error.in_terms_of(_LABELS)
        else:
            _log.debug("the form failed", exc_info=error)
            message = f"failed: {type(error).__name__}: {error}"
        self._error = message.replace(f"{folder}/", "").replace(folder, "")
        self._stage = ""


def _whole(settings: dict[str, str], name: str, default: int) -> int:
    given = settings.get(name, str(default))
    return check_whole(name, int(given) if given.isdecimal() and len(given) < 20 else given)
