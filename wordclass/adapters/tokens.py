"""Classes in context for tokens that another library provides."""

from collections.abc import Iterable, Sequence

from wordclass.counting.tokens.tokenizers import spelling
from wordclass.errors import InputError
from wordclass.models.arrays import Side
from wordclass.models.fitted.model import WordClassModel


def sides_of(model: WordClassModel) -> dict[str, Side]:
    """Name the class sets of a model: ``class`` when tied, else ``left`` and ``right``."""
    return {"class": "left"} if model.tied else {"left": "left", "right": "right"}


def class_tokens(
    model: WordClassModel, sentences: Iterable[Sequence[str]], shape: bool = False
) -> dict[str, list[list[int]]]:
    """Tag every token with its class in context, in each class set of :func:`sides_of`.

    ``shape`` is that of :meth:`WordClassModel.tag`.

    Raises
    ------
    InputError
        When a sentence is not a sequence of strings.
    """
    spelt = respelt(model, sentences)
    return {name: model.tag(spelt, side, shape=shape) for name, side in sides_of(model).items()}


def respelt(model: WordClassModel, sentences: Iterable[Sequence[str]]) -> list[list[str]]:
    """Normalise tokens like the text that the model was fitted to: case, digits, Unicode form.

    No token is dropped, so that classes and tokens stay aligned.

    Raises
    ------
    InputError
        When a sentence is not a sequence of strings.
    """
    respell = spelling(model.provenance.tokenizer)
    spelt = []
    for number, sentence in enumerate(sentences, start=1):
        if isinstance(sentence, str) or not all(isinstance(token, str) for token in sentence):
            raise InputError(f"sentence {number} is not a list of tokens: {sentence!r:.80}")
        spelt.append([respell(token) for token in sentence] if respell else list(sentence))
    return spelt
