"""Texts to sentences: strings still to be tokenized, or lists of tokens."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import TextIOBase
from itertools import chain
from typing import Any

from wordclass.counting.text import formats
from wordclass.counting.text.corpora import corpus_sentences, corpus_tagged
from wordclass.counting.text.decoding import Arrivals, decode, lines
from wordclass.counting.text.formats import Sentence, Tagged
from wordclass.counting.text.prose import split_prose
from wordclass.counting.text.settings import ReadSettings
from wordclass.counting.text.sources import Text, find_texts
from wordclass.counting.text.streams import ByteReader
from wordclass.errors import InputError

_NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass
class Reading:
    """A text that is read once; afterwards its reader and ``skipped`` describe what was read.

    If ``live``, a line from a pipe is passed on before the next is written.
    """

    text: Text
    settings: ReadSettings
    live: Arrivals | None = None
    skipped: Counter[str] = field(default_factory=Counter)
    reader: ByteReader | None = None

    def sentences(self) -> Iterator[Sentence]:
        """Return an iterator over the sentences."""
        if self.settings.column is not None and not self._has_columns():
            raise InputError(
                f"{self.text.name} has no columns; leave out {{column}}, or specify the "
                "{input_format} of the files",
                "input_format",
                column=self.settings.column,
            )
        if self.text.corpus:
            return corpus_sentences(self.text.name)
        if self.text.items is not None:
            return self._sentences_of(self.text.items)
        if self.text.frame is not None:
            return self._column(formats.frame_values(self.text.frame, self.settings.column))
        return self._file()

    def _has_columns(self) -> bool:
        text = self.text
        is_plain = text.format(self.settings.input_format) in ("text", "srt")
        return text.frame is not None or (text.is_file and not is_plain)

    def _file(self) -> Iterator[Sentence]:
        name, column = self.text.name, self.settings.column
        kind = self.text.format(self.settings.input_format)
        if kind == "text":
            if self.settings.sentences == "line":
                return lines(self.chunks(), name, self.skipped, self.live)
            if self.settings.errors == "skip":
                return split_prose(f"{line}\n" for line in self.lines())
            return split_prose(self.chunks())
        if kind == "srt":
            said = formats.srt_lines(self.lines(), name, self.skipped)
            is_prose = self.settings.sentences == "prose"
            return split_prose(f"{line}\n" for line in said) if is_prose else said
        if kind == "conllu":
            place = formats.conllu_column(column)
            return (
                [row[place] for row in rows] for rows in formats.conllu_rows(self.lines(), name)
            )
        if kind in ("vert", "tagged"):
            place = formats.vert_column(column)
            found = formats.token_rows(self.lines(), name, place, structures=kind == "vert")
            return ([row[place] for row in rows] for rows in found)
        if kind == "parquet":
            if self.text.path is None:
                raise InputError(
                    f"{name}: Parquet cannot be read from a stream; save it as a file first"
                )
            values = formats.parquet_values(self.text.path, column)
        elif kind == "jsonl":
            values = formats.jsonl_values(self.lines(), name, column)
        else:
            delimiters = ",;\t" if kind == "csv" else "\t"
            values = formats.csv_values(self.lines(), name, column, delimiters)
        return self._column(values)

    def _column(self, values: Iterable[Any]) -> Iterator[Sentence]:
        """Return an iterator over the sentences of the texts in a column."""
        found = formats.value_sentences(values, self.text.name, self.skipped)
        return split_texts(found, self.settings.sentences)

    def chunks(self) -> Iterator[str]:
        """Return an iterator over chunks of the decoded text."""
        self.reader = ByteReader(self.text, self.live is not None)
        given_text = isinstance(self.text.stream, TextIOBase)
        encoding = "utf-8" if given_text else self.settings.encoding
        return decode(
            self.reader.chunks(), self.text.name, encoding, self.settings.errors, self.skipped
        )

    def lines(self) -> Iterator[str]:
        """Return an iterator over the decoded lines."""
        return lines(self.chunks(), self.text.name, self.skipped)

    def _sentences_of(self, items: Iterable[Any]) -> Iterator[Sentence]:
        """Check the caller's sentences: each must be a string or a list of strings."""
        prose = self.settings.sentences == "prose"
        for number, item in enumerate(items, start=1):
            if isinstance(item, str):
                yield from split_prose([item]) if prose else [item]
            elif isinstance(item, (list, tuple)):
                yield _tokens(item, number)
            else:
                raise InputError(
                    f"sentence {number} is {type(item).__name__}; it must be a string or a list of "
                    "tokens"
                )


def split_texts(values: Iterable[Sentence], sentences: str) -> Iterator[Sentence]:
    """Split the texts of a column into sentences; a list of tokens is already a sentence."""
    for value in values:
        if not isinstance(value, str):
            yield value
        elif sentences == "prose":
            yield from split_prose([value])
        else:
            yield from _NEWLINE.split(value)


def _tokens(item: list[Any] | tuple[Any, ...], number: int) -> list[str]:
    for place, token in enumerate(item, start=1):
        if not isinstance(token, str):
            raise InputError(
                f"sentence {number}, token {place} is {type(token).__name__}; it must be a string"
            )
    return list(item)


def tagged_sentences(
    source: Any,
    *,
    input_format: str | None = None,
    column: str | None = None,
    full_tags: bool = False,
    encoding: str = "utf-8",
    errors: str = "strict",
) -> Iterator[Tagged]:
    r"""Yield sentences with gold tags, as lists of (word, tag).

    Parameters
    ----------
    source : path, glob, directory, ``"-"``, open file, corpus name, or a list of these
        CoNLL-U, a vertical file, or lines of word, tab, tag with a blank line between
        sentences; a tagged corpus such as ``nltk:brown``, ``hkcancor:`` or ``pfr:``; or an
        iterable of lists of (word, tag).
    column : str, optional
        The column with the tag: ``upos`` (the default) or another column of CoNLL-U; or the
        number of a column in any other file, from 1 (the default is 2).
    full_tags : bool
        Keep the tags of a named corpus as they are, instead of reducing them to the usual tag
        set; see :func:`wordclass.counting.text.corpora.corpus_tagged`.

    Examples
    --------
    >>> import io
    >>> list(tagged_sentences(io.BytesIO(b"Dogs\tNOUN\nbark\tVERB\n")))
    [[('Dogs', 'NOUN'), ('bark', 'VERB')]]
    """
    settings = ReadSettings(input_format, column, encoding=encoding, errors=errors)
    for text in find_texts(source, input_format):
        if text.corpus:
            yield from corpus_tagged(text.name, full_tags)
        elif text.items is not None:
            for sentence in text.items:
                yield [(word, tag) for word, tag in sentence]
        elif text.frame is not None:
            raise InputError("a table has no gold tags; use lists of (word, tag) pairs")
        else:
            yield from _tagged_file(Reading(text, settings))


def _tagged_file(reading: Reading) -> Iterator[Tagged]:
    name, settings = reading.text.name, reading.settings
    kind = reading.text.format(settings.input_format)
    if kind == "conllu":
        form, place = formats.conllu_column(None), formats.conllu_column(settings.column, "upos")
        for rows in formats.conllu_rows(reading.lines(), name):
            yield [(row[form], row[place]) for row in rows]
    elif kind in ("vert", "tagged", "text", "tsv"):
        place = formats.vert_column(settings.column, default=2)
        found = formats.token_rows(reading.lines(), name, 0, place, structures=kind == "vert")
        for rows in found:
            yield [(row[0], row[place]) for row in rows]
    else:
        raise InputError(
            f"{name}: a {kind} file has no gold tags; use CoNLL-U, a vertical file, or "
            "lines of word, tab, tag"
        )


def sample_of(sentences: Iterable[Sentence], size: int) -> tuple[str, Iterator[Sentence]]:
    """Return about ``size`` characters of untokenized text, and an iterator over all sentences."""
    iterator = iter(sentences)
    consumed: list[Sentence] = []
    pieces: list[str] = []
    length = 0
    for sentence in iterator:
        consumed.append(sentence)
        if isinstance(sentence, str):
            pieces.append(sentence)
            length += len(sentence) + 1
        if length >= size or len(consumed) >= size:
            break
    return "\n".join(pieces), chain(consumed, iterator)
