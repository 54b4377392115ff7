"""The prior of class sizes: a word joins a class, or a pair of classes, that many words are in.

Two-sided, every word has a left and a right class, and in most languages one tells much of the
other: a word that is followed by what follows nouns is usually preceded by what precedes nouns. If
m[c,d] words have the classes c and d, the next has them with a probability in proportion to
m[c,d] + a s[c] t[d], where s and t are the shares of the classes in either role (a
Dirichlet-multinomial distribution). The number a of words added is the one under which the m are
most probable. It is small if a word's two classes depend on each other; if they are independent,
it has no bound, and the class in one role says nothing about that in the other.
"""

import numpy as np
from scipy.special import gammaln

from wordclass.models.arrays import FloatArray, IntArray

_NUMBERS = [2.0**i for i in range(21)]  # of words added; the last is as good as without a bound


def independent_shares(members: FloatArray) -> FloatArray:
    """(..., C, D) s[c] t[d], from the number of words in each pair of classes, (..., C, D).

    One word is added to each class.
    """
    first, second = members.sum(axis=-1, keepdims=True) + 1, members.sum(axis=-2, keepdims=True) + 1
    first = first / first.sum(axis=-2, keepdims=True)
    return np.asarray(first * second / second.sum(axis=-1, keepdims=True))


def n_added(members: FloatArray, shares: FloatArray) -> float:
    """The number of words, a power of two, that makes the numbers of words most probable.

    Examples
    --------
    Ten words have the first class in both roles, and ten the second:

    >>> m = np.array([[10, 0], [0, 10]])
    >>> n_added(m, independent_shares(m))
    1.0

    The two classes of a word have nothing to do with each other:

    >>> m = np.array([[5, 5], [5, 5]])
    >>> n_added(m, independent_shares(m)) == 2**20
    True
    """
    return max(_NUMBERS, key=lambda n: log_prior(members, n * shares))


def log_prior(members: FloatArray, added: FloatArray) -> float:
    """Log-probability of the classes of all words: Dirichlet-multinomial.

    Parameters
    ----------
    members : array
        How many words each class or pair of classes has.
    added : array
        How many are added to each.
    """
    n, present = added.sum(), members > 0
    of_cells = gammaln(members[present] + added[present]) - gammaln(added[present])
    return float(gammaln(n) - gammaln(n + members.sum()) + of_cells.sum())


def class_prices(labels: IntArray, n_classes: int, other: IntArray | None = None) -> FloatArray:
    """(V, C) -log of each class's share of the words about as frequent or more frequent.

    Shares among all words would favour the classes of rare words, which are the largest. Words
    whose ranks are in the same octave count as about as frequent. If ``other``, (V,), the class of
    each word in the other role, is given, the share is among the words with the same ``other``.
    """
    octave = np.log2(np.arange(len(labels)) + 2).astype(np.int64) - 1
    given = np.zeros_like(labels) if other is None else other
    members = np.zeros((octave[-1] + 1, given.max() + 1, n_classes))
    np.add.at(members, (octave, given, labels), 1.0)
    members = members.cumsum(axis=0)
    if other is None:
        members += 1
    else:
        shares = independent_shares(members)
        members += n_added(members[-1], shares[-1]) * shares
    members /= members.sum(axis=2, keepdims=True)
    return -np.log(members)[octave, given]
