"""The strings of the reports, by language."""

import json
import re
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "zh")


@cache
def strings() -> dict[str, dict[str, str]]:
    """The strings of ``strings.json``: language -> key -> text."""
    text = (files("wordclass.reports.wording") / "strings.json").read_text(encoding="utf-8")
    return json.loads(text)


def say(language: str, key: str, **values: object) -> str:
    """Fill in a string's placeholders; ``{n?line:lines}`` takes the singular where n is 1.

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
