"""count(): text to bigram counts on one machine."""

import os
import tempfile
from pathlib import Path
from typing import Any

from wordclass.counting.bigrams import BigramCounts
from wordclass.counting.merging import to_counts
from wordclass.counting.readers import ReadSettings
from wordclass.counting.reading import Counting, CountSettings, ProgressCallback
from wordclass.counting.sources import find_texts
from wordclass.counting.storage import write_counts
from wordclass.counting.tokenizers import Tokenize, TokenizerSettings


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
    settings = CountSettings(
        ReadSettings(input_format, column, sentences, encoding, errors),
        TokenizerSettings(
            tokenizer, lowercase, normalize_digits, unicode_form,
            None if user_dictionary is None else os.fspath(user_dictionary),
        ),
        memory, threads, temp_dir, progress,
    )  # fmt: skip
    texts = find_texts(source, input_format)
    with tempfile.TemporaryDirectory(prefix="wordclass-", dir=temp_dir) as folder:
        counting = Counting(settings, Path(folder))
        counting.read(texts)
        return to_counts(counting.merged(), counting.provenance(), counting.budget)


def count_to_file(
    source: Any,
    output: str | os.PathLike[str],
    settings: CountSettings | None = None,
    *,
    min_count: int = 1,
    max_vocabulary: int | None = None,
) -> None:
    """Count into a Parquet file, in bounded memory: the distinct bigrams need not fit into it.

    Parameters
    ----------
    source, settings
        As in :func:`count`.
    output : path
        The file to write; see :func:`wordclass.load_counts`.
    min_count, max_vocabulary
        As in :meth:`BigramCounts.prune`, and with the same result. The vocabulary must fit
        into memory unless one of them keeps it small.

    Raises
    ------
    InputError
        When there is no text, it cannot be read, or nothing can be written there.
    """
    settings = settings or CountSettings()
    texts = find_texts(source, settings.reading.input_format)
    with tempfile.TemporaryDirectory(prefix="wordclass-", dir=settings.temp_dir) as name:
        folder = Path(name)
        counting = Counting(settings, folder)
        counting.read(texts)
        merged = counting.merged(min_count, max_vocabulary)
        spill = folder if settings.memory is not None else None
        write_counts(merged, output, counting.provenance(), counting.budget, spill)
