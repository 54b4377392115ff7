"""Counts as Arrow tables, by the PyCapsule interface that pandas, polars, DuckDB and R share.

Numbers pass between NumPy and Arrow without a copy; pyarrow's own conversions import pandas.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp

from wordclass.counting.counts.numbering import Entries, as_counts
from wordclass.counting.counts.vocabulary import UNKNOWN_LABEL, Vocabulary
from wordclass.errors import InputError

COLUMNS = ("prev", "next", "count")


def to_arrow(
    numbers: npt.NDArray[np.generic], known: npt.NDArray[np.bool_] | None = None
) -> pa.Array:
    """Wrap numbers, NULL where not ``known``."""
    valid = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))
    kind = pa.from_numpy_dtype(numbers.dtype)
    return pa.Array.from_buffers(kind, len(numbers), [valid, pa.py_buffer(numbers)])


def to_numpy(numbers: pa.Array, null: int = 0) -> npt.NDArray[Any]:
    """View numbers; only where there is a NULL, it is replaced, in a copy."""
    return np.from_dlpack(pc.fill_null(numbers, null) if numbers.null_count else numbers)


def to_table(matrix: sp.csr_array, vocabulary: Vocabulary) -> pa.Table:
    """A table of the columns of a file of counts, in the order of the word ids.

    The boundary is the empty string and the unknown word NULL.
    """
    words = pa.array(vocabulary.spellings, pa.large_string())
    entries = matrix.tocoo()
    columns = [words.take(pa.array(ids)) for ids in (entries.row, entries.col)]
    return pa.table([*columns, pa.array(entries.data)], names=list(COLUMNS))


def from_table(source: Any) -> tuple[Entries, list[str], int | None]:
    """Read a table with the columns ``prev``, ``next`` and ``count``, of any library.

    Return the bigrams as ids, the words, and the index of the unknown word among them, if any.
    """
    try:
        table = pa.table(source)
        missing = [name for name in COLUMNS if name not in table.column_names]
        if missing:
            raise InputError(
                f"the table has no column {missing[0]!r}; counts have the columns "
                f"{', '.join(COLUMNS)}"
            )
        n = table.num_rows
        both = [chunk for name in COLUMNS[:2] for chunk in _words(table[name]).chunks]
        encoded = pa.chunked_array(both, pa.large_string()).combine_chunks().dictionary_encode()
        words = encoded.dictionary.to_pylist()
        unknown = None
        if encoded.null_count:
            unknown = len(words)
            words.append(UNKNOWN_LABEL)
        ids = np.asarray(pc.fill_null(encoded.indices, unknown or 0), dtype=np.int64)
        entries = Entries(ids[:n], ids[n:], as_counts(table["count"].to_numpy()))
        return entries, words, unknown
    except pa.ArrowException as error:
        raise InputError(f"the table cannot be read as counts: {error}") from None


def _words(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of words, categories or not, as plain strings."""
    if not is_text(column.type):
        raise InputError(f"the columns prev and next must be words, not {column.type}")
    if pa.types.is_dictionary(column.type):
        column = pa.chunked_array(
            [part.dictionary.cast(pa.large_string()).take(part.indices) for part in column.chunks],
            pa.large_string(),
        )
    return column.cast(pa.large_string())


def is_text(kind: pa.DataType) -> bool:
    """Whether a column of this type holds strings, as categories or not."""
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return any(
        test(kind)
        for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    )
