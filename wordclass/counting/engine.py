"""count(), text to bigram counts, on one machine."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wordclass.compiling import announced
from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.provenance import Provenance, tokenizer_text
from wordclass.counting.counts.wording import quantity
from wordclass.counting.parquet.merge import merge_counts
from wordclass.counting.parquet.read import CountsReader
from wordclass.counting.parquet.write import write_counts
from wordclass.counting.segments.merging import merge, merge_pruned, to_counts
from wordclass.counting.session.checkpoint import Checkpoint
from wordclass.counting.session.repeats import check_repeats
from wordclass.counting.session.session import CountSession
from wordclass.counting.settings import (
    CountSettings,
    signature_with_settings,
    with_settings_documented,
)
from wordclass.counting.text.sources import Text, find_texts
from wordclass.counting.tokens.tokenizers import TOKENIZERS, Tokenize
from wordclass.errors import InputError, check_settings, flags_checked
from wordclass.files import remove_leftovers

_log = logging.getLogger("wordclass")


@announced()
def count(source: Any, tokenizer: str | Tokenize = "auto", **settings: Any) -> BigramCounts:
    """Count the bigrams of a text, sentence by sentence.

    Parameters
    ----------
    source : path, glob, directory, ``"-"``, open file, corpus name, iterable, or a list of these
        Text files (plain, CoNLL-U, vertical, JSONL, CSV, Parquet; each also as gz, bz2, xz,
        zst), a named corpus (``"nltk:brown"``, ``"stdlib:pydoc"``, ``"hkcancor:"``,
        ``"pfr:"``), a treebank of Universal Dependencies (``"ud:FOLDER"``), or sentences:
        strings, or lists of tokens. A column or a table of pandas, polars, DuckDB or pyarrow is
        read as a file with columns is.
    **settings
        The fields of :class:`CountSettings`.

    Returns
    -------
    BigramCounts

    Raises
    ------
    InputError
        If there is no text, it cannot be read, or a setting is not valid.

    Examples
    --------
    >>> counts = count(["a cat sat", "a dog sat"], tokenizer="whitespace")
    >>> counts.n_tokens, counts.n_sentences, counts.vocabulary.words
    (6, 2, ('', 'a', 'sat', 'cat', 'dog'))
    """
    check_settings("count", settings, (field.name for field in fields(CountSettings)))
    chosen = CountSettings(tokenizer=tokenizer, **{"allow_repeats": True, **settings})
    texts = find_texts(source, chosen.input_format)
    with TemporaryDirectory(prefix="wordclass-", dir=chosen.temp_dir) as folder:
        session = CountSession(chosen, Path(folder))
        session.read(texts)
        merged = merge(session.segments, session.budget, session.spill_folder)
        counts = to_counts(merged, session.provenance(), session.budget, chosen.blocks)
        return replace(counts, samples=session.samples())


@announced()
@flags_checked
def count_to_file(
    source: Any,
    output: str | os.PathLike[str],
    settings: CountSettings | None = None,
    *,
    min_count: int = 1,
    max_vocabulary: int | None = None,
    update: bool = False,
) -> Provenance:
    """Count into a Parquet file, in bounded memory: the distinct bigrams need not fit in memory.

    If it is killed and called again with the same arguments, it resumes from its last checkpoint
    and writes the same bytes. Checkpoints are saved every ten seconds, later less often, in the
    folder ``.NAME.partial`` beside the file or in ``temp_dir``. A file that was being read is read
    again from the start, because the whole file is hashed, but the part already counted is not
    tokenized or counted again. A Parquet file or a named corpus that was being read is counted
    again from the start. There is no checkpoint for standard input, which cannot be read again.

    Parameters
    ----------
    source
        As in :func:`count`.
    settings : CountSettings
        The settings, which :func:`count` takes as keyword arguments.
    output : path
        The file to write; see :func:`wordclass.load_counts`.
    min_count, max_vocabulary
        As in :meth:`BigramCounts.prune`, and with the same result. The words that are kept must
        fit in memory.
    update : bool
        Add to the counts already in the file, whose tokenizer settings must be the same.

    Returns
    -------
    Provenance
        The provenance of all counts now in the file.

    Raises
    ------
    InputError
        If there is no text, it cannot be read, it has been counted before, or the output cannot
        be written.
    """
    settings = settings or CountSettings()
    texts = find_texts(source, settings.input_format)
    target = Path(output)
    earlier = Provenance()
    if update:
        reader = CountsReader(target)
        earlier = reader.provenance
        if min_count > 1 or max_vocabulary is not None:
            raise InputError("an update keeps every word; prune when the counts are loaded")
        if settings.blocks and not reader.by_block:
            raise InputError(
                f"{target} has no blocks of sentences to add to; leave out {{blocks}}, or count "
                "all of the text again",
                blocks=True,
            )
        settings = replace(_as_before(settings, earlier), blocks=reader.by_block)
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
            merged.words, merged.parts(session.budget), file, provenance, session.samples(),
            settings.blocks,
        )  # fmt: skip
        _log.info(
            "counted %s, %s, %s, %s (%s distinct)",
            quantity(provenance.sentences, "sentence"),
            quantity(provenance.tokens, "token"),
            quantity(merged.words.n_words - 1 - (merged.words.unknown is not None), "type"),
            quantity(provenance.tokens + provenance.sentences, "bigram"),
            f"{n_bigrams:,}",
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
    """Provide a folder for temporary files, with a checkpoint if all texts can be read again."""
    if not output.parent.is_dir():
        raise InputError(f"cannot write {output}: there is no folder {output.parent}; create it")
    if all(text.path is not None or text.corpus for text in texts):
        beside = Path(settings.temp_dir) if settings.temp_dir is not None else output.parent
        checkpoint = Checkpoint(beside / f".{output.name}.partial")
        try:
            yield checkpoint.folder, checkpoint
        except BaseException as error:
            checkpoint.close(finished=not checkpoint.saved)
            if checkpoint.saved and not isinstance(error, InputError):
                _log.info("the same command resumes from %s", checkpoint.folder)
            raise
        checkpoint.close(finished=True)
        remove_leftovers(output)  # of a run that was killed while writing the file
    else:
        with TemporaryDirectory(prefix="wordclass-", dir=settings.temp_dir) as name:
            yield Path(name), None


def _as_before(settings: CountSettings, earlier: Provenance) -> CountSettings:
    """Return the settings with the tokenizer of the counts that are to be updated."""
    name = earlier.tokenizer.get("name")
    if settings.tokenizer == "auto" and name in TOKENIZERS:
        settings = replace(settings, tokenizer=name)
    if not earlier.tokenizer:
        raise InputError(
            "the existing counts do not record how they were tokenized; count the text into a "
            "separate file, and add it with `wordclass merge --force`"
        )
    if (tokens := settings.tokens.to_dict()) != earlier.tokenizer:
        raise InputError(
            f"the counts are of text {tokenizer_text(earlier.tokenizer)}, not "
            f"{tokenizer_text(tokens)}; use the same settings"
        )
    return settings


if count.__doc__:  # python -OO strips it
    count.__doc__ = with_settings_documented(count.__doc__)
count.__signature__ = signature_with_settings(count)  # type: ignore[attr-defined]
