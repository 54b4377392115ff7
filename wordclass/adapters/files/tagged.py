"""Texts tagged with classes: vertical, CoNLL-U and JSON Lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from wordclass.adapters.tokens import sides_of
from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.text.formats import CONLLU_COLUMNS, conllu_blocks
from wordclass.counting.text.sentences import Reading
from wordclass.counting.text.settings import ReadSettings
from wordclass.counting.text.sources import find_texts
from wordclass.counting.tokens.retokenize import token_sentences, warn_of_tokens
from wordclass.counting.tokens.tokenizers import normalizer
from wordclass.models.arrays import Side
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.tagging.tagging import Tagger
from wordclass.reports.wording.escaping import json_text, tsv_cell, write_word

_BATCH = 1000  # sentences tagged together, unless they are read from a pipe
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
    """Tag a text and write it, sentence by sentence.

    Parameters
    ----------
    model : WordClassModel
    source : as :func:`wordclass.count` takes
        ``"-"`` is tagged line by line, without reading ahead.
    format : {"vert", "conllu", "jsonl"}
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
    live = source == "-"
    read = ReadSettings(**reading)
    writer = _TaggedWriter(model, Tagger(model, shape, counts), shape, viterbi)
    tokenizer = model.provenance.tokenizer
    texts = find_texts(source, read.input_format)
    if format == "conllu" and all(t.format(read.input_format) == "conllu" for t in texts):
        blocks = (
            rows
            for text in texts
            for rows in conllu_blocks(Reading(text, read, live=live).lines(), text.name)
        )
        normalize = normalizer(tokenizer) or str
        for i, batch in enumerate(_batches(blocks, live)):
            tokens = [[normalize(row[1]) for row in rows if row[0].isdecimal()] for rows in batch]
            if i == 0:
                warn_of_tokens(tokens, tokenizer)
            yield from writer.conllu(batch, tokens)
        return
    if format == "vert" and shape:
        yield f"<!-- {_SHAPE} -->\n"
    sentences = token_sentences(source, tokenizer, user_dictionary, live, **reading)
    for tokens in _batches(sentences, live):
        if format == "vert":
            yield from writer.vertical(tokens, side, confidence)
        elif format == "jsonl":
            yield from writer.jsonl(tokens)
        else:
            yield from writer.conllu([_rows(words) for words in tokens], tokens)


def _batches(sentences: Iterable[Any], live: bool) -> Iterator[list[Any]]:
    waiting = iter(sentences)
    while batch := list(islice(waiting, 1 if live else _BATCH)):
        yield batch


@dataclass(frozen=True)
class _Tagging:
    """The classes of one sentence in one role."""

    classes: list[int]
    confidences: list[float]  # p(class | sentence) of the class assigned
    posteriors: list[dict[int, float]]  # of all classes above a minimum, the most probable first


@dataclass(frozen=True)
class _TaggedWriter:
    """Tags sentences and formats them; ``shape`` is whether the tagger uses the shape of words."""

    model: WordClassModel
    tagger: Tagger
    shape: bool
    viterbi: bool

    def _taggings(self, sentences: list[list[str]], side: Side) -> Iterator[_Tagging]:
        found = self.tagger.posteriors(sentences, side)
        tags = (
            self.tagger.tag(sentences, side, viterbi=True)
            if self.viterbi
            else [p.argmax(axis=1).tolist() for p in found]
        )
        for classes, p in zip(tags, found, strict=True):
            posteriors = []
            for row in p:
                kept = [
                    c for c in (-row).argsort(kind="stable").tolist() if row[c] >= _MIN_POSTERIOR
                ]
                posteriors.append({c: round(float(row[c]), 4) for c in kept})
            confidences = [round(float(row[c]), 4) for row, c in zip(p, classes, strict=True)]
            yield _Tagging(classes, confidences, posteriors)

    def vertical(self, sentences: list[list[str]], side: Side, confidence: bool) -> Iterator[str]:
        """Yield each sentence as lines of word and class."""
        names = self.model.class_names[side]
        shown = [  # each class
            f"{c}\t{tsv_cell(names.get(c, ''))}" if names else str(c)
            for c in range(self.model.n_classes(side) + 1)
        ]
        columns: Iterable[list[str]]  # what follows the words of a sentence
        if confidence:
            columns = (
                [f"{shown[c]}\t{p:.4f}\n" for c, p in zip(t.classes, t.confidences, strict=True)]
                for t in self._taggings(sentences, side)
            )
        else:
            ends = [f"{cell}\n" for cell in shown]
            tags = self.tagger.tag(sentences, side, self.viterbi)
            columns = ([ends[c] for c in classes] for classes in tags)
        # A word is quoted once for all of its tokens: this took as long as tagging them.
        begin = {w: f"{write_word(w, spaces=True)}\t" for w in set(chain.from_iterable(sentences))}
        for words, cells in zip(sentences, columns, strict=True):
            yield "".join([begin[w] + end for w, end in zip(words, cells, strict=True)]) + "\n"

    def jsonl(self, sentences: list[list[str]]) -> Iterator[str]:
        """Yield each sentence as a JSON object."""
        sides = sides_of(self.model).items()
        roles = {name: list(self._taggings(sentences, side)) for name, side in sides}
        for i, words in enumerate(sentences):
            line: dict[str, Any] = {"tokens": words}
            for name, side in sides:
                tagging = roles[name][i]
                line[name] = tagging.classes
                if names := self.model.class_names[side]:
                    line[f"{name}_name"] = [names.get(c, "") for c in tagging.classes]
                line[f"{name}_confidence"] = tagging.confidences
                line[f"{name}_posterior"] = tagging.posteriors
            if self.shape:
                line["shape"] = True
            yield json_text(line) + "\n"

    def conllu(self, blocks: list[list[list[str]]], sentences: list[list[str]]) -> Iterator[str]:
        """Yield the lines of each block, its words' classes added to MISC."""
        roles = [
            (_MISC[name], list(self._taggings(sentences, side)), self.model.class_names[side])
            for name, side in sides_of(self.model).items()
        ]
        for i, rows in enumerate(blocks):
            lines = [f"# word_class = {_SHAPE}\n"] if self.shape else []
            place = 0
            for row in rows:
                if row[0].isdecimal():
                    marks = [] if row[9] == "_" else [row[9]]
                    for key, taggings, names in roles:
                        c = taggings[i].classes[place]
                        marks.append(f"{key}={c}")
                        if c in names:
                            marks.append(f"{key}Name={names[c].translate(_IN_MISC)}")
                        marks.append(f"{key}P={taggings[i].confidences[place]:.4f}")
                    row = [*row[:9], "|".join(marks)]
                    place += 1
                lines.append("\t".join(row) + "\n")
            yield "".join(lines) + "\n"


def _rows(words: list[str]) -> list[list[str]]:
    """The CoNLL-U columns of words of which only the form is known."""
    blank = ["_"] * (len(CONLLU_COLUMNS) - 2)
    return [[str(i), tsv_cell(word), *blank] for i, word in enumerate(words, start=1)]
