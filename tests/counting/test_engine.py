"""What counting means: against a plain Python count, on real text and on text made to break it."""

import collections
import io
import logging
import os
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wordclass as wc
from tests import naive
from wordclass.counting.memory import cores
from wordclass.counting.settings import CountSettings

TOKENS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6).filter(
    lambda token: not token.isspace()
)
SENTENCES = st.lists(st.lists(TOKENS, max_size=8), min_size=1, max_size=8).filter(any)


def as_dict(counts):
    """{(prev, next): n} with "" for the boundary."""
    words, entries = counts.vocabulary.words, counts.matrix.tocoo()
    return {
        (words[a], words[b]): n
        for a, b, n in zip(
            entries.row.tolist(), entries.col.tolist(), entries.data.tolist(), strict=True
        )
    }


def nltk_corpus(name):
    import nltk.corpus

    reader = getattr(nltk.corpus, name)
    try:
        reader.fileids()
    except LookupError:
        pytest.skip(f"NLTK's corpus {name} is not here; set NLTK_DATA")
    return reader


@pytest.mark.parametrize("name", ["conll2000", "sinica_treebank"])
def test_real_corpora_are_counted_exactly(name):
    sentences = nltk_corpus(name).sents()
    assert as_dict(wc.count(f"nltk:{name}")) == naive.bigram_counts(sentences)


@given(SENTENCES)
def test_token_lists_are_counted_exactly(sentences):
    counts = wc.count(sentences)
    assert as_dict(counts) == naive.bigram_counts(sentences)
    assert counts.n_tokens == sum(map(len, sentences))
    assert counts.n_sentences == sum(map(bool, sentences))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_whitespace_tokens_are_those_of_str_split(strings):
    sentences = [string.split() for string in strings]
    if not any(sentences):
        with pytest.raises(wc.InputError, match="no words in"):
            wc.count(iter(strings), tokenizer="whitespace")
    else:
        counts = wc.count(iter(strings), tokenizer="whitespace")
        assert as_dict(counts) == naive.bigram_counts(sentences)


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_lines_of_a_file_are_those_of_python(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("lines") / "text.txt"
    path.write_bytes(text.encode())
    with path.open(encoding="utf-8-sig") as lines:
        sentences = [line.split() for line in lines]
    if not any(sentences):
        with pytest.raises(wc.InputError, match="no words in"):
            wc.count(path, tokenizer="whitespace")
    else:
        assert as_dict(wc.count(path, tokenizer="whitespace")) == naive.bigram_counts(sentences)


@given(SENTENCES, SENTENCES)
def test_the_sum_of_two_counts_is_the_count_of_both_texts(one, two):
    whole, merged = wc.count(one + two), wc.count(one) + wc.count(two)
    assert merged.vocabulary == whole.vocabulary
    assert (merged.matrix != whole.matrix).nnz == 0


@given(SENTENCES)
def test_ids_follow_frequency_then_code_point(sentences):
    counts = wc.count(sentences)
    frequency = collections.Counter(token for sentence in sentences for token in sentence)
    assert list(counts.vocabulary.words[1:]) == sorted(frequency, key=lambda w: (-frequency[w], w))
    assert counts.word_counts[1:].tolist() == sorted(frequency.values(), reverse=True)


@given(SENTENCES, st.sampled_from([None, "NFC", "NFKC"]), st.booleans(), st.booleans())
def test_every_token_is_folded(sentences, form, lowercase, digits):
    def folded(token):
        token = unicodedata.normalize(form, token) if form else token
        token = token.lower() if lowercase else token
        return "".join("0" if c.isdecimal() else c for c in token) if digits else token

    expected = [[f for token in sentence if (f := folded(token)).strip()] for sentence in sentences]
    counts = wc.count(sentences, unicode_form=form, lowercase=lowercase, normalize_digits=digits)
    assert as_dict(counts) == naive.bigram_counts(expected)


def test_the_token_s_is_an_ordinary_word():
    counts = wc.count([["<s>", "a", "</s>"], ["<unk>"]])
    assert as_dict(counts) == naive.bigram_counts([["<s>", "a", "</s>"], ["<unk>"]])
    assert counts.n_sentences == 2 and counts.vocabulary.unknown is None


def test_a_token_of_a_hundred_thousand_characters():
    long = "語" * 100_000
    for source in ([["a", long, "a"]], io.BytesIO(f"a {long} a\n".encode())):
        counts = wc.count(source, tokenizer="whitespace")
        assert as_dict(counts) == naive.bigram_counts([["a", long, "a"]])


def test_blank_tokens_are_dropped_and_counted():
    counts = wc.count([["a", "", "b", " ", "\u3000"], [""]])
    assert as_dict(counts) == naive.bigram_counts([["a", "b"]])
    assert counts.provenance.skipped == {"blank tokens": 4}


@pytest.mark.parametrize("sentences", [["a \ud800 b"], [["a", "\ud800"]]])
def test_a_lone_surrogate_is_named(sentences):
    with pytest.raises(wc.InputError, match="sentence 1.*lone surrogate"):
        wc.count(iter(sentences), tokenizer="whitespace")


def test_words_with_colliding_hashes_are_kept_apart():
    """Words that agree in their first eight bytes, or up to zero bytes at the end."""
    words = ["a", "a\0", "a\0\0", "aaaaaaaa", "aaaaaaaa\0", "aaaaaaaab", "a" * 40, "a" * 39 + "b"]
    sentences = [[a, b] for a in words for b in words]
    assert as_dict(wc.count(sentences)) == naive.bigram_counts(sentences)


def test_a_vocabulary_may_outgrow_the_initial_tables():
    rng = np.random.default_rng(0)
    sentences = [[f"w{i}" for i in rng.integers(0, 300_000, 20)] for _ in range(5_000)]
    assert as_dict(wc.count(sentences)) == naive.bigram_counts(sentences)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nowhere.txt", "no such file: nowhere.txt"),
        ("nowhere/*.txt", "no file matches"),
        ([], "no words in"),
        (["", "  "], "no words in"),
        ([["a"], [1]], "sentence 2, token 1 is int"),
        ([3], "sentence 1 is int"),
        (3, "must be a path, an open file or sentences, not int"),
        (b"bytes", "bytes"),
        ("nltk:nosuchcorpus", "no corpus reader"),
        ("nltk:../etc", "no corpus reader"),
        ("stdlib:nothing", "no corpus is named"),
    ],
)
def test_invalid_sources_are_rejected(source, message):
    with pytest.raises(wc.InputError, match=message):
        wc.count(source, tokenizer="whitespace")


def test_an_absent_nltk_corpus_names_the_command_that_fetches_it(monkeypatch, tmp_path):
    import nltk.data

    monkeypatch.setattr(nltk.data, "path", [str(tmp_path)])
    with pytest.raises(wc.InputError, match="wordclass corpora --fetch mac_morpho"):
        wc.count("nltk:mac_morpho")


def test_one_word_is_enough():
    assert as_dict(wc.count(["hello"])) == {("", "hello"): 1, ("hello", ""): 1}


def test_the_working_directory_and_random_state_are_unchanged(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    wc.count(["a b"])
    assert os.getcwd() == str(tmp_path) and not list(tmp_path.iterdir())
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


def test_auto_logs_its_choice(caplog):
    with caplog.at_level(logging.WARNING, logger="wordclass"):
        wc.count(["The cat sat on the mat."])
    assert "tokenizer: unicode" in caplog.text


def test_far_more_threads_than_cores_take_no_memory():
    assert CountSettings(threads=100_000).budget().threads <= 4 * cores()
