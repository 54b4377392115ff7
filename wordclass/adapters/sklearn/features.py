"""What the transformers of words share: the model they are given, and the names of its classes."""

import os
from typing import Any

from sklearn.base import BaseEstimator, TransformerMixin

import wordclass as wc
from wordclass.adapters.tokens import sides_of
from wordclass.models.fitted.model import check_model

ModelOrPath = wc.WordClassModel | str | os.PathLike[str]


class TextTransformer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A transformer of strings instead of numbers."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags


def loaded(model: ModelOrPath) -> wc.WordClassModel:
    """The model, read if it is a path."""
    if isinstance(model, str | os.PathLike):
        return wc.load(model)
    check_model(model)
    return model


def class_names(model: wc.WordClassModel) -> dict[str, list[str]]:
    """The feature names of each class set: ``class1``, ... of a tied model, else of each side."""
    return {
        name: [f"{name}{c}" for c in range(1, model.n_classes(side) + 1)]
        for name, side in sides_of(model).items()
    }
