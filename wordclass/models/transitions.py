"""p(next | prev): bigram counts as a row-stochastic matrix."""

import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts, check_counts
from wordclass.models.arrays import sparse_rows_to_one


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

    Raises
    ------
    InputError
        If ``counts`` are not BigramCounts.

    Examples
    --------
    >>> counts = BigramCounts.from_pairs([("a", "b", 3), ("a", "a", 1)])
    >>> transition_matrix(counts).toarray()
    array([[0.  , 0.25, 0.75],
           [0.  , 0.25, 0.75],
           [0.  , 0.25, 0.75]])
    """
    check_counts(counts)
    return sparse_rows_to_one(counts.matrix, counts.next_counts / max(counts.n_bigrams, 1))
