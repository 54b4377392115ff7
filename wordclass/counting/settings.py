"""All settings of a count, each once: how text is read, what a token is, what may be used."""

import inspect
import os
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from wordclass.counting.memory import Budget, cores
from wordclass.counting.progress import ProgressCallback
from wordclass.counting.text.sentences import ReadSettings
from wordclass.counting.tokens.tokenizers import TokenizerSettings
from wordclass.errors import InputError, check_path, check_whole

_THREADS_PER_CORE = 4  # each has tables of its own: ten thousand would fill any memory


@dataclass(frozen=True, kw_only=True)
class CountSettings(ReadSettings, TokenizerSettings):
    """All settings of a count.

    Parameters
    ----------
    memory : str or int, optional
        What to stay below while counting, such as ``"1GB"``; by default half of what is free.
        With :func:`wordclass.count` the counts themselves must fit into memory, with
        :func:`count_to_file` they need not.
    threads : int, optional
        Cores to use; all by default. The counts do not depend on it.
    temp_dir : path, optional
        Where to put what does not fit into memory.
    samples : int
        How many sentences, drawn at random, to keep for reports to quote; 0 for none.
    progress : function of CountProgress, optional
        Called a few times a second.
    allow_repeats : bool
        Count a text again whose bytes have been counted.
    checkpoint_seconds : float
        How often a count into a file saves a checkpoint, at the end of a sentence.
    """

    memory: str | int | None = None
    threads: int | None = None
    temp_dir: str | os.PathLike[str] | None = None
    samples: int = 1000
    progress: ProgressCallback | None = None
    allow_repeats: bool = False
    checkpoint_seconds: float = 10.0

    def __post_init__(self) -> None:
        ReadSettings.__post_init__(self)
        TokenizerSettings.__post_init__(self)
        if self.threads is not None:
            check_whole("threads", self.threads)
        check_whole("samples", self.samples, 0)
        if self.temp_dir is not None:
            check_path("temp_dir", self.temp_dir)
            if not Path(self.temp_dir).is_dir():
                raise InputError("{temp_dir}: no such folder", temp_dir=os.fspath(self.temp_dir))

    @property
    def reading(self) -> ReadSettings:
        """Those that decide how bytes become sentences."""
        return ReadSettings(**{one.name: getattr(self, one.name) for one in fields(ReadSettings)})

    @property
    def tokens(self) -> TokenizerSettings:
        """Those that decide what a token is."""
        return TokenizerSettings(
            **{one.name: getattr(self, one.name) for one in fields(TokenizerSettings)}
        )

    def budget(self) -> Budget:
        """Share out memory and cores; threads far beyond the cores would only take memory."""
        most = _THREADS_PER_CORE * cores()
        return Budget.of(self.memory, min(self.threads or cores(), most))


def with_settings_documented(doc: str) -> str:
    """Replace ``**settings`` in a docstring by the documentation of all settings."""
    parts = (TokenizerSettings, ReadSettings, CountSettings)
    each = "".join(str(part.__doc__).split("----------\n")[1].rstrip() + "\n" for part in parts)
    before, _, after = doc.partition("    **settings\n")
    return before + each + after.partition("\n")[2]


def signature_with_settings(function: Callable[..., Any]) -> inspect.Signature:
    """The signature of a function whose ``**settings`` are those of a count."""
    given = [one for one in inspect.signature(function).parameters.values()
             if one.kind is not one.VAR_KEYWORD]  # fmt: skip
    names = {one.name for one in given}
    settings = [
        one.replace(kind=one.KEYWORD_ONLY)
        for one in inspect.signature(CountSettings).parameters.values()
        if one.name not in names
    ]
    return inspect.Signature([*given, *settings], return_annotation=inspect.signature(
        function).return_annotation)  # fmt: skip
