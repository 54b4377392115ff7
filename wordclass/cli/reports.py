"""The writing of reports, as several commands do it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

import wordclass as wc
from wordclass.cli import effects, options
from wordclass.cli.files import check_output, print_text, stdout, write_text

# option -> the formats on which it has an effect; the others have an effect on all
_FORMATS_OF = {
    "width": ("figures",),
    "language": ("html", "figures"),
    "corpus_language": ("html", "json", "figures"),
}


def check_report(settings: dict[str, Any], inputs: Iterable[str | None]) -> None:
    """Determine the report's format, and refuse unusable files before any work is done."""
    output, gold = settings["output"], settings["gold"]
    settings["format_"] = settings["format_"] or format_of(output, options.REPORTS)
    effects.check_format(settings["format_"], _FORMATS_OF)
    if settings["format_"] != "figures":
        check_output(output, is_text=True, inputs=[*inputs, gold])
    elif output == "-":
        raise click.UsageError("figures are several files: name a folder for them with -o")
    if gold is not None:
        from wordclass.counting.text.sources import find_texts

        find_texts(gold)


def format_of(output: str, formats: Sequence[str]) -> str:
    """Infer which of these formats an output has from its name."""
    if output == "-":
        return "text"
    has_figures = "figures" in formats
    if has_figures and (output.endswith(("/", os.sep)) or Path(output).is_dir()):
        return "figures"
    suffixes = {name: options.SUFFIXES[name] for name in formats if name != "figures"}
    for name, known in suffixes.items():
        if Path(output).suffix.lower() in known:
            return name
    raise click.BadParameter(
        f"cannot infer a format from {output!r}; use a suffix out of "
        f"{', '.join(known[0] for known in suffixes.values())}"
        f"{', a final / for a folder of figures' * has_figures}, or --format",
        param_hint="--output",
    )


def write_report(
    model: wc.WordClassModel,
    counts: wc.BigramCounts | None,
    *,
    output: str,
    format_: str,
    n_words: int,
    language: str,
    width: float,
    corpus_language: str | None,
    gold: str | None,
) -> None:
    """Write the report to a file, a folder or stdout, in colour if the terminal allows it."""
    summary = wc.summarize(
        model,
        counts,
        n_words=n_words,
        evaluation=None if gold is None else wc.evaluate(model, gold),
        language=corpus_language,
        command=click.get_current_context().obj,
        evidence=format_ in ("html", "json", "figures"),
    )
    if format_ == "figures":
        summary.to_figures(output, language=language, width=width)
    elif format_ == "html":
        write_text([summary.to_html(language=language)], output)
    elif output == "-" and format_ == "text" and stdout().isatty():
        columns, lines = shutil.get_terminal_size((100, 24))
        color = not os.environ.get("NO_COLOR")
        text = summary.to_text(width=max(columns, 60), color=color)
        if text.count("\n") >= lines and sys.stdin.isatty():
            os.environ.setdefault("LESS", "-RX")  # colours as colours
            click.echo_via_pager(text, color=color)
        else:
            print_text(text)
    else:
        write_text([getattr(summary, f"to_{format_}")()], output)
