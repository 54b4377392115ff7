"""The classes in documents, counted."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

import wordclass as wc
from wordclass.adapters.sklearn.features import ModelOrPath, TextTransformer, class_names, loaded
from wordclass.adapters.tokens import checked_lists, normalized_tokens
from wordclass.counting.tokens.retokenize import token_sentences
from wordclass.errors import InputError, check_choice, check_flags, check_type, check_whole

Document = str | Sequence[str] | Sequence[Sequence[str]]


class WordClassVectorizer(TextTransformer):
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
    ngram_range : (int, int)
        The shortest and the longest sequence of classes that are counted; (1, 2) counts classes
        and class bigrams. A sequence does not cross the end of a sentence.
    soft : bool
        Count each token in all classes, by their posterior probabilities, instead of in the
        most probable one. For single classes only.
    norm : {"l1", "l2"}, optional
        Scale each document's counts to have this norm.
    sparse_output : bool
        Return a sparse array; False is needed for ``set_output(transform="pandas")``.
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
        model: ModelOrPath | None = None,
        *,
        classes: int | None = None,
        method: str = "sparse",
        tied: bool = True,
        tokenizer: str = "auto",
        lowercase: bool = False,
        ngram_range: tuple[int, int] = (1, 1),
        soft: bool = False,
        norm: str | None = None,
        sparse_output: bool = True,
        random_state: int = 0,
    ) -> None:
        self.model = model
        self.classes = classes
        self.method = method
        self.tied = tied
        self.tokenizer = tokenizer
        self.lowercase = lowercase
        self.ngram_range = ngram_range
        self.soft = soft
        self.norm = norm
        self.sparse_output = sparse_output
        self.random_state = random_state

    def fit(self, X: Iterable[Document], y: Any = None) -> "WordClassVectorizer":
        """Induce classes from documents, unless there is a model already.

        Raises
        ------
        InputError
            When the documents contain too little text, ``X`` is not a list of documents, or a
            parameter is out of range.
        """
        self._check_parameters()
        if self.model is not None:
            self.model_ = loaded(self.model)
        else:
            sentences, _, _ = _sentences(X)
            counts = wc.count(
                iter(sentences), tokenizer=self.tokenizer, lowercase=self.lowercase, samples=0
            )
            self.model_ = wc.fit(
                counts, self.method, self.classes, tied=self.tied, seed=self.random_state
            )
        return self

    def transform(self, X: Iterable[Document]) -> sp.csr_array | npt.NDArray[Any]:
        """Count the classes in documents.

        Returns
        -------
        (documents, features) array, sparse unless ``sparse_output`` is False
            Counts as int64, or float64 if they are soft or normalised. The features are the
            classes, then longer sequences; with a two-sided model, those of the left and then
            those of the right classes.
        """
        check_is_fitted(self)
        self._check_parameters()
        sentences, owners, n_documents = _sentences(X)
        tokens: list[Any] = sentences
        if any(isinstance(sentence, str) for sentence in sentences):
            tokens = list(token_sentences(iter(sentences), self.model_.provenance.tokenizer))
        tokens = normalized_tokens(self.model_, tokens)
        lengths = np.array([len(sentence) for sentence in tokens], dtype=np.int64)
        starts = np.append(0, np.cumsum(lengths))
        documents = np.repeat(np.array(owners, dtype=np.int64), lengths)
        features: list[Any] = []
        for side in self.model_.sides:
            n_classes = self.model_.n_classes(side)
            if n_classes ** self.ngram_range[1] > np.iinfo(np.int64).max:
                raise InputError(f"{{ngram_range}} of {n_classes} classes is too many sequences",
                                 ngram_range=self.ngram_range)  # fmt: skip
            if self.soft:
                found = np.vstack(
                    [np.empty((0, n_classes + 1)), *self.model_.posteriors(tokens, side)]
                )
                features.append(_by_document(sp.csr_array(found[:, 1:]), documents, n_documents))
                continue
            tags = [c for sentence in self.model_.tag(tokens, side) for c in sentence]
            classes = np.array(tags, dtype=np.int64) - 1
            left = np.repeat(starts[1:], lengths) - np.arange(len(classes))  # tokens to the end
            for n in range(self.ngram_range[0], self.ngram_range[1] + 1):
                at = np.flatnonzero(left >= n)
                column = sum((classes[at + i] * n_classes ** (n - 1 - i) for i in range(n)), 0 * at)
                ones = np.ones(len(at), dtype=np.int64)
                shape = (n_documents, n_classes**n)
                features.append(sp.csr_array((ones, (documents[at], column)), shape=shape))
        counted = sp.hstack(features, format="csr")
        if self.norm is not None:
            counted = normalize(counted, norm=self.norm, copy=False)
        return counted if self.sparse_output else counted.toarray()

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:
        """Return the feature names.

        ``class1``, ``class2``, ..., ``class1 class1``, ...; or ``left1``, ..., ``right1``, ...
        """
        check_is_fitted(self)
        names = [
            " ".join(sequence)
            for of_side in class_names(self.model_).values()
            for n in range(self.ngram_range[0], self.ngram_range[1] + 1)
            for sequence in product(of_side, repeat=n)
        ]
        return np.array(names, dtype=object)

    def _check_parameters(self) -> None:
        check_flags(type(self), vars(self))
        try:
            first, last = self.ngram_range
        except (TypeError, ValueError):
            raise InputError("{ngram_range} must be a pair; (1, 2) counts classes and bigrams",
                             ngram_range=self.ngram_range) from None  # fmt: skip
        check_whole("ngram_range", first)
        check_whole("ngram_range", last, first)
        if self.soft and last > 1:
            raise InputError("soft counts are of single classes: {ngram_range} must be (1, 1)",
                             ngram_range=self.ngram_range)  # fmt: skip
        if self.norm is not None:
            check_choice("norm", self.norm, ("l1", "l2"))


def _by_document(rows: sp.csr_array, documents: npt.NDArray[np.int64], n: int) -> sp.csr_array:
    """Add up the rows of each of n documents."""
    ones = np.ones(len(documents))
    owner = sp.csr_array((ones, (documents, np.arange(len(documents)))), shape=(n, len(documents)))
    return owner @ rows


def _sentences(documents: Iterable[Document]) -> tuple[list[str | list[str]], list[int], int]:
    """Return all sentences, the document each belongs to, and the number of documents."""
    if isinstance(documents, str):
        raise InputError("X must be a list of documents, not a single string")
    if len(shape := getattr(documents, "shape", ())) > 1:
        raise InputError(f"X must be a list or one column of documents; its shape is {shape}")
    check_type("X", documents, Iterable, "a list of documents")
    sentences: list[str | list[str]] = []
    owners: list[int] = []
    number = -1
    document: Any
    for number, document in enumerate(documents):
        if isinstance(document, str):
            found: list[Any] = [line for line in document.splitlines() if line.strip()]
        elif isinstance(document, bytes) or not isinstance(document, Sequence | np.ndarray):
            raise InputError(
                f"document {number} must be a string, a list of tokens or a list of such "
                f"lists, not {type(document).__name__}"
            )
        elif len(document) and isinstance(document[0], str):
            found = [list(document)]
        else:
            found = [sentence for sentence in checked_lists(document) if sentence]
        sentences += found
        owners += [number] * len(found)
    return sentences, owners, number + 1
