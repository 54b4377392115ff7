"""How the gold tags of each corpus are read, so that figures can be compared.

One table, :data:`TAGSETS`: what a corpus calls a tag -> the tag that is scored.
"""

import re
from collections.abc import Callable

from wordclass.errors import check_choice

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


def sinica(tag: str) -> str | None:
    """Sinica: the first letter, which is the main part of speech.

    Examples
    --------
    >>> sinica("VH11"), sinica("Nhaa")
    ('V', 'N')
    """
    return tag[:1] or None


def cess(tag: str) -> str | None:
    """CESS, Spanish and Catalan: the first two characters (EAGLES: category and type).

    Dropped as null tokens: elided subjects (word ``*0*``, tag ``sn...``) and the one
    unanalysed ``X``. What is left of CESS-ESP is 188,802 tokens under 46 tags.

    Examples
    --------
    >>> cess("ncms000"), cess("sn.e-SUJ")
    ('nc', None)
    """
    return None if tag.startswith(("sn", "X")) else tag[:2] or None


def as_it_stands(tag: str) -> str | None:
    """Any other: the whole tag. ``-NONE-``, a trace, marks no word; nor does an empty tag."""
    return None if tag == "-NONE-" else tag or None


TAGSETS: dict[str, Callable[[str], str | None]] = {  # name -> a corpus's tag -> the tag scored
    "brown": brown,
    "sinica": sinica,
    "cess": cess,
    "full": as_it_stands,
}
_CORPORA = {"brown": "brown", "sinica_treebank": "sinica", "cess_esp": "cess", "cess_cat": "cess"}


def tagset_of(corpus: str) -> str:
    """Name the tag set by which a source is scored: ``full`` unless it is listed here.

    Examples
    --------
    >>> tagset_of("nltk:cess_esp"), tagset_of("nltk:brown/ca*"), tagset_of("mine.conllu")
    ('cess', 'brown', 'full')
    """
    scheme, _, name = corpus.partition(":")
    return _CORPORA.get(name.partition("/")[0], "full") if scheme == "nltk" else "full"


def tagset(name: str) -> Callable[[str], str | None]:
    """Look up how a tag set is read: a function that gives ``None`` where a tag marks no word.

    Raises
    ------
    InputError
        When no such tag set is known; the message lists those that are.
    """
    check_choice("tags", name, TAGSETS)
    return TAGSETS[name]
