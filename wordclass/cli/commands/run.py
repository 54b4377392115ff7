"""The commands run and report."""

from typing import Any

import click

from wordclass.cli import files, options
from wordclass.cli.fits import fit_with_progress, kept_fits, take_fit_settings
from wordclass.cli.reports import check_report, write_report


@click.command()
@options.corpus
@options.reporting
@options.file_option("--counts", "counts_output", help="Also save the counts in this file.")
@options.file_option("--model", "model_output", help="Also save the model in this file.")
@options.resamples(None)
@options.fitting
@options.pruning
@options.counting
@options.threads
def run(
    corpus: tuple[str, ...],
    counts_output: str | None,
    model_output: str | None,
    min_count: int,
    max_vocabulary: int | None,
    resamples: int | None,
    **settings: Any,
) -> None:
    """From text to report in one command: count, fit and report.

    CORPUS is a file (plain or .gz, .bz2, .xz, .zst), a glob, a folder, "-", or a named
    corpus such as stdlib:pydoc; see "wordclass corpora". Ctrl-C during
    the fit ends it and reports the unfinished model; a second Ctrl-C stops at once. If
    --resamples or "--classes auto" is interrupted, the same command resumes.

    \b
    Example:
      wordclass run stdlib:pydoc --classes 20 -o report.txt
    """
    from wordclass.compiling import divided
    from wordclass.counting.memory import cores
    from wordclass.models.kernels.mixtures import choose_classes

    if cores() > 1:  # before the other modules are loaded, which takes half a second
        click.get_current_context().with_resource(
            divided("wordclass.models.warm_up", choose_classes)
        )
    from wordclass.counting.text.datasheets import datasheet_of

    report_settings = {name: settings.pop(name) for name in options.REPORTING}
    check_report(report_settings, inputs=corpus)
    shows_gold = report_settings["format_"] in ("html", "json", "figures")
    sheet = datasheet_of(corpus[0]) if len(corpus) == 1 else None
    if report_settings["gold"] is None and shows_gold and sheet and sheet.tag_set:
        report_settings["gold"] = corpus[0]
    files.check_distinct(report_settings["output"], counts_output, model_output)
    files.check_output(counts_output, inputs=corpus)
    fit_settings = take_fit_settings(settings, model_output, inputs=corpus)
    many_fits = resamples or fit_settings["classes"] == "auto"
    with kept_fits(report_settings["output"] if many_fits else None) as keep:
        counts = files.counted(corpus, bool(resamples), **settings)
        if counts_output is not None:
            files.save(counts, counts_output)
        counts = counts.prune(min_count, max_vocabulary)
        model, interrupted = fit_with_progress(counts, fit_settings, "reported", resamples, keep)
        if model_output is not None:
            files.save(model, model_output)
        write_report(model, counts, **report_settings)
        if interrupted is not None:
            raise interrupted


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
    write_report(files.load_model(model), files.load_counts(counts), **settings)
