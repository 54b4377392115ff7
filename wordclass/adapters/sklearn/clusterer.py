"""Word classes as a clusterer of the rows of a count matrix."""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClusterMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, check_non_negative, validate_data

import wordclass as wc
from wordclass.models.arrays import FloatArray, IntArray


class BigramWordClasses(TransformerMixin, ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Induce word classes from a matrix of bigram counts.

    Parameters
    ----------
    classes : int
    method, tied
        See :func:`wordclass.fit`.
    random_state : int
        The seed. The same counts and settings give the same classes.

    Attributes
    ----------
    labels_ : (n_words,) int
        The class of each row, from 0; with ``tied`` False its left class.
    model_ : WordClassModel
        The fitted model; its words are ``"0"``, ``"1"``, ... by row.
    n_features_in_ : int
        The number of words.

    Examples
    --------
    >>> counts = [[0, 0, 4, 4], [0, 0, 4, 4], [3, 3, 0, 0], [3, 3, 0, 0]]
    >>> clusterer = BigramWordClasses(classes=2, method="exchange").fit(counts)
    >>> clusterer.labels_.tolist()
    [0, 0, 1, 1]
    >>> clusterer.transform([[0, 0, 1, 2]]).round(2).tolist()
    [[1.0, 0.0]]
    """

    def __init__(
        self,
        classes: int = 8,
        *,
        method: str = "sparse",
        tied: bool = True,
        random_state: int = 0,
    ) -> None:
        self.classes = classes
        self.method = method
        self.tied = tied
        self.random_state = random_state

    def fit(self, X: Any, y: Any = None) -> "BigramWordClasses":
        """Induce classes.

        Parameters
        ----------
        X : array or sparse array, (n_words, n_words)
            Counts; the row is the preceding word, the column the following one.

        Raises
        ------
        ValueError
            When ``X`` is not a square matrix of counts of two words or more, or there are more
            classes than words.
        """
        counts = self._counts(X, reset=True)
        self.model_ = wc.fit(
            counts, self.method, self.classes, tied=self.tied, seed=self.random_state
        )
        self.labels_: IntArray = self.model_.left_labels[self._rows()] - 1
        return self

    def transform(self, X: Any) -> FloatArray:
        """The classes of words, from what follows them.

        Parameters
        ----------
        X : array or sparse array, (n, n_words)
            How often each word of the fitted counts follows each of n words.

        Returns
        -------
        (n, classes) array
            p(left class | counts), for a word of a single class; rows sum to 1.
        """
        check_is_fitted(self)
        found = validate_data(self, X, accept_sparse="csr", reset=False, ensure_min_samples=1)
        model = self.model_
        p = (model.p_right_given_left @ model.p_next_given_right)[1:, self._rows()]
        likelihood = found @ np.log(np.maximum(p, 1e-12)).T
        joint = likelihood + np.log(np.maximum(model.p_left[1:], 1e-12))
        return np.asarray(softmax(joint, axis=1))

    def score(self, X: Any, y: Any = None) -> float:
        """The mean log-likelihood of bigrams, in nats: minus the log of the perplexity.

        Parameters
        ----------
        X : array or sparse array, (n_words, n_words)
            Counts of the same words in the same order.
        """
        check_is_fitted(self)
        return -float(np.log(self.model_.perplexity(self._counts(X, reset=False))))

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:
        """Return the feature names: ``class1``, ``class2``, ..."""
        check_is_fitted(self)
        return np.array([f"class{c}" for c in range(1, self.model_.n_left + 1)], dtype=object)

    def _counts(self, X: Any, reset: bool) -> wc.BigramCounts:
        found = validate_data(self, X, accept_sparse="csr", reset=reset, ensure_min_samples=2)
        check_non_negative(found, type(self).__name__)
        return wc.BigramCounts.from_matrix(found, [str(i) for i in range(found.shape[1])])

    def _rows(self) -> IntArray:
        """The model's id of the word of each row."""
        names = map(str, range(self.n_features_in_))
        return np.array(self.model_.vocabulary.ids(names, 0), dtype=np.int64)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.input_tags.pairwise = True  # a row and a column for each word
        tags.input_tags.positive_only = True
        tags.input_tags.categorical = True  # whole numbers
        return tags
