"""Words as vectors of class probabilities."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.utils.validation import check_is_fitted

from wordclass.adapters.sklearn.features import ModelOrPath, TextTransformer, class_names, loaded
from wordclass.counting.tokens.tokenizers import normalizer
from wordclass.errors import InputError
from wordclass.models.arrays import FloatArray


class WordClassEmbedding(TextTransformer):
    """Embed words by their memberships: p(c|w), and of a two-sided model p(d|w) as well.

    A tied model's are of both roles together, as in :mod:`wordclass.adapters.files.classes`.

    Parameters
    ----------
    model : WordClassModel or path
        A model fitted to any text.

    Attributes
    ----------
    model_ : WordClassModel
        The model that was passed or loaded.

    Examples
    --------
    >>> import wordclass as wc
    >>> counts = wc.count(["the cat sees a dog", "a dog sees the cat"])
    >>> model = wc.fit(counts, "exchange", classes=3, tied=True)
    >>> WordClassEmbedding(model).fit().transform(["cat", "dog"]).tolist()
    [[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]]
    """

    def __init__(self, model: ModelOrPath | None = None) -> None:
        self.model = model

    def fit(self, X: Any = None, y: Any = None) -> "WordClassEmbedding":
        """Load the model; the words are not used.

        Raises
        ------
        InputError
            When there is no model, or its file cannot be read.
        """
        if self.model is None:
            raise InputError("an embedding needs a model; pass one, or the path of its file")
        self.model_ = loaded(self.model)
        return self

    def transform(self, X: Sequence[str]) -> FloatArray:
        """Embed words.

        Parameters
        ----------
        X : (n,) or (n, 1) array of str
            An unknown word is embedded by the shares of the classes.

        Returns
        -------
        (n, features) array
            The rows sum to 1, or to 2 with a two-sided model.

        Raises
        ------
        InputError
            When ``X`` is a single string, or something in it is not a string.
        """
        check_is_fitted(self)
        if isinstance(X, str):
            raise InputError("X must be a list of words, not a single string")
        words = np.asarray(X, dtype=object)
        if words.ndim == 2 and words.shape[1] == 1:
            words = words[:, 0]
        if words.ndim != 1:
            raise InputError(f"X must be a list or one column of words; its shape is {words.shape}")
        for i, word in enumerate(words):
            if not isinstance(word, str):
                raise InputError(f"word {i} must be a string, not {type(word).__name__}")
        model = self.model_
        normalize = normalizer(model.provenance.tokenizer) or str
        ids = np.array(model.vocabulary.ids(map(normalize, words), -1), dtype=np.int64)
        vectors = []
        for side in model.sides:
            rows = model.tied_rows if model.tied else model.rows(side)
            found = rows[ids].toarray()[:, 1:]
            shares = (model.p_left if side == "left" else model.p_right)[1:]
            found[ids < 0] = shares / shares.sum()
            vectors.append(found)
        return np.hstack(vectors)

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:
        """Return the feature names: ``class1``, ..., or ``left1``, ..., ``right1``, ..."""
        check_is_fitted(self)
        return np.array(sum(class_names(self.model_).values(), []), dtype=object)
