"""Counts that are killed, added to, and merged: exact, and never the same text twice unasked."""

import os
import random
import subprocess
import sys

import duckdb
import pytest

import wordclass as wc
from wordclass.counting.combine import merge_counts
from wordclass.counting.engine import count_to_file
from wordclass.counting.reading import CountSettings

WHITESPACE = CountSettings.of(tokenizer="whitespace")
_COUNT = """
import sys
from wordclass.counting.engine import count, count_to_file
from wordclass.counting.reading import CountSettings
settings = CountSettings.of(tokenizer="whitespace", checkpoint_seconds=0)
count(["warm up"], tokenizer="whitespace")
print("ready", flush=True)
count_to_file(sys.argv[1], sys.argv[2], settings)
"""


def write_texts(folder, n_texts, n_sentences=2000, seed=0):
    rng = random.Random(seed)
    folder.mkdir()
    for i in range(n_texts):
        sentences = (
            " ".join(f"w{int(rng.paretovariate(0.6)) % 100_000}" for _ in range(rng.randint(1, 20)))
            for _ in range(n_sentences)
        )
        (folder / f"{i:03}.txt").write_text("\n".join(sentences) + "\n")
    return folder


def rows(path):
    return duckdb.execute("SELECT prev, next, count FROM read_parquet(?)", [str(path)]).fetchall()


@pytest.mark.slow
def test_a_count_killed_anywhere_ends_with_the_same_bytes(tmp_path):
    """Twenty kills, each at a random moment of the work; a count that got through begins anew."""
    texts = write_texts(tmp_path / "texts", 30)
    whole, killed = tmp_path / "whole.parquet", tmp_path / "killed.parquet"
    count_to_file(texts, whole, WHITESPACE)
    rng = random.Random(0)
    went_on = kills = 0
    while kills < 20:
        process = subprocess.Popen(
            [sys.executable, "-c", _COUNT, texts, killed],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout.readline() == "ready\n"
        try:
            process.wait(timeout=rng.uniform(0, 0.4))
        except subprocess.TimeoutExpired:
            process.kill()
            kills += 1
        said = process.communicate()[1]
        went_on += "going on after" in said
        if process.returncode == 0:
            assert killed.read_bytes() == whole.read_bytes()
            killed.unlink()
        else:
            assert process.returncode == -9, said
            assert not killed.exists() or killed.read_bytes() == whole.read_bytes()
    assert went_on > 5
    count_to_file(texts, killed, WHITESPACE)
    assert killed.read_bytes() == whole.read_bytes()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".killed.parquet.p")]


def killed_count(texts, output, after):
    """Leave behind what a count leaves that is killed after so many texts."""

    class Killed(BaseException):
        pass

    seen = set()

    def watch(state):
        seen.add(state.source)
        if len(seen) > after:
            raise Killed

    settings = CountSettings.of(tokenizer="whitespace", checkpoint_seconds=0, progress=watch)
    with pytest.raises(Killed):
        count_to_file(texts, output, settings)


@pytest.fixture
def always_told(monkeypatch):
    """Progress at every block, not a few times a second."""
    import wordclass.counting.reading

    monkeypatch.setattr(wordclass.counting.reading, "PROGRESS_SECONDS", 0)


def test_a_text_that_changed_since_is_named(tmp_path, always_told):
    texts = write_texts(tmp_path / "texts", 4, 50)
    killed_count(texts, tmp_path / "counts.parquet", after=2)
    (texts / "000.txt").write_text("something else\n")
    with pytest.raises(wc.InputError, match=r"000\.txt has changed since a killed count"):
        count_to_file(texts, tmp_path / "counts.parquet", WHITESPACE)


def test_other_settings_begin_anew(tmp_path, always_told):
    texts = write_texts(tmp_path / "texts", 4, 50)
    killed_count(texts, tmp_path / "counts.parquet", after=2)
    other = CountSettings.of(tokenizer="whitespace", normalize_digits=True)
    count_to_file(texts, tmp_path / "counts.parquet", other)
    count_to_file(texts, tmp_path / "whole.parquet", other)
    assert (tmp_path / "counts.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_two_counts_into_one_file_do_not_mix(tmp_path, always_told):
    texts = write_texts(tmp_path / "texts", 2, 50)

    def second(_):
        count_to_file(texts, tmp_path / "counts.parquet", WHITESPACE)

    with pytest.raises(wc.InputError, match="another count is at work"):
        count_to_file(
            texts, tmp_path / "counts.parquet",
            CountSettings.of(tokenizer="whitespace", progress=second),
        )  # fmt: skip


def test_updating_is_counting_together(tmp_path):
    texts = write_texts(tmp_path / "texts", 3, 200)
    files = sorted(texts.iterdir())
    count_to_file(files, tmp_path / "whole.parquet", WHITESPACE)
    count_to_file(files[0], tmp_path / "parts.parquet", WHITESPACE)
    count_to_file(files[1:], tmp_path / "parts.parquet", CountSettings(), update=True)
    assert rows(tmp_path / "parts.parquet") == rows(tmp_path / "whole.parquet")
    whole, parts = (wc.load_counts(tmp_path / f"{n}.parquet") for n in ("whole", "parts"))
    assert parts.provenance == whole.provenance


def test_the_same_text_is_not_added_twice_unless_asked(tmp_path):
    text, copy = tmp_path / "a.txt", tmp_path / "b.txt"
    text.write_text("a b\n")
    copy.write_text("a b\n")
    counts = tmp_path / "counts.parquet"
    count_to_file(text, counts, WHITESPACE)
    before = counts.read_bytes()
    with pytest.raises(wc.InputError, match=r"b\.txt has been counted before"):
        count_to_file(copy, counts, WHITESPACE, update=True)
    with pytest.raises(wc.InputError, match=r"b\.txt has been counted before"):
        count_to_file([text, copy], tmp_path / "both.parquet", WHITESPACE)
    assert counts.read_bytes() == before and not (tmp_path / "both.parquet").exists()
    again = CountSettings.of(tokenizer="whitespace", allow_repeats=True)
    count_to_file(copy, counts, again, update=True)
    assert wc.load_counts(counts).n_tokens == 4


def test_an_update_keeps_to_the_tokenizer(tmp_path):
    (tmp_path / "a.txt").write_text("A b\n")
    (tmp_path / "b.txt").write_text("B c\n")
    counts = tmp_path / "counts.parquet"
    count_to_file(tmp_path / "a.txt", counts, WHITESPACE)
    for other in (
        CountSettings.of(tokenizer="unicode"),
        CountSettings.of(tokenizer="whitespace", lowercase=True),
    ):
        with pytest.raises(wc.InputError, match="give the same"):
            count_to_file(tmp_path / "b.txt", counts, other, update=True)


def test_merging_files_is_counting_together(tmp_path):
    texts = write_texts(tmp_path / "texts", 3, 200)
    files = sorted(texts.iterdir())
    for file in files:
        count_to_file(file, tmp_path / f"{file.stem}.parquet", WHITESPACE)
    count_to_file(files, tmp_path / "whole.parquet", WHITESPACE)
    parts = [tmp_path / f"{file.stem}.parquet" for file in files]
    merge_counts(parts, tmp_path / "merged.parquet", memory="500MB")
    assert rows(tmp_path / "merged.parquet") == rows(tmp_path / "whole.parquet")
    whole, merged = (wc.load_counts(tmp_path / f"{n}.parquet") for n in ("whole", "merged"))
    assert merged.provenance == whole.provenance and merged.vocabulary == whole.vocabulary
    merge_counts([parts[0], parts[1]], parts[0])  # in place
    assert wc.load_counts(parts[0]).n_sentences == 400


def test_merging_keeps_the_unknown_word_and_the_boundary(tmp_path):
    one = wc.BigramCounts.from_pairs([("", "a", 1), ("a", None, 2), (None, "", 2)])
    one.save(tmp_path / "one.parquet")
    merge_counts([tmp_path / "one.parquet"] * 2, tmp_path / "two.parquet")
    assert rows(tmp_path / "two.parquet") == [("", "a", 2), ("a", None, 4), (None, "", 4)]


def test_merging_refuses_what_does_not_belong_together(tmp_path):
    (tmp_path / "a.txt").write_text("a b\n")
    (tmp_path / "b.txt").write_text("b c\n")
    count_to_file(tmp_path / "a.txt", tmp_path / "a.parquet", WHITESPACE)
    lower = CountSettings.of(tokenizer="whitespace", lowercase=True)
    count_to_file(tmp_path / "b.txt", tmp_path / "b.parquet", lower)
    both, output = [tmp_path / "a.parquet", tmp_path / "b.parquet"], tmp_path / "all.parquet"
    with pytest.raises(wc.InputError, match="--force"):
        merge_counts(both, output)
    with pytest.raises(wc.InputError, match="has been counted before"):
        merge_counts(both[:1] * 2, output)
    assert not output.exists()
    assert merge_counts(both, output, force=True).tokens == 4
    assert merge_counts(both[:1] * 2, output, allow_repeats=True).tokens == 4
    assert sorted(os.listdir(tmp_path)) == [
        "a.parquet", "a.txt", "all.parquet", "b.parquet", "b.txt",
    ]  # fmt: skip
