"""count(): text to bigram counts on one machine."""

import hashlib
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
from wordclass.counting.segments.merging import to_counts
from wordclass.counting.session import Counting
from wordclass.counting.settings import SAMPLES, CountSettings, ProgressCallback
from wordclass.counting.text.sources import Text, find_texts
from wordclass.counting.tokens.tokenizers import TOKENIZERS, Tokenize
from wordclass.errors import InputError
from wordclass.files import remove_leftovers

log = logging.getLogger("wordclass")


@announced()
def count(
    source: Any,
    tokenizer: str | Tokenize = "auto",
    *,
    input_format: str | None = None,
    column: str | None = None,
    sentences: str = "line",
    lowercase: bool = False,
    normalize_digits: bool = False,
    unicode_form: str | None = None,
    user_dictionary: str | os.PathLike[str] | None = None,
    encoding: str = "utf-8",
    errors: str = "strict",
    memory: str | int | None = None,
    threads: int | None = None,
    temp_dir: str | os.PathLike[str] | None = None,
    samples: int = SAMPLES,
    progress: ProgressCallback | None = None,
) -> BigramCounts:
    """Count which word follows which, sentence by sentence.

    Parameters
    ----------
    source : path, glob, directory, ``"-"``, open file, corpus name, iterable, or a list of these
        Text files (plain, CoNLL-U, vertical, JSONL, CSV, Parquet; each also as gz, bz2, xz,
        zst), a named corpus (``"nltk:brown"``, ``"stdlib:pydoc"``, ``"hkcancor:"``,
        ``"pfr:"``), or sentences: strings, or lists of tokens.
    tokenizer : str or function from str to list of str
        ``whitespace``, ``unicode``, ``nltk``, ``tweet``, ``toktok``, ``jieba``,
        ``jieba-nohmm``, ``char``; ``auto`` chooses by the script and logs its choice. Lists
        of tokens are taken as they are.
    input_format : {"text", "conllu", "vert", "jsonl", "csv", "tsv", "parquet", "tagged"}, optional
        By default told from each file's name.
    column : str, optional
        The column with the text (JSONL, CSV, Parquet), ``form``, ``lemma``, ``upos`` ... of
        CoNLL-U, or the number, from 1, of a vertical file's column.
    sentences : {"line", "prose"}
        A sentence a line, or running text to be split.
    lowercase, normalize_digits : bool
        Fold every token: to lower case; every decimal digit to 0.
    unicode_form : {"NFC", "NFKC"}, optional
        Normal form that text is brought to before it is tokenized.
    user_dictionary : path, optional
        Words for jieba.
    encoding, errors : str
        Of the files; at a bad byte ``strict`` stops, ``replace`` and ``skip`` (the line) go on
        and count it in ``provenance.skipped``.
    memory : str or int, optional
        What to stay below while counting, such as ``"1GB"``; by default half of what is free.
        The counts themselves must fit into memory: :func:`count_to_file` needs no such thing.
    threads : int, optional
        Cores to use; all by default. The counts do not depend on it.
    temp_dir : path, optional
        Where to put what does not fit into memory.
    samples : int
        How many sentences, drawn at random, to keep for reports to quote; 0 for none.
    progress : function of CountProgress, optional
        Called a few times a second.

    Returns
    -------
    BigramCounts

    Raises
    ------
    InputError
        When there is no text, or it cannot be read.

    Examples
    --------
    >>> counts = count(["a cat sat", "a dog sat"], tokenizer="whitespace")
    >>> counts.n_tokens, counts.n_sentences, counts.vocabulary.words
    (6, 2, ('', 'a', 'sat', 'cat', 'dog'))
    """
    settings = CountSettings.of(
        tokenizer=tokenizer, lowercase=lowercase, normalize_digits=normalize_digits,
        unicode_form=unicode_form, user_dictionary=user_dictionary, input_format=input_format,
        column=column, sentences=sentences, encoding=encoding, errors=errors, memory=memory,
        threads=threads, temp_dir=temp_dir, progress=progress, allow_repeats=True, samples=samples,
    )  # fmt: skip
    texts = find_texts(source, input_format)
    with TemporaryDirectory(prefix="wordclass-", dir=temp_dir) as folder:
        counting = Counting(settings, Path(folder))
        counting.read(texts)
        counts = to_counts(counting.merged(), counting.provenance(), counting.budget)
        return replace(counts, samples=counting.samples())


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

    Killed and called again with the same arguments, it goes on from what it kept last (every
    ten seconds, later more rarely, in a folder ``.NAME.partial`` beside the file, or in
    ``temp_dir``), and ends with the same bytes. Of a file that was being read, compressed or
    not, what had been counted is read once more, for the hash of the whole, but not tokenized
    or counted again. A Parquet file or a named corpus that was being read is counted from its
    beginning; the standard input, which cannot be read twice, keeps nothing.

    Parameters
    ----------
    source, settings
        As in :func:`count`.
    output : path
        The file to write; see :func:`wordclass.load_counts`.
    min_count, max_vocabulary
        As in :meth:`BigramCounts.prune`, and with the same result. The vocabulary must fit
        into memory unless one of them keeps it small.
    update : bool
        Add to the counts that the file holds already. The tokenizer and its settings must be
        the file's.

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
    texts = find_texts(source, settings.reading.input_format)
    target = Path(output)
    earlier = read_provenance(target) if update else Provenance()
    if update:
        if min_count > 1 or max_vocabulary is not None:
            raise InputError("an update keeps every word; prune when the counts are loaded")
        settings = _as_before(settings, earlier)
        _refuse_repeats(texts, earlier, settings)
    with _work_folder(target, texts, settings) as (folder, checkpoint):
        known = frozenset(one.sha256 for one in earlier.sources if one.sha256)
        counting = Counting(settings, folder, checkpoint, known)
        counting.read(texts)
        provenance = counting.provenance()
        merged = counting.merged(min_count, max_vocabulary)
        file = folder / "added.parquet" if update else target
        n_bigrams = write_counts(
            merged.starts, merged.arena, merged.blocks(counting.budget), file, provenance,
            counting.samples(), merged.has_unknown,
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
        del merged, counting.segments
        return merge_counts(
            [target, file], target, memory=settings.memory, threads=settings.threads,
            temp_dir=folder, allow_repeats=settings.allow_repeats,
        )  # fmt: skip


@contextmanager
def _work_folder(
    output: Path, texts: list[Text], settings: CountSettings
) -> Iterator[tuple[Path, Checkpoint | None]]:
    """Give a folder to spill to; one that outlives the process if texts can be told apart again."""
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
                log.info("the same command goes on from what is in %s", checkpoint.folder)
            raise
        checkpoint.close(finished=True)
        remove_leftovers(output)  # of a run killed while it wrote the file
    else:
        with TemporaryDirectory(prefix="wordclass-", dir=settings.temp_dir) as name:
            yield Path(name), None


def _as_before(settings: CountSettings, earlier: Provenance) -> CountSettings:
    """Give the settings with the tokenizer of the counts that are to be added to."""
    name = earlier.tokenizer.get("name")
    tokens = settings.tokens
    if tokens.tokenizer == "auto" and name in TOKENIZERS:
        tokens = replace(tokens, tokenizer=name)
    if not earlier.tokenizer:
        raise InputError(
            "the counts that are to be added to do not say how they were tokenized; count the text "
            "apart, and add it with `wordclass merge --force`"
        )
    if tokens.to_dict() != earlier.tokenizer:
        raise InputError(
            f"the counts were made with the tokenizer {tokenizer_text(earlier.tokenizer)}, not "
            f"{tokenizer_text(tokens.to_dict())}; use the same settings"
        )
    return replace(settings, tokens=tokens)


def _refuse_repeats(texts: list[Text], earlier: Provenance, settings: CountSettings) -> None:
    """Refuse, before the work, a file whose bytes have been counted; only like sizes are hashed."""
    sizes = {source.bytes: source.name for source in earlier.sources if source.bytes}
    hashes = {source.sha256 for source in earlier.sources}
    for text in texts if not settings.allow_repeats else ():
        if text.path is not None and text.path.stat().st_size in sizes:
            with text.path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() in hashes:
                    raise InputError(
                        f"{text.name} has been counted before; leave it out, or use "
                        "{allow_repeats}",
                        allow_repeats=True,
                    )
