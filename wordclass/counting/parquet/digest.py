"""A digest of bigram counts that does not depend on the order of the rows or on the file."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from wordclass.compiling import kernel
from wordclass.counting.counts.numbering import N_BLOCKS
from wordclass.counting.parquet.schema import FIELD_IDS, PROVENANCE_KEY, SAMPLES_KEY, metadata_in
from wordclass.counting.segments.words import Hashes, mixed
from wordclass.errors import InputError

Ids = npt.NDArray[np.uint32]

DIGEST_KEY = "wordclass_digest"


@kernel
def rows_hash(
    prev: Ids, following: Ids, counts: npt.NDArray[np.int64], hashes: Hashes
) -> np.uint64:
    """Sum a hash of every row (preceding word, following word, count), modulo 2^64."""
    total = np.uint64(0)
    for i in range(len(counts)):
        h = mixed(hashes[prev[i]] + np.uint64(0x9E3779B97F4A7C15)) + hashes[following[i]]
        total += mixed(mixed(h) + np.uint64(counts[i]))
    return total


@dataclass
class Digest:
    """The number of rows, the sum of their counts, and a hash of rows and metadata."""

    rows: int = 0
    total: int = 0
    hash: int = 0

    def add(self, prev: Ids, following: Ids, counts: Any, hashes: Hashes, total: int) -> None:
        """Add rows, given as ids into ``hashes``, and the sum of their counts."""
        self.rows += len(counts)
        self.total += total
        self._add_hash(prev, following, counts, hashes)

    def add_blocks(
        self, prev: Ids, following: Ids, counts: Any, block: Any, hashes: Hashes
    ) -> None:
        """Add the counts by block of rows that are also added."""
        self._add_hash(prev, following, counts * N_BLOCKS + block, hashes)

    def _add_hash(self, prev: Ids, following: Ids, counts: Any, hashes: Hashes) -> None:
        self.hash = (self.hash + int(rows_hash(prev, following, counts, hashes))) % 2**64

    def text(self, metadata: Mapping[str, str]) -> str:
        """Return the digest as text for the metadata; it also covers the rest of the metadata."""
        kept = [metadata.get(key, "") for key in (PROVENANCE_KEY, SAMPLES_KEY)]
        sha256 = hashlib.sha256("\0".join(kept).encode(errors="surrogateescape")).hexdigest()
        return json.dumps(
            {"rows": self.rows, "total": self.total, "hash": f"{self.hash:016x}", "meta": sha256}
        )


def check_digest(file: pq.ParquetFile, digest: Digest, path: str | os.PathLike[str]) -> None:
    """Raise an InputError if one of our own files does not contain what was written.

    Files of other programs and of earlier versions have no digest.
    """
    metadata = metadata_in(file)
    marks = {(field.metadata or {}).get(b"PARQUET:field_id") for field in file.schema_arrow}
    ours = {str(mark).encode() for mark in FIELD_IDS.values()} & marks
    if (DIGEST_KEY in metadata or ours) and metadata.get(DIGEST_KEY) != digest.text(metadata):
        raise InputError(
            f"{path}: not the counts that were written: it was damaged, or changed by another "
            "program that kept its metadata; count again"
        )
