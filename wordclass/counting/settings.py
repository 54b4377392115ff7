"""What a count can be told, and what it tells while it is under way."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from wordclass.counting.memory import Budget
from wordclass.counting.text.sentences import ReadSettings
from wordclass.counting.tokens.tokenizers import Tokenize, TokenizerSettings, fold
from wordclass.errors import InputError, check_path, check_whole

SAMPLES = 1000  # sentences kept for reports to quote
_THREADS_A_CORE = 4  # each has tables of its own: ten thousand would fill any memory


@dataclass(frozen=True)
class CountProgress:
    """How far a count has come.

    Parameters
    ----------
    source : str
        The text being read.
    bytes, total_bytes : int
        Of all texts, as they lie on the disk; the total is 0 where it is not known.
    tokens, sentences : int
        Counted so far.
    seconds : float
        Since the start.
    """

    source: str
    bytes: int
    total_bytes: int
    tokens: int
    sentences: int
    seconds: float


ProgressCallback = Callable[[CountProgress], None]


@dataclass(frozen=True)
class CountSettings:
    """Everything a count can be told; see :func:`wordclass.count`.

    Parameters
    ----------
    allow_repeats : bool
        Count a text again whose bytes have been counted.
    samples : int
        How many sentences to keep for reports to quote; 0 for none.
    checkpoint_seconds : float
        How long a count into a file goes on before it keeps, at the end of a sentence, what it
        has.
    """

    reading: ReadSettings = ReadSettings()
    tokens: TokenizerSettings = TokenizerSettings()
    memory: str | int | None = None
    threads: int | None = None
    temp_dir: str | os.PathLike[str] | None = None
    progress: ProgressCallback | None = None
    allow_repeats: bool = False
    samples: int = SAMPLES
    checkpoint_seconds: float = 10.0

    def __post_init__(self) -> None:
        if self.threads is not None:
            check_whole("threads", self.threads)
        check_whole("samples", self.samples, 0)
        if self.temp_dir is not None:
            check_path("temp_dir", self.temp_dir)
        if self.temp_dir is not None and not Path(self.temp_dir).is_dir():
            raise InputError("{temp_dir}: no such folder", temp_dir=os.fspath(self.temp_dir))

    @classmethod
    def of(
        cls,
        *,
        tokenizer: str | Tokenize = "auto",
        lowercase: bool = False,
        normalize_digits: bool = False,
        unicode_form: str | None = None,
        user_dictionary: str | os.PathLike[str] | None = None,
        input_format: str | None = None,
        column: str | None = None,
        sentences: str = "line",
        encoding: str = "utf-8",
        errors: str = "strict",
        **others: Any,
    ) -> "CountSettings":
        """Take the keywords of :func:`wordclass.count`."""
        words = None
        if user_dictionary is not None:
            check_path("user_dictionary", user_dictionary)
            words = os.fspath(user_dictionary)
        return cls(
            ReadSettings(input_format, column, sentences, encoding, errors),
            TokenizerSettings(tokenizer, lowercase, normalize_digits, unicode_form, words),
            **others,
        )

    def budget(self) -> Budget:
        """Share out memory and cores; threads beyond them would take memory and give nothing."""
        cores = len(os.sched_getaffinity(0))
        return Budget.of(self.memory, min(self.threads or cores, _THREADS_A_CORE * cores))


def folding(tokens: TokenizerSettings) -> Callable[[str], str] | None:
    """Give what is to be applied to every word; nothing where it would change none."""
    lowercase, digits = tokens.lowercase, tokens.normalize_digits
    if not (lowercase or digits):
        return None
    return partial(fold, lowercase=lowercase, normalize_digits=digits)
