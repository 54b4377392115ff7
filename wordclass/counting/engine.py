"""count(): text to bigram counts on one machine."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wordclass.compiling import announced
from wordclass.counting.checkpoint import Checkpoint
from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.provenance import Provenance, tokenizer_text
from wordclass.counting.counts.wording import some
from wordclass.counting.parquet.merge import merge_counts
from wordclass.counting.parquet.schema import read_provenance
from wordclass.counting.parquet.write import write_counts
from wordclass.counting.repeats import check_repeats
from wordclass.counting.segments.merging import merge, merge_pruned, to_counts
from wordclass.counting.session import CountSession
from wordclass.counting.settings import (
    CountSettings,
    signature_with_settings,
    with_settings_documented,
)
from wordclass.counting.text.sources import Text, find_texts
from wordclass.counting.tokens.tokenizers import TOKENIZERS, Tokenize
from wordclass.errors import InputError
from wordclass.files import remove_leftovers

log = logging.getLogger("wordclass")


@announced()
def count(source: Any, tokenizer: str | Tokenize = "auto", **settings: Any) -> BigramCounts:
    """Count which word follows which, sentence by sentence.

    Parameters
    ----------
    source : path, glob, directory, ``"-"``, open file, corpus name, iterable, or a list of these
        Text files (plain, CoNLL-U, vertical, JSONL, CSV, Parquet; each also as gz, bz2, xz,
        zst), a named corpus (``"nltk:brown"``, ``"stdlib:pydoc"``, ``"hkcancor:"``,
        ``"pfr:"``), or sentences: strings, or lists of tokens.
    **settings
        The fields of :class:`CountSettings`.

    Returns
    -------
    BigramCounts

    Raises
    ------
    InputError
        When there is no text, it cannot be read, or a setting is not valid.

    Examples
    --------
    >>> counts = count(["a cat sat", "a dog sat"], tokenizer="whitespace")
    >>> counts.n_tokens, counts.n_sentences, counts.vocabulary.words
    (6, 2, ('', 'a', 'sat', 'cat', 'dog'))
    """
    chosen = CountSettings(tokenizer=tokenizer, **{"allow_repeats": True, **settings})
    texts = find_texts(source, chosen.input_format)
    with TemporaryDirectory(prefix="wordclass-", dir=chosen.temp_dir) as folder:
        session = CountSession(chosen, Path(folder))
        session.read(texts)
        merged = merge(session.segments, session.budget, session.spill_folder)
        counts = to_counts(merged, session.provenance(), session.budget)
        return replace(counts, samples=session.samples())


@announced()
def count_to_file(
    source: Any,
    output: str | os.PathLike[str],
    settings: CountSettings | None = None,
    *,
    min_count: int = 1,
    max_vocabulary: int | None = None,
    update: bool = False,
) -> Provenance:
    """Count into a Parquet file, in bounded memory: the distinct bigrams need not fit into it.

    Killed and called again with the same arguments, it resumes from its last checkpoint
    (every ten seconds, later less often, in a folder ``.NAME.partial`` beside the file, or in
    ``temp_dir``), and writes the same bytes. A file that was being read is read again from the
    start, for the hash of the whole, but what had been counted is not tokenized or counted
    again. A Parquet file or a named corpus that was being read is counted again from the
    start; for the standard input, which cannot be read twice, there is no checkpoint.

    Parameters
    ----------
    source
        As in :func:`count`.
    settings : CountSettings
        As the keywords of :func:`count`.
    output : path
        The file to write; see :func:`wordclass.load_counts`.
    min_count, max_vocabulary
        As in :meth:`BigramCounts.prune`, and with the same result. The vocabulary must fit
        into memory unless one of them keeps it small.
    update : bool
        Add to the counts that the file holds already. The tokenizer settings must be those of
        the file.

    Returns
    -------
    Provenance
        Of what the file holds now.

    Raises
    ------
    InputError
        When there is no text, it cannot be read, it has been counted before, or nothing can
        be written there.
    """
    settings = settings or CountSettings()
    texts = find_texts(source, settings.input_format)
    target = Path(output)
    earlier = read_provenance(target) if update else Provenance()
    if update:
        if min_count > 1 or max_vocabulary is not None:
            raise InputError("an update keeps every word; prune when the counts are loaded")
        settings = _as_before(settings, earlier)
        if not settings.allow_repeats:
            check_repeats(texts, earlier)
    with _work_folder(target, texts, settings) as (folder, checkpoint):
        known = frozenset(one.sha256 for one in earlier.sources if one.sha256)
        session = CountSession(settings, folder, checkpoint, known)
        session.read(texts)
        provenance = session.provenance()
        merged = merge_pruned(
            session.segments, session.budget, session.spill_folder, min_count, max_vocabulary
        )
        file = folder / "added.parquet" if update else target
        n_bigrams = write_counts(
            merged.starts, merged.arena, merged.blocks(session.budget), file, provenance,
            session.samples(), merged.has_unknown,
        )  # fmt: skip
        log.info(
            "counted %s, %s, %s, %s (%d different)",
            some(provenance.sentences, "sentence"),
            some(provenance.tokens, "token"),
            some(merged.n_words - 1 - merged.has_unknown, "type"),
            some(provenance.tokens + provenance.sentences, "bigram"),
            n_bigrams,
        )
        if not update:
            return provenance
        del merged, session.segments
        return merge_counts(
            [target, file], target, memory=settings.memory, threads=settings.threads,
            temp_dir=folder, allow_repeats=settings.allow_repeats,
        )  # fmt: skip


@contextmanager
def _work_folder(
    output: Path, texts: list[Text], settings: CountSettings
) -> Iterator[tuple[Path, Checkpoint | None]]:
    """Provide a folder to spill to, with a checkpoint if all texts can be read again."""
    if not output.parent.is_dir():
        raise InputError(f"cannot write {output}: there is no folder {output.parent}")
    if all(text.path is not None or text.corpus for text in texts):
        beside = Path(settings.temp_dir) if settings.temp_dir is not None else output.parent
        checkpoint = Checkpoint(beside / f".{output.name}.partial")
        try:
            yield checkpoint.folder, checkpoint
        except BaseException as error:
            checkpoint.close(finished=not checkpoint.saved)
            if checkpoint.saved and not isinstance(error, InputError):
                log.info("the same command resumes from %s", checkpoint.folder)
            raise
        checkpoint.close(finished=True)
        remove_leftovers(output)  # of a run killed while it wrote the file
    else:
        with TemporaryDirectory(prefix="wordclass-", dir=settings.temp_dir) as name:
            yield Path(name), None


def _as_before(settings: CountSettings, earlier: Provenance) -> CountSettings:
    """Settings with the tokenizer of the counts that are to be added to."""
    name = earlier.tokenizer.get("name")
    if settings.tokenizer == "auto" and name in TOKENIZERS:
        settings = replace(settings, tokenizer=name)
    if not earlier.tokenizer:
        raise InputError(
            "the counts to be added to do not say how they were tokenized; count the text into a "
            "file of its own, and add it with `wordclass merge --force`"
        )
    if (tokens := settings.tokens.to_dict()) != earlier.tokenizer:
        raise InputError(
            f"the counts were made with the tokenizer {tokenizer_text(earlier.tokenizer)}, not "
            f"{tokenizer_text(tokens)}; use the same settings"
        )
    return settings


if count.__doc__:  # which python -OO strips
    count.__doc__ = with_settings_documented(count.__doc__)
count.__signature__ = signature_with_settings(count)  # type: ignore[attr-defined]
