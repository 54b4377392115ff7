"""The templates of the page and the notebook fragment; every value is escaped."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from wordclass.reports.wording.escaping import visible
from wordclass.reports.wording.labels import percent, short_name
from wordclass.reports.wording.strings import say, strings


def part(name: str) -> str:
    """Read a file of the templates folder."""
    return (files("wordclass.reports.formats") / "templates" / name).read_text(encoding="utf-8")


def fill(name: str, **values: object) -> str:
    """Render a template."""
    return _environment().get_template(name).render(strings=strings(), say=say, **values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("wordclass.reports.formats"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    environment.filters["percent"] = percent
    environment.globals["short_name"] = short_name
    return environment
