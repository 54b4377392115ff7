"""The reduction of each corpus's gold tags to the tag set used for scoring.

The tag sets, :data:`TAGSETS`, are those of published evaluations, so that scores are comparable.
"""

import re
from collections.abc import Callable

from wordclass.counting.text.datasheets import datasheet_of
from wordclass.errors import InputError, check_choice

_BROWN_SUFFIX = re.compile(r"(-TL|-HL|-NC)+$")


def brown(tag: str) -> str:
    """Drop Brown's marks of foreign, title and cited words, and all but a contraction's first tag.

    Examples
    --------
    >>> [brown(tag) for tag in ["FW-NN-TL", "PPSS+BEM", "BEDZ*", "*", "np-hl"]]
    ['NN', 'PPSS', 'BEDZ', '*', 'NP']
    """
    tag = _BROWN_SUFFIX.sub("", tag.upper().removeprefix("FW-"))
    tag = tag.split("+")[0]
    return tag.removesuffix("*") or tag


def sinica(tag: str) -> str | None:
    """Keep the first letter of a Sinica tag, the main part of speech.

    Examples
    --------
    >>> sinica("VH11"), sinica("Nhaa")
    ('V', 'N')
    """
    return tag[:1] or None


def cess(tag: str) -> str | None:
    """Keep the first two characters of a CESS tag (EAGLES: category and type).

    Elided subjects (word ``*0*``, tag ``sn...``) and the single unanalysed ``X`` are dropped as
    null tokens, which leaves 188,802 tokens and 46 tags in CESS-ESP.

    Examples
    --------
    >>> cess("ncms000"), cess("sn.e-SUJ")
    ('nc', None)
    """
    return None if tag.startswith(("sn", "X")) else tag[:2] or None


def full(tag: str) -> str | None:
    """Keep the whole tag; drop traces (``-NONE-``) and tokens without a tag."""
    return None if tag == "-NONE-" else tag or None


TAGSETS: dict[str, Callable[[str], str | None]] = {  # name -> (tag in the corpus -> tag scored)
    "brown": brown,
    "sinica": sinica,
    "cess": cess,
    "full": full,
}
_CORPORA = {"brown": "brown", "sinica_treebank": "sinica", "cess_esp": "cess", "cess_cat": "cess"}


def tagset_of(corpus: str) -> str:
    """Return the name of the tag set for a corpus, ``full`` by default.

    Examples
    --------
    >>> tagset_of("nltk:cess_esp"), tagset_of("nltk:brown/ca*"), tagset_of("mine.conllu")
    ('cess', 'brown', 'full')
    """
    scheme, _, name = corpus.partition(":")
    return _CORPORA.get(name.partition("/")[0], "full") if scheme == "nltk" else "full"


def check_tagset(name: str, corpus: str) -> None:
    """Raise an InputError if a tag set is not for the tags of this named corpus.

    The tags of any other text may be those of any tag set.

    Examples
    --------
    >>> check_tagset("cess", "nltk:brown")
    Traceback (most recent call last):
    wordclass.errors.InputError: tags='cess' is for the tags of another corpus than nltk:brown; \
use brown or full
    """
    own, sheet = tagset_of(corpus), datasheet_of(corpus)
    if sheet is not None and name not in (own, "full"):
        raise InputError(
            f"{{tags}} is for the tags of another corpus than {corpus}; "
            f"use {' or '.join(dict.fromkeys((own, 'full')))}",
            tags=name,
        )


def tagset(name: str) -> Callable[[str], str | None]:
    """Return the reduction function of a tag set; it returns ``None`` for null tokens."""
    check_choice("tags", name, TAGSETS)
    return TAGSETS[name]
