"""Tokens that another library provides, as a model knows them."""

from collections.abc import Iterable, Iterator, Sequence

from wordclass.counting.tokens.tokenizers import normalizer
from wordclass.errors import check_type
from wordclass.models.arrays import Side
from wordclass.models.fitted.model import WordClassModel
from wordclass.models.fitted.tagging.tagging import checked_sentence


def sides_of(model: WordClassModel) -> dict[str, Side]:
    """Name the class sets of a model: ``class`` when tied, else ``left`` and ``right``."""
    return {"class": "left"} if model.tied else {"left": "left", "right": "right"}


def normalized_tokens(model: WordClassModel, sentences: Iterable[Sequence[str]]) -> list[list[str]]:
    """Normalize tokens like the text that the model was fitted to: case, digits, Unicode form.

    No token is dropped, so that classes and tokens stay aligned.
    """
    normalize = normalizer(model.provenance.tokenizer)
    return [list(map(normalize, s)) if normalize else s for s in checked_lists(sentences)]


def checked_lists(
    sentences: Iterable[Iterable[str]], name: str = "sentences", of: str = "tokens"
) -> Iterator[list[str]]:
    """Iterate over the sentences of an argument, which must be lists of tokens, or of tags."""
    check_type(name, sentences, Iterable, f"lists of {of}")
    for number, sentence in enumerate(sentences, start=1):
        yield checked_sentence(sentence, number, of)
