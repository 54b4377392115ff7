"""Counts files added up on the disk."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from wordclass.counting.counts.provenance import Provenance, tokenizer_text
from wordclass.counting.counts.wording import some
from wordclass.counting.memory import Budget
from wordclass.counting.parquet.schema import (
    check_total,
    checked_rows,
    connect,
    metadata,
    no_counts,
    quoted,
    read_provenance,
    read_samples,
)
from wordclass.counting.segments.sampling import joined_samples
from wordclass.errors import InputError
from wordclass.files import replacing

log = logging.getLogger("wordclass")


def merge_counts(
    paths: Sequence[str | os.PathLike[str]],
    output: str | os.PathLike[str],
    *,
    force: bool = False,
    allow_repeats: bool = False,
    memory: str | int | None = None,
    threads: int | None = None,
    temp_dir: str | os.PathLike[str] | None = None,
) -> Provenance:
    """Add counts files up, exactly, into one; nothing but their words need fit into memory.

    Parameters
    ----------
    paths : sequence of path
        Counts files; see :func:`wordclass.load_counts`.
    output : path
        The file to write; may be one of them.
    force : bool
        Merge even counts whose tokenizers or settings differ.
    allow_repeats : bool
        Merge even counts that share a source.
    memory, threads, temp_dir
        As in :func:`wordclass.count`.

    Returns
    -------
    Provenance
        All sources joined; sample sentences are drawn from those of all.

    Raises
    ------
    InputError
        When a file is no counts, tokenizers differ, or a text would count twice.

    Examples
    --------
    >>> import tempfile, wordclass as wc
    >>> folder = tempfile.mkdtemp()
    >>> wc.count([["a", "b"]]).save(f"{folder}/a.parquet")
    >>> wc.count([["a"]]).save(f"{folder}/b.parquet")
    >>> merge_counts([f"{folder}/a.parquet", f"{folder}/b.parquet"], f"{folder}/all.parquet").tokens
    3
    """
    import duckdb

    joined = _joined(paths, force, allow_repeats)
    samples = joined_samples([read_samples(path) for path in paths])
    budget = Budget.of(memory, threads or len(os.sched_getaffinity(0)))
    told = ", ".join(f"{key}: {quoted(text)}" for key, text in metadata(joined, samples).items())
    near = temp_dir if temp_dir is not None else Path(output).absolute().parent
    with (
        replacing(output) as partial,
        TemporaryDirectory(prefix=".wordclass-", dir=near) as folder,
        connect(
            memory_limit=f"{budget.duckdb // 10**6}MB",
            temp_directory=folder,
            threads=budget.threads,
        ) as connection,
    ):
        try:
            rows, totals = zip(*(checked_rows(connection, path) for path in paths), strict=True)
            check_total(sum(totals), *paths)
            everything = " UNION ALL ".join(
                f'SELECT prev, next, "count"::BIGINT AS n FROM {one}' for one in rows
            )
            (n_bigrams,) = connection.execute(
                f"""COPY (
                    SELECT prev, next, sum(n)::BIGINT AS count FROM ({everything})
                    GROUP BY prev, next ORDER BY prev NULLS LAST, next NULLS LAST
                ) TO {quoted(str(partial))}
                (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 1,
                KV_METADATA {{{told}}})"""
            ).fetchone()
        except duckdb.OutOfMemoryException:
            raise InputError(
                "{memory} is too little to merge these counts in; allow more, or use fewer "
                "{threads}",
                "threads",
                memory=memory,
            ) from None
        except duckdb.Error as error:
            raise no_counts(", ".join(map(str, paths)), error) from None
    log.info(
        "together %s, %s, %s",
        some(joined.sentences, "sentence"),
        some(joined.tokens, "token"),
        some(n_bigrams, "different bigram"),
    )
    return joined


def _joined(
    paths: Sequence[str | os.PathLike[str]], force: bool, allow_repeats: bool
) -> Provenance:
    """Join provenances, unless tokenizers differ or a text would count twice."""
    if not paths:
        raise InputError("no counts to merge; name counts files")
    joined = read_provenance(paths[0])
    for path in paths[1:]:
        one = read_provenance(path)
        if one.tokenizer != joined.tokenizer:
            said = (
                f"{path} was counted with the tokenizer {tokenizer_text(one.tokenizer)}, "
                f"{paths[0]} with {tokenizer_text(joined.tokenizer)}"
            )
            if not force:
                raise InputError(f"{said}; count with the same tokenizer, or use {{force}}",
                                 force=True)  # fmt: skip
            log.warning("%s; merged all the same", said)
        twice = {s.sha256 for s in joined.sources} & {s.sha256 for s in one.sources} - {""}
        if twice:
            name = next(s.name for s in one.sources if s.sha256 in twice)
            if not allow_repeats:
                raise InputError(
                    f"{path}: {name} has been counted before, in {paths[0]} or a file after it; "
                    "leave it out, or use {allow_repeats}",
                    allow_repeats=True,
                )
            log.warning("%s is counted again", name)
        joined += one
    return joined
