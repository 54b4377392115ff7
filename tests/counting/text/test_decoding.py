"""Encodings: the same counts, or an error that names the byte."""

import pytest

import wordclass as wc


def words(counts):
    return set(counts.vocabulary.words[1:])


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "big5", "iso2022_jp"]
)
@pytest.mark.parametrize("tokenizer", ["whitespace", "char"])
def test_encodings_give_the_same_counts(tmp_path, encoding, tokenizer):
    text = "本日 天好\n好 天\n" * 3000
    path = tmp_path / "text.txt"
    path.write_bytes(text.encode(encoding))
    counts = wc.count(path, tokenizer=tokenizer, encoding=encoding)
    expected = wc.count(text.splitlines(), tokenizer=tokenizer)
    assert counts.vocabulary == expected.vocabulary
    assert (counts.matrix != expected.matrix).nnz == 0


@pytest.mark.parametrize("tokenizer", ["whitespace", "unicode"])
def test_a_bad_byte_is_named_replaced_or_its_line_skipped(tmp_path, tokenizer):
    path = tmp_path / "bad.txt"
    long = "long" * 8  # 4.3 MB in 120,000 lines: more than one chunk
    path.write_bytes(f"é {long}\n".encode() * 120_000 + b"bad \xff\xfe byte\nlast one\n")
    with pytest.raises(wc.InputError, match=r"bad\.txt, line 120001, byte offset 4320004: ff is"):
        wc.count(path, tokenizer=tokenizer)
    replaced = wc.count(path, tokenizer=tokenizer, errors="replace")
    assert replaced.provenance.skipped == {"undecodable bytes replaced": 2}
    assert any("\ufffd" in word for word in words(replaced))
    skipped = wc.count(path, tokenizer=tokenizer, errors="skip")
    assert skipped.provenance.skipped == {"undecodable lines": 1}
    assert words(skipped) == {"é", long, "last", "one"}


def test_a_truncated_character_at_the_end_of_the_file_is_named(tmp_path):
    path = tmp_path / "cut.txt"
    path.write_bytes("good 好".encode()[:-1])
    for tokenizer in ("whitespace", "unicode"):
        with pytest.raises(wc.InputError, match=r"line 1, byte offset 5: e5 a5 is not utf-8"):
            wc.count(path, tokenizer=tokenizer)


def test_the_first_byte_of_utf16_is_not_utf8(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes("text".encode("utf-16"))
    with pytest.raises(wc.InputError, match="byte offset 0: ff is not utf-8"):
        wc.count(path, tokenizer="whitespace")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize("tokenizer", ["whitespace", "unicode"])
def test_a_byte_order_mark_of_another_encoding_is_reported(tmp_path, tokenizer, encoding):
    path = tmp_path / "text.txt"
    path.write_text("猫 看见 狗\n", encoding=encoding)
    remedy = f"starts like {encoding}: .* use encoding='{encoding}'"
    with pytest.raises(wc.InputError, match=remedy):
        wc.count(path, tokenizer=tokenizer)
    assert wc.count(path, tokenizer=tokenizer, encoding=encoding).n_sentences == 1


@pytest.mark.parametrize("tokenizer", ["whitespace", "unicode"])
def test_a_nul_is_no_text_but_utf_16_without_a_byte_order_mark(tmp_path, tokenizer):
    path = tmp_path / "text.txt"
    path.write_text("cats sleep\ndogs run\n", encoding="utf-16-le")
    with pytest.raises(wc.InputError, match=r"text\.txt, line 1: there is a NUL .*='utf-16-le'"):
        wc.count(path, tokenizer=tokenizer)
    assert wc.count(path, tokenizer=tokenizer, encoding="utf-16-le").n_tokens == 4


@pytest.mark.parametrize("tokenizer", ["whitespace", "unicode"])
def test_a_nul_is_named_replaced_or_its_line_skipped_as_a_bad_byte_is(tmp_path, tokenizer):
    path = tmp_path / "text.txt"
    path.write_bytes(b"cats sleep\ndo\0gs run\n")
    with pytest.raises(wc.InputError, match=r"text\.txt, line 2: there is a NUL character"):
        wc.count(path, tokenizer=tokenizer)
    replaced = wc.count(path, tokenizer=tokenizer, errors="replace")
    assert replaced.provenance.skipped == {"undecodable bytes replaced": 1}
    skipped = wc.count(path, tokenizer=tokenizer, errors="skip")
    assert words(skipped) == {"cats", "sleep"}


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"PK\x03\x04\x14\x00", "a ZIP archive, as Word"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (rb"{\rtf1\ansi Cats sleep.}", "an RTF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an old version of Office"),
    ],
)
@pytest.mark.parametrize("tokenizer", ["whitespace", "unicode"])
def test_a_document_is_named_for_what_it_is(tmp_path, tokenizer, beginning, kind):
    path = tmp_path / "my text"
    path.write_bytes(beginning)
    with pytest.raises(wc.InputError, match=f"my text is {kind}.*; save its text as plain text"):
        wc.count(path, tokenizer=tokenizer)
