"""The page's and the figures' own words, by language."""

import json
import re
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "zh")

_file = files("wordclass.reports.formats") / "templates" / "strings.json"


@cache
def strings() -> dict[str, dict[str, str]]:
    """Give key -> words, by language."""
    read: dict[str, dict[str, str]] = json.loads(_file.read_text(encoding="utf-8"))
    return read


def say(language: str, key: str, **values: object) -> str:
    """Fill what a key says with values; ``{n?line:lines}`` is chosen by whether n is one.

    Examples
    --------
    >>> say("en", "say.vocabulary", n=1), say("en", "say.vocabulary", n=2000)
    ('1 word', '2,000 words')
    """
    shown = {name: f"{v:,}" if isinstance(v, int) else str(v) for name, v in values.items()}

    def fill(match: re.Match[str]) -> str:
        name, one, many = match.groups()
        if one is None:
            return shown.get(name, match[0])
        return one if shown[name] == "1" else many

    return re.sub(r"\{([\w-]+)(?:\?([^:}]*):([^}]*))?\}", fill, strings()[language][key])
