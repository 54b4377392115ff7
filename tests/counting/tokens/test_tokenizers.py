"""Tokenizers split real sentences into the words that a reader would see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wordclass as wc
from wordclass.counting.tokens.tokenizers import (
    IGNORED,
    WORD_SPACES,
    TokenizerSettings,
    unicode_tokens,
)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Don't stop: it's 3.50!", "Don't|stop|:|it's|3.50|!"),
        ("l’homme n'est pas là…", "l’homme|n'est|pas|là|…"),  # French: the man is not there
        ("rock 'n' roll", "rock|'|n|'|roll"),
        ("1,000 km/h at 12:30.", "1,000|km|/|h|at|12:30|."),
        ("MP3 and B52s, COVID-19", "MP3|and|B52s|,|COVID|-|19"),
        ("नमस्ते दुनिया।", "नमस्ते|दुनिया|।"),  # Hindi: hello world; vowel signs stay
        ("cafe\u0301 naïve", "cafe\u0301|naïve"),  # a combining accent stays
        ("می‌خواهم", "می‌خواهم"),  # Persian: I want; joined by a zero-width non-joiner
        ("مرحبا، كيف؟", "مرحبا|،|كيف|؟"),  # Arabic: hello, how?
        ("Ça va? 👩‍👩‍👧 👍🏽", "Ça|va|?|👩‍👩‍👧|👍🏽"),  # a family is one sign
        ("paral·lel", "paral·lel"),  # Catalan
        ('צה"ל "שלום"', 'צה"ל|"|שלום|"'),  # Hebrew: an acronym; a word in quotation marks
        ("\u200fשלום\u200e, co\u00adop", "שלום|,|coop"),  # invisible marks
        ("ሰው፡መብት።", "ሰው|መብት|።"),  # Amharic: its old sign between words
        ("អ្នក\u200bទៅ", "អ្នក|ទៅ"),  # Khmer: you go; a zero-width space between words
        ("བོད་ཀྱི་སྐད་ཡིག །", "བོད|ཀྱི|སྐད|ཡིག|།"),  # Tibetan: the Tibetan language; syllables
        ("wait... -- what", "wait|...|--|what"),
        ("user_name @you #tag", "user_name|@|you|#|tag"),
        ("", ""),
        (" \t\u3000\n", ""),
    ],
)
def test_unicode_splits_words_as_readers_do(text, tokens):
    assert unicode_tokens(text) == [token for token in tokens.split("|") if token]


@given(st.text(st.characters(max_codepoint=127)), st.sampled_from("éн猫👍"))
def test_ascii_is_split_the_same_beside_other_characters(text, other):
    assert unicode_tokens(f"{text} {other}") == [*unicode_tokens(text), other]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_our_own_tokenizers_lose_no_visible_characters(text):
    for name in ("unicode", "char", "whitespace"):
        seen = text if name == "whitespace" else WORD_SPACES.sub("", IGNORED.sub("", text))
        visible = "".join(seen.split())
        tokens = TokenizerSettings(name).function()(text)
        assert "".join("".join(tokens).split()) == visible
        assert all(token and not token.isspace() for token in tokens)


@pytest.mark.parametrize(
    ("name", "text", "tokens"),
    [
        ("nltk", "They can't pay $5.", ["They", "ca", "n't", "pay", "$", "5", "."]),
        ("tweet", "@you so #happy :-) http://a.bc", ["@you", "so", "#happy", ":-)", "http://a.bc"]),
        ("toktok", "Is it 9.5?", ["Is", "it", "9.5", "?"]),
        ("char", "好 天é", ["好", "天", "é"]),
        ("char", "\u200fទៅ\u200bក", ["ទៅ", "ក"]),
        ("jieba", "我来到北京清华大学", ["我", "来到", "北京", "清华大学"]),
        ("jieba", "他来到了网易杭研大厦", ["他", "来到", "了", "网易", "杭研", "大厦"]),
        ("jieba-nohmm", "他来到了网易杭研大厦", ["他", "来到", "了", "网易", "杭", "研", "大厦"]),
    ],
)
def test_tokenizers_of_other_packages_and_characters(name, text, tokens):
    assert TokenizerSettings(name).function()(text) == tokens


def test_jieba_reads_a_user_dictionary_and_keeps_its_cache_private(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "words.txt").write_text("杭研大厦 100000 n\n")
    settings = {"tokenizer": "jieba", "user_dictionary": tmp_path / "words.txt"}
    counts = wc.count(["他来到了网易杭研大厦"], **settings)
    assert "杭研大厦" in counts.vocabulary
    assert len(counts.provenance.tokenizer["user_dictionary_sha256"]) == 64
    assert (tmp_path / "wordclass").stat().st_mode & 0o777 == 0o700
    assert [path.name for path in (tmp_path / "wordclass").iterdir()] == ["jieba.cache"]


def test_an_invalid_user_dictionary_is_rejected(tmp_path):
    with pytest.raises(wc.InputError, match="no such user dictionary"):
        wc.count(["好"], tokenizer="jieba", user_dictionary=tmp_path / "none.txt")
    with pytest.raises(wc.InputError, match="user_dictionary is for jieba, not for char"):
        wc.count(["好"], tokenizer="char", user_dictionary=tmp_path / "none.txt")
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(wc.InputError, match=r"bad\.txt: not a jieba dictionary"):
        wc.count(["好"], tokenizer="jieba", user_dictionary=tmp_path / "bad.txt")


@pytest.mark.parametrize(
    ("tokenizer", "message"),
    [
        (lambda text: None, "must return a list of strings"),
        (lambda text: [text, 3], "must return a list of strings"),
        (lambda text: 7, "must return a list of strings"),
        (str.lower, "must return a list of strings"),
        (lambda text: iter(text.split()), "must return a list of strings"),
    ],
)
def test_a_function_must_return_a_list_of_strings(tokenizer, message):
    with pytest.raises(wc.InputError, match=f"sentences: sentence 1: .*{message}"):
        wc.count(["a b"], tokenizer=tokenizer)


def test_blank_tokens_from_a_function_are_dropped_and_counted():
    counts = wc.count(["a  b"], tokenizer=lambda text: text.split(" "))
    assert counts.n_tokens == 2 and counts.provenance.skipped == {"blank tokens": 1}
