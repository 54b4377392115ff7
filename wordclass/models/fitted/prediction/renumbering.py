"""Counts over one vocabulary, renumbered by the word ids of a model."""

import logging

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.provenance import tokenizer_text
from wordclass.counting.counts.vocabulary import Vocabulary
from wordclass.errors import InputError
from wordclass.models.arrays import IntArray
from wordclass.models.fitted.probabilities import ClassProbabilities

_log = logging.getLogger("wordclass")


def warn_about_tokenizer(model: ClassProbabilities, counts: BigramCounts) -> None:
    """Log a warning if the counts and the model's text were tokenized differently."""
    theirs, ours = counts.provenance.tokenizer, model.provenance.tokenizer
    if theirs and ours and theirs != ours:
        _log.warning(
            "the text is %s and the model's is %s; words split differently are unknown to the "
            "model: count the text with the model's tokenizer",
            tokenizer_text(theirs),
            tokenizer_text(ours),
        )


def model_ids(model: ClassProbabilities, vocabulary: Vocabulary) -> IntArray:
    """The model's id of each word of a vocabulary; -1 for words it lacks and the unknown word."""
    ids = np.array(model.vocabulary.ids(vocabulary.words, -1), dtype=np.int64)
    ids[0] = 0
    if vocabulary.unknown is not None:
        ids[vocabulary.unknown] = -1
    return ids


def in_model_ids(model: ClassProbabilities, counts: BigramCounts) -> sp.csr_array:
    """Renumber counts by the model's word ids, (V, V); words it lacks become its unknown word.

    Needed when a model of pruned counts is used with the counts before pruning.
    """
    if counts.vocabulary.words == model.vocabulary.words:
        return counts.matrix
    to_model = model_ids(model, counts.vocabulary)
    if (to_model[1:] < 0).all():
        raise InputError("the counts share no word with the model; use the counts it was fitted to")
    if model.vocabulary.unknown is not None:
        to_model[to_model < 0] = model.vocabulary.unknown
    entries = counts.matrix.tocoo()
    rows, columns = to_model[entries.row], to_model[entries.col]
    known = (rows >= 0) & (columns >= 0)
    n_words = len(model.vocabulary)
    found = sp.csr_array(
        (entries.data[known], (rows[known], columns[known])), shape=(n_words, n_words)
    )
    found.sum_duplicates()
    return found
