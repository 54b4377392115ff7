"""The command serve."""

import socket
from contextlib import suppress

import click

from wordclass.cli import effects, files, options


@click.command()
@options.file_argument("model", required=False)
@options.counts
@click.option("--port", type=click.IntRange(1, 65535), help="Port; by default, any that is free.")
@options.page_language
def serve(model: str | None, counts: str | None, port: int | None, language: str) -> None:
    """Show a model's page in the browser, with every word.

    The server answers on this machine only, at the address that it prints, and writes nothing.
    It looks up any word, with its whole concordance, where a page in one file has the most
    frequent ones. Without MODEL, a form asks for a text and makes the report. Ctrl-C stops it.

    \b
    Example:
      wordclass serve model.safetensors --counts counts.parquet
    """
    import uvicorn

    from wordclass.server.app import HOST, application, new_token
    from wordclass.server.report import ServedReport

    if model is None and counts is not None:
        raise click.UsageError("--counts needs the model that was fitted to them")
    if model is None:
        effects.warn(["language"], "without MODEL: the form asks for the language")
    report = None
    if model is not None:
        command = click.get_current_context().obj
        report = ServedReport(files.load_model(model), files.load_counts(counts), language, command)
    token = new_token()
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port or 0))
        except OSError as error:
            raise click.UsageError(f"port {port} is not free; name another") from error
        listener.listen()  # before the address is known
        files.print_text(f"http://{HOST}:{listener.getsockname()[1]}/{token}/\n")
        settings = uvicorn.Config(
            application(report, token), log_config=None, access_log=False, lifespan="off"
        )
        with suppress(KeyboardInterrupt):  # how it is stopped
            uvicorn.Server(settings).run([listener])
