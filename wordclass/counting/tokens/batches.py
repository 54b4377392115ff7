"""Running a tokenizer over sentences: here, or in processes beside this one."""

import logging
import pickle
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain, islice
from typing import Any

from wordclass.counting.segments.marks import joined
from wordclass.counting.text.formats import Sentence
from wordclass.counting.tokens.tokenizers import Tokenize, TokenizerSettings, normalized
from wordclass.counting.tokens.workers import Crew
from wordclass.errors import InputError

log = logging.getLogger("wordclass")

BATCH = 1 << 15  # characters that are tokenized in one go
ALONE = 1 << 20  # characters before other processes are worth their start


class Tokenizers:
    """A tokenizer at work on text after text: here, and beside this process once that pays."""

    def __init__(self, settings: TokenizerSettings, n_workers: int) -> None:
        self.settings = settings
        self._here = Tokenizing(settings)
        self._n_workers = n_workers
        self._crew: Crew | None = None
        self._seen = 0  # batches

    def tokenized(
        self, sentences: Iterator[Sentence], name: str, skipped: Counter[str], start: int = 0
    ) -> Iterator[tuple[bytes, int]]:
        """Tokenize a text's sentences.

        Parameters
        ----------
        start : int
            How many of them to pass over.

        Yields
        ------
        block, number : bytes, int
            Tokens for a counter, in the order of the text; and how many sentences of the text
            have been tokenized with it.

        Raises
        ------
        InputError
            At a lone surrogate, or what is no token; with the text's name.
        """
        coming = batches(islice(sentences, start, None), start + 1)
        if self._crew is None and self._n_workers > 1:
            first = list(islice(coming, max(ALONE // BATCH - self._seen, 0)))
            self._seen += len(first)
            more = next(coming, None)
            coming = chain(first, [] if more is None else [more], coming)
            if more is not None and _can_travel(self.settings):
                self._crew = Crew(self._here, self._n_workers)
            elif more is not None:
                self._n_workers = 1
        results = self._crew.in_order(coming) if self._crew else map(self._here, coming)
        try:
            for block, blanks, number in results:
                if blanks:
                    skipped["blank tokens"] += blanks
                yield block, number
        except InputError as error:
            raise InputError(f"{name}: {error}") from None

    def close(self) -> None:
        """End the processes beside this one."""
        if self._crew is not None:
            self._crew.close()


def batches(sentences: Iterable[Sentence], number: int = 1) -> Iterator[tuple[int, list[Sentence]]]:
    """Gather sentences to batches, each with the number of its first."""
    batch: list[Sentence] = []
    size = 0
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

    def __call__(self, batch: tuple[int, list[Sentence]]) -> tuple[bytes, int, int]:
        """Give the tokens as bytes, how many blank ones were left out, and the last's number."""
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
        return b"".join(blocks), blanks, batch[0] + len(batch[1]) - 1


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
