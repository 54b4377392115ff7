"""Models on disk: one safetensors file of arrays and JSON, nothing executable.

Memberships are stored as sparse rows: hard and sparse classes are mostly zeros. Everything
read back is validated, for a file may be damaged or malicious.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Never

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from wordclass.counting.counts.provenance import Provenance
from wordclass.counting.counts.vocabulary import BOUNDARY, Vocabulary
from wordclass.counting.segments.words import WordList
from wordclass.errors import InputError, check_path
from wordclass.files import replacing
from wordclass.models.arrays import SIDES, FloatArray, IntArray
from wordclass.models.fitted.names import check_names
from wordclass.models.fitted.probabilities import ClassProbabilities
from wordclass.models.fitted.stability import Stability

_FORMAT = 1
_BY_SIDE: dict[str, type[np.generic]] = {
    "found": np.int64, "jaccard": np.float64, "words": np.float64,
}  # fmt: skip
_MEMBERSHIPS = ("p_left_given_prev", "p_right_of_next")  # each (V, classes), as sparse rows


def save_model(model: ClassProbabilities, path: str | os.PathLike[str]) -> None:
    """Write a model to one file; see :meth:`WordClassModel.save`."""
    words = WordList.of(model.vocabulary.words)
    arrays: dict[str, npt.NDArray[Any]] = {
        "p_right_given_left": model.p_right_given_left,
        "prev_counts": model.prev_counts,
        "next_counts": model.next_counts,
        "interpolation": model.interpolation,
        "history": np.array(model.history, dtype=np.float64),
        "words": words.arena,
        "word_ends": words.starts[1:],
    }
    for name, rows in zip(_MEMBERSHIPS, (model.left_rows, model.emission_rows), strict=True):
        arrays[f"{name}.data"] = rows.data
        arrays[f"{name}.indices"] = rows.indices.astype(np.int64)
        arrays[f"{name}.indptr"] = rows.indptr.astype(np.int64)
    if model.stability is not None:
        arrays |= _stability_arrays(model.stability)
    described = {
        "format": _FORMAT,
        "method": model.method,
        "settings": model.settings,
        "seed": model.seed,
        "tied": model.tied,
        "finished": model.finished,
        "unknown": model.vocabulary.unknown,
        "provenance": model.provenance.to_dict(),
    }
    if names := {side: model.class_names[side] for side in model.sides if model.class_names[side]}:
        described["class_names"] = names
    if model.stability is not None:
        described["resamples"] = model.stability.n_resamples
    header = {"wordclass": json.dumps(described, sort_keys=True)}
    contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    with replacing(path) as partial:
        partial.write_bytes(save(contiguous, header))


def read_model(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The fields of a saved model, by name; see :func:`wordclass.load`."""
    check_path("path", path)
    if not Path(path).is_file():
        kind = "a folder, not a model file" if Path(path).is_dir() else "no such model file"
        raise InputError(f"{path}: {kind}; wordclass fit -o writes one")
    try:
        with safe_open(path, framework="numpy") as file:
            header = (file.metadata() or {}).get("wordclass")
            if header is None:
                raise ValueError("a safetensors file without a model")
            described = json.loads(header, parse_constant=_no_number)
            arrays = {name: file.get_tensor(name) for name in file.keys()}
    except (SafetensorError, OSError, KeyError, TypeError, ValueError, RecursionError) as error:
        with suppress(OSError), open(path, "rb") as file:
            check_not_parquet(path, file.read(4))
        raise InputError(
            f"{path} is not a wordclass model, or is damaged ({error}); fit it again"
        ) from error
    if not isinstance(described, dict) or described.get("format") != _FORMAT:
        raise InputError(f"{path} was written by another version of wordclass; fit it again")
    try:
        return _checked(described, arrays)
    except KeyError as error:
        raise InputError(f"{path} is damaged ({error} is missing); fit it again") from error
    except (InputError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise InputError(f"{path} is damaged ({error}); fit it again") from error


def check_not_parquet(path: str | os.PathLike[str], head: bytes) -> None:
    """Raise an InputError if what should be a model begins as counts do."""
    if head.startswith(b"PAR1"):
        raise InputError(
            f"{path} is a Parquet file, as counts are, not a model; wordclass fit makes one"
        )


def _no_number(constant: str) -> Never:
    raise ValueError(f"{constant} is not a number of JSON")


def _checked(described: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> dict[str, Any]:
    """The fields of a model, each validated."""
    table = _probabilities(arrays["p_right_given_left"])
    vocabulary = _vocabulary(arrays, described["unknown"])
    n_words = len(vocabulary)
    prev_counts, next_counts = (
        _word_counts(arrays[name], n_words) for name in ("prev_counts", "next_counts")
    )
    left, emission = _memberships(arrays, n_words, table.shape)
    interpolation = _probabilities(arrays["interpolation"])
    _require(interpolation.shape[1] == 4, "there are not four interpolation weights")
    history = _array(arrays["history"], np.float64, 1)
    _require(bool(np.isfinite(history).all()), "the history is not finite")
    typed: dict[str, Callable[[Any], bool]] = {
        "method": lambda x: isinstance(x, str),
        "settings": lambda x: isinstance(x, dict),
        "seed": lambda x: type(x) is int and 0 <= x < 2**63,
        "tied": lambda x: isinstance(x, bool),
        "finished": lambda x: isinstance(x, bool),
    }
    for name, is_right in typed.items():
        _require(is_right(described[name]), f"{name} is {described[name]!r}")
    square = table.shape[0] == table.shape[1]
    _require(square or not described["tied"], "tied classes, but the sides differ in number")
    names = check_names(
        described.get("class_names", {}), table.shape[0] - 1, table.shape[1] - 1, described["tied"]
    )
    stability = _stability(described.get("resamples"), arrays)
    if stability is not None:
        stability.check(table.shape, n_words)
    return dict(
        left_rows=left,
        p_right_given_left=table,
        emission_rows=emission,
        prev_counts=prev_counts,
        next_counts=next_counts,
        vocabulary=vocabulary,
        history=tuple(history.tolist()),
        interpolation=interpolation,
        provenance=Provenance.from_dict(described["provenance"]),
        class_names=names,
        stability=stability,
        **{name: described[name] for name in typed},
    )


def _vocabulary(arrays: dict[str, npt.NDArray[Any]], unknown: Any) -> Vocabulary:
    words = _words(_array(arrays["words"], np.uint8, 1), _array(arrays["word_ends"], np.int64, 1))
    _require(words[0] == BOUNDARY, "word 0 is not the sentence boundary")
    _require(
        unknown is None or (type(unknown) is int and 0 < unknown < len(words)),
        "the id of the unknown word is out of range",
    )
    known = words if unknown is None else words[:unknown] + words[unknown + 1 :]
    _require(len(set(known)) == len(known), "a word occurs twice")
    return Vocabulary(words, unknown)


def _word_counts(array: npt.NDArray[Any], n_words: int) -> IntArray:
    n = _array(array, np.int64, 1)
    _require(n.shape == (n_words,) and bool((n >= 0).all()), "the word counts are wrong")
    total = n.sum(dtype=np.float64)  # which cannot overflow
    _require(0 < total < 2**62, "the word counts sum to zero or overflow")
    return n


def _memberships(
    arrays: dict[str, npt.NDArray[Any]], n_words: int, n_classes: tuple[int, ...]
) -> tuple[sp.csr_array, sp.csr_array]:
    """(V, L+1) p(c|a) and (V, K+1) p(b|d)."""
    left, emission = (
        _sparse_rows(arrays, name, (n_words, n))
        for name, n in zip(_MEMBERSHIPS, n_classes, strict=True)
    )
    by_class = np.bincount(emission.indices, emission.data, minlength=emission.shape[1])
    for values, totals in ((left.data, left.sum(axis=1)), (emission.data, by_class)):
        _require(_sum_to_one(values, totals), "rows of probabilities do not sum to 1")
    return left, emission


def _stability_arrays(stability: Stability) -> dict[str, npt.NDArray[Any]]:
    arrays = {"stability.low": stability.low, "stability.high": stability.high}
    for name, kind in _BY_SIDE.items():
        for side, array in getattr(stability, name).items():
            arrays[f"stability.{name}.{side}"] = array.astype(kind)
    return arrays


def _stability(n_resamples: Any, arrays: dict[str, npt.NDArray[Any]]) -> Stability | None:
    if n_resamples is None:
        return None
    _require(type(n_resamples) is int and n_resamples > 0, "the number of resamples is wrong")
    by_side: dict[str, Any] = {
        name: {side: _array(arrays[f"stability.{name}.{side}"], kind, 1) for side in SIDES}
        for name, kind in _BY_SIDE.items()
    }
    low, high = (_array(arrays[f"stability.{name}"], np.float64, 2) for name in ("low", "high"))
    return Stability(n_resamples, low=low, high=high, **by_side)


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise InputError(otherwise)


def _array(array: npt.NDArray[Any], dtype: type[np.generic], ndim: int) -> npt.NDArray[Any]:
    _require(array.dtype == dtype and array.ndim == ndim, "an array has the wrong type or shape")
    return array


def _probabilities(array: npt.NDArray[Any]) -> FloatArray:
    _array(array, np.float64, 2)
    sound = array.size > 0 and _sum_to_one(array, array.sum(axis=1))
    _require(sound, "rows of probabilities do not sum to 1")
    return array


def _sum_to_one(values: npt.NDArray[Any], totals: npt.NDArray[Any]) -> bool:
    """Whether all are at least 0 and each total is 1; a NaN or an infinity is neither."""
    return bool((values >= 0).all() and (np.abs(totals - 1) < 1e-5).all())


def _words(text: npt.NDArray[np.uint8], ends: IntArray) -> tuple[str, ...]:
    """The words of their concatenation in UTF-8, cut where each ends."""
    _require(len(ends) > 0 and ends[-1] == len(text), "the words do not fill their array")
    _require(bool((np.diff(ends, prepend=0) >= 0).all()), "the words overlap")
    return tuple(WordList(np.append(0, ends), text).decoded())


def _sparse_rows(
    arrays: dict[str, npt.NDArray[Any]], name: str, shape: tuple[int, int]
) -> sp.csr_array:
    data = _array(arrays[f"{name}.data"], np.float64, 1)
    indices = _array(arrays[f"{name}.indices"], np.int64, 1)
    indptr = _array(arrays[f"{name}.indptr"], np.int64, 1)
    # SciPy trusts the last pointer: it checks nothing if that says that there are no entries.
    in_order = len(indptr) > 0 and indptr[0] == 0 and bool((indptr[1:] >= indptr[:-1]).all())
    _require(in_order and indptr[-1] == len(indices), "the rows overlap or leave entries out")
    rows = sp.csr_array((data, indices, indptr), shape=shape)
    rows.check_format(full_check=True)
    return rows
