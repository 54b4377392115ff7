"""Counts files as DuckDB sees them: columns, provenance, and what to believe of both."""

import json
import os
from pathlib import Path
from typing import Any

from wordclass.counting.counts.numbering import MOST
from wordclass.counting.counts.provenance import Provenance, Source
from wordclass.counting.segments.sampling import Sample
from wordclass.errors import InputError

METADATA_KEY, SAMPLES_KEY = "wordclass", "wordclass_samples"
_SPARK_KEY = "org.apache.spark.sql.parquet.row.metadata"
_INTEGERS = ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UBIGINT", "UINTEGER", "USMALLINT",
             "UTINYINT")  # fmt: skip


def connect(database: str = ":memory:", **settings: Any) -> Any:
    """Open DuckDB, quietly: its own progress bar would go to stdout."""
    import duckdb

    connection = duckdb.connect(database, config=settings)
    connection.execute("SET enable_progress_bar = false")
    return connection


def metadata(provenance: Provenance, samples: Sample = ()) -> dict[str, str]:
    """Give what a counts file's footer says besides: provenance and sample sentences."""
    found = {METADATA_KEY: json.dumps(provenance.to_dict(), sort_keys=True)}
    return {**found, SAMPLES_KEY: json.dumps(samples)} if samples else found


def quoted(text: str) -> str:
    """Give text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def read_provenance(path: str | os.PathLike[str]) -> Provenance:
    """Read where the counts of a file come from; empty where another program wrote it.

    Raises
    ------
    InputError
        When there is no such file, it is no Parquet, or its provenance is damaged.
    """
    found = _metadata(path, METADATA_KEY)
    if found is None and (schema := _metadata(path, _SPARK_KEY)) is not None:
        found = _from_spark(schema)
    return Provenance() if found is None else _provenance(found, path)


def read_samples(path: str | os.PathLike[str]) -> Sample:
    """Read the sentences kept with the counts of a file; none where there are none.

    Raises
    ------
    InputError
        When there is no such file, it is no Parquet, or they are damaged.
    """
    found = _metadata(path, SAMPLES_KEY)
    if found is None:
        return ()
    try:
        sentences = json.loads(found)
        good = isinstance(sentences, list) and all(
            isinstance(sentence, list) and all(isinstance(token, str) for token in sentence)
            for sentence in sentences
        )
    except (ValueError, RecursionError):
        good = False
    if not good:
        raise InputError(f"{path}: its sample sentences are damaged; count again")
    return tuple(tuple(sentence) for sentence in sentences)


def _metadata(path: str | os.PathLike[str], key: str) -> bytes | None:
    import duckdb

    _check_file(path)
    try:
        with connect() as connection:
            found = connection.execute(
                "SELECT value FROM parquet_kv_metadata(?) WHERE key = ?::BLOB",
                [_pattern(path), key.encode()],
            ).fetchone()
    except duckdb.Error as error:
        raise no_counts(path, error) from None
    return None if found is None else bytes(found[0])


def _from_spark(schema: bytes) -> bytes:
    """Find the provenance in the schema that Spark keeps: it is the column count's metadata."""
    try:
        fields = {field["name"]: field["metadata"] for field in json.loads(schema)["fields"]}
        return str(fields["count"].get(METADATA_KEY, "{}")).encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return b"damaged"


def _provenance(text: bytes, path: str | os.PathLike[str]) -> Provenance:
    """Read provenance, believing nothing: every field must have its type."""
    try:
        data = json.loads(text)
        provenance = Provenance.from_dict(data)
        good = (
            all(
                isinstance(source, Source)
                and isinstance(source.name, str)
                and isinstance(source.sha256, str)
                and type(source.bytes) is int
                for source in provenance.sources
            )
            and isinstance(provenance.tokenizer, dict)
            and type(provenance.sentences) is int
            and type(provenance.tokens) is int
            and isinstance(provenance.skipped, dict)
            and all(type(n) is int for n in provenance.skipped.values())
            and isinstance(provenance.version, str)
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        good = False
    if not good:
        raise InputError(f"{path}: its provenance is damaged; count again")
    return provenance


def _check_file(path: str | os.PathLike[str]) -> None:
    if not Path(path).exists():
        raise InputError(f"no such counts file: {path}; make it with `wordclass count`")


def _pattern(path: str | os.PathLike[str]) -> str:
    """Give a path as a pattern of DuckDB's that means it alone, or all parts of a dataset."""
    literal = "".join(f"[{sign}]" if sign in "*?[" else sign for sign in os.fspath(path))
    return f"{literal}/*.parquet" if Path(path).is_dir() else literal


def no_counts(path: str | os.PathLike[str], error: Exception) -> InputError:
    """Give the error to raise where DuckDB could not read a counts file."""
    return InputError(
        f"{path}: no bigram counts that can be read: {str(error).splitlines()[0]}; "
        "give a Parquet file with the columns prev, next, count"
    )


def checked_rows(connection: Any, path: str | os.PathLike[str]) -> tuple[str, int]:
    """Give the file's rows as SQL, and the sum of their counts, after a look whether they are."""
    rows = f"read_parquet({quoted(_pattern(path))})"
    columns = {
        name: str(kind)
        for name, kind, *_ in connection.execute(f"DESCRIBE SELECT * FROM {rows}").fetchall()
    }
    wanted = {"prev": ("VARCHAR",), "next": ("VARCHAR",), "count": _INTEGERS}
    for name, kinds in wanted.items():
        if columns.get(name) not in kinds:
            found = ", ".join(f"{n} {kind}" for n, kind in columns.items())
            raise InputError(
                f"{path}: no bigram counts: column {name} should be {kinds[0]}; "
                f"the file has {found}"
            )
    lowest, missing, total = connection.execute(
        f"""SELECT min("count"), count(*) - count("count"), sum("count") FROM {rows}"""
    ).fetchone()
    if missing or (lowest is not None and lowest < 1):
        raise InputError(
            f"{path}: a count is {'missing' if missing else lowest}; counts are 1 or more"
        )
    if total is None:
        raise InputError(f"{path}: holds no counts")
    check_total(total, path)
    return rows, total


def check_total(total: int, *paths: str | os.PathLike[str]) -> None:
    """Refuse counts whose sums might not fit into 64 bits."""
    if total > MOST:
        named = " and ".join(map(str, paths))
        raise InputError(
            f"{named}: the counts sum to {total}, beyond what 64 bits hold; no text is as long, "
            "divide them"
        )
