"""p(class | word) of all words, in blocks of sparse rows."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.models.arrays import FloatArray, Side, to_csr
from wordclass.models.fitted.model import WordClassModel

IdArray = npt.NDArray[np.int64]

_CELLS = 1 << 21  # of a block of words x classes: 16 MB


def membership_blocks(
    model: WordClassModel, side: Side
) -> Iterator[tuple[int, FloatArray, sp.csr_array]]:
    """Yield (first word, p(word), p(class | word)) for successive blocks of words.

    No second dense array of V x classes is made. A word never seen in this role has the
    marginal distribution over the classes.
    """
    shares = model.p_left if side == "left" else model.p_right
    n_words, size = len(model.vocabulary), max(1, _CELLS // len(shares))
    for start in range(0, n_words, size):
        block = slice(start, start + size)
        if side == "left":
            yield start, model.p_prev[block], to_csr(model.p_left_given_prev[block])
            continue
        joint = to_csr(model.p_next_given_right[:, block]).T.tocsr()
        joint.data *= shares[joint.indices]
        joint.eliminate_zeros()
        p_word = joint.sum(axis=1)
        joint.data /= np.repeat(p_word, np.diff(joint.indptr))
        unseen = np.flatnonzero(p_word == 0)
        if len(unseen):
            at = (np.ones(len(unseen)), (unseen, np.zeros(len(unseen), dtype=np.int64)))
            joint = joint + sp.csr_array(at, shape=(len(p_word), 1)) @ sp.csr_array(shares[None])
        yield start, p_word, joint


def most_probable(model: WordClassModel, side: Side) -> tuple[IdArray, FloatArray]:
    """The most probable class of each word, (V,), and its probability; the first of a tie."""
    found = [largest_entries(p) for _, _, p in membership_blocks(model, side)]
    labels, largest = zip(*found, strict=True)
    return np.concatenate(labels), np.concatenate(largest)


def largest_entries(rows: sp.csr_array) -> tuple[IdArray, FloatArray]:
    """The column of each row's largest entry (the first of a tie) and the entry itself.

    No row may be empty.
    """
    starts = rows.indptr[:-1]
    largest = np.maximum.reduceat(rows.data, starts)
    is_largest = rows.data == np.repeat(largest, np.diff(rows.indptr))
    first = np.where(is_largest, rows.indices, rows.shape[1])
    return np.minimum.reduceat(first, starts).astype(np.int64), largest
