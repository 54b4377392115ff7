"""The errors a user can meet, and the checks of arguments that raise them."""

import inspect
import math
import numbers
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

_NAME_ONLY = object()
P = ParamSpec("P")
R = TypeVar("R")


class InputError(ValueError):
    """An input that cannot be used: a file, a count, a setting.

    The message says what is wrong, where (file, line, byte) and what to do. The command
    line prints it and exits with status 3.

    Parameters
    ----------
    message : str
        Names a parameter as ``{min_count}``: Python users read ``min_count=5``, users of the
        command line ``--min-count 5``.
    *names : str
        Parameters that the message names without their value.
    **values
        Parameters that the message names with their value.

    Examples
    --------
    >>> error = InputError("{min_count} leaves no word; lower it or raise {threads}", "threads",
    ...                    min_count=5)
    >>> print(error)
    min_count=5 leaves no word; lower it or raise threads
    >>> error.in_terms_of({"min_count": "--min-count", "threads": "--threads"})
    '--min-count 5 leaves no word; lower it or raise --threads'
    """

    def __init__(self, message: str, *names: str, **values: object) -> None:
        super().__init__(message)
        self.parameters = {**dict.fromkeys(names, _NAME_ONLY), **values}

    def __str__(self) -> str:
        return self.in_terms_of({})

    def in_terms_of(self, options: Mapping[str, str]) -> str:
        """Write the message with each parameter as the option that sets it, if there is one.

        ``options`` maps parameters to options, such as ``{"min_count": "--min-count"}``.
        """
        message = str(self.args[0])
        for name, value in self.parameters.items():
            option = options.get(name)
            if value is _NAME_ONLY or (option and value is True):
                shown = option or name
            else:
                shown = f"{option} {value!r:.80}" if option else f"{name}={value!r:.80}"
            message = message.replace(f"{{{name}}}", shown)
        return message


@contextmanager
def located(where: object) -> Iterator[None]:
    """Put where it is, such as a file, in front of the message of an error that is raised here.

    Examples
    --------
    >>> with located("names.tsv, line 2"):
    ...     raise InputError("there is no class 99")
    Traceback (most recent call last):
    wordclass.errors.InputError: names.tsv, line 2: there is no class 99
    """
    try:
        yield
    except InputError as error:
        error.args = (f"{where}: {error.args[0]}",)
        raise


class FitInterrupted(KeyboardInterrupt):
    """Fitting was interrupted; ``model`` is the best model so far, its ``finished`` False.

    Attributes
    ----------
    model : WordClassModel
        The model at the last completed step.
    """

    def __init__(self, model: Any) -> None:
        super().__init__("fitting was interrupted")
        self.model = model


def check_choice(name: str, value: object, choices: Iterable[str]) -> None:
    """Raise an InputError unless the value of a parameter is one of the choices.

    Examples
    --------
    >>> check_choice("side", "middle", ["left", "right"])
    Traceback (most recent call last):
    wordclass.errors.InputError: side='middle' is not known; choose from left, right
    """
    known = list(choices)
    if not isinstance(value, str) or value not in known:
        raise InputError(
            f"{{{name}}} is not known; choose from {', '.join(known)}", **{name: value}
        )


def check_whole(name: str, value: Any, least: int = 1, most: int | None = None) -> int:
    """Return a whole number, of Python's or NumPy's types; raise an InputError otherwise.

    Examples
    --------
    >>> check_whole("threads", 0)
    Traceback (most recent call last):
    wordclass.errors.InputError: threads=0 is not a whole number of at least 1
    """
    is_whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not is_whole or value < least or (most is not None and value > most):
        limits = f"of at least {least}" if most is None else f"from {least} to {most}"
        raise InputError(f"{{{name}}} is not a whole number {limits}", **{name: value})
    return int(value)


def check_number(name: str, value: Any) -> int | float:
    """Return a finite number of Python's or NumPy's types as one of Python's, or raise.

    Examples
    --------
    >>> check_number("level", 1), check_number("level", float("inf"))
    Traceback (most recent call last):
    wordclass.errors.InputError: level=inf is not a finite number
    """
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value):
        raise InputError(f"{{{name}}} is not a finite number", **{name: value})
    return int(value) if isinstance(value, numbers.Integral) else float(value)


def check_type(name: str, value: object, kind: type | tuple[type, ...], wanted: str) -> None:
    """Raise an InputError unless an argument is an instance of ``kind``, described by ``wanted``.

    Examples
    --------
    >>> check_type("model", 5, str, "a path")
    Traceback (most recent call last):
    wordclass.errors.InputError: model must be a path, not int
    """
    is_scalar = kind is Iterable and getattr(value, "shape", None) == ()  # a 0-d array
    if is_scalar or not isinstance(value, kind):
        raise InputError(f"{{{name}}} must be {wanted}, not {type(value).__name__}", name)


@cache
def _flags(function: Callable[..., object]) -> tuple[str, ...]:
    """The parameters that a signature annotates ``bool``."""
    parameters = inspect.signature(function).parameters
    return tuple(name for name, p in parameters.items() if p.annotation in (bool, "bool"))


def check_flags(function: Callable[..., object], given: Mapping[str, object]) -> None:
    """Raise an InputError unless the arguments that a signature annotates ``bool`` are booleans."""
    for name in _flags(function):
        # of Python and of NumPy 1 and 2
        if name in given and type(given[name]).__name__ not in ("bool", "bool_"):
            raise InputError(f"{{{name}}} is not True or False", **{name: given[name]})


def flags_checked(function: Callable[P, R]) -> Callable[P, R]:
    """Decorate a function with :func:`check_flags`.

    Examples
    --------
    >>> @flags_checked
    ... def fit(tied: bool = False) -> None: ...
    >>> fit(tied="no")
    Traceback (most recent call last):
    wordclass.errors.InputError: tied='no' is not True or False
    """
    names = tuple(inspect.signature(function).parameters)

    @wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        check_flags(function, {**dict(zip(names, args, strict=False)), **kwargs})
        return function(*args, **kwargs)

    return checked


def check_settings(of: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise an InputError for the first setting that is not known.

    Examples
    --------
    >>> check_settings("count", ["lower"], ["lowercase", "threads"])
    Traceback (most recent call last):
    wordclass.errors.InputError: count has no setting 'lower'; it has lowercase, threads
    """
    known = list(known)
    for name in given:
        if name not in known:
            raise InputError(f"{of} has no setting {name!r}; it has {', '.join(known) or 'none'}")


def check_words(name: str, value: Any) -> list[Any]:
    """Return an iterable of words as a list; raise an InputError if it is anything else."""
    if isinstance(value, str):
        raise InputError(f"{{{name}}} must be a list of words, not a string", name)
    check_type(name, value, Iterable, "a list of words")
    return list(value)


def check_callback(name: str, value: object) -> None:
    """Raise an InputError unless an argument is a function or None."""
    if value is not None and not callable(value):
        raise InputError(f"{{{name}}} must be a function, not {type(value).__name__}", name)


def check_path(name: str, value: object) -> None:
    """Raise an InputError unless an argument is a path that the operating system can take."""
    check_type(name, value, (str, os.PathLike), "a path")
    try:
        possible = b"\0" not in os.fsencode(value)  # type: ignore[arg-type]
    except UnicodeEncodeError:
        possible = False
    if not possible:
        raise InputError(f"{{{name}}} cannot be the name of a file", **{name: value})
