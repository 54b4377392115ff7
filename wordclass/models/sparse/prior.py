"""The prior of class sizes: a word joins a class, or a pair of classes, that many words are in.

Two-sided, every word has a left and a right class, and in most languages one tells much of the
other: a word that is followed by what follows nouns is usually preceded by what precedes nouns. If
m[c,d] words have the classes c and d, the next has them with a probability in proportion to
m[c,d] + a s[c] t[d], where s and t are the shares of the classes in either role (a
Dirichlet-multinomial distribution). The concentration a is the one under which the m are most
probable. It is small if a word's two classes depend on each other; if they are independent, it is
unbounded, and the class in one role says nothing about the class in the other.
"""

import numpy as np
from scipy.special import gammaln

from wordclass.models.arrays import FloatArray, IntArray

_CONCENTRATIONS = [2.0**i for i in range(21)]  # the last is as good as infinite


def independent_shares(members: FloatArray) -> FloatArray:
    """(..., C, D) s[c] t[d], from the number of words in each pair of classes, (..., C, D).

    Each class has a pseudocount of 1.
    """
    first, second = members.sum(axis=-1, keepdims=True) + 1, members.sum(axis=-2, keepdims=True) + 1
    first = first / first.sum(axis=-2, keepdims=True)
    return np.asarray(first * second / second.sum(axis=-1, keepdims=True))


def concentration(members: FloatArray, shares: FloatArray) -> float:
    """The concentration, a power of two, under which the numbers of words are most probable.

    Examples
    --------
    Ten words have the first class in both roles, and ten the second:

    >>> m = np.array([[10, 0], [0, 10]])
    >>> concentration(m, independent_shares(m))
    1.0

    The two classes of a word have nothing to do with each other:

    >>> m = np.array([[5, 5], [5, 5]])
    >>> concentration(m, independent_shares(m)) == 2**20
    True
    """
    return max(_CONCENTRATIONS, key=lambda a: log_prior(members, a * shares))


def log_prior(members: FloatArray, pseudocounts: FloatArray) -> float:
    """Log-probability of the classes of all words: Dirichlet-multinomial.

    Parameters
    ----------
    members : array
        How many words each class or pair of classes has.
    pseudocounts : array
        The parameters of the Dirichlet distribution, one for each.
    """
    n, present = pseudocounts.sum(), members > 0
    terms = gammaln(members[present] + pseudocounts[present]) - gammaln(pseudocounts[present])
    return float(gammaln(n) - gammaln(n + members.sum()) + terms.sum())


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
        members += concentration(members[-1], shares[-1]) * shares
    members /= members.sum(axis=2, keepdims=True)
    return -np.log(members)[octave, given]
