"""The fitted probabilities: p(b|a) = sum over c, d of p(c|a) p(d|c) p(b|d)."""

from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.provenance import Provenance
from wordclass.counting.counts.vocabulary import Vocabulary
from wordclass.models.arrays import (
    FloatArray,
    IntArray,
    Side,
    check_side,
    largest_entries,
    sparse_rows_to_one,
)
from wordclass.models.fitted.names import ClassNames, no_names
from wordclass.models.fitted.stability import Stability


@dataclass(frozen=True, eq=False)
class ClassProbabilities:
    """The three factors of a class bigram model, and the marginals and posteriors they imply.

    Class 0 is the sentence boundary's own on both sides, as word 0 is the boundary.
    The induced classes 1 to L and 1 to K are ordered by share of the tokens, largest first.

    Parameters
    ----------
    left_rows : (V, L+1) sparse
        p(c|a): how far word a acts as left class c. Rows sum to 1.
    p_right_given_left : (L+1, K+1)
        p(d|c): the transition table. Rows sum to 1.
    emission_rows : (V, K+1) sparse
        p(b|d): which words realise right class d, a row for each word b. Columns sum to 1.
    prev_counts, next_counts : (V,) int64
        How often each word preceded and followed in the counts fitted to.
    vocabulary : Vocabulary
        The V words.
    tied : bool
        Whether the two class sets are one.
    method, settings, seed
        How it was fitted.
    history : tuple of float
        The objective after every step, as the method's documentation defines it. The model
        is the best of these states, not always the last.
    interpolation : (B, 4) float
        Weights of the class bigram, the unigram, the uniform distribution and the unknown
        word in :meth:`WordClassModel.perplexity`; rows sum to 1. Row 0 applies after a word
        never seen before another, row i after one seen 2^(i-1) to 2^i - 1 times. Estimated
        by deleted interpolation on the counts fitted to
        (:func:`wordclass.models.fitted.prediction.smoothing.interpolate`).
    finished : bool
        False when fitting was interrupted.
    provenance : Provenance
        Of the counts.
    class_names : dict
        From "left" and "right" to the names a user gave, by class; see
        :meth:`WordClassModel.with_names`. Tied classes have the same under both.
    stability : Stability, optional
        What refits to resampled text found again; see :func:`wordclass.stability`.
    """

    left_rows: sp.csr_array
    p_right_given_left: FloatArray
    emission_rows: sp.csr_array
    prev_counts: IntArray
    next_counts: IntArray
    vocabulary: Vocabulary
    tied: bool
    method: str
    settings: dict[str, Any] = field(default_factory=dict)
    seed: int = 0
    history: tuple[float, ...] = ()
    interpolation: FloatArray = field(default_factory=lambda: np.array([[1.0, 0.0, 0.0, 0.0]]))
    finished: bool = True
    provenance: Provenance = field(default_factory=Provenance)
    class_names: ClassNames = field(default_factory=no_names)
    stability: Stability | None = None

    def __getstate__(self) -> dict[str, Any]:
        """The fields alone, for pickle and copy: what is derived from them is computed again."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def n_left(self) -> int:
        """L, the number of induced left classes, without the boundary's class 0."""
        return self.p_right_given_left.shape[0] - 1

    @property
    def n_right(self) -> int:
        """K, the number of induced right classes, without the boundary's class 0."""
        return self.p_right_given_left.shape[1] - 1

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that have classes of their own: "left" alone if tied."""
        return ("left",) if self.tied else ("left", "right")

    def n_classes(self, side: Side) -> int:
        """L or K, the number of induced classes of a side, "left" or "right"."""
        check_side(side)
        return self.n_left if side == "left" else self.n_right

    def labels(self, side: Side) -> IntArray:
        """(V,) the most probable class of each word on one side."""
        check_side(side)
        return self.left_labels if side == "left" else self.right_labels

    @cached_property
    def word_counts(self) -> IntArray:
        """(V,) how often each word occurs: the larger of its two roles, equal with boundaries."""
        return np.maximum(self.prev_counts, self.next_counts)

    @cached_property
    def p_prev(self) -> FloatArray:
        """(V,) p(a), the relative frequency of each preceding word."""
        return self.prev_counts / max(self.prev_counts.sum(), 1)

    @cached_property
    def p_next(self) -> FloatArray:
        """(V,) p(b), the relative frequency of each following word."""
        return self.next_counts / max(self.next_counts.sum(), 1)

    @cached_property
    def p_left(self) -> FloatArray:
        """(L+1,) p(c), the share of each left class."""
        return self.p_prev @ self.left_rows

    @cached_property
    def p_right(self) -> FloatArray:
        """(K+1,) p(d), the share of each right class."""
        return self.p_left @ self.p_right_given_left

    def shares(self, side: Side) -> FloatArray:
        """The share of the tokens in each class of a side; tied, the mean of both roles."""
        check_side(side)
        if self.tied:
            return (self.p_left + self.p_right) / 2
        return self.p_left if side == "left" else self.p_right

    @cached_property
    def p_left_given_prev(self) -> FloatArray:
        """(V, L+1) p(c|a): how far word a acts as left class c."""
        return self.left_rows.toarray()

    @cached_property
    def p_next_given_right(self) -> FloatArray:
        """(K+1, V) p(b|d): which words realise right class d."""
        return self.emission_rows.toarray(order="F").T

    @cached_property
    def p_right_given_next(self) -> FloatArray:
        """(V, K+1) p(d|b), by Bayes; a word that never follows has the marginal p(d)."""
        return self.right_rows.toarray()

    @cached_property
    def right_rows(self) -> sp.csr_array:
        """(V, K+1) p(d|b), as sparse rows."""
        joint = self.emission_rows.copy()
        joint.data *= self.p_right[joint.indices]
        return sparse_rows_to_one(joint, self.p_right)

    @cached_property
    def tied_rows(self) -> sp.csr_array:
        """(V, L+1) p(c|w) of a tied model, whichever role the word is in, as sparse rows."""
        n_prev, n_next = (n.astype(np.float64) for n in (self.prev_counts, self.next_counts))
        rows = sp.diags_array(n_prev) @ self.left_rows + sp.diags_array(n_next) @ self.right_rows
        return sparse_rows_to_one(rows, self.p_left)

    @cached_property
    def class_bigrams(self) -> FloatArray:
        """(L+1, K+1) N(c,d), the expected counts of pairs of adjacent classes."""
        return self.prev_counts.sum() * self.p_left[:, None] * self.p_right_given_left

    def rows(self, side: Side) -> sp.csr_array:
        """(V, classes + 1) the memberships of each word on one side, as sparse rows."""
        check_side(side)
        return self.left_rows if side == "left" else self.right_rows

    @cached_property
    def left_labels(self) -> IntArray:
        """(V,) the most probable left class of each word; 0 for the boundary."""
        return largest_entries(self.left_rows)[0]

    @cached_property
    def right_labels(self) -> IntArray:
        """(V,) the most probable right class of each word; 0 for the boundary."""
        return largest_entries(self.right_rows)[0]
