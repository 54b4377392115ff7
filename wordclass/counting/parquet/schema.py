"""The schema and metadata of counts files: provenance and sample sentences."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from wordclass.counting.counts.arrow import is_text
from wordclass.counting.counts.provenance import Provenance
from wordclass.counting.counts.samples import Samples
from wordclass.errors import InputError

PROVENANCE_KEY, SAMPLES_KEY = "wordclass", "wordclass_samples"
# Field ids that identify our own files even if their metadata is lost.
FIELD_IDS = {"prev": 1_465_074_737, "next": 1_465_074_738, "count": 1_465_074_739}
# The column `blocks`: the count in each block of sentences in which there is one.
BLOCKS = pa.list_(
    pa.field(
        "element",
        pa.struct([pa.field("block", pa.uint8(), False), pa.field("count", pa.int64(), False)]),
        False,
    )
)
_SPARK_KEY = "org.apache.spark.sql.parquet.row.metadata"


def metadata_of(provenance: Provenance, samples: Samples) -> dict[str, str]:
    """Return the key-value metadata of a counts file."""
    found = {PROVENANCE_KEY: json.dumps(provenance.to_dict(), sort_keys=True)}
    return {**found, SAMPLES_KEY: json.dumps(samples)} if samples else found


@contextmanager
def readable(path: str | os.PathLike[str]) -> Iterator[None]:
    """Convert the errors that pyarrow raises for a damaged file to an InputError that names it."""
    try:
        yield
    except InputError:
        raise
    except (pa.ArrowException, OSError, UnicodeDecodeError, MemoryError, OverflowError) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0][:200]
        raise InputError(
            f"{path}: not a counts file, or a damaged one ({reason.rstrip('.')}); make one of a "
            "text with `wordclass count`"
        ) from None


def files_of(path: str | os.PathLike[str]) -> list[str]:
    """List the file, or the parts of a dataset in a folder."""
    found = Path(path)
    if not found.exists():
        raise InputError(f"no such counts file: {path}; make it with `wordclass count`")
    if not found.is_dir():
        return [os.fspath(path)]
    parts = sorted(os.fspath(part) for part in found.glob("*.parquet"))
    if not parts:
        raise InputError(f"{path}: no .parquet file in this folder")
    return parts


def metadata_in(file: pq.ParquetFile) -> dict[str, str]:
    """Return a file's key-value metadata, with bytes that are not UTF-8 as surrogates."""
    return {
        key.decode(errors="surrogateescape"): value.decode(errors="surrogateescape")
        for key, value in (file.metadata.metadata or {}).items()
    }


def provenance_in(metadata: Mapping[str, str], path: str | os.PathLike[str]) -> Provenance:
    """Parse the provenance of a counts file; empty if another program wrote the file."""
    text = metadata.get(PROVENANCE_KEY)
    try:
        if text is None and _SPARK_KEY in metadata:
            # Spark stores it in its own schema, as metadata of the column count.
            fields = json.loads(metadata[_SPARK_KEY])["fields"]
            columns = {field["name"]: field["metadata"] for field in fields}
            text = columns["count"].get(PROVENANCE_KEY)
        return Provenance() if text is None else Provenance.from_dict(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path}: its provenance is damaged; count again") from None


def samples_in(metadata: Mapping[str, str], path: str | os.PathLike[str]) -> Samples:
    """Parse the sentences kept with the counts of a file."""
    try:
        sentences = json.loads(metadata.get(SAMPLES_KEY, "[]"))
        sound = isinstance(sentences, list) and all(
            isinstance(sentence, list) and all(isinstance(token, str) for token in sentence)
            for sentence in sentences
        )
    except (ValueError, RecursionError):
        sound = False
    if not sound:
        raise InputError(f"{path}: its sample sentences are damaged; count again")
    return tuple(tuple(sentence) for sentence in sentences)


def has_blocks(file: pq.ParquetFile) -> bool:
    """Whether a file has the column ``blocks``, in any width of its numbers."""
    schema = file.schema_arrow
    kind = schema.field("blocks").type if "blocks" in schema.names else None
    if kind is None or not (pa.types.is_list(kind) and pa.types.is_struct(kind.value_type)):
        return False
    fields = {field.name: field.type for field in kind.value_type}
    return set(fields) == {"block", "count"} and all(map(pa.types.is_integer, fields.values()))


def check_columns(file: pq.ParquetFile, path: str | os.PathLike[str]) -> None:
    """Raise an InputError unless a file has the three columns with valid types."""
    schema = file.schema_arrow
    kinds = {"prev": ("string", is_text), "next": ("string", is_text),
             "count": ("int64", pa.types.is_integer)}  # fmt: skip
    types = {field.name: field.type for field in schema}
    for name, (wanted, is_right) in kinds.items():
        if name not in types or not is_right(types[name]):
            found = ", ".join(f"{field.name}: {field.type}" for field in schema)
            raise InputError(
                f"{path}: not bigram counts: column {name} should be of type {wanted}; "
                f"the file has {found}"
            )
