"""The page's and the figures' own words, by language."""

import json
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "zh")


def template(name: str) -> str:
    """Read a part of the page."""
    return (files("wordclass.reports") / "templates" / name).read_text(encoding="utf-8")


@cache
def strings() -> dict[str, dict[str, str]]:
    """Give key -> words, by language."""
    read: dict[str, dict[str, str]] = json.loads(template("strings.json"))
    return read
