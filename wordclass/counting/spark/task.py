"""The work of one Spark task: the lines of a partition to rows of partial counts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from wordclass.counting.segments.counter import PairCounter
from wordclass.counting.segments.pairs import unpacked
from wordclass.counting.segments.segment import Segment
from wordclass.counting.settings import CountSettings
from wordclass.counting.text.decoding import MARK, MARKED, replaced, unmarked
from wordclass.counting.text.formats import Sentence, jsonl_values, value_sentences
from wordclass.counting.text.sentences import split_texts
from wordclass.counting.tokens.batches import BatchTokenizer, batches
from wordclass.errors import InputError

_TASK_KEYS, _TASK_WORDS = 1 << 24, 1 << 21  # of the counter in a task, 320 MB when full
_ROWS = 1 << 17  # rows in an Arrow batch
ROW = "prev string, next string, block int, n long"
_ROW_NAMES = [field.split()[0] for field in ROW.split(", ")]


@dataclass(frozen=True)
class CountingTask:
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
                counter.add(block, tokenized=True)
                while waiting:
                    yield from _arrow_rows(waiting.pop())
        counter.flush()
        while waiting:
            yield from _arrow_rows(waiting.pop())
        yield from _skipped_rows(skipped)

    def _sentences(self, column: Any, skipped: Counter[str]) -> Iterator[Sentence]:
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
        yield from split_texts(value_sentences(values, "the column", skipped), settings.sentences)


def _decoded(value: bytes | None, errors: str, skipped: Counter[str]) -> str | None:
    """Decode a text, whose bytes Spark does not check, as :func:`decode` does; None to skip it."""
    if value is None:
        skipped["rows without text"] += 1
        return None
    text = value.decode(errors=MARKED).replace("\0", MARK)
    if errors == "strict" and MARK in text:
        offset = len(text[: text.index(MARK)].encode())
        raise InputError(
            f"the line {value[:60]!r}, byte offset {offset}, is not utf-8; convert the text, or "
            "use {errors}",
            errors="replace",
        )
    text = text.removeprefix("\ufeff")
    return replaced(text, skipped) if errors == "replace" else next(unmarked([text], skipped), None)


def _arrow_rows(segment: Segment) -> Iterator[Any]:
    """Yield the counts of a segment as rows (prev, next, n)."""
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
    if skipped:
        columns = [
            pa.nulls(len(skipped), pa.string()),
            pa.array(list(skipped), pa.string()),
            pa.nulls(len(skipped), pa.int32()),
            pa.array(list(skipped.values()), pa.int64()),
        ]
        yield pa.RecordBatch.from_arrays(columns, _ROW_NAMES)
