"""p(class | word) of all words, block by block, as sparse rows."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from wordclass.models.model import FloatArray, Side, WordClassModel
from wordclass.models.nonzero import without_zeros

IdArray = npt.NDArray[np.int64]

_CELLS = 1 << 23  # of a block of words x classes: 64 MB


def membership_blocks(
    model: WordClassModel, side: Side
) -> Iterator[tuple[int, FloatArray, sp.csr_array]]:
    """Give (first word, p(word), p(class | word)) of block after block of words.

    No second array of V x classes is made. A word never seen in this role has the marginal.
    """
    shares = model.p_left if side == "left" else model.p_right
    n_words, size = len(model.vocabulary), max(1, _CELLS // len(shares))
    for start in range(0, n_words, size):
        block = slice(start, start + size)
        if side == "left":
            yield start, model.p_prev[block], without_zeros(model.p_left_given_prev[block])
            continue
        joint = without_zeros(model.p_next_given_right[:, block]).T.tocsr()
        joint.data *= shares[joint.indices]
        joint.eliminate_zeros()
        p_word = joint.sum(axis=1)
        joint.data /= np.repeat(p_word, np.diff(joint.indptr))
        unseen = np.flatnonzero(p_word == 0)
        if len(unseen):
            at = (np.ones(len(unseen)), (unseen, np.zeros(len(unseen), dtype=np.int64)))
            joint = joint + sp.csr_array(at, shape=(len(p_word), 1)) @ sp.csr_array(shares[None])
        yield start, p_word, joint
