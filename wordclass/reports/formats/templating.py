"""The templates of the pages and the notebook fragment; every value is escaped."""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from wordclass import __version__
from wordclass.reports.wording.escaping import visible
from wordclass.reports.wording.labels import percent, short_name
from wordclass.reports.wording.strings import say, strings


def part(name: str) -> str:
    """Read a file of the templates folder."""
    return (files("wordclass.reports.formats") / "templates" / name).read_text(encoding="utf-8")


def fill(name: str, **values: object) -> str:
    """Render a template."""
    return _environment().get_template(name).render(strings=strings(), say=say, **values)


def fill_page(name: str, *, script: str = "", served: bool = False, **values: object) -> str:
    """Render a whole page, in the style of all pages.

    It may run this script and no other, show images that it makes itself and, if served, ask
    its server; it loads nothing else from anywhere.
    """
    style = part("page.css") + part("fragment.css")
    connect = "connect-src 'self'; " if served else ""
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        f"img-src blob:; {connect}base-uri 'none'; form-action 'none'"
    )
    values |= {"policy": policy, "style": Markup(style), "script": Markup(script)}
    return fill(name, version=__version__, **values)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


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
