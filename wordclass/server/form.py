"""The form for those without a terminal: choose a text and settings, wait, read the report."""

import tempfile
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import wordclass as wc
from wordclass.errors import InputError
from wordclass.reports.formats.templating import fill_page, part
from wordclass.server.report import ServedReport

MOST_CLASSES = 800


class Form:
    """One report at a time, made from an uploaded text in a thread of its own."""

    def __init__(self) -> None:
        self.report: ServedReport | None = None
        self._stage, self._error = "", ""

    def page(self) -> str:
        """The form."""
        return fill_page(
            "form.html.jinja", script=part("form.js"), served=True, most_classes=MOST_CLASSES
        )

    def progress(self) -> dict[str, Any]:
        """What is being done, an error, or that the report is there."""
        return {
            "stage": self._stage,
            "error": self._error,
            "done": self.report is not None,
        }

    async def receive(self, text: AsyncIterator[bytes], settings: dict[str, str]) -> None:
        """Take the text into a temporary file and begin; a second text waits for nothing."""
        if self._stage:
            self._error = "another text is being read"
            return
        self._stage, self._error = "receiving the text", ""
        folder = tempfile.TemporaryDirectory(prefix="wordclass-")
        name = Path(settings.get("name") or "text.txt").name
        path = Path(folder.name) / f"text{''.join(Path(name).suffixes[-2:])}"
        with path.open("wb") as file:
            async for piece in text:
                file.write(piece)
        threading.Thread(target=self._run, args=(folder, path, settings), daemon=True).start()

    def _run(
        self, folder: tempfile.TemporaryDirectory[str], path: Path, settings: dict[str, str]
    ) -> None:
        try:
            with folder:
                self._stage = "counting"
                counts = wc.count(path, sentences=settings.get("sentences", "line"))
                counts = counts.prune(min_count=_whole(settings, "min_count", 1))
            self._stage = "finding the classes"
            model = wc.fit(
                counts,
                classes=min(_whole(settings, "classes", 30), MOST_CLASSES),
                tied=settings.get("tied") == "true",
            )
            self._stage = "writing the report"
            report = ServedReport(model, counts, settings.get("language", "en"))
            report.page()
            self.report = report
        except InputError as error:
            self._error = str(error).replace(str(path), settings.get("name", "the text"))
        finally:
            self._stage = ""


def _whole(settings: dict[str, str], name: str, default: int) -> int:
    given = settings.get(name, str(default))
    if not given.isdecimal() or int(given) < 1:
        raise InputError(f"{{{name}}} must be a whole number from 1", **{name: given})
    return int(given)
