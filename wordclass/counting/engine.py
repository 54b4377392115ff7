"""count(): text to bigram counts on one machine."""

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from wordclass import __version__
from wordclass.counting.bigrams import BigramCounts, Provenance, Source
from wordclass.counting.formats import Sentence
from wordclass.counting.readers import Reading, ReadSettings, sample_of
from wordclass.counting.segments import MARKED, PairCounter, joined, to_counts
from wordclass.counting.sources import find_texts
from wordclass.counting.tokenizers import (
    Tokenize,
    TokenizerSettings,
    choose,
    fold,
    normalized,
)
from wordclass.errors import InputError

log = logging.getLogger("wordclass")

Progress = Callable[[str, int], None]
SAMPLE = 1 << 16  # characters that `auto` looks at


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
    user_dictionary: str | None = None,
    encoding: str = "utf-8",
    errors: str = "strict",
    memory: str | None = None,
    threads: int | None = None,
    temp_dir: str | None = None,
    progress: Progress | None = None,
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
        ``jieba-nohmm``, ``char``; ``auto`` chooses by the script and logs its choice.
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
    progress : function of (str, int), optional
        Called now and then with the text's name and the bytes read of it.

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
    reading = ReadSettings(input_format, column, sentences, encoding, errors)
    settings = TokenizerSettings(
        tokenizer, lowercase, normalize_digits, unicode_form,
        None if user_dictionary is None else str(user_dictionary),
    )  # fmt: skip
    counter = PairCounter(MARKED)
    skipped: Counter[str] = Counter()
    sources: list[Source] = []
    chosen: set[str] = set()
    for text in find_texts(source, input_format):
        one = Reading(text, reading)
        found = one.sentences()
        name = settings
        if settings.tokenizer == "auto":
            sample, found = sample_of(found, SAMPLE)
            name = _chosen(settings, sample, text.name)
        digest = hashlib.sha256()
        for block in _blocks(found, name, text.name, skipped):
            digest.update(block)
            counter.add(block)
            if progress:
                progress(text.name, one.reader.bytes_read if one.reader else 0)
        chosen.add(name.name)
        settings = name
        reader = one.reader
        sources.append(
            Source(text.name, reader.sha256, reader.bytes_read)
            if reader
            else Source(text.name, digest.hexdigest())
        )
        skipped.update(one.skipped)
    for what, n in sorted(skipped.items()):
        log.warning("left out or mended: %d %s", n, what)
    if counter.tokens == 0:
        names = ", ".join(source.name for source in sources[:3])
        raise InputError(f"no text in {names}: not one word; check the path and the format")
    provenance = Provenance(
        tuple(sources), settings.to_dict(), counter.sentences, counter.tokens,
        dict(sorted(skipped.items())), __version__,
    )  # fmt: skip
    folding = (
        partial(fold, lowercase=lowercase, normalize_digits=normalize_digits)
        if lowercase or normalize_digits
        else None
    )
    return to_counts(counter.finish(folding), provenance)


def _chosen(settings: TokenizerSettings, sample: str, name: str) -> TokenizerSettings:
    """Settle ``auto`` by a sample, and say what it was settled to."""
    from dataclasses import replace

    if not sample:
        return replace(settings, tokenizer="whitespace")
    tokenizer, reason = choose(sample)
    log.warning("tokenizer: %s (%s: %s)", tokenizer, name, reason)
    return replace(settings, tokenizer=tokenizer)


def _blocks(
    sentences: Iterable[Sentence], settings: TokenizerSettings, name: str, skipped: Counter[str]
) -> Iterable[bytes]:
    """Tokenize, a few thousand sentences to a block."""
    tokenize = settings.function()
    block: list[bytes] = []
    for number, sentence in enumerate(sentences, start=1):
        if isinstance(sentence, str):
            tokens = tokenize(normalized(sentence, settings.unicode_form))
        elif settings.unicode_form:
            tokens = [normalized(token, settings.unicode_form) for token in sentence]
        else:
            tokens = sentence
        kept = [token for token in tokens if not token.isspace() and token]
        if len(kept) < len(tokens):
            skipped["blank tokens"] += len(tokens) - len(kept)
        try:
            block.append(joined(kept))
        except UnicodeEncodeError as error:
            raise InputError(
                f"{name}, sentence {number}: {error.object[:40]!r} holds a lone surrogate, which "
                "is no character; decode the text with the right encoding"
            ) from None
        if len(block) >= 4096:
            yield b"".join(block)
            block = []
    yield b"".join(block)
