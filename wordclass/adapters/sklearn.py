"""Word classes in scikit-learn: a vectorizer that counts the classes in documents."""

import os
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

import wordclass as wc
from wordclass.adapters.tokens import class_tokens, sides_of
from wordclass.counting.tokens.retokenize import token_sentences
from wordclass.errors import InputError

Document = str | Sequence[str] | Sequence[Sequence[str]]


class WordClassVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Count the word classes of documents, as ``CountVectorizer`` counts their words.

    A document is a string with one sentence per line, a list of tokens (one sentence), or a
    list of such lists. Tokens are classified in context, and words that the model does not
    know by their context alone.

    Parameters
    ----------
    model : WordClassModel or path, optional
        A model fitted to any text, the larger the better. Without one, classes are induced
        from the documents passed to :meth:`fit`.
    classes, method, tied
        See :func:`wordclass.fit`; without effect if there is a model.
    tokenizer, lowercase
        See :func:`wordclass.count`; without effect if there is a model.
    random_state : int
        The seed. The same documents and settings give the same classes.

    Attributes
    ----------
    model_ : WordClassModel
        The model that was passed, loaded or fitted.

    Examples
    --------
    >>> documents = ["the cat sees a dog", "a dog sees the cat", "the dog runs", "a cat runs"]
    >>> vectorizer = WordClassVectorizer(classes=3, method="exchange").fit(documents)
    >>> vectorizer.transform(["the cat runs"]).toarray().tolist()
    [[1, 1, 1]]
    >>> vectorizer.get_feature_names_out().tolist()
    ['class1', 'class2', 'class3']
    """

    def __init__(
        self,
        model: wc.WordClassModel | str | os.PathLike[str] | None = None,
        *,
        classes: int | None = None,
        method: str = "sparse",
        tied: bool = True,
        tokenizer: str = "auto",
        lowercase: bool = False,
        random_state: int = 0,
    ) -> None:
        self.model = model
        self.classes = classes
        self.method = method
        self.tied = tied
        self.tokenizer = tokenizer
        self.lowercase = lowercase
        self.random_state = random_state

    def fit(self, X: Iterable[Document], y: Any = None) -> "WordClassVectorizer":
        """Induce classes from documents, unless there is a model already.

        Raises
        ------
        InputError
            When the documents contain too little text, or ``X`` is not a list of documents.
        """
        if isinstance(self.model, str | os.PathLike):
            self.model_ = wc.load(self.model)
        elif self.model is not None:
            self.model_ = self.model
        else:
            sentences, _, _ = _sentences(X)
            counts = wc.count(
                iter(sentences), tokenizer=self.tokenizer, lowercase=self.lowercase, samples=0
            )
            self.model_ = wc.fit(
                counts, self.method, self.classes, tied=self.tied, seed=self.random_state
            )
        return self

    def transform(self, X: Iterable[Document]) -> sp.csr_array:
        """Count the classes in documents.

        Returns
        -------
        sparse array, (documents, features) int64
            The features are the classes; with a two-sided model, the left and then the
            right classes.
        """
        check_is_fitted(self)
        sentences, owners, n_documents = _sentences(X)
        cut: list[Any] = sentences
        if any(isinstance(sentence, str) for sentence in sentences):
            cut = list(token_sentences(iter(sentences), self.model_.provenance.tokenizer))
        rows = np.repeat(np.array(owners, dtype=np.int64), [len(tokens) for tokens in cut])
        blocks = []
        for name, tagged in class_tokens(self.model_, cut).items():
            n = self._n_classes(name)
            classes = np.array([c for sentence in tagged for c in sentence], dtype=np.int64)
            ones = np.ones(len(classes), dtype=np.int64)
            blocks.append(sp.csr_array((ones, (rows, classes - 1)), shape=(n_documents, n)))
        return sp.hstack(blocks, format="csr")

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:
        """Return the feature names: ``class1``, ..., or ``left1``, ..., ``right1``, ..."""
        check_is_fitted(self)
        names = [
            f"{name}{c}"
            for name in sides_of(self.model_)
            for c in range(1, self._n_classes(name) + 1)
        ]
        return np.array(names, dtype=object)

    def _n_classes(self, name: str) -> int:
        return self.model_.n_right if name == "right" else self.model_.n_left

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags


def _sentences(documents: Iterable[Document]) -> tuple[list[str | list[str]], list[int], int]:
    """Return all sentences, the document each belongs to, and the number of documents."""
    if isinstance(documents, str):
        raise InputError("X must be a list of documents, not a single string")
    sentences: list[str | list[str]] = []
    owners: list[int] = []
    number = -1
    for number, document in enumerate(documents):
        if isinstance(document, str):
            found: list[Any] = [line for line in document.splitlines() if line.strip()]
        elif not isinstance(document, Sequence | np.ndarray):
            raise InputError(
                f"document {number} must be a string, a list of tokens or a list of such "
                f"lists, not {type(document).__name__}"
            )
        elif len(document) and isinstance(document[0], str):
            found = [list(document)]
        else:
            found = [list(sentence) for sentence in document if len(sentence)]
        sentences += found
        owners += [number] * len(found)
    return sentences, owners, number + 1
