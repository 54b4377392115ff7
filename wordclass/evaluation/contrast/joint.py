"""One model of all corpora, in whose classes they are compared."""

from collections.abc import Sequence
from typing import Any

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.sums import merged
from wordclass.models.fit import fit
from wordclass.models.fitted.model import WordClassModel


def joint_model(corpora: Sequence[BigramCounts], **settings: Any) -> WordClassModel:
    """Fit one model to all corpora, with tied classes unless ``settings`` say otherwise."""
    return fit(merged(corpora), **{"tied": True, **settings})
