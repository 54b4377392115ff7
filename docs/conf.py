"""The documentation: README, notebooks and docstrings, and reports made while it is built.

Nothing is written twice and nothing is loaded from the network: equations are MathML, charts SVG.
The notebooks are executed.
"""

import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert

import wordclass as wc

HERE = Path(__file__).parent
ROOT = HERE.parent
MADE = HERE / "_made"  # what the build adds: copies of what lies outside, and the reports

project = "wordclass"
author = "The wordclass authors"
version = release = wc.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_static_path = html_css_files = ["tables.css"]
html_extra_path = ["_made/gallery"]
html_show_copyright = False
html_copy_source = False
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 2
nb_execution_mode = "auto"  # the notebooks have no output in git
nb_execution_in_temp = True  # they write files
nb_execution_timeout = 300  # seconds for a cell
nb_execution_raise_on_error = True
napoleon_google_docstring = False
autodoc_typehints = "none"  # the docstrings say more
html_math_renderer = "mathml"


def make() -> None:
    """Copy README and notebooks to where Sphinx finds them, and make the gallery's reports."""
    shutil.rmtree(MADE, ignore_errors=True)
    shutil.copytree(ROOT / "notebooks", MADE / "notebooks")
    for name in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "CITATION.cff"]:
        shutil.copy(ROOT / name, MADE)
    readme = MADE / "README.md"  # its links to pages in this folder are seen from here
    readme.write_text(readme.read_text("utf-8").replace("](docs/", "](../"), "utf-8")
    picture = MADE / "tests" / "reports" / "page.png"  # where the README has it
    picture.parent.mkdir(parents=True)
    shutil.copy(ROOT / picture.relative_to(MADE), picture)
    gallery = MADE / "gallery"
    gallery.mkdir()
    for name, language, source, classes in [
        ("english", "en", ROOT / "corpora" / "english.conllu", 12),
        ("chinese", "zh", ROOT / "corpora" / "chinese.conllu", 12),
        ("python", "en", "stdlib:pydoc", 30),
    ]:
        counts = wc.count(source).prune(min_count=2)
        summary = wc.summarize(wc.fit(counts, classes=classes, tied=True), counts)
        summary.to_html(gallery / f"report-{name}.html", language=language)


def visit_math(self: Any, node: nodes.Element) -> None:
    """Write an equation as MathML, which browsers draw themselves."""
    display = "block" if isinstance(node, nodes.math_block) else "inline"
    self.body.append(convert(node.astext(), display=display))
    raise nodes.SkipNode


def setup(app: Any) -> None:
    """Register the steps above with Sphinx."""
    make()
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math, None))
