"""Named corpora."""

import pytest

import wordclass as wc
from wordclass.counting.text.corpora import named_corpora
from wordclass.counting.text.sentences import tagged_sentences


def test_gold_tags_of_packages():
    for name in ("hkcancor:", "pfr:"):
        try:
            tagged = list(tagged_sentences(name))
        except wc.InputError as error:
            pytest.skip(str(error))
        assert len({tag for sentence in tagged for _, tag in sentence}) > 40
        assert wc.count(name).n_tokens == sum(map(len, tagged)) > 100_000


def test_the_named_corpora_are_listed():
    listed = {corpus.name: corpus for corpus in named_corpora()}
    assert listed["stdlib:pydoc"].available and listed["nltk:brown"].tagged
    assert all(corpus.licence and corpus.where_from for corpus in listed.values())
