"""Tokenizing sentences in batches, and tokens as bytes for the counters."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from wordclass.counting.text.formats import Sentence
from wordclass.counting.tokens.tokenizers import Tokenize, TokenizerSettings, unicode_normalized
from wordclass.errors import InputError

# After each token of a sentence but the last, and after the last: bytes that UTF-8 never contains.
TOKEN_END, SENTENCE_END = b"\xff", b"\xfe"

BATCH = 1 << 15  # characters tokenized at a time


def batches(sentences: Iterable[Sentence], number: int = 1) -> Iterator[tuple[int, list[Sentence]]]:
    """Group sentences into batches; yield each with the number of its first sentence."""
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


def joined(tokens: Iterable[str]) -> bytes:
    """Join the tokens of a sentence as bytes, without escaping."""
    return TOKEN_END.join([token.encode() for token in tokens]) + SENTENCE_END


class TokenError(InputError):
    """A sentence could not be tokenized; the message lacks the name of the text."""


class BatchTokenizer:
    """A tokenizer for batches of sentences that can be pickled for another process."""

    def __init__(self, settings: TokenizerSettings) -> None:
        self._settings = settings

    @cached_property
    def _tokenize(self) -> Tokenize:
        return self._settings.function()

    def __getstate__(self) -> dict[str, Any]:
        return {"_settings": self._settings}  # the other process creates the function itself

    def __call__(self, batch: tuple[int, list[Sentence]]) -> tuple[bytes, int, int]:
        """Return a batch's tokens, the number of blank tokens dropped, and its last sentence's."""
        form = self._settings.unicode_form
        written, blanks = [], 0
        for number, sentence in enumerate(batch[1], start=batch[0]):
            if isinstance(sentence, str):
                tokens: Any = self._tokenize(unicode_normalized(sentence, form))  # of the caller
            elif form:
                tokens = [unicode_normalized(token, form) for token in sentence]
            else:
                tokens = sentence
            try:
                if isinstance(tokens, str):  # whose characters would be tokens
                    raise TypeError
                kept = [token for token in tokens if token and not token.isspace()]
                written.append(joined(kept))
                blanks += len(tokens) - len(kept)
            except UnicodeEncodeError as error:
                raise TokenError(
                    f"sentence {number}: {error.object[:40]!r} contains a lone surrogate, which "
                    "is not a character; decode the text with the right encoding"
                ) from None
            except (TypeError, AttributeError):
                raise TokenError(
                    f"sentence {number}: the tokenizer {self._settings.name} returned "
                    f"{str(tokens)[:60]}; it must return a list of strings"
                ) from None
        return b"".join(written), blanks, batch[0] + len(batch[1]) - 1
