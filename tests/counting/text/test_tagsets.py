"""Gold tags as they are scored, on the corpora themselves: as many tokens and tags as published."""

import pytest

from wordclass import InputError
from wordclass.counting.text.corpora import corpus_tagged


@pytest.mark.parametrize(
    "corpora, n_tokens, n_tags",
    [
        (["brown"], 1_161_192, 92),
        (["treebank", "conll2000"], 353_188, 47),
        (["cess_esp"], 188_802, 46),
        (["sinica_treebank"], 91_634, 10),
        (["alpino"], 139_820, 17),
    ],
)
def test_tokens_and_tags_as_published(corpora: list[str], n_tokens: int, n_tags: int) -> None:
    try:
        tags = [tag for name in corpora for s in corpus_tagged(f"nltk:{name}") for _, tag in s]
    except InputError as error:
        pytest.skip(str(error))
    assert (len(tags), len(set(tags))) == (n_tokens, n_tags)
