"""Running text is split into sentences in any script."""

from hypothesis import given
from hypothesis import strategies as st

import wordclass as wc
from tests.counting.text.reading import CORPORA, read
from wordclass.counting.text import decoding
from wordclass.counting.text.prose import MAX_SENTENCE, sentences, split_prose


def test_prose_is_split_in_any_script():
    assert read(CORPORA / "prose.txt", sentences="prose") == [
        "Dr. Who met J. Smith in Bath at 3 p.m. on Jan. 5.",
        "They talked about bread, i.e. about everything.",
        "“Is it\ndone?”",
        "he asked.",
        "It was not... not yet.",
        "A new paragraph begins here without a stop\n今天很冷。",
        "炉子很暖和！",
        "你要面包吗？",
        "سؤال؟",
        "جواب.",
        "एक वाक्य।",
        "दूसरा वाक्य।",
    ]


def test_closing_quotation_marks_stay_with_their_sentence():
    assert list(sentences("“Stop!” “Why?” (So.) Yes…")) == ["“Stop!”", "“Why?”", "(So.)", "Yes…"]


@given(st.text(st.sampled_from("aB .!?\n。”)Dr"), max_size=200), st.integers(1, 50))
def test_prose_loses_no_characters_whatever_the_chunks(text, size):
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    assert "".join("".join(split_prose(pieces)).split()) == "".join(text.split())


def test_prose_without_end_is_cut_at_spaces():
    pieces = list(split_prose("word " * 1000 for _ in range(100)))
    assert max(map(len, pieces)) <= MAX_SENTENCE
    assert sum(len(piece.split()) for piece in pieces) == 100_000


def test_prose_on_one_endless_line(tmp_path, monkeypatch):
    monkeypatch.setattr(decoding, "MAX_LINE", 1 << 20)
    path = tmp_path / "prose.txt"
    sentence = "It goes on and on" + " and on" * 60 + ". "
    n = decoding.MAX_LINE // len(sentence) + 1
    path.write_text(sentence * n)
    counts = wc.count(path, tokenizer="whitespace", sentences="prose", threads=1)
    assert counts.n_sentences == n
