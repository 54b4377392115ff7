"""How left and right classes go together, word by word."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from wordclass.models.model import Side, WordClassModel
from wordclass.reports.lexicon import posterior

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


def pairing_of(model: WordClassModel) -> Pairing:
    """Count which right classes the words of each left class are in."""
    counts = np.maximum(model.prev_counts, model.next_counts)
    left = _sparse_posterior(model, "left")
    right = _sparse_posterior(model, "right")
    weights = sp.diags_array(counts / max(int(counts.sum()), 1))
    joint = (left.T @ weights @ right).toarray()
    partner = joint.argmax(axis=1)
    changed = model.right_labels != partner[model.left_labels]
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
                int(model.left_labels[i]),
                int(model.right_labels[i]),
            )
            for i in ids
        ),
    )


def _sparse_posterior(model: WordClassModel, side: Side) -> sp.csr_array:
    """Give p(class | word) of all words, memberships below 1 % left out."""
    blocks = []
    for ids in np.array_split(
        np.arange(len(model.vocabulary)), max(1, len(model.vocabulary) // 4096)
    ):
        p = posterior(model, ids, side)
        p[p < 0.01] = 0
        blocks.append(sp.csr_array(p))
    return sp.vstack(blocks, format="csr")
