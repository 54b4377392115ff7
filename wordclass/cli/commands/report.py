"""The command report."""

from typing import Any

import click

from wordclass.cli import options
from wordclass.cli.files import load_counts, load_model
from wordclass.cli.reports import check_report, write_report


@click.command()
@options.model
@options.counts
@options.reporting
def report(model: str, counts: str | None, **settings: Any) -> None:
    """Describe a model: its classes, and which class follows which.

    The page (-o report.html) is interactive and works offline. A folder (-o figures/) receives
    every figure as SVG, PNG and PDF, and every table as TSV, LaTeX and XLSX. In a terminal, a
    long report is shown by the pager.

    \b
    Example:
      wordclass report model.safetensors --counts counts.parquet -o report.html
      wordclass report model.safetensors -o figures/ --width 84mm
    """
    check_report(settings, inputs=[model, counts])
    write_report(load_model(model), load_counts(counts), **settings)
