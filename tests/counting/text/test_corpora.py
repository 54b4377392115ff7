"""Named corpora, their datasheets, and treebanks of Universal Dependencies."""

import dataclasses
import re
import shutil
from pathlib import Path

import pytest

import wordclass as wc
from wordclass.counting.fetch import check
from wordclass.counting.text.corpora import is_corpus_name, named_corpora
from wordclass.counting.text.datasheets import datasheets
from wordclass.counting.text.sentences import tagged_sentences

CORPORA = Path(__file__).parents[3] / "corpora"


@pytest.mark.parametrize("name", ["hkcancor:", "pfr:", "nltk:sinica_treebank"])
def test_a_corpus_is_what_its_datasheet_states(name):
    sheet = datasheets()[name]
    try:
        tags = {tag for sentence in tagged_sentences(name) for _, tag in sentence}
    except wc.InputError as error:
        pytest.skip(str(error))
    assert len(tags) == sheet.tags
    check(sheet)


def test_another_corpus_than_that_of_the_datasheet_is_refused():
    sheet = dataclasses.replace(datasheets()["stdlib:pydoc"], tokens=1, sha256="0" * 64)
    with pytest.raises(wc.InputError, match=r"tokens \d+, not 1;"):
        check(sheet)


def test_every_datasheet_is_complete():
    for name, sheet in datasheets().items():
        assert is_corpus_name(name)
        assert all([sheet.language, sheet.description, sheet.source, sheet.licence, sheet.get])
        counted = [sheet.sentences, sheet.tokens, sheet.types]
        assert all(n is None for n in counted) or all(isinstance(n, int) and n for n in counted)
        assert (sheet.tags is None) == (not sheet.tag_set or sheet.tokens is None)
        assert re.fullmatch("([0-9a-f]{64})?", sheet.sha256)


def test_the_named_corpora_are_listed():
    installed = {sheet.name: here for sheet, here in named_corpora().items()}
    assert installed["stdlib:pydoc"]
    assert set(datasheets()) <= set(installed)


def test_a_treebank_of_universal_dependencies_is_its_three_files(tmp_path):
    for part in ("dev", "test", "train"):
        shutil.copy(CORPORA / "bread.conllu", tmp_path / f"en_bread-ud-{part}.conllu")
    (tmp_path / "README.md").write_text("# Summary")
    counts = wc.count(f"ud:{tmp_path}", allow_repeats=True)
    assert [source.name for source in counts.provenance.sources] == [
        f"en_bread-ud-{part}.conllu" for part in ("dev", "test", "train")
    ]
    assert [tag for _, tag in next(tagged_sentences(f"ud:{tmp_path}"))][:2] == ["DET", "NOUN"]


def test_a_folder_without_a_treebank_is_refused(tmp_path):
    with pytest.raises(wc.InputError, match="Universal Dependencies"):
        wc.count(f"ud:{tmp_path}")
