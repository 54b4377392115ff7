"""Word classes in a spaCy pipeline: ``nlp.add_pipe("wordclass", config={"path": ...})``.

Every token gets ``token._.word_class``, its class in context (with a two-sided model its left
class, the right one being ``token._.word_class_right``), and ``token._.word_class_path``, the
bit string of that class in the class tree. White space gets None.
"""

import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any

from spacy.attrs import IDX, IS_SPACE, ORTH, SENT_START
from spacy.language import Language
from spacy.tokens import Doc, Token

import wordclass as wc
from wordclass.adapters.tokens import normalized_tokens
from wordclass.errors import InputError
from wordclass.models.fitted.hierarchy import class_paths

ATTRIBUTES = ("word_class", "word_class_right", "word_class_path")
_FILE = "model.safetensors"

for _name in ATTRIBUTES:
    if not Token.has_extension(_name):
        Token.set_extension(_name, default=None)


@Language.factory(
    "wordclass",
    default_config={"path": None},
    assigns=[f"token._.{name}" for name in ATTRIBUTES],
)
def make(nlp: Language, name: str, path: str | None) -> "WordClassPipe":
    """Create the component; the model is loaded on first use."""
    return WordClassPipe(path)


class WordClassPipe:
    """The pipeline component, which holds a model and is saved with its pipeline.

    Parameters
    ----------
    path : path, optional
        A model file. Alternatively, set ``pipe.word_classes = model``.
    """

    def __init__(self, path: str | None = None) -> None:
        self.path = path
        self._model: wc.WordClassModel | None = None
        self._paths: tuple[str, ...] = ()

    @property
    def word_classes(self) -> wc.WordClassModel:
        """The model (spaCy reserves the name ``model``).

        Raises
        ------
        InputError
            When there is no model, or its file cannot be read.
        """
        if self._model is None:
            if self.path is None:
                raise InputError(
                    "the component has no model: add it with config={'path': ...}, "
                    "or set its word_classes"
                )
            self.word_classes = wc.load(self.path)
        assert self._model is not None
        return self._model

    @word_classes.setter
    def word_classes(self, model: wc.WordClassModel) -> None:
        self._model = model
        self._paths = class_paths(model)

    def __call__(self, doc: Doc) -> Doc:
        """Set the class of every token of a document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Set the classes of the tokens of documents, in batches."""
        waiting = iter(stream)
        while docs := list(islice(waiting, batch_size)):
            read = [_read(doc) for doc in docs]
            sentences = [sentence for _, words in read for sentence in words]
            model = self.word_classes
            tokens = normalized_tokens(model, sentences)
            flat = [chain.from_iterable(model.tag(tokens, side)) for side in model.sides]
            for doc, (offsets, _) in zip(docs, read, strict=True):
                left, *right = ([*islice(classes, len(offsets))] for classes in flat)
                _set(doc, "word_class", offsets, left)
                _set(doc, "word_class_path", offsets, [self._paths[c] for c in left])
                if right:
                    _set(doc, "word_class_right", offsets, right[0])
            yield from docs

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save the model in a folder of the pipeline."""
        Path(path).mkdir(parents=True, exist_ok=True)
        self.word_classes.save(Path(path) / _FILE)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "WordClassPipe":
        """Load the model that :meth:`to_disk` saved."""
        self.word_classes = wc.load(Path(path) / _FILE)
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the model as bytes."""
        with tempfile.TemporaryDirectory(prefix="wordclass-") as folder:
            self.to_disk(folder)
            return (Path(folder) / _FILE).read_bytes()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "WordClassPipe":
        """Load the model from the bytes of :meth:`to_bytes`."""
        with tempfile.TemporaryDirectory(prefix="wordclass-") as folder:
            (Path(folder) / _FILE).write_bytes(data)
            return self.from_disk(folder)


def _read(doc: Doc) -> tuple[list[int], list[list[str]]]:
    """Offsets of the tokens other than white space, and their words, sentence by sentence.

    The document is one sentence if it is not split into sentences.
    """
    strings, is_split = doc.vocab.strings, doc.has_annotation("SENT_START")
    offsets: list[int] = []
    sentences: list[list[str]] = [[]]
    for orth, offset, is_space, start in doc.to_array([ORTH, IDX, IS_SPACE, SENT_START]).tolist():
        if is_split and start == 1:
            sentences.append([])
        if not is_space:
            offsets.append(offset)
            sentences[-1].append(strings[orth])
    return offsets, sentences


def _set(doc: Doc, name: str, offsets: list[int], values: Iterable[object]) -> None:
    """Set an attribute of the tokens at these offsets where ``token._`` keeps it, but faster."""
    keys: Iterable[Any] = zip(repeat("._."), repeat(name), offsets, repeat(None), strict=False)
    doc.user_data.update(zip(keys, values, strict=True))
