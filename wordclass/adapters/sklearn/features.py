"""What the transformers share: the model they are given, and the names of its classes."""

import os

import wordclass as wc
from wordclass.adapters.tokens import sides_of

ModelOrPath = wc.WordClassModel | str | os.PathLike[str]


def loaded(model: ModelOrPath) -> wc.WordClassModel:
    """The model, read if it is a path."""
    return wc.load(model) if isinstance(model, str | os.PathLike) else model


def class_names(model: wc.WordClassModel) -> dict[str, list[str]]:
    """The feature names of each class set: ``class1``, ... of a tied model, else of each side."""
    return {
        name: [f"{name}{c}" for c in range(1, model.n_classes(side) + 1)]
        for name, side in sides_of(model).items()
    }
