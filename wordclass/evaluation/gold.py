"""Gold tags: how often each word has each tag, by block of sentences."""

import os
from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np
import scipy.sparse as sp

from wordclass.counting.counts.numbering import N_BLOCKS
from wordclass.errors import InputError, check_type

_MAX_COUNT = 2**53  # occurrences; sums stay exact
_RUN = 50  # successive sentences in one block, as those of one document are alike


@dataclass(frozen=True)
class TaggedWords:
    """Frequencies of word and tag pairs, in order of first occurrence."""

    pairs: list[tuple[str, str]]
    sentences: list[int]  # in which each occurs first, from 1; 0 if there are no sentences
    counts: sp.csr_array  # (blocks, n_pairs)

    @property
    def n(self) -> Any:
        """(n_pairs,) the frequency of each pair."""
        return np.asarray(self.counts.sum(axis=0), dtype=np.int64)

    def mapped(self, change: Callable[[str, str], tuple[str, str] | None]) -> "TaggedWords":
        """Change pairs, adding up those that become equal; None drops one."""
        ids: dict[tuple[str, str], int] = {}
        sentences, kept, new = [], [], []
        for i, pair in enumerate(self.pairs):
            changed = change(*pair)
            if changed is None:
                continue
            if changed not in ids:
                ids[changed] = len(ids)
                sentences.append(self.sentences[i])
            kept.append(i)
            new.append(ids[changed])
        adding = sp.csr_array(
            (np.ones(len(kept), dtype=np.int64), (kept, new)), shape=(len(self.pairs), len(ids))
        )
        return TaggedWords(list(ids), sentences, sp.csr_array(self.counts @ adding))


def _counted(word: str, tags: Any) -> Iterable[tuple[Any, int]]:
    """The tags of a word and their counts, given as one tag or a mapping of tags to counts."""
    if not isinstance(tags, Mapping):
        tags = {tags: 1} if isinstance(tags, Hashable) else {None: tags}
    for n in tags.values():
        if not isinstance(n, Integral) or not 0 <= int(n) <= _MAX_COUNT:
            raise InputError(
                f"the gold tags of {word!r:.80} are {dict(tags)!r:.80}; they must be one tag, or a "
                "mapping of tags to how often the word has them"
            )
    return [(tag, int(n)) for tag, n in tags.items()]


def _in_utf8(path: str) -> Iterator[list[tuple[str, str]]]:
    """Iterate over the sentences of a tagged corpus, whose encoding cannot be chosen."""
    from wordclass.counting.text.sentences import tagged_sentences

    try:
        yield from tagged_sentences(path, full_tags=True)
    except InputError as error:
        if "encoding" not in error.parameters:
            raise
        problem, _, _ = str(error).rpartition("; ")
        raise InputError(
            f"{problem}; gold tags must be in UTF-8: convert the file (iconv)"
        ) from None


def tagged_words(gold: Any) -> TaggedWords:
    """Read gold tags of any form that :func:`wordclass.evaluate` takes, tags as they are.

    Runs of 50 sentences go to one of 64 blocks in turn; of a mapping, every 64th word.
    """
    if isinstance(gold, str | os.PathLike):
        gold = _in_utf8(os.fspath(gold))
    check_type("gold", gold, Iterable, "tagged sentences, a mapping of words to tags, or a path")
    ids: dict[tuple[str, str], int] = {}
    firsts: list[int] = []
    keys, weights = array("q"), array("q")
    if isinstance(gold, Mapping):
        for number, (word, tags) in enumerate(gold.items()):
            for tag, n in _counted(word, tags):
                keys.append(ids.setdefault((word, tag), len(ids)) * N_BLOCKS + number % N_BLOCKS)
                weights.append(n)
        firsts = [0] * len(ids)
    else:
        for number, sentence in enumerate(gold):
            block = number // _RUN % N_BLOCKS
            try:
                pairs = list(sentence)
                if str in map(type, pairs):  # one of two letters would pass for a pair
                    raise ValueError
                keys.extend(
                    ids.setdefault((word, tag), len(ids)) * N_BLOCKS + block for word, tag in pairs
                )
            except (TypeError, ValueError):
                raise InputError(
                    f"gold sentence {number + 1} is not a list of (word, tag) pairs: "
                    f"{str(sentence)[:80]!r}"
                ) from None
            firsts += [number + 1] * (len(ids) - len(firsts))
        weights = array("q", [1]) * len(keys)
    pair, block_of = np.divmod(np.array(keys, dtype=np.int64), N_BLOCKS)
    counts = sp.coo_array(
        (np.array(weights, dtype=np.int64), (block_of, pair)), shape=(N_BLOCKS, len(ids))
    )
    return TaggedWords(list(ids), firsts, sp.csr_array(counts))
