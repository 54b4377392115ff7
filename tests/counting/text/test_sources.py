"""Paths, globs, folders, streams and lists as sources."""

import gzip
import io
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import wordclass as wc
from tests.counting.text.reading import read


def test_paths_globs_folders_streams_and_lists_give_the_same_texts(tmp_path):
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


def test_files_of_a_folder_that_are_left_out_are_counted(tmp_path, caplog):
    for name in ("a.txt", "b.pdf", "sub/c.pdf", "d.am", ".hidden.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a word\n")
    with caplog.at_level(logging.INFO, logger="wordclass"):
        assert read(tmp_path) == ["a word"]
    assert "left out 3 files not named as a text (2 .pdf, 1 .am)" in caplog.text


@pytest.mark.parametrize("name", ["page.html", "letter.XML", "film.vtt", "list.json.gz"])
def test_markup_is_not_counted_as_words_unless_asked_for(tmp_path, name):
    path = tmp_path / name
    text = b"<p>a word</p>\n"
    path.write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    for source in (path, f"{tmp_path}/*"):
        with pytest.raises(wc.InputError, match="markup would be counted .* input_format: jsonl"):
            wc.count(source)
    assert read(path, input_format="text") == ["<p>a word</p>"]
    (tmp_path / "lines.json").write_text('{"text": "a word"}\n')
    assert read(tmp_path / "lines.json", input_format="jsonl") == ["a word"]


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


def test_a_folder_without_text_is_an_error(tmp_path):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    with pytest.raises(wc.InputError, match="no text in the folder"):
        wc.count(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\n\n \n\t\n", b"\xef\xbb\xbf", b"\r\n"])
def test_a_file_without_words_is_an_error(tmp_path, content):
    (tmp_path / "blank.txt").write_bytes(content)
    for tokenizer in ("whitespace", "unicode", "auto"):
        with pytest.raises(wc.InputError, match=r"no words in .*blank\.txt"):
            wc.count(tmp_path / "blank.txt", tokenizer=tokenizer)


def test_an_unreadable_file_is_an_error(tmp_path):
    with pytest.raises(wc.InputError, match="cannot read"):
        wc.count(tmp_path / ("x" * 300))


def test_a_dash_reads_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a b\nc\n")))
    counts = wc.count("-", tokenizer="whitespace")
    assert counts.n_sentences == 2 and counts.provenance.sources[0].name == "-"


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
