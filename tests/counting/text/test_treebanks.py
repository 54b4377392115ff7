"""Corpora of NLTK that are read without NLTK's own, slower readers."""

from itertools import islice

import pytest

from wordclass.counting.text.treebanks import FASTER


@pytest.mark.parametrize("name", FASTER)
def test_the_words_and_tags_are_those_of_nltk(name: str) -> None:
    import nltk.corpus

    reader = getattr(nltk.corpus, name)
    try:
        file = reader.fileids()[-1]
    except LookupError:
        pytest.skip(f"NLTK's corpus {name} is not here; set NLTK_DATA")
    sentences = [list(sentence) for sentence in islice(reader.tagged_sents(file), 100)]
    assert list(islice(FASTER[name](reader.raw(file)), 100)) == sentences
