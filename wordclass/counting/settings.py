"""All settings of a count, each once: how text is read, what a token is, what may be used."""

import inspect
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wordclass.counting.text.settings import ReadSettings
from wordclass.counting.tokens.tokenizers import TokenizerSettings
from wordclass.errors import InputError, check_callback, check_number, check_path, check_whole

if TYPE_CHECKING:
    from wordclass.counting.memory import Budget
    from wordclass.counting.session.progress import ProgressCallback

_THREADS_PER_CORE = 4  # each has tables of its own: ten thousand would fill any memory


@dataclass(frozen=True, kw_only=True)
class CountSettings(ReadSettings, TokenizerSettings):
    """All settings of a count.

    Parameters
    ----------
    memory : str or int, optional
        Memory limit, such as 2GB, by default half of what is free; data beyond it is kept on
        disk. The counts that :func:`wordclass.count` returns must fit into memory, those that
        :func:`count_to_file` writes need not.
    threads : int, optional
        Number of threads, by default one per core; the results do not depend on it.
    temp_dir : path, optional
        Folder for temporary files.
    samples : int
        Number of randomly sampled sentences to keep for reports to quote; 0 for none.
    blocks : bool
        Also count 64 blocks of sentences separately, for `stability` and `compare`.
    progress : function of CountProgress, optional
        Called a few times a second.
    allow_repeats : bool
        Count a text even if it has been counted before.
    checkpoint_seconds : float
        Interval between checkpoints of a count into a file, taken at the end of a sentence.
    """

    memory: str | int | None = None
    threads: int | None = None
    temp_dir: str | os.PathLike[str] | None = None
    samples: int = 1000
    blocks: bool = False
    progress: "ProgressCallback | None" = None
    allow_repeats: bool = False
    checkpoint_seconds: float = 10.0

    def __post_init__(self) -> None:
        ReadSettings.__post_init__(self)
        TokenizerSettings.__post_init__(self)
        if self.threads is not None:
            check_whole("threads", self.threads)
        check_whole("samples", self.samples, 0)
        check_callback("progress", self.progress)
        check_number("checkpoint_seconds", self.checkpoint_seconds)
        if self.temp_dir is not None:
            check_path("temp_dir", self.temp_dir)
            if not Path(self.temp_dir).is_dir():
                raise InputError("{temp_dir}: no such folder", temp_dir=os.fspath(self.temp_dir))

    @property
    def reading(self) -> ReadSettings:
        """The settings for reading a text."""
        return ReadSettings(**{one.name: getattr(self, one.name) for one in fields(ReadSettings)})

    @property
    def tokens(self) -> TokenizerSettings:
        """The settings that determine what a token is."""
        return TokenizerSettings(
            **{one.name: getattr(self, one.name) for one in fields(TokenizerSettings)}
        )

    def budget(self) -> "Budget":
        """Share out memory and cores; threads far beyond the cores would only take memory."""
        from wordclass.counting.memory import Budget, cores  # psutil: 20 ms, not for --help

        most = _THREADS_PER_CORE * cores()
        return Budget.of(self.memory, min(self.threads or cores(), most))


def _documentation() -> str:
    """The settings' documentation, without the indentation that Python keeps up to 3.12."""
    parts = (TokenizerSettings, ReadSettings, CountSettings)
    docs = (inspect.cleandoc(str(part.__doc__)) for part in parts)
    return "".join(doc.split("----------\n")[1].rstrip() + "\n" for doc in docs)


def with_settings_documented(doc: str) -> str:
    """Replace ``**settings`` in a docstring by the documentation of all settings."""
    before, _, after = inspect.cleandoc(doc).partition("**settings\n")
    return before + _documentation() + after.partition("\n")[2]


def summaries() -> dict[str, str]:
    """First sentence of each setting's documentation, as help on the command line.

    Examples
    --------
    >>> summaries()["errors"]
    'What to do with undecodable bytes and NULs: stop, replace them, or skip their line.'
    """
    entries = re.findall(r"^(\w+) : .*\n((?: {4}.*\n)+)", _documentation(), re.MULTILINE)
    return {
        name: re.split(r"(?<=\.) (?=[A-Z])", " ".join(text.split()))[0] for name, text in entries
    }


def signature_with_settings(function: Callable[..., Any]) -> inspect.Signature:
    """Return a function's signature with ``**settings`` replaced by the settings of a count."""
    own = inspect.signature(function)
    given = [one for one in own.parameters.values() if one.kind is not one.VAR_KEYWORD]
    settings = [
        one.replace(kind=one.KEYWORD_ONLY)
        for name, one in inspect.signature(CountSettings).parameters.items()
        if name not in own.parameters
    ]
    return own.replace(parameters=[*given, *settings])
