"""Counts as Parquet files, sorted by preceding and following word."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from wordclass.compiling import kernel
from wordclass.counting.counts.arrow import to_arrow
from wordclass.counting.counts.numbering import Entries, exact_sum
from wordclass.counting.counts.provenance import Provenance
from wordclass.counting.counts.samples import Samples
from wordclass.counting.counts.vocabulary import Vocabulary
from wordclass.counting.parallel import bounded_map
from wordclass.counting.parquet.digest import DIGEST_KEY, Digest, Ids
from wordclass.counting.parquet.schema import BLOCKS, FIELD_IDS, metadata_of
from wordclass.counting.segments import pairs
from wordclass.counting.segments.pairs import Counted
from wordclass.counting.segments.words import WordList
from wordclass.files import replacing

ROW_GROUP = 1 << 20  # rows; each group has its own dictionary
_DICTIONARY = 1 << 29  # bytes; with a larger dictionary pyarrow writes plain words
_WORD = pa.dictionary(pa.int32(), pa.large_string())


def save_counts(
    entries: Entries,
    vocabulary: Vocabulary,
    path: str | os.PathLike[str],
    provenance: Provenance,
    samples: Samples,
) -> None:
    """Write counts as one Parquet file; see :meth:`BigramCounts.save`."""
    words = vocabulary.spellings
    order = sorted(range(len(words)), key=lambda i: (words[i] is None, words[i]))
    entries = entries.renumbered(np.argsort(order))
    block = 0 if entries.block is None else entries.block
    keys = pairs.packed(entries.prev, entries.following, block)
    by_key = np.argsort(keys)
    write_counts(
        WordList.of(words[i] for i in order), [(keys[by_key], entries.counts[by_key])], path,
        provenance, samples, entries.block is not None,
    )  # fmt: skip


def write_counts(
    words: WordList,
    parts: Iterable[Counted],
    path: str | os.PathLike[str],
    provenance: Provenance,
    samples: Samples = (),
    by_block: bool = False,
) -> int:
    """Write sorted counts and return the number of distinct bigrams.

    The bytes do not depend on how the counts are cut into parts, (keys, counts): distinct
    bigrams, sorted, as in :mod:`wordclass.counting.segments.pairs`; those of one preceding word are
    never in two parts. The words are sorted by their bytes, the boundary first. If ``by_block``,
    the counts of each block of sentences are written, too.
    """
    strings, hashes, unknown = words.arrow(pa.large_string()), words.hashes(), words.unknown
    kinds = {"prev": _WORD, "next": _WORD, "count": pa.int64()}
    schema = pa.schema([
        pa.field(name, kind, name != "count", {"PARQUET:field_id": str(FIELD_IDS[name])})
        for name, kind in kinds.items()
    ] + [pa.field("blocks", BLOCKS, False)] * by_block)  # fmt: skip
    digest, metadata = Digest(), metadata_of(provenance, samples)

    def encoded(group: Counted) -> pa.Table:
        keys, counts = group
        prev, following, block = pairs.unpacked(keys)
        lists = []
        if by_block:
            digest.add_blocks(prev, following, counts, block, hashes)
            first = pairs.first_of_each(keys)
            ends = np.append(first, len(keys)).astype(np.int32)
            both = [to_arrow(block), to_arrow(counts)]
            parts = pa.StructArray.from_arrays(both, fields=list(BLOCKS.value_type))
            lists = [pa.ListArray.from_arrays(to_arrow(ends), parts, type=BLOCKS)]
            prev, following = prev[first], following[first]
            counts = np.add.reduceat(counts, first)
        digest.add(prev, following, counts, hashes, exact_sum(counts))
        columns = [_encoded(ids, strings, unknown) for ids in (prev, following)]
        return pa.Table.from_arrays([*columns, to_arrow(counts), *lists], schema=schema)

    with (
        ThreadPoolExecutor(1) as pool,
        replacing(path) as partial,
        pa.OSFile(os.fsencode(partial), "wb") as file,
        pq.ParquetWriter(
            file, schema, store_schema=False, compression="zstd", compression_level=1,
            dictionary_pagesize_limit=_DICTIONARY, write_page_checksum=True,
            write_statistics=["prev", "count"],  # those of next double the time
        ) as writer,
    ):  # fmt: skip
        for group in bounded_map(pool, encoded, _row_groups(parts, by_block), 2):
            writer.write_table(group, ROW_GROUP)
        writer.add_key_value_metadata({**metadata, DIGEST_KEY: digest.text(metadata)})
    return digest.rows


def _encoded(ids: Ids, words: pa.Array, unknown: int | None) -> pa.DictionaryArray:
    """Encode a column of words by a dictionary of those that occur in it."""
    codes = np.full(len(words), -1, dtype=np.int32)
    indices = dictionary_codes(ids, codes, len(words) if unknown is None else unknown)
    known = None if unknown is None else indices >= 0
    local = np.flatnonzero(codes >= 0)
    return pa.DictionaryArray.from_arrays(to_arrow(indices, known), words.take(to_arrow(local)))


@kernel
def dictionary_codes(ids: Ids, codes: npt.NDArray[np.int32], n_known: int) -> Any:
    """Number the words that occur, in order, and return the number of each row's word.

    ``codes``, -1 for every word, receives the numbers; the unknown word keeps -1.
    """
    for i in range(len(ids)):
        codes[ids[i]] = 0
    n = 0
    for word in range(n_known):
        if codes[word] == 0:
            codes[word] = n
            n += 1
    codes[n_known:] = -1
    indices = np.empty(len(ids), dtype=np.int32)
    for i in range(len(ids)):
        indices[i] = codes[ids[i]]
    return indices


def _row_groups(parts: Iterable[Counted], by_block: bool) -> Iterator[Counted]:
    """Cut and join parts into row groups of one size."""
    waiting: list[Counted] = []
    missing = ROW_GROUP
    for keys, counts in parts:
        first: Any = range(len(keys) + 1)  # where each row begins
        if by_block:
            first = np.append(pairs.first_of_each(keys), len(keys))
        start = 0
        while start + missing < len(first):
            part = slice(first[start], first[start + missing])
            waiting.append((keys[part], counts[part]))
            yield _joined(waiting)
            start, missing, waiting = start + missing, ROW_GROUP, []
        if start < len(first) - 1:
            waiting.append((keys[first[start] :], counts[first[start] :]))
            missing -= len(first) - 1 - start
    if waiting:
        yield _joined(waiting)


def _joined(parts: list[Counted]) -> Counted:
    keys, counts = zip(*parts, strict=True)
    return np.concatenate(keys), np.concatenate(counts, dtype=np.int64)
