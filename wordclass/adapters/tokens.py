"""Classes of tokens that came from somewhere else: spelt as the model's own, tagged in context."""

from collections.abc import Iterable, Sequence

from wordclass.counting.tokens.tokenizers import fold, normalized
from wordclass.errors import InputError
from wordclass.models.arrays import Side
from wordclass.models.fitted.model import WordClassModel


def sides_of(model: WordClassModel) -> dict[str, Side]:
    """Name the class sets of a model: ``class`` when tied, else ``left`` and ``right``."""
    return {"class": "left"} if model.tied else {"left": "left", "right": "right"}


def class_tokens(
    model: WordClassModel, sentences: Iterable[Sequence[str]]
) -> dict[str, list[list[int]]]:
    """Give every token its class in context, in each class set of :func:`sides_of`.

    Tokens are brought to the spelling the model was counted in: its case, digits and
    Unicode form. A token that is not a word at all is an unknown one, so that nothing shifts.

    Raises
    ------
    InputError
        When a sentence is no sequence of strings.
    """
    how = model.provenance.tokenizer
    form, lowercase, digits = (
        how.get(name) for name in ("unicode_form", "lowercase", "normalize_digits")
    )
    spelt = []
    for number, sentence in enumerate(sentences, start=1):
        if isinstance(sentence, str) or not all(isinstance(token, str) for token in sentence):
            raise InputError(f"sentence {number} is {sentence!r:.80}; give lists of tokens")
        spelt.append(
            [fold(normalized(token, form), bool(lowercase), bool(digits)) for token in sentence]
        )
    return {name: model.tag(spelt, side) for name, side in sides_of(model).items()}
