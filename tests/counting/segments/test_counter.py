"""Blocks of bytes to segments."""

from hypothesis import given
from hypothesis import strategies as st

from tests.counting.segments.counting import segments_of
from wordclass.counting.segments.counter import PairCounter
from wordclass.counting.segments.segment import Segment


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 5))
def test_chunks_may_be_cut_at_any_space(text, size):
    """A sentence that continues in the next chunk is counted as if it had not been cut."""
    data = text.encode()
    whole, cut = [], []
    one, other = PairCounter(whole.append), PairCounter(cut.append)
    one.add(data, tokenized=False)
    start = 0
    for i in range(len(data)):
        if data[i] in b" \n\t" and i - start >= size:
            other.add(data[start : i + 1], tokenized=False)
            start = i + 1
    other.add(data[start:], tokenized=False)
    for counter in (one, other):
        counter.add(b"\n", tokenized=False)
        counter.flush()
    assert [list(s.words()) for s in whole] == [list(s.words()) for s in cut]
    for a, b in zip(whole, cut, strict=True):
        assert (a.keys.read() == b.keys.read()).all() and (a.counts.read() == b.counts.read()).all()


def test_a_saved_segment_is_reopened_unchanged(tmp_path):
    (segment,) = segments_of([["b", "a", "日本"], ["a"]], max_words=100)
    opened = segment.save(tmp_path / "one") and Segment.open(tmp_path / "one")
    assert list(opened.words()) == ["", "a", "b", "日本"]
    assert opened.counts.read().tolist() == [1, 1, 1, 1, 1, 1]
    for name, column in vars(segment).items():
        assert (getattr(opened, name).read() == column.read()).all()
