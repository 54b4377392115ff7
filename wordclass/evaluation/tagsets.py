"""How the gold tags of each corpus are read, so that figures can be compared.

One table, :data:`TAGSETS`: what a corpus calls a tag -> the tag that is scored.
"""

import re
from collections.abc import Callable

from wordclass.errors import InputError

_BROWN_SUFFIX = re.compile(r"(-TL|-HL|-NC)+$")


def brown(tag: str) -> str:
    """Brown: without foreign, title, headline and cited marks; contractions by their first part.

    Examples
    --------
    >>> [brown(tag) for tag in ["FW-NN-TL", "PPSS+BEM", "BEDZ*", "*", "np-hl"]]
    ['NN', 'PPSS', 'BEDZ', '*', 'NP']
    """
    tag = _BROWN_SUFFIX.sub("", tag.upper().removeprefix("FW-"))
    tag = tag.split("+")[0]
    return tag.removesuffix("*") or tag


def treebank(tag: str) -> str | None:
    """Penn Treebank: as it stands; the traces, ``-NONE-``, are no words and are dropped."""
    return None if tag == "-NONE-" else tag


def sinica(tag: str) -> str | None:
    """Sinica: the first letter, which is the main part of speech.

    Examples
    --------
    >>> sinica("VH11"), sinica("Nhaa")
    ('V', 'N')
    """
    return tag[:1] or None


def cess_esp(tag: str) -> str | None:
    """CESS-ESP: the first two characters (EAGLES: category and type).

    Dropped as null tokens: elided subjects (word ``*0*``, tag ``sn...``) and the one
    unanalysed ``X``. What is left is 188,802 tokens under 46 tags.

    Examples
    --------
    >>> cess_esp("ncms000"), cess_esp("sn.e-SUJ")
    ('nc', None)
    """
    return None if tag.startswith(("sn", "X")) else tag[:2] or None


def as_is(tag: str) -> str | None:
    """Take the tag as it stands; an empty one drops its token."""
    return tag or None


TAGSETS: dict[str, Callable[[str], str | None]] = {  # a corpus's or tag set's name -> tag -> tag
    "brown": brown,
    "treebank": treebank,
    "conll2000": treebank,
    "sinica_treebank": sinica,
    "cess_esp": cess_esp,
    "alpino": as_is,
    "none": as_is,
}


def tagset(name: str) -> Callable[[str], str | None]:
    """Look up how a tag set is read.

    Raises
    ------
    InputError
        When no such tag set is known; the message lists those that are.
    """
    try:
        return TAGSETS[name]
    except KeyError:
        raise InputError(
            f"unknown tag set {name!r}; choose one of {', '.join(sorted(TAGSETS))}"
        ) from None


def tagset_of(corpus: str) -> str:
    """Name the tag set of a named corpus (``nltk:brown``); ``none`` for any other source.

    Examples
    --------
    >>> tagset_of("nltk:cess_esp"), tagset_of("mine.conllu")
    ('cess_esp', 'none')
    """
    scheme, _, name = corpus.partition(":")
    return name if scheme == "nltk" and name in TAGSETS else "none"
