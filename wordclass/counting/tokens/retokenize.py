"""The tokens of a text, produced as they were for given counts: for tagging and scoring."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import filterfalse, islice
from typing import Any

from wordclass.counting.text.decoding import Arrivals
from wordclass.counting.text.sentences import Reading, sample_of
from wordclass.counting.text.settings import ReadSettings
from wordclass.counting.text.sources import find_texts
from wordclass.counting.tokens.choice import choose
from wordclass.counting.tokens.tokenizers import (
    TOKENIZERS,
    TokenizerSettings,
    normalizer,
    unicode_normalized,
)
from wordclass.errors import InputError

_log = logging.getLogger("wordclass")

_SAMPLE = 100_000  # characters from which a tokenizer is chosen if none is known
_COMPARED = 100  # sentences of given tokens that are compared with the tokenizer's
_DIVIDED = 0.05  # share of the tokens from which on they are not the tokenizer's


def token_sentences(
    source: Any,
    tokenizer: Mapping[str, Any],
    user_dictionary: str | None = None,
    live: Arrivals | None = None,
    **reading: Any,
) -> Iterator[list[str]]:
    """Yield the sentences of a text, which is what ``count`` takes, as lists of tokens.

    They match the tokens of counts with this ``provenance.tokenizer``; if it is empty, the
    tokenizer is chosen by the script of the text. With ``live``, a sentence from a pipe is passed
    on before the next is written. ``reading`` are fields of ``ReadSettings``.

    Examples
    --------
    >>> list(token_sentences(["A cat's 9 lives."], {"name": "unicode", "lowercase": True}))
    [['a', "cat's", '9', 'lives', '.']]
    """
    name = tokenizer.get("name", "auto")
    if name not in TOKENIZERS:
        raise InputError(
            f"the counts were made with the tokenizer function {name!r}, which is not available; "
            "tokenize the text yourself and put spaces between the tokens"
        )
    read = ReadSettings(**reading)
    form, normalize = tokenizer.get("unicode_form"), normalizer(tokenizer)
    given: list[Sequence[str]] = []
    for text in find_texts(source, read.input_format):
        found = Reading(text, read, live=live).sentences()
        chosen = name
        if name == "auto":
            sample, found = sample_of(found, 1 if live else _SAMPLE)
            chosen = choose(sample)[0] if sample else "whitespace"
        tokenize = TokenizerSettings(chosen, user_dictionary=user_dictionary).function()
        for sentence in found:
            if isinstance(sentence, str):
                tokens = tokenize(unicode_normalized(sentence, form))
            else:
                tokens = sentence
                if len(given) < _COMPARED:
                    given.append(tokens)
                    if len(given) == _COMPARED:
                        warn_of_tokens(given, tokenizer)
            if tokens is sentence or tokenize is not str.split:  # which leaves no blank tokens
                tokens = list(filterfalse(str.isspace, filter(None, tokens)))
            yield list(map(normalize, tokens)) if normalize else tokens
    if len(given) < _COMPARED:
        warn_of_tokens(given, tokenizer)


def warn_of_tokens(sentences: Iterable[Sequence[str]], tokenizer: Mapping[str, Any]) -> None:
    """Log a warning if the counts' tokenizer would divide tokens that are given as one."""
    name = tokenizer.get("name", "auto")
    if name == "auto" or name not in TOKENIZERS:
        return  # they were counted as given too
    tokenize = TokenizerSettings(name).function()
    tokens = [token for sentence in islice(sentences, _COMPARED) for token in sentence]
    divided = [token for token in tokens if len(tokenize(token)) > 1]
    if len(divided) > _DIVIDED * len(tokens):
        _log.warning(
            "the model's tokenizer (%s) would split %d of the first %d tokens, such as %r, which "
            "are therefore unknown to the model: tag untokenized text, or fit the model to text "
            "tokenized like this",
            name, len(divided), len(tokens), divided[0][:40],
        )  # fmt: skip
