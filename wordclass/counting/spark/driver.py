"""Counting on a Spark cluster, with the same result as the embedded engine.

Each task counts its lines with the code of the embedded engine and returns partial sums: rows of
(preceding word, following word, count). Spark aggregates them and writes them, sorted, as a Parquet
dataset that :func:`wordclass.load_counts` reads.

Rare words are pruned last, when the counts are loaded, since only then are their frequencies known;
pruning before the shuffle would not be exact. ``load_counts(folder, max_vocabulary=100_000)`` reads
the dataset once and holds only the counts of the words kept.
"""

import logging
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from wordclass import __version__
from wordclass.counting.counts.provenance import Provenance, Source
from wordclass.counting.counts.wording import quantity
from wordclass.counting.parquet.schema import metadata_of
from wordclass.counting.settings import CountSettings
from wordclass.counting.spark.task import ROW, CountingTask
from wordclass.counting.text.decoding import check_encoding
from wordclass.counting.text.sources import FORMAT_OF_SUFFIX, suffix
from wordclass.counting.tokens.choice import choose
from wordclass.errors import InputError

_log = logging.getLogger("wordclass")

_FORMATS = ("text", "jsonl", "parquet")


def count_on_spark(
    inputs: Sequence[str],
    output: str,
    settings: CountSettings | None = None,
    *,
    master: str | None = None,
    session: Any = None,
) -> Provenance:
    """Count texts on a Spark cluster into a Parquet dataset.

    Parameters
    ----------
    inputs : sequence of str
        Files, folders and globs in any file system that Spark can read (``file:``, ``hdfs:``,
        ``s3a:``): UTF-8 text with one sentence per line, JSONL, or Parquet with a text column.
    output : str
        The folder to write, which must not exist.
    settings : CountSettings
        As for the embedded engine; wordclass must be installed on every node.
    master : str, optional
        The cluster's address, such as ``spark://host:7077``; by default from Spark's configuration.
    session : pyspark.sql.SparkSession, optional
        A session to use instead of creating one.

    Returns
    -------
    Provenance
        It lists the sources by name, without hashes, since no process reads a whole file.
    """
    try:
        from pyspark.sql import SparkSession, functions
    except ImportError:
        raise InputError("the Spark engine needs pyspark; pip install 'wordclass[spark]'") from None
    settings = settings or CountSettings()
    kind = _check(inputs, settings)
    own = session is None
    if own:
        builder = SparkSession.builder.appName("wordclass count").config(
            "spark.sql.optimizer.canChangeCachedPlanOutputPartitioning", "true"
        )  # the number of partitions follows the data instead of being 200
        session = (builder.master(master) if master else builder).getOrCreate()
    try:
        texts, column = _texts(session, inputs, kind, settings)
        if settings.tokenizer == "auto":  # is chosen by the first lines
            lines = (str(row[0]) for row in texts.select(column).limit(1000).collect())
            settings = replace(settings, tokenizer=choose("\n".join(lines))[0])
        summed = _summed(texts.select(column), kind, settings).persist()
        provenance = _provenance(summed, sorted(texts.inputFiles()), settings)
        if not provenance.tokens:
            raise InputError(f"no words in {', '.join(inputs[:3])}; check the path and the format")
        count = functions.col("count").alias("count", metadata=metadata_of(provenance, ()))
        rows = summed.filter("prev IS NOT NULL").orderBy("prev", "next")
        rows = rows.select("prev", "next", count, *["blocks"] * settings.blocks)
        rows.write.option("compression", "zstd").parquet(output)
        summed.unpersist()
        counted = quantity(provenance.sentences, "sentence"), quantity(provenance.tokens, "token")
        _log.info("counted %s, %s into %s", *counted, output)
        return provenance
    finally:
        if own:
            session.stop()


def _summed(texts: Any, kind: str, settings: CountSettings) -> Any:
    """Count a column of texts: a row for each bigram, as a data frame still to be computed.

    A row without ``prev`` is the count of something that was skipped.
    """
    from pyspark.sql import functions as f

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # about pandas, which is not used
        partial = texts.mapInArrow(CountingTask(settings, kind).rows, ROW)
    summed = partial.groupBy("prev", "next", "block").agg(f.sum("n").alias("count"))
    if not settings.blocks:
        return summed
    parts = f.array_sort(f.collect_list(f.struct("block", "count"))).alias("blocks")
    return summed.groupBy("prev", "next").agg(f.sum("count").alias("count"), parts)


def _provenance(summed: Any, names: Sequence[str], settings: CountSettings) -> Provenance:
    """Compute the provenance of summed counts of texts with these names."""
    from pyspark.sql import functions as f

    what = f.when(f.col("prev").isNull(), f.col("next")).alias("skipped")
    starts = (f.col("prev") == "").alias("starts")
    sums = summed.groupBy(what, starts).agg(f.sum("count").alias("n")).collect()
    skipped = {row.skipped: row.n for row in sums if row.skipped is not None}
    total = sum(row.n for row in sums if row.skipped is None)
    sentences = sum(row.n for row in sums if row.starts)
    return Provenance(
        tuple(map(Source, names)), settings.tokens.to_dict(), sentences, total - sentences,
        dict(sorted(skipped.items())), __version__,
    )  # fmt: skip


def _check(inputs: Sequence[str], settings: CountSettings) -> str:
    """Return the format of the inputs; raise an InputError if a setting is not supported."""
    kinds = {settings.input_format or FORMAT_OF_SUFFIX.get(suffix(name), "text") for name in inputs}
    if len(kinds) != 1 or not kinds <= set(_FORMATS):
        raise InputError(
            f"the Spark engine reads one format of {', '.join(_FORMATS)} at a time, not "
            f"{', '.join(sorted(kinds))}; use the embedded engine, and merge the counts"
        )
    kind = kinds.pop()
    if kind == "text" and settings.sentences == "prose":
        raise InputError("the Spark engine cannot split prose; put one sentence on each line")
    if check_encoding(settings.encoding, settings.errors) != "utf-8":
        raise InputError(f"the Spark engine reads utf-8, not {settings.encoding}; convert the text")
    if not isinstance(settings.tokenizer, str):
        raise InputError("the Spark engine needs a tokenizer that has a name, not a function")
    return kind


def _texts(
    session: Any, inputs: Sequence[str], kind: str, settings: CountSettings
) -> tuple[Any, str]:
    """Return the inputs as a data frame, and the name of the column with the text."""
    from pyspark.errors import AnalysisException

    paths = list(inputs)
    try:
        if kind != "parquet":
            return session.read.text(paths), "value"
        frame = session.read.parquet(*paths)
    except AnalysisException as error:
        raise InputError(f"Spark cannot read {', '.join(paths[:3])}: {error}") from None
    only = frame.columns[0] if len(frame.columns) == 1 else "text"
    name = settings.column or only
    if name not in frame.columns:
        raise InputError(
            f"no column {name!r}; the columns are {', '.join(frame.columns)}; "
            "choose one with {column}",
            "column",
        )
    return frame, name
