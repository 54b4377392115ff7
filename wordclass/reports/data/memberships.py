"""p(class | word) of all words, in blocks of sparse rows."""

from collections.abc import Iterator

import scipy.sparse as sp

from wordclass.models.arrays import FloatArray, Side
from wordclass.models.fitted.model import WordClassModel

_CELLS = 1 << 21  # of a block of words x classes, if none is zero: 16 MB


def membership_blocks(
    model: WordClassModel, side: Side
) -> Iterator[tuple[int, FloatArray, sp.csr_array]]:
    """Yield (first word, p(word), p(class | word)) for successive blocks of words.

    A word never seen in this role has the marginal distribution over the classes.
    """
    rows = model.rows(side)
    p_word = model.p_prev if side == "left" else model.emission_rows @ model.p_right
    size = max(1, _CELLS // rows.shape[1])
    for start in range(0, rows.shape[0], size):
        block = slice(start, start + size)
        yield start, p_word[block], rows[block]
