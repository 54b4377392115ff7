"""Running a tokenizer over sentences: here, or in processes beside this one."""

import logging
import pickle
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain, islice
from typing import Any

from wordclass.counting.formats import Sentence
from wordclass.counting.marks import joined
from wordclass.counting.tokenizers import Tokenize, TokenizerSettings, normalized
from wordclass.counting.workers import in_order
from wordclass.errors import InputError

log = logging.getLogger("wordclass")

BATCH = 1 << 17  # characters that are tokenized in one go
ALONE = 1 << 20  # characters of a text before other processes are worth their start


def tokenized(
    sentences: Iterable[Sentence],
    settings: TokenizerSettings,
    workers: int,
    name: str,
    skipped: Counter[str],
) -> Iterator[bytes]:
    """Tokenize sentences, and give their tokens as bytes for a counter, in their order.

    Raises
    ------
    InputError
        At a lone surrogate, or what is no token; with the text's name.
    """
    coming = batches(sentences)
    first = list(islice(coming, ALONE // BATCH))
    more = next(coming, None)
    if more is None or workers == 1 or not _can_travel(settings):
        rest = chain(first, [more] if more else [], coming)
        results: Iterator[tuple[bytes, int]] = map(Tokenizing(settings), rest)
    else:
        results = chain(
            map(Tokenizing(settings), first),
            in_order(Tokenizing(settings), chain([more], coming), workers),
        )
    try:
        for block, blanks in results:
            if blanks:
                skipped["blank tokens"] += blanks
            yield block
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


def batches(sentences: Iterable[Sentence]) -> Iterator[tuple[int, list[Sentence]]]:
    """Gather sentences to batches, each with the number of its first."""
    batch: list[Sentence] = []
    number, size = 1, 0
    for sentence in sentences:
        batch.append(sentence)
        size += len(sentence) if isinstance(sentence, str) else 6 * len(sentence)
        if size >= BATCH:
            yield number, batch
            number += len(batch)
            batch, size = [], 0
    if batch:
        yield number, batch


class Tokenizing:
    """A tokenizer with its settings, applied to batches of sentences."""

    def __init__(self, settings: TokenizerSettings) -> None:
        self._settings = settings

    @cached_property
    def _tokenize(self) -> Tokenize:
        return self._settings.function()

    def __getstate__(self) -> dict[str, Any]:
        return {"_settings": self._settings}  # the function is made anew where it is used

    def __call__(self, batch: tuple[int, list[Sentence]]) -> tuple[bytes, int]:
        """Give the tokens as bytes, and how many blank ones were left out."""
        form = self._settings.unicode_form
        blocks, blanks = [], 0
        for number, sentence in enumerate(batch[1], start=batch[0]):
            if isinstance(sentence, str):
                tokens = self._tokenize(normalized(sentence, form))
            elif form:
                tokens = [normalized(token, form) for token in sentence]
            else:
                tokens = sentence
            try:
                kept = [token for token in tokens if token and not token.isspace()]
                blocks.append(joined(kept))
            except UnicodeEncodeError as error:
                raise InputError(
                    f"sentence {number}: {error.object[:40]!r} holds a lone surrogate, which is "
                    "no character; decode the text with the right encoding"
                ) from None
            except (TypeError, AttributeError):
                raise InputError(
                    f"sentence {number}: the tokenizer {self._settings.name} gave "
                    f"{str(tokens)[:60]}; it must give a list of strings"
                ) from None
            blanks += len(tokens) - len(kept)
        return b"".join(blocks), blanks


def _can_travel(settings: TokenizerSettings) -> bool:
    """Whether the tokenizer can be sent to another process, as a function of a module can."""
    if settings.tokenizer == "whitespace":
        return False  # cheaper than the journey
    if getattr(settings.tokenizer, "__module__", "") == "__main__":
        log.warning(
            "the tokenizer %s is the script's own; put it into a module to use several processes",
            settings.name,
        )
        return False
    try:
        pickle.dumps(settings)
    except Exception:  # pickle raises whatever the object's own code does
        log.warning("the tokenizer %s cannot be sent to other processes; using one", settings.name)
        return False
    return True
