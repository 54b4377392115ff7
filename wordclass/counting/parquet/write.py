"""Counts as Parquet files, written whole and sorted."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.provenance import Provenance
from wordclass.counting.memory import Budget
from wordclass.counting.parquet.pages import ROW_GROUP, CountsFile, Encoder, Group
from wordclass.counting.parquet.schema import metadata
from wordclass.counting.segments.merging import Block, Merged
from wordclass.counting.segments.parallel import ahead
from wordclass.counting.segments.sampling import Sample
from wordclass.counting.segments.segment import Column, pack
from wordclass.files import replacing


def save_counts(counts: BigramCounts, path: str | os.PathLike[str]) -> None:
    """Write counts as one Parquet file; see :meth:`BigramCounts.save`.

    Raises
    ------
    InputError
        When nothing can be written there.
    """
    words, unknown = counts.vocabulary.words, counts.vocabulary.unknown
    order = sorted(range(len(words)), key=lambda i: (i == unknown, words[i]))
    rank = np.empty(len(words), dtype=np.uint64)
    rank[order] = np.arange(len(words), dtype=np.uint64)
    entries = counts.matrix.tocoo()
    keys = (rank[entries.row] << np.uint64(32)) | rank[entries.col]
    by_key = np.argsort(keys)
    merged = Merged(
        *pack("" if i == unknown else words[i] for i in order),
        np.diff(counts.matrix.indptr)[order],
        [(Column(keys[by_key], np.uint64), Column(entries.data[by_key], np.int64))],
        has_unknown=unknown is not None,
    )
    write_counts(merged, path, counts.provenance, Budget.of(None, 1), samples=counts.samples)


def write_counts(
    merged: Merged,
    path: str | os.PathLike[str],
    provenance: Provenance,
    budget: Budget,
    samples: Sample = (),
) -> int:
    """Write merged counts, in order: the same bytes whatever the budget.

    Parameters
    ----------
    samples : tuple of tuple of str
        Sentences to keep with them.

    Returns
    -------
    int
        How many different bigrams there are.

    Raises
    ------
    InputError
        When nothing can be written there.
    """
    encoder = Encoder(
        merged.starts, merged.arena, merged.n_words - 1 if merged.has_unknown else None
    )

    def encoded(block: Block) -> list[Group]:
        return list(encoder.groups(*block))

    with (
        replacing(path) as partial,
        partial.open("wb") as file,
        ThreadPoolExecutor(budget.threads) as pool,
    ):
        counts_file = CountsFile(file)
        rows = _in_row_groups(merged.blocks(budget))
        for groups in ahead(pool, encoded, rows, 2 * budget.threads):
            for group in groups:
                counts_file.append(group)
        counts_file.finish(metadata(provenance, samples))
    return counts_file.n_rows


def _in_row_groups(blocks: Iterator[Block]) -> Iterator[Block]:
    """Cut blocks anew into row groups, for the same bytes however they came."""
    rest: list[Block] = []
    missing = ROW_GROUP
    for keys, counts in blocks:
        start = 0
        while len(keys) - start >= missing:
            rest.append((keys[start : start + missing], counts[start : start + missing]))
            yield _joined(rest)
            start, missing, rest = start + missing, ROW_GROUP, []
        if start < len(keys):
            rest.append((keys[start:], counts[start:]))
            missing -= len(keys) - start
    if rest:
        yield _joined(rest)


def _joined(parts: list[Block]) -> Block:
    if len(parts) == 1:
        return parts[0]
    keys, counts = zip(*parts, strict=True)
    return np.concatenate(keys), np.concatenate(counts)
