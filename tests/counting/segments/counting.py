"""Shared by the tests of segments: counters with very small tables."""

from wordclass.counting.segments import scanning
from wordclass.counting.segments.counter import PairCounter
from wordclass.counting.tokens.batches import joined


def segments_of(sentences, folder=None, max_words=4, by_block=False):
    """Count with very small tables, so that the counter produces many segments."""
    found = []

    def keep(segment):
        found.append(segment.save(folder / str(len(found))) if folder else segment)

    counter = PairCounter(keep, max_keys=2 * scanning.BATCH, max_words=max_words, by_block=by_block)
    for sentence in sentences:
        counter.add(joined(sentence), tokenized=True)
    counter.flush()
    return found
