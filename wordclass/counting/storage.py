"""Counts as Parquet files: written whole and sorted, read back with rare words pruned away."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.counting.bigrams import (
    UNKNOWN_LABEL,
    BigramCounts,
    Provenance,
    Source,
    Vocabulary,
)
from wordclass.counting.segments import Segment, pack
from wordclass.errors import InputError
from wordclass.files import replacing

METADATA_KEY = "wordclass"


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
    segment = Segment(*pack(words[i] for i in order), keys[by_key], entries.data[by_key])
    write_segment(segment, path, counts.provenance, has_unknown=unknown is not None)


def write_segment(
    segment: Segment,
    path: str | os.PathLike[str],
    provenance: Provenance,
    has_unknown: bool = False,
    settings: dict[str, Any] | None = None,
) -> None:
    """Write sorted counts; the last word is NULL when it is the unknown one.

    Parameters
    ----------
    settings : dict, optional
        DuckDB's own, such as ``memory_limit``.
    """
    import duckdb

    words: list[str | None] = list(segment.words())
    if has_unknown:
        words[-1] = None
    words_by_id = {
        "id": np.arange(len(words), dtype=np.uint32),
        "word": np.array(words, dtype=object),
    }
    pairs = {
        "prev_id": (segment.keys >> np.uint64(32)).astype(np.uint32),
        "next_id": segment.keys.astype(np.uint32),
        "count": segment.counts,
    }
    with replacing(path) as partial, duckdb.connect(config=settings or {}) as connection:
        connection.register("pairs", pairs)
        connection.register("words_by_id", words_by_id)
        connection.execute(
            "CREATE TABLE vocabulary AS SELECT id, word::VARCHAR AS word FROM words_by_id"
        )
        connection.execute(
            f"""COPY (
                SELECT p.word AS prev, n.word AS next, count
                FROM pairs
                LEFT JOIN vocabulary p ON prev_id = p.id
                LEFT JOIN vocabulary n ON next_id = n.id
                ORDER BY prev_id, next_id
            ) TO {_quoted(str(partial))} (FORMAT parquet, {metadata_option(provenance)})"""
        )


def metadata_option(provenance: Provenance) -> str:
    """Option of DuckDB's COPY that keeps the provenance in the file."""
    text = json.dumps(provenance.to_dict(), ensure_ascii=True, sort_keys=True)
    return f"KV_METADATA {{{METADATA_KEY}: {_quoted(text)}}}"


def _quoted(text: str) -> str:
    """Give text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def read_provenance(path: str | os.PathLike[str]) -> Provenance:
    """Read where the counts of a file come from; empty where another program wrote it.

    Raises
    ------
    InputError
        When there is no such file, it is no Parquet, or its provenance is damaged.
    """
    import duckdb

    _check_file(path)
    try:
        with duckdb.connect() as connection:
            found = connection.execute(
                "SELECT value FROM parquet_kv_metadata(?) WHERE key = ?::BLOB",
                [_literal(path), METADATA_KEY.encode()],
            ).fetchone()
    except duckdb.Error as error:
        raise _no_counts(path, error) from None
    return Provenance() if found is None else _provenance(bytes(found[0]), path)


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
    if not Path(path).is_file():
        raise InputError(f"no such counts file: {path}; make it with `wordclass count`")


def _literal(path: str | os.PathLike[str]) -> str:
    """Give a path that DuckDB does not take for a pattern."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in os.fspath(path))


def _no_counts(path: str | os.PathLike[str], error: Exception) -> InputError:
    return InputError(
        f"{path}: no bigram counts that can be read: {str(error).splitlines()[0]}; "
        "give a Parquet file with the columns prev, next, count"
    )


def load_counts(
    path: str | os.PathLike[str], min_count: int = 1, max_vocabulary: int | None = None
) -> BigramCounts:
    """Read counts from a Parquet file, rare words pruned on the way.

    Parameters
    ----------
    path : path
        What :meth:`BigramCounts.save` or ``wordclass count`` wrote, or any Parquet file with
        columns ``prev`` and ``next`` (text; empty: the boundary, NULL: the unknown word) and
        ``count`` (whole numbers), in any order of rows.
    min_count, max_vocabulary
        As in :meth:`BigramCounts.prune`, and with the same result; only the counts of the
        words kept come into memory.

    Raises
    ------
    InputError
        When the file is missing, damaged or no counts, or no word would be left.

    Examples
    --------
    >>> import tempfile
    >>> path = tempfile.mkdtemp() + "/counts.parquet"
    >>> BigramCounts.from_pairs([("", "hi", 2), ("hi", "", 2)]).save(path)
    >>> load_counts(path).vocabulary.words
    ('', 'hi')
    """
    import duckdb

    if min_count < 1 or (max_vocabulary is not None and max_vocabulary < 1):
        raise InputError(
            f"min_count={min_count}, max_vocabulary={max_vocabulary}: both must be at least 1"
        )
    provenance = read_provenance(path)
    try:
        with duckdb.connect() as connection:
            return _load(connection, path, min_count, max_vocabulary, provenance)
    except duckdb.Error as error:
        raise _no_counts(path, error) from None


def _load(
    connection: Any,
    path: str | os.PathLike[str],
    min_count: int,
    max_vocabulary: int | None,
    provenance: Provenance,
) -> BigramCounts:
    rows = _checked_rows(connection, path)
    connection.execute(f"""
        CREATE TEMP TABLE words AS
        SELECT word, sum(before)::BIGINT AS before, sum(behind)::BIGINT AS behind FROM (
            SELECT prev AS word, sum("count") AS before, 0 AS behind FROM {rows} GROUP BY prev
            UNION ALL
            SELECT next, 0, sum("count") FROM {rows} GROUP BY next
        ) GROUP BY word""")
    connection.execute(
        """CREATE TEMP TABLE kept AS
        SELECT word, greatest(before, behind) AS n FROM words
        WHERE word <> '' AND n >= ? ORDER BY n DESC, word LIMIT ?""",
        [min_count, max_vocabulary],
    )
    n_kept, n_words, most = connection.execute(
        """SELECT (SELECT count(*) FROM kept), count(*), max(greatest(before, behind))
        FROM words WHERE word <> ''"""
    ).fetchone()
    if n_kept == 0:
        raise InputError(
            f"{path}: min_count={min_count} leaves no word: the most frequent occurs "
            f"{most or 0} times; lower min_count or give more text"
        )
    (unknown_rows,) = connection.execute("SELECT count(*) FROM words WHERE word IS NULL").fetchone()
    has_unknown = unknown_rows > 0 or n_kept < n_words
    if has_unknown:
        connection.execute(
            """INSERT INTO kept SELECT NULL, greatest(sum(before), sum(behind)) FROM words
            WHERE word IS NULL OR word NOT IN (SELECT word FROM kept) AND word <> ''"""
        )
    numbered = connection.execute(
        f"""CREATE TEMP TABLE vocabulary AS
        SELECT word, row_number() OVER (
            ORDER BY n DESC, coalesce(word, '{UNKNOWN_LABEL}'), word IS NULL
        )::UINTEGER AS id FROM kept;
        INSERT INTO vocabulary VALUES ('', 0);
        SELECT word FROM vocabulary ORDER BY id"""
    ).fetchnumpy()["word"]
    words = [UNKNOWN_LABEL if word is None else word for word in _objects(numbered)]
    unknown = (
        connection.execute("SELECT id FROM vocabulary WHERE word IS NULL").fetchone()[0]
        if has_unknown
        else None
    )
    otherwise = 0 if unknown is None else unknown
    folded = n_kept < n_words
    entries = connection.execute(
        f"""SELECT coalesce(p.id, {otherwise})::UINTEGER AS prev_id,
            coalesce(n.id, {otherwise})::UINTEGER AS next_id,
            {'sum("count")::BIGINT' if folded else '"count"::BIGINT'} AS "count"
        FROM {rows} r LEFT JOIN vocabulary p ON r.prev = p.word
        LEFT JOIN vocabulary n ON r.next = n.word
        {"GROUP BY ALL" if folded else ""}"""
    ).fetchnumpy()
    matrix = sp.csr_array(
        (
            np.asarray(entries["count"], dtype=np.int64),
            (entries["prev_id"].astype(np.int64), entries["next_id"].astype(np.int64)),
        ),
        shape=(len(words), len(words)),
    )
    matrix.sum_duplicates()
    matrix.sort_indices()
    return BigramCounts(matrix, Vocabulary(tuple(words), unknown), provenance)


def _objects(column: npt.NDArray[Any]) -> list[str | None]:
    """Give a column of text as a list; NULL is None."""
    values: list[str | None] = np.ma.getdata(column).tolist()
    for i in np.flatnonzero(np.ma.getmaskarray(column)):
        values[int(i)] = None
    return values


def _checked_rows(connection: Any, path: str | os.PathLike[str]) -> str:
    """Give the file's rows as SQL, after a look whether they are counts."""
    rows = f"read_parquet({_quoted(_literal(path))})"
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
    if total > 2**62:
        raise InputError(f"{path}: the counts sum to {total}, beyond what 64 bits hold")
    return rows


_INTEGERS = ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UBIGINT", "UINTEGER", "USMALLINT",
             "UTINYINT")  # fmt: skip
