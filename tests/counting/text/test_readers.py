"""Sources, formats, compression and encodings: the same words, or an error that says where."""

import bz2
import gzip
import io
import json
import lzma
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
import xopen
from hypothesis import given
from hypothesis import strategies as st

import wordclass as wc
from wordclass.counting.text.corpora import named_corpora
from wordclass.counting.text.prose import MAX_SENTENCE, sentences, split_prose
from wordclass.counting.text.sentences import Reading, tagged_sentences
from wordclass.counting.text.settings import ReadSettings
from wordclass.counting.text.sources import find_texts

CORPORA = Path(__file__).parents[3] / "corpora"
ENGLISH = CORPORA / "english.txt"


def read(source, **settings):
    found = []
    for text in find_texts(source, settings.get("input_format")):
        found += Reading(text, ReadSettings(**settings)).sentences()
    return found


def words(counts):
    return set(counts.vocabulary.words[1:])


# --- sources ---


def test_paths_globs_folders_streams_and_lists_are_one(tmp_path):
    for name in ("b.txt", "a.txt", "sub/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{Path(name).stem} word\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / ".hidden.txt").write_text("hidden")
    everything = ["a word", "b word", "c word"]
    files = [tmp_path / name for name in ("a.txt", "b.txt", "sub/c.txt")]
    assert read(tmp_path) == read(files) == read([str(file) for file in files]) == everything
    assert read(f"{tmp_path}/**/*.txt") == ["a word", "b word", "c word"]
    with open(files[0], "rb") as binary, open(files[1], encoding="utf-8") as text:
        assert read([binary, text]) == ["a word", "b word"]


def test_a_file_named_like_a_pattern_is_a_file(tmp_path):
    (tmp_path / "what[1]?.txt").write_text("a word\n")
    assert read(tmp_path / "what[1]?.txt") == ["a word"]


def test_strings_are_sentences_unless_they_name_files(tmp_path):
    assert read(["a cat", "a dog"]) == ["a cat", "a dog"]
    with pytest.raises(wc.InputError, match=r"no such file: missing\.txt"):
        read(["missing.txt"])
    (tmp_path / "here.txt").write_text("a\n")
    with pytest.raises(wc.InputError, match=r"no such file: 'elsewhere'"):
        read([str(tmp_path / "here.txt"), "elsewhere"])


def test_a_folder_without_text(tmp_path):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    with pytest.raises(wc.InputError, match="no text in the folder"):
        wc.count(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\n\n \n\t\n", b"\xef\xbb\xbf", b"\r\n"])
def test_a_file_without_a_word(tmp_path, content):
    (tmp_path / "blank.txt").write_bytes(content)
    for tokenizer in ("whitespace", "unicode", "auto"):
        with pytest.raises(wc.InputError, match=r"no words in .*blank\.txt"):
            wc.count(tmp_path / "blank.txt", tokenizer=tokenizer)


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(wc.InputError, match="cannot read"):
        wc.count(tmp_path / ("x" * 300))


# --- compression ---


def compress_zst(data):
    file = io.BytesIO()
    with xopen.xopen(file, "wb", format="zst", threads=0) as stream:
        stream.write(data)
    return file.getvalue()


COMPRESS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": compress_zst,
}


@pytest.mark.parametrize("suffix", COMPRESS)
def test_compressed_files_are_read_and_damaged_ones_named(tmp_path, suffix):
    data = ENGLISH.read_bytes() * 500
    path = tmp_path / f"text.txt.{suffix}"
    path.write_bytes(COMPRESS[suffix](data))
    counts = wc.count(path, tokenizer="whitespace")
    assert counts.n_sentences == 5000
    (source,) = counts.provenance.sources
    assert source.bytes == path.stat().st_size and len(source.sha256) == 64
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(wc.InputError, match=rf"text\.txt\.{suffix}: cannot be read beyond byte"):
        wc.count(path, tokenizer="whitespace")


@pytest.mark.parametrize("suffix", COMPRESS)
def test_a_compressed_file_keeps_its_format(tmp_path, suffix):
    path = tmp_path / f"bread.conllu.{suffix}"
    path.write_bytes(COMPRESS[suffix]((CORPORA / "bread.conllu").read_bytes()))
    assert read(path) == read(CORPORA / "bread.conllu")


# --- formats ---


def test_conllu_columns_skip_ranges_and_empty_nodes():
    path = CORPORA / "bread.conllu"
    assert read(path) == [
        ["The", "baker", "does", "n't", "sleep", "."], ["Bread", "rises", ",", "ovens", "too"],
    ]  # fmt: skip
    assert read(path, column="lemma")[1] == ["bread", "rise", ",", "oven", "too"]
    assert read(path, column="upos")[1] == ["NOUN", "VERB", "PUNCT", "NOUN", "ADV"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1\ta\ta\tX\tX\t_\t0\troot\t_", r"line 2: 9 columns"),
        ("one\ta\ta\tX\tX\t_\t0\troot\t_\t_", r"line 2: 'one' is not a CoNLL-U id"),
        ("1\t\ta\tX\tX\t_\t0\troot\t_\t_", r"line 2: the word has no form"),
    ],
)
def test_broken_conllu_names_the_line(tmp_path, line, message):
    path = tmp_path / "broken.conllu"
    path.write_text(f"# comment\n{line}\n\n")
    with pytest.raises(wc.InputError, match=message):
        wc.count(path)


def test_vertical_columns_and_structures():
    path = CORPORA / "bread.vert"
    assert read(path) == [["The", "baker", "does", "n't", "sleep", "."], ["Bread", "rises"]]
    assert read(path, column="3")[0] == ["the", "baker", "do", "not", "sleep", "."]
    with pytest.raises(wc.InputError, match="has no column 9"):
        read(path, column="9")


DOCUMENTS = ["one two", "three\nfour", '=cmd, "quoted"; <script>']


@pytest.mark.parametrize("name", ["t.jsonl", "t.csv", "t.tsv", "t.parquet"])
def test_columns_of_tables(tmp_path, name):
    path = tmp_path / name
    kind = {"t.jsonl": "FORMAT json", "t.parquet": "FORMAT parquet"}.get(
        name, f"FORMAT csv, HEADER, DELIMITER '{',' if name == 't.csv' else chr(9)}'"
    )
    duckdb.execute(
        f"COPY (SELECT unnest(?) AS body, unnest(range(3)) AS number) TO '{path}' ({kind})",
        [DOCUMENTS],
    )
    assert read(path, column="body") == ["one two", "three", "four", DOCUMENTS[2]]
    with pytest.raises(wc.InputError, match=r"no column 'text'; the columns are 'body', 'number'"):
        read(path, column="text")
    with pytest.raises(wc.InputError, match="which column holds the text"):
        read(path)


def test_lists_of_tokens_in_tables(tmp_path):
    sentences = [["New York", "is"], ["big"]]
    (tmp_path / "t.jsonl").write_text("\n".join(json.dumps({"text": s}) for s in sentences))
    duckdb.execute(
        f"COPY (SELECT unnest([['New York', 'is'], ['big']]) AS text) TO '{tmp_path}/t.parquet'"
    )
    assert read(tmp_path / "t.jsonl") == read(tmp_path / "t.parquet") == sentences


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.jsonl", b'{"text": "a"}\n{"text": \n', r"t\.jsonl, line 2: not valid JSON"),
        ("t.jsonl", b'{"text": 3}\n', r"row 1: expected text or a list of tokens, found int"),
        ("t.csv", b'text\n"open\n', r"t\.csv, line \d: not valid CSV"),
        ("t.csv", b"a,text\n1,x\n2\n", r"line 3: 1 columns, but the header has 2"),
        ("t.parquet", b"PAR1 no", r"t\.parquet: not a readable Parquet file"),
    ],
)
def test_broken_tables_name_the_place(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(wc.InputError, match=message):
        wc.count(tmp_path / name, column="text" if name == "t.csv" else None)


# --- encodings ---


@pytest.mark.parametrize("tokenizer", ["auto", "whitespace", "unicode"])
def test_a_column_of_a_text_that_has_none_is_refused(tmp_path, tokenizer):
    (tmp_path / "text.txt").write_text("a b\n")
    for source in (tmp_path / "text.txt", ["a b"], "stdlib:pydoc"):
        with pytest.raises(wc.InputError, match="has no columns; leave out column='lemma'"):
            wc.count(source, tokenizer, column="lemma")


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
def test_a_bad_byte_is_named_replaced_or_its_line_left_out(tmp_path, tokenizer):
    path = tmp_path / "bad.txt"
    path.write_bytes("é good\n".encode() * 600_000 + b"bad \xff\xfe byte\nlast one\n")
    with pytest.raises(wc.InputError, match=r"bad\.txt, line 600001, byte 4800004: ff is not utf"):
        wc.count(path, tokenizer=tokenizer)
    replaced = wc.count(path, tokenizer=tokenizer, errors="replace")
    assert replaced.provenance.skipped == {"undecodable bytes replaced": 2}
    assert any("\ufffd" in word for word in words(replaced))
    skipped = wc.count(path, tokenizer=tokenizer, errors="skip")
    assert skipped.provenance.skipped == {"undecodable lines": 1}
    assert words(skipped) == {"é", "good", "last", "one"}


def test_a_character_cut_off_at_the_end_of_the_file(tmp_path):
    path = tmp_path / "cut.txt"
    path.write_bytes("good 好".encode()[:-1])
    for tokenizer in ("whitespace", "unicode"):
        with pytest.raises(wc.InputError, match=r"line 1, byte 5: e5 a5 is not utf-8"):
            wc.count(path, tokenizer=tokenizer)


def test_utf16_read_as_utf8_is_named(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes("text".encode("utf-16"))
    with pytest.raises(wc.InputError, match="byte 0: ff is not utf-8"):
        wc.count(path, tokenizer="whitespace")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"encoding": "klingon"}, "encoding='klingon' is not known"),
        ({"encoding": "base64"}, "encoding='base64' is not known"),
        ({"errors": "ignore"}, "errors='ignore' is not known"),
        ({"sentences": "verse"}, "sentences='verse' is not known"),
        ({"input_format": "docx"}, "input_format='docx' is not known"),
        ({"tokenizer": "magic"}, "tokenizer='magic' is not known"),
        ({"tokenizer": 3}, "neither a name nor a function"),
        ({"unicode_form": "NFX"}, "unicode_form='NFX' is not known"),
        ({"threads": 0}, "threads=0"),
    ],
)
def test_settings_that_are_none_list_those_that_are(settings, message):
    with pytest.raises(wc.InputError, match=message):
        wc.count(ENGLISH, **settings)


# --- prose ---


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


@given(st.text(st.sampled_from("aB .!?\n。”)Dr"), max_size=200), st.integers(1, 50))
def test_prose_loses_nothing_however_it_comes(text, size):
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    assert "".join("".join(split_prose(pieces)).split()) == "".join(text.split())


def test_prose_without_end_is_cut_at_spaces():
    pieces = list(split_prose("word " * 1000 for _ in range(100)))
    assert max(map(len, pieces)) <= MAX_SENTENCE
    assert sum(len(piece.split()) for piece in pieces) == 100_000


def test_prose_on_one_endless_line(tmp_path):
    path = tmp_path / "prose.txt"
    path.write_text("A short one. " * 1_300_000)
    counts = wc.count(path, tokenizer="whitespace", sentences="prose", threads=1)
    assert counts.n_sentences == 1_300_000


# --- gold tags ---


@pytest.mark.parametrize(
    ("name", "settings", "last"),
    [
        ("bread.conllu", {}, ("too", "ADV")),
        ("bread.conllu", {"column": "xpos"}, ("too", "RB")),
        ("bread.vert", {}, ("rises", "VBZ")),
        ("bread.vert", {"column": "3"}, ("rises", "rise")),
    ],
)
def test_gold_tags_of_files(name, settings, last):
    tagged = list(tagged_sentences(CORPORA / name, **settings))
    assert tagged[0][0][0] == "The" and tagged[-1][-1] == last


def test_gold_tags_of_plain_lines(tmp_path):
    (tmp_path / "gold.txt").write_text("Dogs\tNOUN\nbark\tVERB\n\nLoudly\tADV\n")
    assert list(tagged_sentences(tmp_path / "gold.txt")) == [
        [("Dogs", "NOUN"), ("bark", "VERB")], [("Loudly", "ADV")],
    ]  # fmt: skip
    with pytest.raises(wc.InputError, match="has no column 2"):
        list(tagged_sentences(ENGLISH))
    with pytest.raises(wc.InputError, match="has no tags"):
        list(tagged_sentences("stdlib:pydoc"))


@pytest.mark.parametrize(
    ("corpus", "n_words", "n_tags"),
    [("brown", 1_161_192, 92), ("sinica_treebank", 91_634, 10), ("treebank", 94_084, 45),
     ("cess_esp", 188_802, 46)],
)  # fmt: skip
def test_gold_tags_of_nltk(corpus, n_words, n_tags):
    try:
        tagged = list(tagged_sentences(f"nltk:{corpus}"))
    except wc.InputError as error:
        pytest.skip(str(error))
    tags = Counter(tag for sentence in tagged for _, tag in sentence)
    assert (tags.total(), len(tags)) == (n_words, n_tags)
    assert wc.count([[word for word, _ in s] for s in tagged]).n_tokens == n_words


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


def test_the_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a b\nc\n")))
    counts = wc.count("-", tokenizer="whitespace")
    assert counts.n_sentences == 2 and counts.provenance.sources[0].name == "-"


def test_sentences_keeps_quotation_marks_with_what_they_close():
    assert list(sentences("“Stop!” “Why?” (So.) Yes…")) == ["“Stop!”", "“Why?”", "(So.)", "Yes…"]


def test_a_pipe_is_read_once_and_whole(tmp_path):
    """As a shell's <(command) is: looking at it to choose a tokenizer loses nothing of it."""
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    sentences = "the cat sat on the mat\n" * 50_000

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(pipe.write_text, sentences)
        counts = wc.count(pipe)
        assert writing.result() == len(sentences)
    assert counts.n_sentences == 50_000


@pytest.mark.parametrize("tokenizer", ["whitespace", "unicode"])
def test_a_utf_16_byte_order_mark_is_reported(tmp_path, tokenizer):
    path = tmp_path / "text.txt"
    path.write_text("猫 看见 狗\n", encoding="utf-16")
    with pytest.raises(wc.InputError, match="starts like utf-16: use encoding='utf-16'"):
        wc.count(path, tokenizer=tokenizer)
    assert wc.count(path, tokenizer=tokenizer, encoding="utf-16").n_sentences == 1
