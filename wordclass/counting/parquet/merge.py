"""Merging counts files, on disk if they do not fit in memory."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow.compute as pc

from wordclass.counting.counts.arrow import to_arrow, to_numpy
from wordclass.counting.counts.numbering import check_total, exact_sum
from wordclass.counting.counts.provenance import Provenance, tokenizer_text
from wordclass.counting.counts.samples import join_samples
from wordclass.counting.counts.wording import quantity
from wordclass.counting.memory import Budget, cores
from wordclass.counting.parquet.read import CountsReader, WordIndex
from wordclass.counting.parquet.write import write_counts
from wordclass.counting.segments import pairs
from wordclass.counting.segments.merging import Merged, kept_run, sorted_run
from wordclass.counting.segments.segment import Column
from wordclass.counting.segments.words import WordList
from wordclass.errors import InputError, flags_checked

_log = logging.getLogger("wordclass")

_BYTES = 100  # of memory per row of the files, when merging in memory


@flags_checked
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
    """Merge counts files exactly into one; only their words need to fit in memory.

    It has blocks of sentences if all of them have.

    Parameters
    ----------
    paths : sequence of path
        Counts files; see :func:`wordclass.load_counts`.
    output : path
        The file to write, which may be one of them.
    force : bool
        Merge counts even if their tokenizers or settings differ.
    allow_repeats : bool
        Merge counts even if they share a source.
    memory, threads, temp_dir
        As in :func:`wordclass.count`.

    Returns
    -------
    Provenance
        The joined provenance of all files. The sample sentences are drawn from all of them.

    Raises
    ------
    InputError
        If a file does not contain counts, tokenizers differ, or a text would be counted twice.

    Examples
    --------
    >>> import tempfile, wordclass as wc
    >>> folder = tempfile.mkdtemp()
    >>> wc.count([["a", "b"]]).save(f"{folder}/a.parquet")
    >>> wc.count([["a"]]).save(f"{folder}/b.parquet")
    >>> merge_counts([f"{folder}/a.parquet", f"{folder}/b.parquet"], f"{folder}/all.parquet").tokens
    3
    """
    readers = [CountsReader(path) for path in paths]
    joined = _joined(readers, force, allow_repeats)
    samples = join_samples((reader.samples, reader.provenance.sentences) for reader in readers)
    budget = Budget.of(memory, threads or cores())
    without = [reader.path for reader in readers if not reader.by_block]
    if 0 < len(without) < len(readers):
        _log.warning("%s has no blocks of sentences, so the sum has none", without[0])
    in_memory = sum(reader.n_rows for reader in readers) * _BYTES <= budget.free
    near = temp_dir if temp_dir is not None else Path(output).absolute().parent
    with TemporaryDirectory(prefix=".wordclass-", dir=near) as name:
        merged = _merged(readers, not without, budget, None if in_memory else Path(name))
        n_bigrams = write_counts(
            merged.words, merged.parts(budget), output, joined, samples, not without
        )
    counted = quantity(joined.sentences, "sentence"), quantity(joined.tokens, "token")
    _log.info("merged counts: %s, %s, %s", *counted, quantity(n_bigrams, "distinct bigram"))
    return joined


def _merged(
    readers: list[CountsReader], by_block: bool, budget: Budget, folder: Path | None
) -> Merged:
    """Read all files with the ids of one index, then renumber them in the order of the words."""
    index, total = WordIndex(), 0
    read: list[tuple[Column, Column]] = []
    for reader in readers:
        for prev, following, counts, block in reader.rows(index, budget.merging, by_block):
            keys = pairs.packed(prev, following, 0 if block is None else block)
            read.append(kept_run(keys, counts, folder, len(read)))
            total += exact_sum(counts)
    check_total(total, f"{', '.join(str(reader.path) for reader in readers)}: ")
    pairs.check_words(len(index))
    order = to_numpy(pc.sort_indices(index.words))  # the unknown word comes last
    new_id = np.empty(len(order), dtype=np.uint32)
    new_id[order] = np.arange(len(order), dtype=np.uint32)
    runs, row_sizes = [], np.zeros(len(order), dtype=np.int64)
    for number, (all_keys, all_counts) in enumerate(read):
        keys, counts = sorted_run(all_keys.read(), all_counts.read(), new_id)
        pairs.add_rows(keys, row_sizes)
        runs.append(kept_run(keys, counts, folder, number))
    words = WordList.of_arrow(index.words.take(to_arrow(order)))
    return Merged(words, row_sizes, runs)


def _joined(readers: list[CountsReader], force: bool, allow_repeats: bool) -> Provenance:
    """Join the provenances; raise an InputError if tokenizers differ or a text is repeated."""
    if not readers:
        raise InputError("there are no counts to merge; name at least one counts file")
    first, joined = readers[0].path, readers[0].provenance
    counted_in = {source.sha256: first for source in joined.sources if source.sha256}
    for reader in readers[1:]:
        path, one = reader.path, reader.provenance
        if one.tokenizer != joined.tokenizer:
            difference = (
                f"the text of {path} is {tokenizer_text(one.tokenizer)}, that of {first} is "
                f"{tokenizer_text(joined.tokenizer)}"
            )
            if not force:
                raise InputError(f"{difference}; count with the same tokenizer, or use {{force}}",
                                 force=True)  # fmt: skip
            _log.warning("%s; merging anyway", difference)
        twice = [source for source in one.sources if source.sha256 in counted_in]
        if twice:
            name, before = twice[0].name, counted_in[twice[0].sha256]
            if not allow_repeats:
                raise InputError(
                    f"{path} is to be merged twice; name it once, or use {{allow_repeats}}"
                    if os.path.samefile(path, before)
                    else f"{path}: {name} has been counted before, in {before}; leave one of the "
                    "files out, or use {allow_repeats}",
                    allow_repeats=True,
                )
            _log.warning("%s is counted again", name)
        counted_in |= {source.sha256: path for source in one.sources if source.sha256}
        joined += one
    return joined
