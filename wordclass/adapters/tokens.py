"""Tokens that another library provides, as a model knows them."""

from collections.abc import Iterable, Sequence

from wordclass.counting.tokens.tokenizers import normalizer
from wordclass.errors import InputError
from wordclass.models.arrays import Side
from wordclass.models.fitted.model import WordClassModel


def sides_of(model: WordClassModel) -> dict[str, Side]:
    """Name the class sets of a model: ``class`` when tied, else ``left`` and ``right``."""
    return {"class": "left"} if model.tied else {"left": "left", "right": "right"}


def normalized_tokens(model: WordClassModel, sentences: Iterable[Sequence[str]]) -> list[list[str]]:
    """Normalize tokens like the text that the model was fitted to: case, digits, Unicode form.

    No token is dropped, so that classes and tokens stay aligned.
    """
    normalize = normalizer(model.provenance.tokenizer)
    found = []
    for number, sentence in enumerate(sentences, start=1):
        if isinstance(sentence, str) or not all(isinstance(token, str) for token in sentence):
            raise InputError(f"sentence {number} is not a list of tokens: {sentence!r:.80}")
        found.append([normalize(token) for token in sentence] if normalize else list(sentence))
    return found
