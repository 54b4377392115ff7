"""What every report is: plain data of a model's classes, which renders itself."""

import dataclasses
import os
from importlib import import_module
from math import isinf
from typing import Any

from wordclass.files import replacing
from wordclass.reports.data.classes import ClassSummary


class Report:
    """The base of the dataclasses that reports are.

    What renders them is imported when called: data does not depend on formats.
    """

    tied: bool
    left: tuple[ClassSummary, ...]
    right: tuple[ClassSummary, ...]

    @property
    def following(self) -> tuple[ClassSummary, ...]:
        """The classes of the transition table's columns: ``right``, or ``left`` when tied."""
        return self.left if self.tied else self.right

    def to_dict(self) -> dict[str, Any]:
        """Plain data, ready for JSON."""
        return _plain(self)

    def to_json(self, path: str | os.PathLike[str] | None = None) -> str:
        """JSON of all data; also written to ``path``, if given."""
        return self._written(path, "formats.tables:to_json")

    def _rendered(self, function: str, *arguments: Any) -> Any:
        """Call a function of this package, ``"module:function"``, with the report."""
        module, _, name = function.partition(":")
        return getattr(import_module(f"wordclass.reports.{module}"), name)(self, *arguments)

    def _written(self, path: str | os.PathLike[str] | None, function: str, *arguments: Any) -> str:
        """Return the rendered text, after writing it to ``path``, if given."""
        text: str = self._rendered(function, *arguments)
        if path is not None:
            with replacing(path) as partial:
                partial.write_text(text, encoding="utf-8", newline="\n")
        return text


def _plain(value: Any) -> Any:
    """Dataclasses as dicts, at any depth; rows of numbers are not copied.

    An infinite number, which JSON does not have, becomes None.
    """
    if isinstance(value, float) and isinf(value):
        return None
    if dataclasses.is_dataclass(value):
        return {
            field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
        return tuple(map(_plain, value))
    return value
