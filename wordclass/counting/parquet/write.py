"""Counts as Parquet files, sorted by preceding and following word."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import scipy.sparse as sp

from wordclass.counting.counts.numbering import exact_sum
from wordclass.counting.counts.provenance import Provenance
from wordclass.counting.counts.samples import Samples
from wordclass.counting.counts.vocabulary import Vocabulary
from wordclass.counting.parallel import ahead
from wordclass.counting.parquet.digest import Ids, unknown_hash, word_hashes
from wordclass.counting.parquet.schema import DIGEST_KEY, FIELD_IDS, Digest, metadata_of
from wordclass.files import replacing

Block = tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]  # bigrams as keys, and their counts

ROW_GROUP = 1 << 20  # rows; each group has its own dictionary
_DICTIONARY = 1 << 29  # bytes; with a larger dictionary pyarrow writes plain words
_WORD = pa.dictionary(pa.int32(), pa.large_string())


def save_counts(
    matrix: sp.csr_array,
    vocabulary: Vocabulary,
    provenance: Provenance,
    samples: Samples,
    path: str | os.PathLike[str],
) -> None:
    """Write the parts of counts as one Parquet file; see :meth:`BigramCounts.save`."""
    words, unknown = vocabulary.words, vocabulary.unknown
    order = sorted(range(len(words)), key=lambda i: (i == unknown, words[i]))
    ordered = matrix[order][:, order]
    ordered.sort_indices()
    prev = np.repeat(np.arange(len(words), dtype=np.uint64), np.diff(ordered.indptr))
    keys = (prev << np.uint64(32)) | ordered.indices.astype(np.uint64)
    texts = pa.array(["" if i == unknown else words[i] for i in order], pa.large_string())
    starts, arena = texts.buffers()[1:]
    write_counts(
        np.frombuffer(starts, np.int64), np.frombuffer(arena or b"", np.uint8),
        [(keys, ordered.data)], path, provenance, samples,
        has_unknown=unknown is not None,
    )  # fmt: skip


def write_counts(
    starts: npt.NDArray[np.int64],
    arena: npt.NDArray[np.uint8],
    blocks: Iterable[Block],
    path: str | os.PathLike[str],
    provenance: Provenance,
    samples: Samples = (),
    has_unknown: bool = False,
) -> int:
    """Write sorted counts: the same bytes however they are cut into blocks.

    Parameters
    ----------
    starts, arena : (V + 1,) int64, uint8
        Word i is ``arena[starts[i]:starts[i + 1]]``; the words are sorted by their bytes, and
        word 0 is the boundary.
    blocks : iterable of (keys, counts)
        Distinct bigrams, sorted, with the id of the preceding word in the upper 32 bits.
    samples : tuple of tuple of str
        Sentences to keep with them.
    has_unknown : bool
        Whether the last word is the unknown word, which the file holds as NULL.

    Returns
    -------
    int
        The number of distinct bigrams.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    n_words = len(starts) - 1
    words = pa.LargeStringArray.from_buffers(n_words, pa.py_buffer(starts), pa.py_buffer(arena))
    hashes = word_hashes(starts, arena)
    if has_unknown:
        hashes[-1] = unknown_hash()
    kinds = {"prev": _WORD, "next": _WORD, "count": pa.int64()}
    schema = pa.schema([
        pa.field(name, kind, name != "count", {"PARQUET:field_id": str(FIELD_IDS[name])})
        for name, kind in kinds.items()
    ])  # fmt: skip
    digest, metadata = Digest(), metadata_of(provenance, samples)

    def encoded(block: Block) -> pa.Table:
        keys, counts = block
        prev, following = (keys >> np.uint64(32)).astype(np.uint32), keys.astype(np.uint32)
        digest.add(prev, following, counts, hashes, exact_sum(counts))
        columns = [_encoded(ids, words, has_unknown) for ids in (prev, following)]
        return pa.Table.from_arrays([*columns, _array(counts)], schema=schema)

    with (
        ThreadPoolExecutor(1) as pool,
        replacing(path) as partial,
        pq.ParquetWriter(
            partial, schema, store_schema=False, compression="zstd", compression_level=1,
            dictionary_pagesize_limit=_DICTIONARY, write_page_checksum=True,
            write_statistics=["prev", "count"],  # those of next double the time
        ) as writer,
    ):  # fmt: skip
        for group in ahead(pool, encoded, _row_groups(blocks), 2):
            writer.write_table(group, ROW_GROUP)
        writer.add_key_value_metadata({**metadata, DIGEST_KEY: digest.text(metadata)})
    return digest.rows


def _encoded(ids: Ids, words: pa.Array, has_unknown: bool) -> pa.DictionaryArray:
    """Encode a column of words by a dictionary of those that occur in it."""
    occurs = np.zeros(len(words), dtype=bool)
    occurs[ids] = True
    local = np.flatnonzero(occurs[: len(words) - has_unknown])
    codes = np.full(len(words), -1, dtype=np.int32)
    codes[local] = np.arange(len(local), dtype=np.int32)
    indices = codes[ids]
    known = indices >= 0 if has_unknown else None
    return pa.DictionaryArray.from_arrays(_array(indices, known), words.take(_array(local)))


def _array(
    numbers: npt.NDArray[np.generic], known: npt.NDArray[np.bool_] | None = None
) -> pa.Array:
    """Wrap numbers without copying, NULL where not ``known``; pa.array would import pandas."""
    valid = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))
    kind = pa.from_numpy_dtype(numbers.dtype)
    return pa.Array.from_buffers(kind, len(numbers), [valid, pa.py_buffer(numbers)])


def _row_groups(blocks: Iterable[Block]) -> Iterator[Block]:
    """Cut blocks into row groups of one size."""
    waiting: list[Block] = []
    missing = ROW_GROUP
    for keys, counts in blocks:
        start = 0
        while len(keys) - start >= missing:
            waiting.append((keys[start : start + missing], counts[start : start + missing]))
            yield _joined(waiting)
            start, missing, waiting = start + missing, ROW_GROUP, []
        if start < len(keys):
            waiting.append((keys[start:], counts[start:]))
            missing -= len(keys) - start
    if waiting:
        yield _joined(waiting)


def _joined(parts: list[Block]) -> Block:
    keys, counts = zip(*parts, strict=True)
    return np.concatenate(keys), np.concatenate(counts)
