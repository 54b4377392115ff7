"""Names that a user gives to classes, validated before they enter a model."""

from collections.abc import Mapping
from typing import Any

from wordclass.errors import InputError, check_type
from wordclass.models.arrays import Side

LONGEST_NAME = 80  # characters; every report shows a name of this length in full

ClassNames = dict[Side, dict[int, str]]

_JOINERS = dict.fromkeys((0x200C, 0x200D))  # invisible, but part of the spelling of Persian words


def no_names() -> ClassNames:
    """The names of a model without names: none for any class."""
    return {"left": {}, "right": {}}


def check_names(names: Any, n_left: int, n_right: int, tied: bool) -> ClassNames:
    """Validate names from an untrusted source; see :meth:`WordClassModel.with_names`.

    Examples
    --------
    >>> check_names({"left": {"2": "noun"}}, n_left=2, n_right=2, tied=True)
    {'left': {2: 'noun'}, 'right': {2: 'noun'}}
    """
    check_type("names", names, Mapping, 'a mapping of side to names: {"left": {"1": "noun"}}')
    found = no_names()
    sizes: dict[Side, int] = {"left": n_left} if tied else {"left": n_left, "right": n_right}
    for side in names:
        if side not in sizes:
            known = "'left', as its classes are tied" if tied else "'left' or 'right'"
            raise InputError(
                f"{side!r:.40} is not a side of the model: put the names under {known}"
            )
    for side, n_classes in sizes.items():
        of_class = names.get(side, {})
        if not isinstance(of_class, Mapping):
            raise InputError(f'the names of {side} classes must be by class: {{"1": "noun"}}')
        kind = "class" if tied else f"{side} class"
        for key, name in of_class.items():
            c = _class_id(key, kind, n_classes)
            if c in found[side]:
                raise InputError(f"{kind} {c} has two names; keep one of them")
            found[side][c] = _checked(name, f"{kind} {c}")
        holders: dict[str, int] = {}
        for c, name in found[side].items():
            if name in holders:
                raise InputError(
                    f"{kind} {holders[name]} and {kind} {c} are both named {name!r}; "
                    "every class needs a name of its own"
                )
            holders[name] = c
    if tied:
        found["right"] = found["left"]
    return found


def _class_id(key: object, kind: str, n_classes: int) -> int:
    text = str(key) if isinstance(key, int | str) else ""
    c = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    if not 1 <= c <= n_classes:
        raise InputError(
            f"there is no {kind} {key!r:.40} to name; the model has classes 1 to {n_classes}"
        )
    return c


def _checked(name: object, where: str) -> str:
    if not isinstance(name, str):
        raise InputError(f"the name of {where} is {name!r:.40}, not text")
    name = name.strip()
    if not name:
        raise InputError(f"the name of {where} is empty; remove the class to leave it unnamed")
    if len(name) > LONGEST_NAME:
        raise InputError(
            f"the name of {where} has {len(name):,} characters; at most {LONGEST_NAME} are shown"
        )
    if not name.translate(_JOINERS).isprintable():
        raise InputError(
            f"the name of {where}, {name!a}, contains control or invisible characters; remove them"
        )
    return name
