"""Counting on a Spark cluster, with the same result as the embedded engine.

Each task counts its lines with the code of the embedded engine and returns partial sums: rows of
(preceding word, following word, count). Spark aggregates them and writes them, sorted, as a Parquet
dataset that :func:`wordclass.load_counts` reads.

Notes
-----
The cost of a trillion tokens is extrapolated from small texts, not measured. According to
``tests/benchmarks/counting.py``, text drawn word by word from a Zipf distribution has 0.756, 6.83
and 62.3 M distinct bigrams in 1, 10 and 100 M tokens, which fits D(n) = 1.35 n^0.958. Real text is
more repetitive: 4.2 M tokens of English have 1.12 M distinct bigrams. From every 16th sentence to
all of them, D(n) = 11.2 n^0.756, with an exponent that falls from 0.81 to 0.71; from the first 16th
of the text to all of it, where the sources change, D(n) = 2.97 n^0.842. As a trillion tokens come
from many sources, the column for English is a range from the former to the latter; the column for
independently drawn words is an upper bound.

=========================================  ==========================  =============
a trillion tokens (5 TB of text)           English                     drawn words
=========================================  ==========================  =============
partitions, 128 MB of text or 25 M tokens  40,000                      40,000
rows returned by a task, D(25 M)           4.5 to 5.0 M                16 M
rows to be aggregated, the first shuffle   1.8 to 2.0e11, 5 TB         6.6e11, 16 TB
distinct bigrams, sorted in the second     1.3 to 3.8e10, 0.4-1.1 TB   4e11, 12 TB
the dataset                                0.1 to 0.2 TB               3 TB
=========================================  ==========================  =============

According to Spark's metrics for the English text, a row took 24 bytes in the first shuffle and 29
in the second, and 4 to 7 in the dataset. Larger tasks return fewer rows: for English, 0.11 to 0.15
per token in partitions of 1 GB, instead of 0.18 to 0.20. Counting takes 110 core hours with
``whitespace`` (2.5 M tokens per second and core), 320 with ``unicode`` and 1,600 with ``jieba``,
to which the disk and network load of the two shuffles is added.

Rare words are pruned last, when the counts are loaded, since only then are their frequencies known;
pruning before the shuffle would not be exact. ``load_counts(folder, max_vocabulary=100_000)`` reads
the dataset once and holds only the counts of the words kept.
"""

import json
import logging
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wordclass import __version__
from wordclass.counting.counts.provenance import Provenance, Source
from wordclass.counting.counts.wording import some
from wordclass.counting.segments.counter import PairCounter
from wordclass.counting.segments.segment import Segment
from wordclass.counting.settings import CountSettings
from wordclass.counting.text.decoding import check_encoding
from wordclass.counting.text.formats import Sentence, jsonl_values, value_sentences
from wordclass.counting.text.sentences import documents
from wordclass.counting.text.sources import FORMAT_OF_SUFFIX, suffix
from wordclass.counting.tokens.batches import BatchTokenizer, batches
from wordclass.counting.tokens.choice import choose
from wordclass.errors import InputError

log = logging.getLogger("wordclass")

_TASK_KEYS, _TASK_WORDS = 1 << 24, 1 << 21  # of the counter in a task, 320 MB when full
_ROWS = 1 << 17  # rows in an Arrow batch
_ROW = "prev string, next string, block int, n long"
_ROW_NAMES = [field.split()[0] for field in _ROW.split(", ")]
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

    Raises
    ------
    InputError
        If pyspark is not installed, a setting is not supported, or there is no text.
    """
    try:
        from pyspark.sql import SparkSession
        from pyspark.sql import functions as f
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
        settings = _settled(texts, column, settings)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # about pandas, which is not used
            partial = texts.select(column).mapInArrow(_Partial(settings, kind).rows, _ROW)
        summed = partial.groupBy("prev", "next", "block").agg(f.sum("n").alias("count"))
        if settings.blocks:
            parts = f.array_sort(f.collect_list(f.struct("block", "count")))
            summed = summed.groupBy("prev", "next").agg(
                f.sum("count").alias("count"), parts.alias("blocks")
            )
        summed.persist()
        # A row without prev is the count of something that was skipped.
        skipped = {row.next: row["count"] for row in summed.filter("prev IS NULL").collect()}
        counted = summed.filter("prev IS NOT NULL")
        total, sentences = counted.select(
            f.sum("count"), f.sum(f.when(f.col("prev") == "", f.col("count")))
        ).first()
        if not total:
            raise InputError(f"no words in {', '.join(inputs[:3])}; check the path and the format")
        provenance = Provenance(
            tuple(Source(name) for name in sorted(texts.inputFiles())),
            settings.tokens.to_dict(), sentences, total - sentences,
            dict(sorted(skipped.items())), __version__,
        )  # fmt: skip
        metadata = {"wordclass": json.dumps(provenance.to_dict(), sort_keys=True)}
        counted.orderBy("prev", "next").select(
            "prev",
            "next",
            f.col("count").alias("count", metadata=metadata),
            *["blocks"] * settings.blocks,
        ).write.option("compression", "zstd").parquet(output)
        summed.unpersist()
        log.info(
            "counted %s, %s into %s",
            some(sentences, "sentence"),
            some(total - sentences, "token"),
            output,
        )
        return provenance
    finally:
        if own:
            session.stop()


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
    if not isinstance(settings.tokens.tokenizer, str):
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


def _settled(texts: Any, column: str, settings: CountSettings) -> CountSettings:
    """Choose the tokenizer from the first lines if it is ``auto``."""
    if settings.tokens.tokenizer != "auto":
        return settings
    sample = "\n".join(str(row[0]) for row in texts.select(column).limit(1000).collect())
    return replace(settings, tokenizer=choose(sample)[0])


@dataclass(frozen=True)
class _Partial:
    """The counting in a task; pickled and sent to the nodes."""

    settings: CountSettings
    kind: str

    def rows(self, arrow_batches: Iterable[Any]) -> Iterator[Any]:
        """Count the texts in Arrow batches; yield partial counts as Arrow batches."""
        waiting: list[Segment] = []
        skipped: Counter[str] = Counter()
        counter = PairCounter(
            waiting.append, self.settings.tokens.fold(), _TASK_KEYS, _TASK_WORDS,
            self.settings.blocks,
        )  # fmt: skip
        tokenizing = BatchTokenizer(self.settings.tokens)
        for arrow in arrow_batches:
            for batch in batches(self._sentences(arrow.column(0), skipped)):
                block, blanks, _ = tokenizing(batch)
                if blanks:
                    skipped["blank tokens"] += blanks
                counter.add(block, marked=True)
                while waiting:
                    yield from _arrow_rows(waiting.pop())
        counter.flush()
        while waiting:
            yield from _arrow_rows(waiting.pop())
        yield from _skipped_rows(skipped)

    def _sentences(self, column: Any, skipped: Counter[str]) -> Iterator[Sentence]:
        import pyarrow as pa

        settings = self.settings
        if self.kind == "parquet" and not pa.types.is_string(column.type):
            yield from value_sentences(column.to_pylist(), "the column", skipped)
            return
        lines = (
            line
            for value in column.cast(pa.binary()).to_pylist()
            if (line := _decoded(value, settings.errors, skipped)) is not None
        )
        if self.kind == "text":
            yield from lines
            return
        values: Iterable[Any] = lines
        if self.kind == "jsonl":
            values = jsonl_values(lines, "a line", settings.column)
        yield from documents(value_sentences(values, "the column", skipped), settings.sentences)


def _decoded(value: bytes | None, errors: str, skipped: Counter[str]) -> str | None:
    """Decode a text, whose bytes Spark does not check."""
    if value is None:
        skipped["rows without text"] += 1
        return None
    try:
        return value.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if errors == "strict":
            raise InputError(
                f"the line {value[:60]!r}, byte {error.start}, is not utf-8; convert the text, or "
                "use {errors}",
                errors="replace",
            ) from None
    if errors == "skip":
        skipped["undecodable lines"] += 1
        return None
    text = value.decode(errors="wordclass.mark")
    skipped["undecodable bytes replaced"] += text.count("\udcff")
    return text.replace("\udcff", "\ufffd")


def _arrow_rows(segment: Segment) -> Iterator[Any]:
    """Yield the counts of a segment as rows (prev, next, n)."""
    import numpy as np
    import pyarrow as pa

    from wordclass.counting.segments.pairs import unpacked

    words = pa.array(list(segment.words()), pa.string())
    for start in range(0, len(segment.keys), _ROWS):
        prev, following, block = unpacked(segment.keys.read(start, start + _ROWS))
        counts = segment.counts.read(start, start + _ROWS).astype(np.int64)
        yield pa.RecordBatch.from_arrays(
            [words.take(pa.array(prev)), words.take(pa.array(following)),
             pa.array(block.astype(np.int32)), pa.array(counts)],
            _ROW_NAMES,
        )  # fmt: skip


def _skipped_rows(skipped: Counter[str]) -> Iterator[Any]:
    """Yield the counts of what was skipped as rows without a preceding word."""
    import pyarrow as pa

    if skipped:
        columns = [
            pa.nulls(len(skipped), pa.string()),
            pa.array(list(skipped), pa.string()),
            pa.nulls(len(skipped), pa.int32()),
            pa.array(list(skipped.values()), pa.int64()),
        ]
        yield pa.RecordBatch.from_arrays(columns, _ROW_NAMES)
