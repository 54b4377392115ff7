"""Texts to sentences: strings that want a tokenizer, or lists of tokens that have had one."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import TextIOBase
from itertools import chain
from typing import Any

from wordclass.counting.text import formats
from wordclass.counting.text.corpora import corpus_sentences, corpus_tagged
from wordclass.counting.text.decoding import decode, lines
from wordclass.counting.text.formats import Sentence, Tagged
from wordclass.counting.text.prose import split_prose
from wordclass.counting.text.settings import ReadSettings
from wordclass.counting.text.sources import Text, find_texts
from wordclass.counting.text.streams import ByteReader
from wordclass.errors import InputError

_NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass
class Reading:
    """One text being read: its sentences once, and after that what was read and left out."""

    text: Text
    settings: ReadSettings
    skipped: Counter[str] = field(default_factory=Counter)
    reader: ByteReader | None = None

    def sentences(self) -> Iterator[Sentence]:
        """Read the sentences in order.

        Raises
        ------
        InputError
            Where the text is not in its format, with the place; where it has no columns and
            one is named.
        """
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
            return self._given(self.text.items)
        return self._file()

    def _has_columns(self) -> bool:
        text = self.text
        is_file = not text.corpus and text.items is None
        return is_file and text.format(self.settings.input_format) != "text"

    def _file(self) -> Iterator[Sentence]:
        name, column = self.text.name, self.settings.column
        kind = self.text.format(self.settings.input_format)
        if kind == "text":
            if self.settings.sentences == "line":
                return lines(self.chunks(), name, self.skipped)
            if self.settings.errors == "skip":
                return split_prose(f"{line}\n" for line in self.lines())
            return split_prose(self.chunks())
        if kind == "conllu":
            place = formats.conllu_column(column)
            return (
                [row[place] for row in rows] for rows in formats.conllu_rows(self.lines(), name)
            )
        if kind in ("vert", "tagged"):
            place = formats.vert_column(column)
            rows_of = formats.vert_rows if kind == "vert" else formats.tabbed_rows
            return ([row[place] for row in rows] for rows in rows_of(self.lines(), name, place))
        if kind == "parquet":
            if self.text.path is None:
                raise InputError(f"{name}: Parquet is read from a file, not from a stream")
            values = formats.parquet_values(self.text.path, column)
        elif kind == "jsonl":
            values = formats.jsonl_values(self.lines(), name, column)
        else:
            values = formats.csv_values(self.lines(), name, column, "," if kind == "csv" else "\t")
        found = formats.value_sentences(values, name, self.skipped)
        return documents(found, self.settings.sentences)

    def chunks(self) -> Iterator[str]:
        """Give the decoded text in pieces."""
        self.reader = ByteReader(self.text)
        given_text = isinstance(self.text.stream, TextIOBase)
        encoding = "utf-8" if given_text else self.settings.encoding
        return decode(
            self.reader.blocks(), self.text.name, encoding, self.settings.errors, self.skipped
        )

    def lines(self) -> Iterator[str]:
        """Give the decoded lines."""
        return lines(self.chunks(), self.text.name, self.skipped)

    def _given(self, items: Iterable[Any]) -> Iterator[Sentence]:
        """Check what the caller gave: each a string, or a list of non-empty strings."""
        prose = self.settings.sentences == "prose"
        for number, item in enumerate(items, start=1):
            if isinstance(item, str):
                if prose:
                    yield from split_prose([item])
                else:
                    yield item
            elif isinstance(item, (list, tuple)):
                yield _tokens(item, number)
            else:
                raise InputError(
                    f"sentence {number} is {type(item).__name__}; give strings or lists of tokens"
                )


def documents(values: Iterable[Sentence], sentences: str) -> Iterator[Sentence]:
    """Cut the texts of a column into sentences; lists of tokens are sentences already."""
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
                f"sentence {number}, token {place} is {type(token).__name__}; give strings"
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
    r"""Read sentences with gold tags.

    Parameters
    ----------
    source : path, glob, directory, ``"-"``, open file, corpus name, or a list of these
        CoNLL-U, a vertical file, or plain lines of word, tab, tag with a blank line between
        sentences; ``nltk:brown`` and the like, ``hkcancor:``, ``pfr:``. An iterable of lists
        of (word, tag) is passed on.
    column : str, optional
        Where the tag is: ``upos`` (default) or another column of CoNLL-U; the number of the
        column, from 1, of a vertical or plain file (default 2).
    full_tags : bool
        Leave the tags of a named corpus as they are; by default they are those of the usual
        evaluation, see :func:`wordclass.counting.text.corpora.corpus_tagged`.

    Yields
    ------
    list of (str, str)
        The words of a sentence, each with its tag.

    Raises
    ------
    InputError
        When the source has no tags, or cannot be read.

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
        rows_of = formats.vert_rows if kind == "vert" else formats.tabbed_rows
        for rows in rows_of(reading.lines(), name, 0, place):
            yield [(row[0], row[place]) for row in rows]
    else:
        raise InputError(
            f"{name}: a {kind} file has no gold tags; give CoNLL-U, a vertical file, "
            "or lines of word, tab, tag"
        )


def sample_of(sentences: Iterable[Sentence], size: int) -> tuple[str, Iterator[Sentence]]:
    """Give the first ``size`` characters of untokenized text, and all sentences again."""
    iterator = iter(sentences)
    looked_at: list[Sentence] = []
    pieces: list[str] = []
    length = 0
    for sentence in iterator:
        looked_at.append(sentence)
        if isinstance(sentence, str):
            pieces.append(sentence)
            length += len(sentence) + 1
        if length >= size or len(looked_at) >= size:
            break
    return "\n".join(pieces), chain(looked_at, iterator)
