"""Tokenizers: real sentences in, the words a reader would mark out; in one process or several."""

import os
import subprocess
import sys
import textwrap
import threading
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wordclass as wc
from wordclass.counting.tokens import blocks as tokenizing
from wordclass.counting.tokens.choice import choose
from wordclass.counting.tokens.tokenizers import TokenizerSettings, unicode_tokens
from wordclass.counting.tokens.workers import WorkerPool

CORPORA = Path(__file__).parents[3] / "corpora"


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
        ("wait... -- what", "wait|...|--|what"),
        ("user_name @you #tag", "user_name|@|you|#|tag"),
        ("", ""),
        (" \t\u3000\n", ""),
    ],
)
def test_unicode_marks_words_as_readers_do(text, tokens):
    assert unicode_tokens(text) == [token for token in tokens.split("|") if token]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_tokenizer_of_ours_loses_a_character(text):
    visible = "".join(text.split())
    for name in ("unicode", "char", "whitespace"):
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
        ("jieba", "我来到北京清华大学", ["我", "来到", "北京", "清华大学"]),
        ("jieba", "他来到了网易杭研大厦", ["他", "来到", "了", "网易", "杭研", "大厦"]),
        ("jieba-nohmm", "他来到了网易杭研大厦", ["他", "来到", "了", "网易", "杭", "研", "大厦"]),
    ],
)
def test_the_known_tokenizers(name, text, tokens):
    assert TokenizerSettings(name).function()(text) == tokens


def test_jieba_knows_the_user_s_words_and_keeps_its_cache_private(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "words.txt").write_text("杭研大厦 100000 n\n")
    settings = {"tokenizer": "jieba", "user_dictionary": tmp_path / "words.txt"}
    counts = wc.count(["他来到了网易杭研大厦"], **settings)
    assert "杭研大厦" in counts.vocabulary
    assert len(counts.provenance.tokenizer["user_dictionary_sha256"]) == 64
    assert (tmp_path / "wordclass").stat().st_mode & 0o777 == 0o700
    assert [path.name for path in (tmp_path / "wordclass").iterdir()] == ["jieba.cache"]


def test_a_user_dictionary_that_is_none(tmp_path):
    with pytest.raises(wc.InputError, match="no such user dictionary"):
        wc.count(["好"], tokenizer="jieba", user_dictionary=tmp_path / "none.txt")
    with pytest.raises(wc.InputError, match="user_dictionary is for jieba, not for char"):
        wc.count(["好"], tokenizer="char", user_dictionary=tmp_path / "none.txt")
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(wc.InputError, match=r"bad\.txt: not a jieba dictionary"):
        wc.count(["好"], tokenizer="jieba", user_dictionary=tmp_path / "bad.txt")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ((CORPORA / "english.txt").read_text(), "unicode"),
        ((CORPORA / "chinese.txt").read_text(), "jieba"),
        ((CORPORA / "arabic.txt").read_text(), "unicode"),
        ((CORPORA / "hindi.txt").read_text(), "unicode"),
        ("The cat sat , it seems .\nIt slept , then .", "whitespace"),
        ("他 来到 北京 ， 我 也 是 。\n好 的 ， 谢谢 。", "whitespace"),
        ("これは日本語の文です。", "char"),  # Japanese: this is a Japanese sentence
        ("สวัสดีชาวโลก", "char"),  # Thai: hello world
        ("សួស្តីពិភពលោក", "char"),  # Khmer
        ("ສະບາຍດີຊາວໂລກ", "char"),  # Lao
        ("안녕하세요 세계.", "unicode"),  # Korean is written with spaces
        ("123 456", "unicode"),
    ],
)
def test_auto_looks_at_the_script(text, name):
    assert choose(text)[0] == name


def test_auto_says_that_thai_has_no_tokenizer_here(caplog):
    wc.count(["สวัสดีชาวโลก"])
    assert "tokenizer: char" in caplog.text and "segment the text first" in caplog.text


@pytest.mark.parametrize(
    ("tokenizer", "message"),
    [
        (lambda text: None, "must return a list of strings"),
        (lambda text: [text, 3], "must return a list of strings"),
        (lambda text: 7, "must return a list of strings"),
    ],
)
def test_a_function_that_gives_no_tokens(tokenizer, message):
    with pytest.raises(wc.InputError, match=f"sentences: sentence 1: .*{message}"):
        wc.count(["a b"], tokenizer=tokenizer)


def test_a_function_may_give_blank_tokens_which_are_counted_out():
    counts = wc.count(["a  b"], tokenizer=lambda text: text.split(" "))
    assert counts.n_tokens == 2 and counts.provenance.skipped == {"blank tokens": 1}


@pytest.mark.parametrize("tokenizer", ["jieba", "unicode", "nltk"])
def test_several_processes_count_as_one(monkeypatch, tokenizer):
    monkeypatch.setattr(tokenizing, "SERIAL", tokenizing.BATCH)
    name = "chinese.txt" if tokenizer == "jieba" else "english.txt"
    sentences = (CORPORA / name).read_text().splitlines() * 1500
    one = wc.count(iter(sentences), tokenizer=tokenizer, threads=1)
    two = wc.count(iter(sentences), tokenizer=tokenizer, threads=2)
    assert one.vocabulary == two.vocabulary and (one.matrix != two.matrix).nnz == 0
    assert one.provenance == two.provenance


def test_an_error_in_a_process_names_the_sentence(monkeypatch):
    monkeypatch.setattr(tokenizing, "SERIAL", tokenizing.BATCH)
    sentences = ["a good sentence"] * 60_000 + ["a bad \ud800 one"]
    with pytest.raises(wc.InputError, match="sentence 60001: .* lone surrogate"):
        wc.count(iter(sentences), tokenizer="unicode", threads=2)


def test_a_function_that_cannot_be_sent_is_used_here(monkeypatch, caplog):
    monkeypatch.setattr(tokenizing, "SERIAL", tokenizing.BATCH)
    lock = threading.Lock()  # which belongs to this process

    def cut(text):
        with lock:
            return text.split()

    counts = wc.count(iter(["a b"] * 100_000), tokenizer=cut, threads=2)
    assert counts.n_tokens == 200_000 and "cannot be pickled" in caplog.text


def test_a_script_needs_no_guard_and_its_own_tokenizer_uses_several_processes(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent("""
        import os
        import wordclass as wc
        def cut(text):
            return [*text.split(), str(os.getpid() == MAIN)]
        MAIN = os.getpid()
        for tokenizer in ("unicode", cut):
            sentences = iter(["a sentence of words"] * 100_000)
            counts = wc.count(sentences, tokenizer=tokenizer, threads=2)
            print(counts.n_tokens, "False" in counts.vocabulary.words)
        """)
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120)
    assert done.stdout == "400000 False\n500000 True\n"
    assert "cannot be sent" not in done.stderr and done.returncode == 0


def die(batch):
    os._exit(9)


def test_a_process_that_is_killed_is_an_error():
    with (
        closing(WorkerPool(die, 2)) as pool,
        pytest.raises(wc.InputError, match="process was killed"),
    ):
        list(pool.in_order(range(10)))


def test_what_a_tokenizer_prints_does_no_harm():
    with closing(WorkerPool(print, 2)) as pool:
        assert list(pool.in_order(["this goes to stderr"] * 5)) == [None] * 5
