"""What the types that render themselves as reports share."""

import dataclasses
import os
from importlib import import_module
from math import isinf
from typing import Any

from wordclass.files import replacing


def renderer(name: str) -> Any:
    """Import the function that renders a format, ``"module:function"``, when it is called."""
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)


def plain(value: Any) -> Any:
    """Dataclasses as dicts, at any depth; rows of numbers are not copied.

    An infinite number, which JSON does not have, becomes None.
    """
    if isinstance(value, float) and isinf(value):
        return None
    if dataclasses.is_dataclass(value):
        return {
            field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
        return tuple(map(plain, value))
    return value


def written(text: str, path: str | os.PathLike[str] | None) -> str:
    """Return the text, after writing it to ``path``, if given."""
    if path is not None:
        with replacing(path) as partial:
            partial.write_text(text, encoding="utf-8", newline="\n")
    return text
