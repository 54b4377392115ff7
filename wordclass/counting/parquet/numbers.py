"""Numbers between NumPy and Arrow without a copy; pyarrow's own conversions import pandas."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc


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
