"""Split one class and dissolve another, where this explains many words better.

If two true classes share one label while the words between two others have a label of their own,
exchange cannot repair it, because it moves one word at a time. Splitting one class and dissolving
another at once can (Ueda et al. 2000, "SMEM algorithm for mixture models"). In real text, nearly
any split increases the likelihood because of the habits of a few frequent words; a split that
belongs to the language does so for many words. The sample is therefore the words and not the
tokens: a gain is measured in standard errors over words, and the contribution of a single word is
limited.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from scipy.linalg import eigh

from wordclass.models.arrays import (
    FloatArray,
    IntArray,
    has_one_entry,
    largest_entries,
    reciprocal,
    to_distribution,
)
from wordclass.models.sparse.mixture import choose
from wordclass.models.sparse.prior import class_prices
from wordclass.models.sparse.profiles import Profiles
from wordclass.models.threads import RowMap

_PROPOSALS = 2  # moves that are tried, the most promising first
_SAMPLE = 10_000  # words, the most frequent, by which moves are judged
_FREQUENT = 2000  # words, the most frequent, whose damped counts must gain too
_SPLIT_BY = 100  # members, the most frequent, by which a class is first split
_SPLIT_SWEEPS = 4  # in which all members choose a half
_CHOICES = 3  # rounds in which words choose classes before these are judged
_SIGNIFICANT = 2  # standard errors
_WEAK = 1  # standard errors: enough if damped counts support the move as well
_LIMIT = 2  # root mean squares that one word gains or loses at most
_MAX_LOSS = 3  # in sqrt(N), the standard error of N counts that each vary by one nat


def reallocate(
    words: Profiles, damped: Profiles, labels: IntArray, n_classes: int, row_map: RowMap
) -> IntArray:
    """Split classes and dissolve others until no promising move is accepted.

    A move is judged by two sets of counts. In ``words``, weighted by dispersion, counts are
    independent evidence, but the most frequent words hardly matter. In ``damped``, frequent words
    matter, but so do their idiosyncrasies. A move is accepted if

    - many words agree that it gains by ``damped``: more than 2 standard errors;
    - it gains by ``words``: more than 2 standard errors, or more than 1 if the mean of this and
      of the gain by ``damped``, the latter without the limit on single words, exceeds 2;
    - the gains by ``damped`` sum to no less than -3 sqrt(N), where N is the sum of these counts:
      what a few frequent words lose can outweigh what many others gain.

    Words and not tokens are the sample of ``damped``, so that only the size of the gain matters: if
    there are fewer than 2,000 words, its standard errors are those of 2,000 such words.

    Moves are judged by the 10,000 most frequent words only. Rarer words of the classes that have
    changed then choose among the new classes.

    Parameters
    ----------
    words : Profiles
        The neighbours of each word, weighted by dispersion; the most frequent word first.
    damped : Profiles
        The same in damped counts.
    labels : (V,) array
        The class of each word, from 0.
    n_classes : int
    row_map : callable
        From :func:`wordclass.models.threads.workers`.

    Returns
    -------
    (V,) array
        New labels.
    """
    if n_classes == 1:
        return labels
    sample, damped = words.of_words(slice(_SAMPLE)), damped.of_words(slice(_FREQUENT))
    best = best_labels(sample, damped, labels[:_SAMPLE], n_classes, row_map)
    changed = np.unique(labels[:_SAMPLE][best != labels[:_SAMPLE]])
    labels = np.append(best, labels[_SAMPLE:])
    rarer = _SAMPLE + np.flatnonzero(np.isin(labels[_SAMPLE:], changed))
    if len(rarer) > 0:
        profiles = sample.of_classes(best, n_classes)
        prices = class_prices(labels, n_classes)[rarer]
        chosen, _ = choose(words.of_words(rarer), profiles, None, prices, row_map)
        labels[rarer] = largest_entries(chosen)[0]
    return labels


def best_labels(
    words: Profiles, damped: Profiles, labels: IntArray, n_classes: int, row_map: RowMap
) -> IntArray:
    """Return new labels of the words by which moves are judged."""
    max_loss = _MAX_LOSS * damped.counts.sum() ** 0.5
    scale = (_FREQUENT / damped.counts.shape[0]) ** 0.5

    def explanations(labels: IntArray) -> tuple[Explanation, Explanation]:
        return (
            Explanation(words, labels, n_classes, row_map),
            Explanation(damped, labels[:_FREQUENT], n_classes, row_map),
        )

    by_evidence, by_damped = explanations(labels)
    for _ in range(n_classes):
        for proposal in proposals(by_evidence):
            new_by_evidence, new_by_damped = explanations(proposal)
            gains = new_by_damped.log_posterior - by_damped.log_posterior
            z_agreed, z_damped = (scale * z_score(x) for x in (winsorised(gains), gains))
            if gains.sum() < -max_loss or z_agreed <= _SIGNIFICANT:
                continue
            z = z_score(winsorised(new_by_evidence.log_posterior - by_evidence.log_posterior))
            if z > _WEAK and max(z, (z + z_damped) / 2) > _SIGNIFICANT:
                by_evidence, by_damped = new_by_evidence, new_by_damped
                break
        else:
            break
    return by_evidence.labels


@dataclass(frozen=True)
class Explanation:
    """How well hard classes explain each word if it may have several of them.

    Each property is computed on first use.

    Parameters
    ----------
    words : Profiles
    labels : (V,) array
        The class of each word, from 0.
    n_classes : int
    row_map : callable
        From :func:`wordclass.models.threads.workers`.
    """

    words: Profiles
    labels: IntArray
    n_classes: int
    row_map: RowMap

    @cached_property
    def profiles(self) -> FloatArray:
        """(C, F) the profiles of the classes."""
        return self.words.of_classes(self.labels, self.n_classes)

    @cached_property
    def chosen(self) -> tuple[sp.csr_array, FloatArray]:
        """The classes that words choose by the profiles of all members."""
        return self._choose(self.labels, self.profiles)

    @cached_property
    def log_posterior(self) -> FloatArray:
        """(V,) log posterior of each word, after two more rounds of choosing.

        In these, the profile of a class is that of its members that have no other class, so that
        words between two classes do not blur the profiles of both.
        """
        chosen, posterior = self.chosen
        for _ in range(_CHOICES - 1):
            labels, weights = largest_entries(chosen)[0], has_one_entry(chosen).astype(np.float64)
            profiles = self.words.weighted(weights).of_classes(labels, self.n_classes)
            chosen, posterior = self._choose(labels, profiles)
        return posterior

    def _choose(self, labels: IntArray, profiles: FloatArray) -> tuple[sp.csr_array, FloatArray]:
        prices = class_prices(labels, self.n_classes)
        return choose(self.words, profiles, labels, prices, self.row_map)


def proposals(current: Explanation) -> Iterator[IntArray]:
    """Labels in which one class is split and another dissolved, those that gain most first.

    The gain of a split is estimated by the members that have no other class, since the others
    would choose their classes again. Dissolving a class loses little if its members are explained
    about as well by mixtures of other classes.
    """
    words, labels, n_classes = current.words, current.labels, current.n_classes
    chosen, posterior = current.chosen
    prices = class_prices(labels, n_classes)
    prices[np.arange(len(labels)), labels] = np.inf
    others, posterior_without = choose(words, current.profiles, None, prices, current.row_map)
    loss = np.bincount(labels, posterior - posterior_without, n_classes)
    second_best, has_one = largest_entries(others)[0], has_one_entry(chosen)
    gain, halves = np.full(n_classes, -np.inf), {}
    for c in range(n_classes):
        alone = np.flatnonzero((labels == c) & has_one)
        if len(alone) > 1:
            gain[c], halves[c] = split(words.of_words(alone))
    net = gain[:, None] - loss
    np.fill_diagonal(net, -np.inf)
    for pair in np.argsort(-net, axis=None, kind="stable")[:_PROPOSALS]:
        divided, dissolved = divmod(int(pair), n_classes)
        if divided != dissolved and divided in halves:
            proposal = np.where(labels == dissolved, second_best, labels)
            members = np.flatnonzero(proposal == divided)
            first, second = halves[divided].log_joint(words.of_words(members)).T
            proposal[members[second > first]] = dissolved
            if (proposal == dissolved).any():
                yield proposal


@dataclass(frozen=True)
class Halves:
    """A class divided in two.

    Parameters
    ----------
    profiles : (2, F) array
    log_share : (2,) array
        Of the members.
    """

    profiles: FloatArray
    log_share: FloatArray

    def log_joint(self, words: Profiles) -> FloatArray:
        """(n, 2) log p(word, half) of each word and each half."""
        return log_likelihood(words, self.profiles) + self.log_share


def split(members: Profiles) -> tuple[float, Halves]:
    """Divide a class in two; return the gain, a log-likelihood ratio, and the halves.

    The most frequent members are divided by their first principal component; the halves are then
    refined with all members. A member's likelihood is the mixture of both halves by their shares.
    """
    frequent = members.of_words(slice(_SPLIT_BY))
    mass = np.asarray(frequent.counts.sum(axis=1))
    points = np.sqrt(frequent.counts.toarray() * reciprocal(mass)[:, None])
    points -= to_distribution(mass) @ points
    points *= np.sqrt(mass)[:, None]
    last = len(points) - 1
    component = eigh(points @ points.T, subset_by_index=(last, last))[1][:, 0]
    halves = frequent.of_classes((component > 0).astype(np.int64), 2)
    for _ in range(_SPLIT_SWEEPS):
        labels = log_likelihood(members, halves).argmax(axis=1)
        halves = members.of_classes(labels, 2)
    n_in_half = np.bincount(labels, minlength=2) + 1
    divided = Halves(halves, np.log(n_in_half / n_in_half.sum()))
    whole = members.of_classes(np.zeros(len(labels), dtype=np.int64), 1)
    gain = np.logaddexp(*divided.log_joint(members).T) - log_likelihood(members, whole)[:, 0]
    return float(gain.sum()), divided


def log_likelihood(words: Profiles, by_class: FloatArray) -> FloatArray:
    """(n, C) log-likelihood of each word in each class, from p(cell | class)."""
    n_words = words.counts.shape[0]
    total, expected = words.counts.sum(axis=1), words.expected(by_class)(0, n_words)
    return np.asarray(words.counts @ np.log(by_class).T - total[:, None] * np.log(expected))


def winsorised(gain: FloatArray) -> FloatArray:
    """Limit what a single word gains or loses.

    One frequent word that loses should not outweigh a hundred that gain, nor the reverse.
    """
    limit = _LIMIT * np.sqrt(np.mean(gain**2))
    return np.clip(gain, -limit, limit)


def z_score(gain: FloatArray) -> float:
    """The sum of what words gain, in standard errors of a sum with mean 0."""
    spread = float(np.linalg.norm(gain))
    return float(gain.sum()) / spread if spread > 0 else 0.0
