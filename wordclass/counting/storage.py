"""Counts as Parquet files: written whole and sorted, read back with rare words pruned away."""

import json
import os
from collections.abc import Iterator
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
from wordclass.counting.memory import Budget
from wordclass.counting.merging import Block, Merged
from wordclass.counting.segments import Column, pack
from wordclass.errors import InputError
from wordclass.files import replacing

METADATA_KEY = "wordclass"
_ROW_GROUP = 122_880  # DuckDB's own rows to a group


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
    write_counts(merged, path, counts.provenance, Budget.of(None, 1))


def write_counts(
    merged: Merged,
    path: str | os.PathLike[str],
    provenance: Provenance,
    budget: Budget,
    folder: Path | None = None,
) -> int:
    """Write merged counts, in order: the same bytes whatever the budget.

    Parameters
    ----------
    folder : Path, optional
        Where to keep what does not fit into memory; by default everything does.

    Returns
    -------
    int
        How many different bigrams there are.

    Raises
    ------
    InputError
        When nothing can be written there.
    """
    with replacing(path) as partial, database(budget, folder) as connection:
        connection.execute("CREATE TABLE vocabulary (id UINTEGER, word VARCHAR)")
        first = 0
        for words in merged.words():
            ids = np.arange(first, first + len(words), dtype=np.uint32)
            connection.register("chunk", {"id": ids, "word": np.array(words, dtype=object)})
            connection.execute("INSERT INTO vocabulary SELECT id, word::VARCHAR FROM chunk")
            first += len(words)
        if merged.has_unknown:
            connection.execute("UPDATE vocabulary SET word = NULL WHERE id = ?", [first - 1])
        connection.execute("CREATE TABLE pairs (prev_id UINTEGER, next_id UINTEGER, n BIGINT)")
        for keys, counts in _in_row_groups(merged.blocks(budget)):
            prev = (keys >> np.uint64(32)).astype(np.uint32)
            connection.register(
                "block", {"prev": prev, "next": keys.astype(np.uint32), "n": counts}
            )
            connection.execute("INSERT INTO pairs SELECT prev, next, n FROM block")
        n_bigrams: int
        (n_bigrams,) = connection.execute(
            f"""COPY (
                SELECT p.word AS prev, f.word AS next, n AS count FROM pairs
                LEFT JOIN vocabulary p ON prev_id = p.id
                LEFT JOIN vocabulary f ON next_id = f.id
            ) TO {quoted(str(partial))}
            (FORMAT parquet, COMPRESSION zstd, {metadata_option(provenance)})"""
        ).fetchone()
    return n_bigrams


def _in_row_groups(blocks: Iterator[Block]) -> Iterator[Block]:
    """Cut blocks anew so that each fills whole row groups, for the same bytes however they came."""
    kept: list[Block] = []
    rows = 0
    for block in blocks:
        kept.append(block)
        rows += len(block[0])
        if rows >= 8 * _ROW_GROUP:
            keys, counts = (np.concatenate(columns) for columns in zip(*kept, strict=True))
            whole = rows // _ROW_GROUP * _ROW_GROUP
            yield keys[:whole], counts[:whole]
            kept = [(keys[whole:].copy(), counts[whole:].copy())]
            rows -= whole
    if rows:
        keys, counts = (np.concatenate(columns) for columns in zip(*kept, strict=True))
        yield keys, counts


def database(budget: Budget, folder: Path | None) -> Any:
    """Open an empty database in memory, or one that keeps its data in a folder.

    A join keeps the order of the rows if one thread probes with them, be they few or many.
    """
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "disabled_optimizers": "join_order,build_side_probe_side",
    }
    if folder is None:
        return duckdb.connect(config=settings)
    settings |= {
        "memory_limit": f"{budget.duckdb // 10**6}MB",
        "temp_directory": str(folder / "spilled"),
    }
    return duckdb.connect(str(folder / "counts.duckdb"), config=settings)


def metadata_option(provenance: Provenance) -> str:
    """Option of DuckDB's COPY that keeps the provenance in the file."""
    text = json.dumps(provenance.to_dict(), ensure_ascii=True, sort_keys=True)
    return f"KV_METADATA {{{METADATA_KEY}: {quoted(text)}}}"


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
    import duckdb

    _check_file(path)
    try:
        with duckdb.connect() as connection:
            found = connection.execute(
                "SELECT value FROM parquet_kv_metadata(?) WHERE key = ?::BLOB",
                [_literal(path), METADATA_KEY.encode()],
            ).fetchone()
    except duckdb.Error as error:
        raise no_counts(path, error) from None
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


def no_counts(path: str | os.PathLike[str], error: Exception) -> InputError:
    """Give the error to raise where DuckDB could not read a counts file."""
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
        raise no_counts(path, error) from None


def _load(
    connection: Any,
    path: str | os.PathLike[str],
    min_count: int,
    max_vocabulary: int | None,
    provenance: Provenance,
) -> BigramCounts:
    rows = checked_rows(connection, path)
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


def checked_rows(connection: Any, path: str | os.PathLike[str]) -> str:
    """Give the file's rows as SQL, after a look whether they are counts."""
    rows = f"read_parquet({quoted(_literal(path))})"
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
