"""Counts read from Parquet files, rare words pruned away on the way."""

import os
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from wordclass.counting.counts import packing
from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.provenance import Provenance
from wordclass.counting.counts.pruning import (
    Ids,
    Keys,
    check_limits,
    keep_frequent,
    matrix,
    renumbered,
)
from wordclass.counting.counts.vocabulary import UNKNOWN_LABEL, Vocabulary
from wordclass.counting.memory import available
from wordclass.counting.parquet.schema import (
    checked_rows,
    connect,
    no_counts,
    read_provenance,
    read_samples,
)
from wordclass.errors import InputError, check_path

_NONE = (1 << 64) - 1  # no entry of a matrix
_BYTES = 50  # that a bigram takes while a matrix is built


def load_counts(
    path: str | os.PathLike[str], min_count: int = 1, max_vocabulary: int | None = None
) -> BigramCounts:
    """Read counts from a Parquet file, rare words pruned on the way.

    Parameters
    ----------
    path : path
        What :meth:`BigramCounts.save` or ``wordclass count`` wrote, or any Parquet file or
        folder of such (which Spark writes) with
        columns ``prev`` and ``next`` (text; empty: the boundary, NULL: the unknown word) and
        ``count`` (whole numbers), in any order of rows.
    min_count, max_vocabulary
        As in :meth:`BigramCounts.prune`, and with the same result; only the counts of the
        words kept come into memory.

    Raises
    ------
    InputError
        When the file is missing, damaged or no counts, no word would be left, or the counts do
        not fit into memory.

    Examples
    --------
    >>> import tempfile
    >>> path = tempfile.mkdtemp() + "/counts.parquet"
    >>> BigramCounts.from_pairs([("", "hi", 2), ("hi", "", 2)]).save(path)
    >>> load_counts(path).vocabulary.words
    ('', 'hi')
    """
    import duckdb

    check_path("path", path)
    check_limits(min_count, max_vocabulary)
    provenance = read_provenance(path)
    try:
        with (
            TemporaryDirectory(prefix="wordclass-") as folder,
            connect(temp_directory=folder) as connection,
        ):
            counts = _load(connection, path, min_count, max_vocabulary, provenance)
            return replace(counts, samples=read_samples(path))
    except duckdb.Error as error:
        raise no_counts(path, error) from None


def _load(
    connection: Any,
    path: str | os.PathLike[str],
    min_count: int,
    max_vocabulary: int | None,
    provenance: Provenance,
) -> BigramCounts:
    rows, _ = checked_rows(connection, path)
    (n_rows,) = connection.execute(f"SELECT count(*) FROM {rows}").fetchone()
    fits = n_rows * _BYTES <= available()
    if fits:
        counts = _load_balanced(connection, path, rows, provenance, min_count, max_vocabulary)
        if counts is not None:
            return counts
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
    if n_words == 0:
        raise InputError(
            f"{path}: {{min_count}} leaves no word: the file has none besides the boundary and "
            "the unknown word; count again with a lower one",
            min_count=min_count,
        )
    if n_kept == 0:
        raise InputError(
            f"{path}: {{min_count}} leaves no word: the highest count is {most}; lower it or "
            "supply more text",
            min_count=min_count,
        )
    connection.execute(
        """INSERT INTO kept SELECT NULL, greatest(sum(before), sum(behind)) FROM words
        WHERE word IS NULL OR word NOT IN (SELECT word FROM kept) AND word <> ''
        HAVING count(*) > 0"""
    )
    vocabulary = _number_words(connection)
    unknown = vocabulary.unknown or 0  # where every word is kept, nothing asks for it
    entries = f"""SELECT coalesce(p.id, {unknown}) AS prev_id, coalesce(n.id, {unknown}) AS next_id,
        "count"::BIGINT AS n
        FROM {rows} r LEFT JOIN vocabulary p ON r.prev = p.word
        LEFT JOIN vocabulary n ON r.next = n.word"""
    if not fits:  # perhaps they do when those of the unknown word have been added up
        (n_rows,) = connection.execute(
            f"""CREATE TEMP TABLE entries AS
            SELECT prev_id, next_id, sum(n)::BIGINT AS n FROM ({entries}) GROUP BY ALL"""
        ).fetchone()
        if n_rows * _BYTES > available():
            raise InputError(
                f"{path}: {n_rows} bigrams take {n_rows * _BYTES / 1e9:.1f} GB of memory, and "
                f"{available() / 1e9:.1f} are free; keep fewer words by {{min_count}} or "
                "{max_vocabulary}",
                "min_count",
                "max_vocabulary",
            )
        entries = "SELECT prev_id, next_id, n FROM entries"
    return BigramCounts(
        matrix(*_bigrams(connection, entries), len(vocabulary)), vocabulary, provenance
    )


def _load_balanced(
    connection: Any,
    path: str | os.PathLike[str],
    rows: str,
    provenance: Provenance,
    min_count: int,
    max_vocabulary: int | None,
) -> BigramCounts | None:
    """Load counts in which every word follows as often as it precedes, in half the time.

    As all do that were counted with boundaries: a word's frequency is then the sum of its
    rows, which stand together in the file. Gives nothing where it turns out otherwise.
    """
    connection.execute(
        f"""CREATE TEMP TABLE kept AS
        SELECT prev AS word, sum("count")::BIGINT AS n FROM {rows}
        WHERE prev IS NULL OR prev <> '' GROUP BY prev"""
    )
    vocabulary = _number_words(connection)
    unknown = "NULL" if vocabulary.unknown is None else vocabulary.unknown
    keys, counts = _bigrams(
        connection,
        f"""SELECT coalesce(p.id, {unknown}) AS prev_id,
            CASE WHEN r.next IS NULL THEN {unknown} ELSE n.id END AS next_id, "count"::BIGINT AS n
        FROM {rows} r LEFT JOIN vocabulary p ON r.prev = p.word
        LEFT JOIN vocabulary n ON r.next = n.word""",
    )
    has_words = len(vocabulary) > 1 + (vocabulary.unknown is not None)
    if has_words and keys.max() != _NONE:
        before, behind = packing.margins(keys, counts, len(vocabulary))
        if np.array_equal(before, behind):
            try:
                vocabulary, new_id = keep_frequent(
                    vocabulary, before, behind, min_count, max_vocabulary
                )
            except InputError as error:  # no word would be left
                raise InputError(f"{path}: {error}") from None
            return BigramCounts(
                renumbered(keys, counts, vocabulary, new_id), vocabulary, provenance
            )
    connection.execute("DROP TABLE kept; DROP TABLE vocabulary")
    return None


def _number_words(connection: Any) -> Vocabulary:
    """Make the table ``vocabulary`` of the words in ``kept``: id 0 the boundary, then by count."""
    column = connection.execute(
        f"""CREATE TEMP TABLE vocabulary AS
        SELECT word, row_number() OVER (
            ORDER BY n DESC, coalesce(word, '{UNKNOWN_LABEL}'), word IS NULL
        )::UINTEGER AS id FROM kept;
        INSERT INTO vocabulary VALUES ('', 0);
        SELECT word FROM vocabulary ORDER BY id"""
    ).fetchnumpy()["word"]
    words: list[Any] = np.ma.getdata(column).tolist()
    unknown = np.flatnonzero(np.ma.getmaskarray(column)).tolist()
    for i in unknown:
        words[i] = UNKNOWN_LABEL
    return Vocabulary(tuple(words), unknown[0] if unknown else None)


def _bigrams(connection: Any, entries: str) -> tuple[Keys, Ids]:
    """Fetch a query's rows (prev_id, next_id, n) as keys and counts, in any order.

    The key of a bigram one of whose ids is NULL is ``_NONE``.
    """
    found = connection.execute(
        f"""SELECT coalesce((prev_id::UBIGINT << 32) | next_id::UBIGINT, {_NONE}) AS key, n
        FROM ({entries})"""
    ).fetchnumpy()
    keys, counts = (np.ma.getdata(found[name]) for name in ("key", "n"))
    return keys, counts
