"""p(next | prev): bigram counts as a row-stochastic matrix."""

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.errors import check_type


def transition_matrix(counts: BigramCounts) -> sp.csr_array:
    """Normalise bigram counts into p(next | prev).

    p(b|a) = n(a, b) / n(a). A word that never precedes anything has no such row; it
    gets the marginal p(b) = n(b) / N, the estimate when nothing is known of a. With
    sentence boundaries every word precedes something and the case does not arise.

    Parameters
    ----------
    counts : BigramCounts
        V words.

    Returns
    -------
    scipy.sparse.csr_array, (V, V), float64
        Every row sums to 1 (all rows are empty when there is no bigram at all).

    Examples
    --------
    >>> counts = BigramCounts.from_pairs([("a", "b", 3), ("a", "a", 1)])
    >>> transition_matrix(counts).toarray()
    array([[0.  , 0.25, 0.75],
           [0.  , 0.25, 0.75],
           [0.  , 0.25, 0.75]])
    """
    check_type("counts", counts, BigramCounts, "BigramCounts, which count() returns")
    prev_counts = counts.prev_counts
    empty = np.flatnonzero(prev_counts == 0)
    rows = sp.diags_array(1.0 / np.maximum(prev_counts, 1)) @ counts.matrix
    if len(empty) == 0 or counts.n_bigrams == 0:
        return sp.csr_array(rows)
    # One marginal row, put at every empty place by a selection matrix.
    marginal = sp.csr_array(counts.next_counts[None, :] / counts.n_bigrams)
    select = sp.csr_array(
        (np.ones(len(empty)), (empty, np.zeros(len(empty), dtype=np.int64))),
        shape=(len(prev_counts), 1),
    )
    return sp.csr_array(rows + select @ marginal)
