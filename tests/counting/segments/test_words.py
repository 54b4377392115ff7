"""Word lists as bytes: sorted, laid out and merged as Python's own lists of bytes are."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from wordclass.counting.segments.words import WordList, locate, union

# Few letters, NUL among them, so that words share long beginnings and end in zero bytes.
WORD = st.text("\0ab好", max_size=80) | st.text(max_size=12)
WORDS = st.lists(WORD.filter(lambda word: word.isprintable() or "\0" in word), unique=True)


@given(WORDS)
@example(["a\0" * 40, "a\0" * 39 + "a", "a", "a\0", "a" + 8 * "\0", "a" + 8 * "\0" + "b", ""])
@example(["好" * 30 + "b", "好" * 30 + "a", "好" * 30])
def test_words_sort_as_their_bytes_do(words):
    listed = WordList.of(words)
    found = listed.reordered(listed.sorted_order())
    assert found.decoded() == sorted(words, key=str.encode)


@given(WORDS, WORDS)
def test_the_union_contains_every_word_once_and_locate_finds_each_list_in_it(some, others):
    a, b = WordList.of(sorted(some)), WordList.of(sorted(others))
    together = WordList(*union(*a, *b))
    words = sorted({*some, *others})
    assert together.decoded() == words
    assert np.array_equal(locate(*together, *b), [words.index(word) for word in sorted(others)])
