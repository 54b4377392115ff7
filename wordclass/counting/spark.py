"""The same counts on a Spark cluster: our tokenizing and counting, Spark's shuffle and storage.

Every task counts its lines with the code of the embedded engine and hands over partial
sums (a word's text, the next one's, a count); Spark adds them up by its own aggregation
and writes them sorted, as a Parquet dataset that :func:`wordclass.load_counts` reads.

Notes
-----
What a trillion tokens cost: an extrapolation from small texts, not a measurement. Measured, by
``tests/benchmarks/counting.py``, on text drawn word by word from a Zipf law: 0.756, 6.83 and
62.3 M different bigrams in 1, 10 and 100 M tokens, which fits D(n) = 1.35 n^0.958. Real text
repeats itself more: 4.2 M tokens of English have 1.12 M, and between every 16th of their
sentences and all of them D(n) = 11.2 n^0.756, an exponent that falls from 0.81 to 0.71 on the
way. Between their first 16th and all, where sources change, it is 2.97 n^0.842. A trillion
tokens have many sources: English is given from the one to the other, and drawn words as the
upper bound.

=========================================  ==========================  =============
of a trillion tokens (5 TB of text)        English                   drawn words
=========================================  ==========================  =============
partitions, 128 MB of text or 25 M tokens  40,000                    40,000
rows a task hands over, D(25 M)            4.5 to 5.0 M              16 M
rows to be added up, the first shuffle     1.8 to 2.0e11, 5 TB       6.6e11, 16 TB
different bigrams, sorted in the second    1.3 to 3.8e10, 0.4-1.1 TB  4e11, 12 TB
the file                                   0.1 to 0.2 TB             3 TB
=========================================  ==========================  =============

A row took 24 bytes in the first shuffle and 29 in the second, by Spark's own records of the
English text, and 4 to 7 in the file. Larger tasks send less: of 1 GB, 0.11 to 0.15 rows a
token of English for 0.18 to 0.20. The price, in core hours of the tasks that count: 110 for
``whitespace`` (2.5 M tokens a second and core), 320 for ``unicode``, 1,600 for ``jieba``; and
the disks and network that carry the two shuffles.

Pruning happens at the end, when counts are loaded: a word's count is known only then, and
``load_counts(folder, max_vocabulary=100_000)`` reads the dataset once and holds the counts of
the words kept. Pruning before the shuffle would not be exact.
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

_TASK_KEYS, _TASK_WORDS = 1 << 24, 1 << 21  # a task's counter: 320 MB when full
_ROWS = 1 << 17  # rows to a batch for Spark
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
        Files, folders and globs on whatever Spark reaches (``file:``, ``hdfs:``, ``s3a:``):
        plain text with a sentence a line, JSONL, or Parquet with a column of text; UTF-8.
    output : str
        The folder to write; must not exist.
    settings : CountSettings
        As for the embedded engine. wordclass must be installed on every node.
    master : str, optional
        The cluster's address, such as ``spark://host:7077``; by default as Spark is set up.
    session : pyspark.sql.SparkSession, optional
        A session to use instead of one of our own.

    Returns
    -------
    Provenance
        Sources by name alone: nobody has read all bytes in one place to hash them.

    Raises
    ------
    InputError
        When pyspark is not installed, the settings need whole files in one place, or there is
        no text.
    """
    try:
        from pyspark.sql import SparkSession
        from pyspark.sql import functions as f
    except ImportError:
        raise InputError("the engine spark needs pyspark; pip install 'wordclass[spark]'") from None
    settings = settings or CountSettings()
    kind = _check(inputs, settings)
    own = session is None
    if own:
        builder = SparkSession.builder.appName("wordclass count").config(
            "spark.sql.optimizer.canChangeCachedPlanOutputPartitioning", "true"
        )  # partitions that follow the data, not a fixed 200
        session = (builder.master(master) if master else builder).getOrCreate()
    try:
        texts, column = _texts(session, inputs, kind, settings)
        settings = _settled(texts, column, settings)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of pandas, which is not used
            partial = texts.select(column).mapInArrow(
                _Partial(settings, kind).rows, "prev string, next string, n long"
            )
        summed = partial.groupBy("prev", "next").agg(f.sum("n").alias("count")).persist()
        # A row without prev tells how often something was left out.
        left_out = {row.next: row["count"] for row in summed.filter("prev IS NULL").collect()}
        counted = summed.filter("prev IS NOT NULL")
        total, sentences = counted.select(
            f.sum("count"), f.sum(f.when(f.col("prev") == "", f.col("count")))
        ).first()
        if not total:
            raise InputError(f"no text in {', '.join(inputs[:3])}: not one word")
        provenance = Provenance(
            tuple(Source(name) for name in sorted(texts.inputFiles())),
            settings.tokens.to_dict(), sentences, total - sentences,
            dict(sorted(left_out.items())), __version__,
        )  # fmt: skip
        told = {"wordclass": json.dumps(provenance.to_dict(), sort_keys=True)}
        counted.orderBy("prev", "next").select(
            "prev", "next", f.col("count").alias("count", metadata=told)
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
    """Give the format of the inputs, unless the settings ask for what a cluster cannot do."""
    kinds = {settings.input_format or FORMAT_OF_SUFFIX.get(suffix(name), "text") for name in inputs}
    if len(kinds) != 1 or not kinds <= set(_FORMATS):
        raise InputError(
            f"the engine spark reads one of {', '.join(_FORMATS)} at a time, not "
            f"{', '.join(sorted(kinds))}; use the embedded engine and merge"
        )
    kind = kinds.pop()
    if kind == "text" and settings.sentences == "prose":
        raise InputError("prose is split over whole files; give the engine spark a sentence a line")
    if check_encoding(settings.encoding, settings.errors) != "utf-8":
        raise InputError(f"the engine spark reads utf-8, not {settings.encoding}; recode the text")
    if not isinstance(settings.tokens.tokenizer, str):
        raise InputError("the engine spark takes a tokenizer by its name")
    return kind


def _texts(
    session: Any, inputs: Sequence[str], kind: str, settings: CountSettings
) -> tuple[Any, str]:
    """Open the inputs as a data frame; gives the column with the text as well."""
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
            f"no column {name!r}; there are {', '.join(frame.columns)}; choose one with {{column}}",
            "column",
        )
    return frame, name


def _settled(texts: Any, column: str, settings: CountSettings) -> CountSettings:
    """Settle ``auto`` by the first lines."""
    if settings.tokens.tokenizer != "auto":
        return settings
    sample = "\n".join(str(row[0]) for row in texts.select(column).limit(1000).collect())
    return replace(settings, tokenizer=choose(sample)[0])


@dataclass(frozen=True)
class _Partial:
    """What a task does; sent to every one of them."""

    settings: CountSettings
    kind: str

    def rows(self, arrow_batches: Iterable[Any]) -> Iterator[Any]:
        """Count the texts of Arrow batches; gives partial counts as Arrow batches."""
        waiting: list[Segment] = []
        skipped: Counter[str] = Counter()
        counter = PairCounter(waiting.append, self.settings.tokens.fold(), _TASK_KEYS, _TASK_WORDS)
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
    """Decode one text, which Spark hands on as it lies in the file."""
    if value is None:
        skipped["rows without text"] += 1
        return None
    try:
        return value.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if errors == "strict":
            raise InputError(
                f"the line {value[:60]!r}, byte {error.start}: not utf-8; recode the text, or "
                "choose {errors}",
                errors="replace",
            ) from None
    if errors == "skip":
        skipped["undecodable lines"] += 1
        return None
    text = value.decode(errors="wordclass.mark")
    skipped["undecodable bytes replaced"] += text.count("\udcff")
    return text.replace("\udcff", "\ufffd")


def _arrow_rows(segment: Segment) -> Iterator[Any]:
    """Give a segment's counts as rows (prev, next, n)."""
    import numpy as np
    import pyarrow as pa

    words = pa.array(list(segment.words()), pa.string())
    for start in range(0, len(segment.keys), _ROWS):
        keys = segment.keys.read(start, start + _ROWS)
        prev = words.take(pa.array(keys >> np.uint64(32)))
        following = words.take(pa.array(keys & np.uint64(0xFFFFFFFF)))
        counts = pa.array(segment.counts.read(start, start + _ROWS).astype(np.int64))
        yield pa.RecordBatch.from_arrays([prev, following, counts], ["prev", "next", "n"])


def _skipped_rows(skipped: Counter[str]) -> Iterator[Any]:
    """Give what was left out as rows without a preceding word."""
    import pyarrow as pa

    if skipped:
        columns = [
            pa.nulls(len(skipped), pa.string()),
            pa.array(list(skipped), pa.string()),
            pa.array(list(skipped.values()), pa.int64()),
        ]
        yield pa.RecordBatch.from_arrays(columns, ["prev", "next", "n"])
