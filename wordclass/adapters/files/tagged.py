"""Texts tagged with classes: vertical, CoNLL-U and JSON Lines."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from wordclass.adapters.tokens import sides_of
from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.parallel import bounded_map
from wordclass.counting.segments.words import WordList
from wordclass.counting.text.decoding import Arrivals
from wordclass.counting.text.formats import CONLLU_COLUMNS, conllu_column, conllu_sentences
from wordclass.counting.text.sentences import Reading
from wordclass.counting.text.settings import ReadSettings
from wordclass.counting.text.sources import find_texts
from wordclass.counting.tokens.retokenize import token_sentences, warn_of_tokens
from wordclass.counting.tokens.tokenizers import normalizer
from wordclass.models.arrays import FloatArray, IntArray, Side, check_side
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.tagging.tagging import Batch, Tagger
from wordclass.reports.wording.escaping import json_text, token_field, tsv_cell

_BATCH = 1 << 16  # tokens tagged together, unless they are read from a pipe
_THREADS = 2  # one runs compiled loops, which leave the interpreter to the other and to reading
_AHEAD = 2 * _THREADS  # batches read before the first of them is written
_PARTS = 10_000  # of 1, in which probabilities are written
_PROBABILITIES = [f"{part / _PARTS:.4f}" for part in range(_PARTS + 1)]
_MIN_POSTERIOR = 0.001  # smaller ones are not listed in JSON Lines
_SHAPE = "the shape of rare and unknown words informed the classes"
_MISC = {"class": "WordClass", "left": "LeftClass", "right": "RightClass"}
_IN_MISC = str.maketrans("| ", "/_")  # the separator and spaces may not be in MISC


def tagged_text(
    model: WordClassModel,
    source: Any,
    format: str = "vert",
    side: Side = "left",
    *,
    shape: bool = False,
    viterbi: bool = False,
    counts: BigramCounts | None = None,
    confidence: bool = False,
    user_dictionary: str | None = None,
    **reading: Any,
) -> Iterator[str]:
    """Tag a text and write it, one or more sentences at a time.

    Parameters
    ----------
    model : WordClassModel
    source : as :func:`wordclass.count` takes
        ``"-"`` is tagged line by line, without waiting for more.
    format : {"vert", "conllu", "jsonl"}
        Only JSON Lines can hold every word. The others have no quotation, so that words are
        written as they are, and read back the same, but for one with a tab, a line break or
        another control character, a mark that controls the direction of writing, a byte-order
        mark or a lone surrogate, which becomes a JSON string.

        - ``vert``: a token per line: word, class, its name if the classes are named, and its
          posterior if ``confidence``; a blank line ends a sentence;
        - ``conllu``: classes in MISC; a CoNLL-U source keeps all its lines and columns;
        - ``jsonl``: an object per sentence, with the posteriors of all classes.
    side : "left" or "right"
        The role written to a vertical file; the other formats have both.
    shape, viterbi, counts
        As in :meth:`WordClassModel.tag`.
    user_dictionary, **reading
        As in :func:`wordclass.counting.tokens.retokenize.token_sentences`.
    """
    check_side(side)
    live = Arrivals() if source == "-" else None
    read = ReadSettings(**reading)
    writer = _TaggedWriter(model, Tagger(model, shape, counts), shape, viterbi)
    tokenizer = model.provenance.tokenizer
    texts = find_texts(source, read.input_format)
    if format == "conllu" and all(t.format(read.input_format) == "conllu" for t in texts):
        found = (
            rows
            for text in texts
            for rows in conllu_sentences(Reading(text, read, live=live).lines(), text.name)
        )
        place, normalize = conllu_column(read.column), normalizer(tokenizer) or str
        batches = _compared(_batches(found, live), place, tokenizer)

        def write(batch: list[Any]) -> str:
            return writer.conllu(batch, _words(batch, place, normalize))
    else:
        sentences = token_sentences(source, tokenizer, user_dictionary, live, **reading)
        batches = _batches(sentences, live)

        def write(batch: list[Any]) -> str:
            if format == "vert":
                return writer.vertical(batch, side, confidence)
            if format == "jsonl":
                return writer.jsonl(batch)
            sentences = list(filter(None, batch))  # the format has no empty ones
            return writer.conllu([_rows(words) for words in sentences], sentences)

    if format == "vert" and shape:
        yield f"<!-- {_SHAPE} -->\n"
    if live:  # whoever writes the next line may wait for this one's classes
        yield from map(write, batches)
        return
    with ThreadPoolExecutor(_THREADS) as pool:
        yield from bounded_map(pool, write, batches, _AHEAD)


def _batches(sentences: Iterable[list[Any]], live: Arrivals | None) -> Iterator[list[Any]]:
    batch: list[list[Any]] = []
    size = 0
    for sentence in sentences:
        batch.append(sentence)
        size += len(sentence) + 1
        if size >= _BATCH or (live and not live.waiting):
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _compared(
    batches: Iterable[list[Any]], place: int, tokenizer: Mapping[str, Any]
) -> Iterator[list[Any]]:
    """Pass batches of CoNLL-U on, and warn if the tokenizer would divide the words of the first."""
    for i, batch in enumerate(batches):
        if i == 0:
            warn_of_tokens(_words(batch, place, str), tokenizer)
        yield batch


def _words(
    sentences: list[list[list[str]]], place: int, normalize: Callable[[str], str]
) -> list[list[str]]:
    """The words of each sentence of a CoNLL-U file, which are in the column at ``place``."""
    return [[normalize(row[place]) for row in rows if row[0].isdecimal()] for rows in sentences]


@dataclass(frozen=True)
class _TaggedWriter:
    """Tags sentences and formats them; ``shape`` is whether the tagger uses the shape of words."""

    model: WordClassModel
    tagger: Tagger
    shape: bool
    viterbi: bool

    def _tagged(
        self, sentences: list[list[str]], side: Side
    ) -> Iterator[tuple[Batch, IntArray, IntArray, FloatArray]]:
        """Yield batches with the classes of all tokens, their probabilities, and all posteriors.

        A class's probability is in parts of 1.
        """
        for batch in self.tagger.batches(sentences):
            p = self.tagger.token_posteriors(batch, side)
            best = self.tagger.classes(batch, side, True) if self.viterbi else p.argmax(axis=1)
            yield batch, best, _in_parts(p[np.arange(len(best)), best]), p

    def vertical(self, sentences: list[list[str]], side: Side, confidence: bool) -> str:
        """Write each sentence as lines of word and class."""
        names = self.model.class_names[side]
        cells = [  # of each class
            f"{c}\t{tsv_cell(names.get(c, ''))}" if names else str(c)
            for c in range(self.model.n_classes(side) + 1)
        ]
        text = []
        if confidence:
            for batch, classes, parts, _ in self._tagged(sentences, side):
                occur, place = np.unique(parts, return_inverse=True)
                ends = [f"\t{_PROBABILITIES[part]}\n" for part in occur.tolist()]
                text.append(_lines(batch, (cells, classes), (ends, place)))
        else:
            ends = [f"{cell}\n" for cell in cells]
            for batch in self.tagger.batches(sentences):
                text.append(_lines(batch, (ends, self.tagger.classes(batch, side, self.viterbi))))
        return "".join(text)

    def jsonl(self, sentences: list[list[str]]) -> str:
        """Write each sentence as a JSON object."""
        lines: list[dict[str, Any]] = [{"tokens": words} for words in sentences]
        for name, side in sides_of(self.model).items():
            names, remaining = self.model.class_names[side], iter(lines)
            for batch, classes, parts, p in self._tagged(sentences, side):
                posteriors = _posteriors(p)
                confidences = (parts / _PARTS).tolist()
                for i, j in pairwise(batch.starts.tolist()):
                    line = next(remaining)
                    line[name] = classes[i:j].tolist()
                    if names:
                        line[f"{name}_name"] = [names.get(c, "") for c in line[name]]
                    line[f"{name}_confidence"] = confidences[i:j]
                    line[f"{name}_posterior"] = posteriors[i:j]
        if self.shape:
            for line in lines:
                line["shape"] = True
        return "".join([f"{json_text(line)}\n" for line in lines])

    def conllu(self, sentences: list[list[list[str]]], words: list[list[str]]) -> str:
        """Write the lines of each sentence, its words' classes added to MISC."""
        roles = [self._misc(words, *role) for role in sides_of(self.model).items()]
        marks = map("|".join, zip(*roles, strict=True))
        lines = []
        for rows in sentences:
            if self.shape:
                lines.append(f"# word_class = {_SHAPE}\n")
            for row in rows:
                if row[0].isdecimal():
                    given = "" if row[9] == "_" else f"{row[9]}|"
                    row = [*row[:9], given + next(marks)]
                lines.append("\t".join(row) + "\n")
            lines.append("\n")
        return "".join(lines)

    def _misc(self, sentences: list[list[str]], name: str, side: Side) -> Iterator[str]:
        """Yield what one role adds to the MISC of each token."""
        key, names = _MISC[name], self.model.class_names[side]
        cells = [f"{key}={c}|{key}P=" for c in range(self.model.n_classes(side) + 1)]
        for c, given in names.items():
            cells[c] = f"{key}={c}|{key}Name={given.translate(_IN_MISC)}|{key}P="
        for _, classes, parts, _ in self._tagged(sentences, side):
            for c, part in zip(classes.tolist(), parts.tolist(), strict=True):
                yield cells[c] + _PROBABILITIES[part]


def _in_parts(p: FloatArray) -> IntArray:
    return np.rint(p * _PARTS).astype(np.int64)


def _posteriors(p: FloatArray) -> list[dict[int, float]]:
    """Each token's classes above a minimum, the most probable first, with their probabilities."""
    token, of_class = np.nonzero(p >= _MIN_POSTERIOR)
    order = np.lexsort((-p[token, of_class], token))
    listed = of_class[order]
    values = (_in_parts(p[token, listed]) / _PARTS).tolist()
    ends = np.searchsorted(token, np.arange(len(p) + 1)).tolist()
    classes = listed.tolist()
    return [dict(zip(classes[i:j], values[i:j], strict=True)) for i, j in pairwise(ends)]


def _lines(batch: Batch, *columns: tuple[list[str], IntArray]) -> str:
    """Every token as its word and a string from each column, and a line's end after each sentence.

    A column is a table of strings, and which of them each token has.
    """
    words = [f"{token_field(word)}\t" for word in batch.spelt]
    n_sentences, n_columns = len(batch.starts) - 1, 1 + len(columns)
    before = np.repeat(np.arange(n_sentences), np.diff(batch.starts))  # sentences, of each token
    place = n_columns * np.arange(len(before)) + before
    strings, chosen = ["\n"], np.zeros(n_columns * len(before) + n_sentences, np.int64)
    for i, (table, of_tokens) in enumerate([(words, batch.words), *columns]):
        chosen[place + i] = len(strings) + of_tokens
        strings += table
    return _concatenated(strings, chosen)


def _concatenated(strings: list[str], chosen: IntArray) -> str:
    """Concatenate the strings in the order chosen, by Arrow, without a Python object for each."""
    # From buffers: pa.array() would import pandas, if it is installed.
    table = WordList.of(strings).arrow(pa.large_string())
    places = pa.Array.from_buffers(pa.int64(), len(chosen), [None, pa.py_buffer(chosen)])
    return bytes(table.take(places).buffers()[2]).decode()


def _rows(words: list[str]) -> list[list[str]]:
    """The CoNLL-U columns of words of which only the form is known."""
    blank = ["_"] * (len(CONLLU_COLUMNS) - 2)
    return [[str(i), token_field(word), *blank] for i, word in enumerate(words, start=1)]
