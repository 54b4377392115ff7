"""Reading counts files in batches of rows, with words as ids; every row is validated."""

import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wordclass.counting.counts.arrow import COLUMNS, to_arrow, to_numpy
from wordclass.counting.counts.numbering import N_BLOCKS, Entries, check_total, exact_sum
from wordclass.counting.counts.provenance import Provenance
from wordclass.counting.counts.samples import Samples
from wordclass.counting.parquet import schema
from wordclass.counting.parquet.digest import Digest, Ids, check_digest
from wordclass.counting.parquet.schema import check_columns, files_of, has_blocks, readable
from wordclass.counting.segments.words import WordList
from wordclass.errors import InputError
from wordclass.files import open_parquet

BOUNDARY, UNKNOWN = 0, 1  # ids
_BATCH = 1 << 20


class WordIndex:
    """Words, a large binary array, numbered in order of occurrence, and a hash of each.

    The boundary and the unknown word come first.
    """

    def __init__(self) -> None:
        first = WordList.of(["", None])
        self.words, self.hashes = first.arrow(), first.hashes()

    def __len__(self) -> int:
        return len(self.words)

    def add(self, dictionaries: list[pa.Array]) -> list[Ids]:
        """Number the words of several dictionaries."""
        known = len(self.words)
        chunks = [self.words, *(one.cast(pa.large_binary()) for one in dictionaries)]
        encoded = pa.chunked_array(chunks, pa.large_binary()).dictionary_encode()
        self.words = encoded.chunk(0).dictionary
        new = WordList.of_arrow(self.words.slice(known)).hashes()
        self.hashes = np.concatenate([self.hashes, new])
        ids = np.concatenate([  # an empty dictionary has no chunk
            to_numpy(chunk.indices, UNKNOWN) for chunk in encoded.chunks
        ])[known:].astype(np.uint32)  # fmt: skip
        ends = np.cumsum([len(one) for one in dictionaries])
        return np.split(ids, ends[:-1])


class CountsReader:
    """Reads a counts file, or a dataset in a folder."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = path
        self.n_rows = 0
        self.by_block = True
        self._files = files_of(path)
        self._metadata: dict[str, str] = {}  # of the first file that has each
        for name in self._files:
            with readable(path), open_parquet(name) as file:
                check_columns(file, path)
                self.n_rows += file.metadata.num_rows
                self.by_block = self.by_block and has_blocks(file)
                self._metadata = schema.metadata_in(file) | self._metadata

    @cached_property
    def provenance(self) -> Provenance:
        """Of the counts; empty if another program wrote them."""
        return schema.provenance_in(self._metadata, self.path)

    @cached_property
    def samples(self) -> Samples:
        """The sentences kept with the counts."""
        return schema.samples_in(self._metadata, self.path)

    def rows(self, index: WordIndex, at_a_time: int, by_block: bool = False) -> Iterator[Entries]:
        """Yield the rows with the ids of an index, in groups of at least ``at_a_time`` rows.

        ``by_block`` yields the count in each block of sentences instead, if the file has them. An
        InputError says what is damaged or not valid; the digest is compared after the last row.
        """
        total = 0
        for name in self._files:
            digest = Digest()
            with (
                readable(self.path),
                open_parquet(
                    name, read_dictionary=_dictionaries(name), page_checksum_verification=True
                ) as file,
            ):
                columns = [*COLUMNS, *["blocks"] * has_blocks(file)]
                read = file.iter_batches(_BATCH, columns=columns) if file.num_row_groups else ()
                for batches in _grouped(read, at_a_time):
                    prev, following = _ids(batches, index)
                    counts, sum_ = self._counts(batches)
                    total += sum_
                    check_total(total, f"{self.path}: ")
                    rows = Entries(prev, following, counts.astype(np.int64, copy=False))
                    digest.add(*rows[:3], index.hashes, sum_)
                    if len(columns) > len(COLUMNS):
                        block_rows = self._by_block(rows, batches)
                        digest.add_blocks(*block_rows, index.hashes)
                        rows = block_rows if by_block else rows
                    yield rows
                check_digest(file, digest, self.path)
        if total == 0:
            raise InputError(f"{self.path}: no counts in this file")

    def _by_block(self, rows: Entries, batches: list[pa.RecordBatch]) -> Entries:
        """Divide rows among the blocks of their sentences."""
        lists = pa.chunked_array([batch.column("blocks") for batch in batches]).combine_chunks()
        parts = lists.flatten()
        block, counts = (parts.field(name) for name in ("block", "count"))
        row = to_numpy(pc.list_parent_indices(lists))
        if not (parts.null_count or block.null_count or counts.null_count):
            block, counts = (to_numpy(column).astype(np.int64) for column in (block, counts))
            found = Entries(rows.prev[row], rows.following[row], counts, block)
            if _blocks_sum_to(found, row, rows.counts):
                return found
        raise InputError(f"{self.path}: a count is not the sum of its blocks; count again")

    def _counts(self, batches: list[pa.RecordBatch]) -> tuple[npt.NDArray[Any], int]:
        columns = [batch.column("count") for batch in batches]
        if any(column.null_count for column in columns):
            raise InputError(f"{self.path}: a count is missing; counts are 1 or more")
        counts = np.concatenate([to_numpy(column) for column in columns])
        if (lowest := counts.min(initial=1)) < 1:
            raise InputError(f"{self.path}: a count is {lowest}; counts are 1 or more")
        if counts.dtype.itemsize < 8:
            counts = counts.astype(np.int64)
        return counts, exact_sum(counts)


def _blocks_sum_to(parts: Entries, row: npt.NDArray[Any], totals: npt.NDArray[np.int64]) -> bool:
    """Whether the counts by block are valid and those of each row sum to its total."""
    block, counts = parts.block, parts.counts
    assert block is not None
    if block.min(initial=0) < 0 or block.max(initial=0) >= N_BLOCKS or counts.min(initial=1) < 1:
        return False
    if exact_sum(counts) != exact_sum(totals):  # or a sum of a row might overflow
        return False
    sums = np.zeros(len(totals), dtype=np.int64)
    np.add.at(sums, row, counts)
    return bool((sums == totals).all())


def is_counts(path: str | os.PathLike[str]) -> bool:
    """Whether a path is a file or a dataset of counts, rather than a text."""
    try:
        CountsReader(path)
    except InputError:
        return False
    return True


def _dictionaries(name: str) -> list[str]:
    """List the columns to read as ids; none if pyarrow cannot do so for their encoding."""
    columns = [*COLUMNS[:2]]
    try:
        with open_parquet(name, read_dictionary=columns) as file:
            next(file.iter_batches(1, columns=columns), None)
    except (pa.ArrowException, OSError):
        return []
    return columns


def _grouped(batches: Iterable[pa.RecordBatch], at_a_time: int) -> Iterator[list[pa.RecordBatch]]:
    """Collect batches, since looking up the words of several at once is faster."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        batch.validate(full=True)
        waiting.append(batch)
        if sum(map(len, waiting)) >= at_a_time:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _ids(batches: list[pa.RecordBatch], index: WordIndex) -> list[Ids]:
    """Return the columns of words as ids; look up all their dictionaries at once."""
    columns = [batch.column(name) for name in COLUMNS[:2] for batch in batches]
    encoded = [
        column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        for column in columns
    ]
    new_ids = index.add([column.dictionary for column in encoded])
    ids = [
        to_numpy(to_arrow(new_id).take(column.indices), UNKNOWN)
        for column, new_id in zip(encoded, new_ids, strict=True)
    ]
    return [np.concatenate(ids[: len(batches)]), np.concatenate(ids[len(batches) :])]
