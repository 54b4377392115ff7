"""How left and right classes go together, word by word."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from wordclass.models.fitted.model import WordClassModel
from wordclass.reports.data.classes import Survey

MAX_CHANGERS = 60


@dataclass(frozen=True)
class Pairing:
    """How the two classes of a word go together.

    Parameters
    ----------
    joint : tuple of tuple of float, (L+1, K+1)
        p(c, d): the share of the tokens whose word is in left class c and right class d.
    partner : tuple of int, (L+1,)
        The right class most words of a left class are in.
    changers : tuple of (word, count, left, right)
        Frequent words that are elsewhere than the rest of their left class.
    """

    joint: tuple[tuple[float, ...], ...]
    partner: tuple[int, ...]
    changers: tuple[tuple[str, int, int, int], ...]


def pairing_of(model: WordClassModel, left: Survey, right: Survey) -> Pairing:
    """Count which right classes the words of each left class are in."""
    counts = np.maximum(model.prev_counts, model.next_counts)
    weights = sp.diags_array(counts / max(int(counts.sum()), 1))
    joint = (left.memberships.T @ weights @ right.memberships).toarray()
    partner = joint.argmax(axis=1)
    changed = right.labels != partner[left.labels]
    changed[0] = False
    ids = np.flatnonzero(changed & (counts > 0))
    ids = ids[np.argsort(-counts[ids], kind="stable")][:MAX_CHANGERS]
    return Pairing(
        joint=tuple(tuple(row) for row in joint.tolist()),
        partner=tuple(partner.tolist()),
        changers=tuple(
            (
                model.vocabulary.label(int(i)),
                int(counts[i]),
                int(left.labels[i]),
                int(right.labels[i]),
            )
            for i in ids
        ),
    )
