"""The gold tags of NLTK's corpora: as many tokens and tags as published."""

import pytest

import wordclass as wc
from wordclass.counting.text.sentences import tagged_sentences


@pytest.mark.parametrize(
    ("corpora", "n_tokens", "n_tags"),
    [
        (["brown"], 1_161_192, 92),
        (["treebank"], 94_084, 45),
        (["treebank", "conll2000"], 353_188, 47),
        (["cess_esp"], 188_802, 46),
        (["sinica_treebank"], 91_634, 10),
        (["alpino"], 139_820, 17),
    ],
)
def test_tokens_and_tags_are_as_published(corpora, n_tokens, n_tags):
    try:
        tagged = [sentence for name in corpora for sentence in tagged_sentences(f"nltk:{name}")]
    except wc.InputError as error:
        pytest.skip(str(error))
    tags = [tag for sentence in tagged for _, tag in sentence]
    assert (len(tags), len(set(tags))) == (n_tokens, n_tags)
    assert all(word.strip() for sentence in tagged for word, _ in sentence), "no word is blank"
