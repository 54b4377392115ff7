"""Count a corpus in blocks of documents, whose variation shows how much texts differ."""

import hashlib
import logging
import os
from typing import Any

from wordclass.counting.counts.bigrams import BigramCounts
from wordclass.counting.counts.numbering import N_BLOCKS
from wordclass.counting.counts.sums import as_one
from wordclass.counting.engine import count
from wordclass.counting.session.repeats import check_groups
from wordclass.counting.text.corpora import corpus_files
from wordclass.counting.text.sources import Text, find_texts

_log = logging.getLogger("wordclass")

MIN_DOCUMENTS = 16  # fewer are too few to show how they vary
_MORE_SAMPLES = 4  # times as many sentences of each group as are kept on average


def count_in_blocks(source: Any, samples: int = 1000, **settings: Any) -> BigramCounts:
    """Count a corpus in blocks of documents if it has 16 or more, else in blocks of sentences.

    Documents are assigned to at most 64 blocks by a hash of their names. The arguments are those
    of :func:`wordclass.count`.
    """
    documents: list[Text] = []
    for text in find_texts(source, settings.get("input_format")):
        files = corpus_files(text.name) if text.corpus else []  # also those of a corpus of NLTK
        documents += [Text(file, corpus=True) for file in files] or [text]
    more = f" and {len(documents) - 1} more" if len(documents) > 1 else ""
    name = f"{documents[0].name}{more}"
    if len(documents) < MIN_DOCUMENTS:
        _log.info(
            "%s: fewer than %d documents, so variation is measured between blocks of sentences",
            name, MIN_DOCUMENTS,
        )  # fmt: skip
        return count(documents, samples=samples, blocks=True, **settings)
    documents.sort(key=lambda text: hashlib.sha256(os.fsencode(text.name)).digest())
    n_groups = min(N_BLOCKS, len(documents))
    of_group = min(samples, _MORE_SAMPLES * -(-samples // n_groups))
    groups = f", in {n_groups} groups" if n_groups < len(documents) else ""
    _log.info("%s: variation is measured between %d documents%s", name, len(documents), groups)
    found: list[BigramCounts] = []
    for first in range(n_groups):
        group = count(documents[first::n_groups], samples=of_group, **settings)
        found.append(group)
        chosen = group.provenance.tokenizer.get("name", "auto")
        if chosen != "auto":  # the tokenizer chosen for the first group is that of all
            settings["tokenizer"] = chosen
    sources = (group.provenance.sources for group in found)
    check_groups(sources, settings.get("allow_repeats", True))
    return as_one(found, samples)
